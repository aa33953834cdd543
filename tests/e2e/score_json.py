#!/usr/bin/env python3
"""The JSON of `precis score` and `precis dose` keeps to docs/schema/score.schema.json (with Debian's
python3-jsonschema; without it the required fields are looked at), for every status, and says what the
text says. Also: every formula can be asked for by name, and its help lists it."""

import json
import os
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PRECIS = os.environ.get("PRECIS", os.path.join(ROOT, "precis"))
DAS = ["tjc28=10", "sjc28=8", "esr=40 mm/h"]
MAN = ["age=67", "height=170 cm", "weight=80 kg"]
CASES = [
    ("done", ["score", "das28_esr", *DAS, "gh=60"]),
    ("missing", ["score", "das28_esr", *DAS]),
    ("outside", ["score", "das28_esr", "esr=0 mm/h"]),
    ("refused", ["score", "prevent_10y", "cardiovascular_disease=yes", "age=50"]),
    ("done", ["score", "eular_response", "das28_before=5", "das28=3"]),
    ("done", ["score", "acr_response", "tjc_before=10", "tjc=9"]),
    ("done", ["dose", "warfarin", *MAN, "VKORC1=A/G", "CYP2C9=*1/*2", "race=black"]),
]
UNKNOWN_HERE = ("Age", "Medicine", "ESR,30,")  # no start of treatment, no blood at the second visit
passed = failed = 0


def check(what, good):
    global passed, failed
    if good:
        passed += 1
    else:
        failed += 1
        print("FAILED", what)


def run(*words):
    done = subprocess.run([PRECIS, *words], stdout=subprocess.PIPE, text=True, check=False)
    return done.stdout


def errors(document, schema):
    try:
        import jsonschema
    except ImportError:
        return [k for k in schema["required"] if k not in document]
    return [e.message for e in jsonschema.Draft202012Validator(schema).iter_errors(document)]


def check_course(schema):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "visits.csv")
        with open(path, "w", encoding="utf-8") as f:
            with open(os.path.join(ROOT, "examples/visits.csv"), encoding="utf-8") as sheet:
                f.writelines(line for line in sheet if not line.startswith(UNKNOWN_HERE))
        document = json.loads(run("score", "eular_response", "--chart", path, "--as-of", "2026-11-20",
                                  "--json"))
    wrong = errors(document, schema)
    check(f"course: {wrong[:2]}", not wrong)
    course = document["scores"][0]["course"]
    visits = course["visits"]
    check("course: three visits", [v["days"] for v in visits] == [0, 93, 184])
    check("course: the one without blood has no value", visits[1]["value"] is None)
    check("course: it says what is missing", visits[1]["missing"] == ["esr"])
    change = visits[2]["value"] - visits[0]["value"]
    check("course: change is now minus before", abs(visits[2]["change"] - change) < 1e-9)
    check("course: no start known", course["drug"] is None and course["start"] is None)
    check("course: notes", course["notes"] == ["baseline_first", "no_months_3"])


def main():
    with open(os.path.join(ROOT, "docs/schema/score.schema.json"), encoding="utf-8") as f:
        schema = json.load(f)
    for status, words in CASES:
        name = " ".join(words[:2])
        document = json.loads(run(*words, "--json"))
        wrong = errors(document, schema)
        check(f"{name}: {wrong[:2]}", not wrong)
        first = document["scores"][0]
        check(f"{name}: is {first['status']}, not {status}", first["status"] == status)
        text = run(*words)
        for result in first["results"]:
            if result["value"] is not None:
                shown = f"{result['value']:.{result['decimals']}f}"
                check(f"{name}: the text shows {shown}", shown in text)
        check(f"{name}: text has the source", first["source"] in text)
    check_course(schema)
    for line in run("score", "--list").splitlines():
        name = line.split()[0]
        title = line.split("verified", 1)[1].strip()
        check(f"{name}: has a title", not title.startswith((name, name.replace("_", " "))))
        document = json.loads(run("score", name, "--json"))
        check(f"{name}: {errors(document, schema)[:2]}", not errors(document, schema))
        score = document["scores"][0]
        check(f"{name}: nothing known is no answer", score["status"] in ("missing", "done", "refused"))
        check(f"{name}: only an answer has results",
              score["status"] == "done" or not score["results"])
        check(f"{name}: its help", f"[{name}]" in run("score", name, "--help"))
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
