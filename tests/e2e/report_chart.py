#!/usr/bin/env python3
"""A chart joined with a genome, and a chart alone: `precis report`, `drug`, `explain` with --chart.

The same facts stand in text, page and JSON; the person's own medicines come first and change what
genes can do; a recorded allergy goes before every guideline; what the chart does not say is said to
be unknown; languages change texts only; bad input is one line and leaves nothing behind. Knows the
example chart (an invented person) and nothing of how advice is made."""
import json
import os
import re
import subprocess
import sys
import tempfile

import common
import readability
import report_formats

GENOME = os.path.join(common.ROOT, "examples", "NA19147.g.vcf.gz")
CHART = os.path.join(common.ROOT, "examples", "chart.json")
DAY = "2026-11-23"
PAGE_MAX = 150 * 1024
results = {True: 0, False: 0}


def check(name, good):
    results[bool(good)] += 1
    if not good:
        print("FAIL " + name)


def run(*arguments):
    return subprocess.run([common.PRECIS, *arguments], capture_output=True, text=True,
                          encoding="utf-8", timeout=120,
                          env=dict(os.environ, SOURCE_DATE_EPOCH="1795392000"))


def report(*arguments):
    done = run("report", *arguments)
    check("report %s: exit %d %s" % (" ".join(arguments[-4:]), done.returncode, done.stderr[:200]),
          done.returncode == 0)
    return done.stdout


def as_json(*arguments):
    text = report(*arguments, "--format", "json")
    document = json.loads(text) if text else {"drugs": [], "scores": [], "tests": [], "chart": None}
    errors = report_formats.schema_errors(document)
    check("schema: " + "; ".join(errors), not errors)
    return document


def drug(document, name):
    return next((d for d in document["drugs"] if d["name"] == name), None)


def score(document, formula):
    return next((s for s in document["scores"] if s["formula"] == formula), None)


def write(folder, name, value):
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as f:
        f.write(value if isinstance(value, str) else json.dumps(value))
    return path


def joined(folder):
    document = as_json(GENOME, "--chart", CHART, "--as-of", DAY)
    taken = [d["name"] for d in document["drugs"] if d["relevance"] == "taken"]
    check("own drugs first: %s" % taken, {"codeine", "warfarin", "paroxetine"} <= set(taken)
          and [d["name"] for d in document["drugs"][:len(taken)]] == taken)
    check("paroxetine acts on CYP2D6", any(c["drug"] == "paroxetine" and c["gene"] == "CYP2D6"
                                           and c["computed"] for c in document["conversions"]))
    check("codeine is stopped by it", drug(document, "codeine")["light"] == "stop")
    egfr = score(document, "ckd_epi_2021")
    check("kidney function", egfr and egfr["status"] == "done"
          and any(i["name"] == "creatinine" and i["date"] for i in egfr["inputs"]))
    facts = {f["name"]: f["value"] for f in document["chart"]["facts"]}
    check("kidney function is a fact: %s" % facts.get("egfr"),
          egfr and abs(facts.get("egfr", 0) - egfr["results"][0]["value"]) < 1e-9)
    check("age", facts.get("age_years") == 58)
    check("an untested gene of an own drug is a suggested test",
          any("paroxetine" in t["drugs"] and t["gene"] == "CYP2D6" for t in document["tests"]))
    dose = score(document, "warfarin_iwpc_pharmacogenetic")
    check("warfarin dose with interval", dose and dose["status"] == "done" and dose["validation"]
          and all(r["low"] < r["value"] < r["high"] for r in dose["results"] if r["low"]))
    same_on_all_surfaces(folder, document)


def same_on_all_surfaces(folder, document):
    rounded = "%.0f mL/min" % score(document, "ckd_epi_2021")["results"][0]["value"]
    weekly = "%.1f" % score(document, "warfarin_iwpc_pharmacogenetic")["results"][0]["value"]
    text = report(GENOME, "--chart", CHART, "--as-of", DAY)
    report(GENOME, "--chart", CHART, "--as-of", DAY, "--format", "html", "-o",
           os.path.join(folder, "p.html"))
    with open(os.path.join(folder, "p.html"), encoding="utf-8") as f:
        page = f.read()
    for name, surface in (("text", text), ("page", page)):
        for wanted in (rounded, weekly, "58 years, female", "tramadol", "was not checked"):
            check("%s says '%s'" % (name, wanted), wanted in " ".join(surface.split()))
    check("no more than two screens: %d lines" % text.count("\n"), text.count("\n") <= 92)
    for name, surface in (("text", text), ("page", page)):
        places = [surface.find(x) for x in ("58 years, female", "The answer", "Doses and risks",
                                            "Genetic tests", "From the chart", "Not tested")]
        check("%s: who, answer, doses, tests, chart, genes: %s" % (name, places),
              -1 not in places and places == sorted(places))
        answer = " ".join(surface[places[1]:places[2]].split())
        for wanted in ("Alternatives: an opioid other than tramadol", "changed by paroxetine",
                       "taken: 120 mg a day", weekly, "no better than without genes"):
            check("%s: the answer says '%s'" % (name, wanted), wanted in answer)
    foot = re.search(r'@bottom-left\{content:"([^"]*)"', page)
    check("each printed page says whose it is and when: %s" % (foot and foot.group(1)),
          foot and foot.group(1) == "amara, 58 years, female, NA19147, 2026-11-23")


def languages(folder):
    codes = []
    for language in ("en", "hi", "es"):
        for audience in ("clinician", "patient"):
            options = [GENOME, "--chart", CHART, "--as-of", DAY, "--lang", language, "--audience",
                       audience]
            path = os.path.join(folder, "l.html")
            report(*options, "--format", "html", "-o", path)
            check("page of %d bytes" % os.path.getsize(path), os.path.getsize(path) < PAGE_MAX)
            with open(path, encoding="utf-8") as f:
                holes = re.findall(r"\[(?:ui|score|fact|group|doubt|sex)\.[^\]]+\]|\{\w+\}",
                                   re.sub(r'data-t="[^"]*"', "", f.read().split("<script>")[0]))
            check("%s %s: unfilled %s" % (language, audience, holes[:3]), not holes)
        document = as_json(GENOME, "--chart", CHART, "--as-of", DAY, "--lang", language)
        codes.append(([(d["name"], d["light"], d["headline"]) for d in document["drugs"]],
                      [(s["formula"], s["status"], s["results"]) for s in document["scores"]],
                      document["chart"]["facts"]))
    check("languages change texts only", codes[0] == codes[1] == codes[2])
    report(GENOME, "--chart", CHART, "--as-of", DAY, "--format", "html", "-o", path)
    with open(path, "rb") as first:
        before = first.read()
    report(GENOME, "--chart", CHART, "--as-of", DAY, "--format", "html", "-o", path)
    with open(path, "rb") as second:
        check("the same bytes twice", before == second.read())


ENGLISH = ("rheumatoid arthritis", "atrial fibrillation", "hypertension", "kidney function",
           "never smoked", "female", "years", "not known", "unknown", "tender joints", "creatinine")


def no_english_left():
    """What a chart states, and what formulas take, is worded in each language."""
    for language in ("hi", "es"):
        for options in (["report", GENOME, "--chart", CHART], ["report", "--chart", CHART],
                        ["report", "--chart", CHART, "--audience", "patient"],
                        ["score", "das28_esr", "--chart", CHART], ["chart", CHART]):
            if options[0] != "chart":
                options = [*options, "--lang", language]
            else:
                options = ["chart", CHART, "--lang", language]
            done = run(*options, "--as-of", DAY)
            left = [w for w in ENGLISH if w in done.stdout]
            check("%s: English left: %s" % (" ".join(options[:-1]), left),
                  done.returncode == 0 and done.stdout and not left)


def questions(folder):
    path = os.path.join(folder, "q.html")
    for language, heading in (("en", "What to ask your doctor"), ("hi", "अपने डॉक्टर से क्या पूछें"),
                              ("es", "Qué preguntar a su médico")):
        report(GENOME, "--chart", CHART, "--as-of", DAY, "--lang", language, "--audience",
               "patient", "--format", "html", "-o", path)
        with open(path, encoding="utf-8") as f:
            page = f.read()
        asked = page[page.find(heading):].split("</ul>")[0]
        check("%s: questions for the doctor: %s" % (language, asked[:80]),
              heading in page and asked.count("<li>") >= 4 and "codeine" in asked
              and "warfarin" in asked)
        check("%s: the warning stands once" % language, page.count("class=warn") == 1)


def plain_words():
    text = report("--chart", CHART, "--as-of", DAY, "--audience", "patient")
    prose = " ".join(text.split("\n\n")[0].splitlines())
    grade = readability.grade(prose)
    check("patient wording: grade %.1f" % grade, grade <= readability.LIMIT)
    check("the patient gets no dose", "mg/week" not in text and "mg/day" not in text)


def alone(folder):
    document = as_json("--chart", CHART, "--as-of", DAY)
    check("no genome, no build", document["build"] is None)
    check("every gene is untested", all(g["status"] == "not_tested" for g in document["genes"]))
    check("nothing is usual without a gene", all(
        d["light"] != "usual" or not d["open"] for d in document["drugs"]))
    vkorc1 = next((t for t in document["tests"] if t["gene"] == "VKORC1"), None)
    check("VKORC1 would matter for warfarin", vkorc1 and vkorc1["drugs"] == ["warfarin"]
          and 0 <= vkorc1["share_min"] <= vkorc1["share_max"] <= 1)
    text = report("--chart", CHART, "--as-of", DAY)
    check("said that no genome was read", "No genome was read" in text)
    check("codeine with paroxetine leads the answer, not the joints",
          text.split("The answer\n")[1].split()[:2] == ["Avoid", "codeine"])
    sheet = report("--chart", os.path.join(common.ROOT, "examples", "clinic_sheet.csv"), "--as-of",
                   DAY).split("The answer\n")[1].split("\n\n")[0]
    check("without anything to change the disease leads the answer: %s" % sheet[:90],
          sheet.strip().startswith("Activity of rheumatoid arthritis (DAS28")
          and "activity" in sheet.splitlines()[0] + sheet.splitlines()[1])
    check("and drugs without guidance share a line",
          "amlodipine, folic acid, methotrexate" in " ".join(sheet.split()))
    check("sample is the patient's id", document["sample"] == "amara")
    for command in (["drug", "warfarin"], ["explain", "codeine"]):
        done = run(*command, "--chart", CHART)
        check("%s: %s" % (" ".join(command), done.stderr[:200]), done.returncode == 0)
    meds = write(folder, "meds.tsv", "medicine\nclopidogrel\n")
    document = as_json("--chart", CHART, "--as-of", DAY, "--meds", meds)
    check("--meds and --chart together", drug(document, "clopidogrel")["relevance"] == "taken"
          and drug(document, "warfarin")["relevance"] == "taken")
    check("and said so", any("count together" in n for n in document["notes"]))


def allergy(folder):
    with open(CHART, encoding="utf-8") as f:
        bundle = json.load(f)
    for entry in bundle["entry"]:
        r = entry["resource"]
        if r["resourceType"] == "AllergyIntolerance":
            r["code"] = {"coding": [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm",
                                     "code": "7646"}], "text": "Omeprazole"}
    chart = write(folder, "allergy.json", bundle)
    document = as_json(GENOME, "--chart", chart, "--as-of", DAY)
    found = drug(document, "omeprazole")
    check("allergy stops the drug", found["light"] == "stop" and found["allergy"]["from"])
    check("its guideline stays", found["headline"] and found["rows"])
    check("it leads the own drugs", "omeprazole" in [d["name"] for d in document["drugs"][:2]])
    text = report(GENOME, "--chart", chart, "--as-of", DAY)
    check("said in words", "allergy or intolerance to omeprazole" in " ".join(text.split()))


def fails(code, words, *arguments):
    done = run(*arguments)
    check("%s: exit %d, not %d: %s" % (arguments[1:], done.returncode, code, done.stderr[:160]),
          done.returncode == code and done.stderr.count("\n") == 1)
    check("%s: said '%s'" % (arguments[1:], done.stderr.strip()[:160]), words in done.stderr)


def bad_input(folder):
    out = os.path.join(folder, "never.html")
    broken = write(folder, "broken.json", '{"resourceType": "Bundle", "entry": [{]}')
    fails(1, "broken.json", "report", "--chart", broken, "--format", "html", "-o", out)
    fails(1, "none.json", "report", "--chart", os.path.join(folder, "none.json"), "-o", out)
    fails(2, "--as-of", "report", "--chart", CHART, "--as-of", "yesterday", "-o", out)
    fails(2, "--as-of", "report", "--chart", CHART, "--as-of", "2024-05", "-o", out)
    fails(2, "--chart", "report", GENOME, "--as-of", DAY, "-o", out)
    fails(2, "--chart", "report", GENOME, "--patient", "x", "-o", out)
    fails(1, "somebody", "report", "--chart", CHART, "--patient", "somebody", "-o", out)
    fails(2, "--sample", "report", os.path.join(common.ROOT, "examples", "twenty.vcf.gz"),
          "--chart", CHART, "-o", out)
    fails(2, "--chart", "report", "--drugs", "codeine", "-o", out)
    people = "\n".join(json.dumps({"resourceType": "Patient", "id": i}) for i in ("one", "two"))
    two = write(folder, "two.ndjson", people + "\n")
    fails(1, "one", "report", "--chart", two, "-o", out)
    check("nothing was left behind", not os.path.exists(out))
    document = as_json("--chart", two, "--patient", "two")
    check("a chosen patient", document["sample"] == "two")


def main():
    with tempfile.TemporaryDirectory() as folder:
        joined(folder)
        alone(folder)
        allergy(folder)
        languages(folder)
        plain_words()
        no_english_left()
        questions(folder)
        bad_input(folder)
    print("%d passed, %d failed" % (results[True], results[False]))
    sys.exit(1 if results[False] else 0)


if __name__ == "__main__":
    main()
