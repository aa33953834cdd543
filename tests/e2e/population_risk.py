#!/usr/bin/env python3
"""PREVENT and the WHO charts against ../shared/data/risk, through `precis score NAME --table`.

* The answers that the published PREVENT calculator printed (snaps.md.gz, one decimal of a percent):
  base, UACR, HbA1c, SDI and full equations, 10 and 30 years, women and men.
* The 500 made-up people of test_dat.csv, many with impossible values: their expected answers are
  computed here a second time, straight from the coefficient tables and the paper's terms; people
  outside the ranges must be refused, people with missing facts must not get a number. The file
  states zip codes, for which the deprivation index is not at hand: every third person gets one.
* Every cell of the WHO laboratory charts: 1,400 profiles in 21 regions, each at the lower edges of
  its classes and once inside them."""
import csv
import gzip
import math
import os
import re
import subprocess
import sys
import tempfile

from common import PRECIS, need_shared

PREVENT = need_shared("risk", "prevent")
WHO = need_shared("risk", "whocvd", "WHO_2019_Scores.csv")
OUTCOMES = {"total_cvd": "cvd", "ascvd": "ascvd", "heart_failure": "hf", "chd": "chd",
            "stroke": "stroke"}
passed, failed = 0, 0


def check(name, ok, detail=""):
    global passed, failed
    if ok:
        passed += 1
    else:
        failed += 1
        print("FAIL %s %s" % (name, detail))


def ask(formula, columns, rows):
    """Answers in the order of the rows, as dictionaries."""
    with tempfile.NamedTemporaryFile("w", suffix=".tsv") as f:
        f.write("\t".join(columns) + "\n")
        for row in rows:
            f.write("\t".join(str(row.get(c, "")) for c in columns) + "\n")
        f.flush()
        run = subprocess.run([PRECIS, "score", formula, "--table", f.name], capture_output=True,
                             text=True, encoding="utf-8", check=False)
    lines = [line.split("\t") for line in run.stdout.splitlines()]
    answers = [dict(zip(lines[0], line)) for line in lines[1:]] if lines else []
    if len(answers) != len(rows):
        sys.exit("%s: %d answers for %d rows: %s" % (formula, len(answers), len(rows), run.stderr))
    return answers


# ---- what PREVENT must be, a second time ----

def terms(p):
    """The paper's terms by the names of the coefficient tables (Khan 2024, supplement)."""
    age = (p["age"] - 55) / 10
    nonhdl = (p["total_c"] - p["hdl_c"]) * 0.02586 - 3.5
    hdl = (p["hdl_c"] * 0.02586 - 1.3) / 0.3
    low, high = (min(p["sbp"], 110) - 110) / 20, (max(p["sbp"], 110) - 130) / 20
    bmi_low, bmi_high = (min(p["bmi"], 30) - 25) / 5, (max(p["bmi"], 30) - 30) / 5
    egfr_low, egfr_high = (min(p["egfr"], 60) - 60) / -15, (max(p["egfr"], 60) - 90) / -15
    dm, smoke, treated, statin = (float(p[k]) for k in ("dm", "smoking", "bp_tx", "statin"))
    hba1c, uacr, sdi = p.get("hba1c"), p.get("uacr"), p.get("sdi")
    return {
        "Age, per 10 years": age, "Age, 10 years": age, "Age squared": age * age,
        "non-HDL-C per 1 mmol/L": nonhdl, "HDL-C per 0.3 mmol/L": hdl,
        "SBP <110 per 20 mmHg": low, "SBP \u2265110 per 20 mmHg": high,
        "Diabetes": dm, "Current smoking": smoke,
        "BMI <30, per 5 kg/m2": bmi_low, "BMI 30+, per 5 kg/m2": bmi_high,
        "eGFR <60, per -15 ml": egfr_low, "eGFR 60+, per -15 ml": egfr_high,
        "Anti-hypertensive use": treated, "Statin use": statin,
        "Treated SBP \u2265110 mm Hg per 20 mm Hg": treated * high,
        "Treated non-HDL-C": statin * nonhdl,
        "Age per 10yr * non-HDL-C per 1 mmol/L": age * nonhdl,
        "Age per 10yr * HDL-C per 0.3 mmol/L": age * hdl,
        "Age per 10yr * SBP \u2265110 mm Hg per 20 mmHg": age * high,
        "Age per 10yr * diabetes": age * dm, "Age per 10yr * current smoking": age * smoke,
        "Age per 10yr * BMI 30+ per 5 kg/m2": age * bmi_high,
        "Age per 10yr * eGFR <60, per -15 ml": age * egfr_low,
        "SDI decile categories 4-6 vs. 1-3": float(sdi is not None and 4 <= sdi <= 6),
        "SDI decile categories 7-10 vs. 1-3": float(sdi is not None and sdi >= 7),
        "Missing SDI": float(sdi is None),
        "ln-ACR, mg/g, per 1 ln unit": 0.0 if uacr is None else math.log(uacr),
        "Missing ACR/PCR/Dipstick": float(uacr is None),
        "HbA1c in DM, per 1%": (hba1c - 5.3) * dm if hba1c is not None else 0.0,
        "HbA1c no DM, per 1%": (hba1c - 5.3) * (1 - dm) if hba1c is not None else 0.0,
        "Missing HbA1c": float(hba1c is None), "Constant": 1.0}


def model_of(p):
    known = [k for k in ("uacr", "hba1c", "sdi") if p.get(k) is not None]
    return "full" if len(known) > 1 else known[0] if known else "base"


def tables():
    out = {}
    for model in ("base", "uacr", "hba1c", "sdi", "full"):
        for years in (10, 30):
            path = os.path.join(PREVENT, "%s_%dyr.csv" % (model, years))
            with open(path, encoding="utf-8") as f:
                out[model, years] = list(csv.DictReader(f))
    return out


def expected(p, years, coefficients):
    value = terms(p)
    sums = dict.fromkeys(OUTCOMES, 0.0)
    for row in coefficients[model_of(p), years]:
        for outcome in OUTCOMES:
            sums[outcome] += (float(row["%s_%s" % (p["sex"], outcome)]) *
                              value[row["beta_coefficients"]])
    return {o: 100 / (1 + math.exp(-x)) for o, x in sums.items()}


COLUMNS = ["age", "sex", "systolic_bp", "bp_treatment", "statin", "total_cholesterol",
           "hdl_cholesterol", "diabetes", "smoking", "egfr", "bmi", "hba1c", "uacr", "sdi"]


def asked(p):
    """The row of `precis score --table` for a person; absent facts are left out."""
    yes = {True: "yes", False: "no"}
    row = {"age": p["age"], "sex": p["sex"], "systolic_bp": p["sbp"], "egfr": p["egfr"],
           "bmi": p["bmi"], "hba1c": p.get("hba1c"), "sdi": p.get("sdi"),
           "uacr": None if p.get("uacr") is None else "%.10g mg/g" % p["uacr"],
           "bp_treatment": yes.get(p["bp_tx"]), "statin": yes.get(p["statin"]),
           "diabetes": yes.get(p["dm"]),
           "smoking": {True: "current", False: "never"}.get(p["smoking"])}
    for ours, theirs in (("total_cholesterol", "total_c"), ("hdl_cholesterol", "hdl_c")):
        row[ours] = None if p[theirs] is None else "%.10g mg/dL" % p[theirs]
    return {k: v for k, v in row.items() if v is not None}


RANGES = {"age": (30, 79), "sbp": (90, 180), "total_c": (130, 320), "hdl_c": (20, 100),
          "egfr": (15, 140), "bmi": (18.5, 39.9), "hba1c": (4.5, 15), "uacr": (0.1, 25000)}


def standing(p, years):
    """done, missing or outside."""
    for key, (least, most) in RANGES.items():
        if key == "age" and years == 30:
            most = 59
        if p.get(key) is not None and not least <= p[key] <= most:
            return "outside"
    optional = ("hba1c", "uacr", "sdi")
    return "missing" if any(v is None for k, v in p.items() if k not in optional) else "done"


def number(text):
    return None if text in ("NA", "") else float(text)


def made_up_people():
    with open(os.path.join(PREVENT, "test_dat.csv"), encoding="utf-8") as f:
        for r in csv.DictReader(f):
            p = {k: number(r[k]) for k in ("age", "sbp", "total_c", "hdl_c", "egfr", "bmi", "hba1c",
                                           "uacr")}
            for k in ("bp_tx", "statin", "dm", "smoking"):
                p[k] = {"TRUE": True, "FALSE": False}.get(r[k])
            p["sex"] = {"f": "female", "m": "male"}.get(r["sex"])
            p["sdi"] = int(r["preventr_id"]) % 10 + 1 if int(r["preventr_id"]) % 3 == 0 else None
            yield p


def test_made_up_people(coefficients):
    people = list(made_up_people())
    check("500 people", len(people) == 500, len(people))
    counts = {"done": 0, "missing": 0, "outside": 0}
    for years in (10, 30):
        answers = ask("prevent_%dy" % years, COLUMNS, [asked(p) for p in people])
        for i, (p, a) in enumerate(zip(people, answers)):
            want = standing(p, years)
            counts[want] += 1
            ok = a["status"] == want
            detail = "%s, expected %s (%s)" % (a["status"], want, a["detail"])
            if ok and want == "done":
                exact = expected(p, years, coefficients)
                worst = max(abs(exact[o] - float(a["%s_%dy" % (n, years)]))
                            for o, n in OUTCOMES.items())
                ok = worst < 1e-6 and a["model_band"] == model_of(p)
                detail = "off by %g, %s" % (worst, a["model_band"])
            check("person %d, %d years" % (i + 1, years), ok, detail)
    print("made-up people: %(done)d answers, %(missing)d with missing facts, %(outside)d outside"
          % counts)


# ---- what the published calculator printed ----

SDI_OF_ZIP = re.compile(r'get_sdi\("(\d+)"\)\s+Output\s+\[1\] (\d+)')
CALL = re.compile(r"(check_equations|check_equations_partial|sdi_\d+yr_partial)\(([^()]*)\)\s+Message"
                  r".*?Output\n(.*?)\$model", re.S)
PERSON = {"age": 50.0, "total_c": 200.0, "hdl_c": 45.0, "sbp": 160.0, "dm": True, "smoking": False,
          "bmi": 35.0, "egfr": 90.0, "bp_tx": True, "statin": False}


def arguments(text):
    out = {}
    for name, value in re.findall(r'(\w+)\s*=\s*("[^"]*"|[\w.]+)', text):
        out[name] = value.strip('"')
    return out


def printed(block):
    """outcome -> column -> percent"""
    out = {}
    for name, head, line in re.findall(r"\$(\w+)\n\s*# A tibble: 1 x \d\n\s*(.*?)\n.*?\n\s*1 (.*?)\n",
                                       block):
        values = [float(x) for x in re.findall(r"([\d.]+)%", line)]
        out[name] = dict(zip(head.split(), values))
    return out


def person_of(given, sdi):
    p = dict(PERSON)
    for key, value in given.items():
        if key in ("dm", "smoking", "bp_tx", "statin"):
            p[key] = value in ("TRUE", "1")
        elif key in ("age", "total_c", "hdl_c", "sbp", "bmi", "egfr", "hba1c", "uacr"):
            p[key] = float(value)
    if given.get("zip") in sdi:
        p["sdi"] = sdi[given["zip"]]
    return p


def test_printed_answers():
    with gzip.open(os.path.join(PREVENT, "snaps.md.gz"), "rt", encoding="utf-8") as f:
        text = f.read()
    start = text.index("# Base model 10-year risks give expected results")
    text = text[start:text.index("# Optional predictors are handled correctly")]
    sdi = {z: int(v) for z, v in SDI_OF_ZIP.findall(text)}
    values = 0
    for name, inner, block in CALL.findall(text):
        given = arguments(inner)
        years = 30 if "30yr" in name or given.get("time") == "30yr" else 10
        table = printed(block)
        for sex in ("female", "male"):
            p = dict(person_of(given, sdi), sex=sex)
            answer = ask("prevent_%dy" % years, COLUMNS, [asked(p)])[0]
            if years == 30 and p["age"] > 59:  # printed with a warning there, refused here
                check("30 years from 59 on", answer["status"] == "outside", answer["status"])
                continue
            for outcome, ours in OUTCOMES.items():
                got = float(answer.get("%s_%dy" % (ours, years), "nan"))
                want = table[outcome][sex]
                values += 1
                check("%s %s %s" % (name, inner.strip(), outcome), abs(got - want) <= 0.0501,
                      "%g, printed %g" % (got, want))
    check("printed answers found", values >= 100, values)
    print("printed answers: %d values" % values)


# ---- WHO ----

AGES = {"40-44": 40, "45-49": 45, "50-54": 50, "55-59": 55, "60-64": 60, "65-69": 65, "70-74": 70}
PRESSURES = {"<120": (90, 119.9), "120-139": (120, 139.9), "140-159": (140, 159.9),
             "160-179": (160, 179.9), ">=180": (180, 230)}
CHOLESTEROLS = {"<4": (2.5, 3.99), "4-4.9": (4, 4.99), "5-5.9": (5, 5.99), "6-6.9": (6, 6.99),
                ">=7": (7, 10)}
WHO_COLUMNS = ["region", "age", "sex", "smoking", "diabetes", "systolic_bp", "total_cholesterol"]


def test_who():
    with open(WHO, encoding="utf-8") as f:
        cells = list(csv.DictReader(f))
    regions = [c for c in cells[0] if c not in ("dm", "gdr", "smk", "age", "sbp", "chl", "refv")]
    check("1,400 profiles in 21 regions", len(cells) == 1400 and len(regions) == 21)
    rows, wanted = [], []
    for cell in cells:
        for i, region in enumerate(regions):
            top = i % 2  # lower edges in one region, upper ends in the next
            rows.append({"region": region, "age": AGES[cell["age"]] + 4 * top,
                         "sex": "male" if cell["gdr"] == "1" else "female",
                         "smoking": "current" if cell["smk"] == "1" else "never",
                         "diabetes": "yes" if cell["dm"] == "1" else "no",
                         "systolic_bp": PRESSURES[cell["sbp"]][top],
                         "total_cholesterol": "%g mmol/L" % CHOLESTEROLS[cell["chl"]][top]})
            wanted.append(cell[region])
    answers = ask("who_cvd_2019_laboratory", WHO_COLUMNS, rows)
    wrong = [(r, a["cvd_10y"], w) for r, a, w in zip(rows, answers, wanted) if a["cvd_10y"] != w]
    check("every cell of the WHO charts", not wrong, wrong[:3])
    print("WHO charts: %d cells" % len(rows))


test_printed_answers()
test_made_up_people(tables())
test_who()
print("%d passed, %d failed" % (passed, failed))
sys.exit(1 if failed else 0)
