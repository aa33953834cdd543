#!/usr/bin/env python3
"""The JSON of `precis chart` keeps to docs/schema/chart.schema.json (with Debian's
python3-jsonschema; without it the required fields are looked at): a table, a FHIR bundle, and a
chart full of doubts."""

import json
import os
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PRECIS = os.environ.get("PRECIS", os.path.join(ROOT, "precis"))
DOUBTS = ("name,value,unit,date\nSex,nobody knows,,\nCreatinine,97,,\nWeight,60,kg,1999-01-01\n"
          "Medicine,Tab Methotrexate 15 mg weekly,,2026-03-10\nMedicine,Abcdefgol,,\n"
          "ESR,40,mm/h,2026-11-01\nESR,50,mm/h,2026-11-01\n")
passed = failed = 0


def check(what, good):
    global passed, failed
    if good:
        passed += 1
    else:
        failed += 1
        print("FAILED", what)


def errors(document, schema):
    try:
        import jsonschema
    except ImportError:
        return [k for k in schema["required"] if k not in document]
    return [e.message for e in jsonschema.Draft202012Validator(schema).iter_errors(document)]


def chart(path):
    done = subprocess.run([PRECIS, "chart", path, "--as-of", "2026-11-23", "--json"],
                          stdout=subprocess.PIPE, text=True, check=False)
    return json.loads(done.stdout)


def main():
    with open(os.path.join(ROOT, "docs/schema/chart.schema.json"), encoding="utf-8") as f:
        schema = json.load(f)
    with tempfile.TemporaryDirectory() as folder:
        doubts = os.path.join(folder, "doubts.csv")
        with open(doubts, "w", encoding="utf-8") as f:
            f.write(DOUBTS)
        charts = {name: chart(path) for name, path in
                  [("table", os.path.join(ROOT, "examples/clinic_sheet.csv")),
                   ("bundle", os.path.join(ROOT, "examples/chart.json")), ("doubts", doubts)]}
    for name, document in charts.items():
        wrong = errors(document, schema)
        check(f"{name}: {wrong[:2]}", not wrong)
    found = {m["doubt"] for m in charts["doubts"]["measures"]}
    check(f"doubts are told apart: {found}", found == {"no_unit", "stale", "conflict"})
    unknown = [m for m in charts["doubts"]["medicines"] if m["drug"] is None]
    check("an unknown medicine is kept", [m["match"] for m in unknown] == ["none"])
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
