#!/usr/bin/env python3
"""What `make check-fhir` validates beside our bundles, and the verdict on what the validator said.

    fhir_judge.py plant BUNDLE FOLDER     writes small bundles with one mistake each (and one without)
    fhir_judge.py judge OUTCOME BUNDLE... counts; ends with "N passed, M failed"

A bundle of ours passes with 0 errors. A planted bundle (wrong-*.json) passes when the validator finds the
mistake, so a validator that looked at nothing fails. Warnings are counted by kind: those that say that
LOINC, RxNorm, ATC, HGNC or UCUM are not there to look up are left out (`-tx n/a`), as are those that ask
for a responsible person or a narrative in every resource."""

import collections
import copy
import json
import os
import re
import sys

EXPECTED = re.compile("A definition for CodeSystem|because the code system|Best Practice|dom-6|"
                      "without terminology services")


def of_profile(bundle, name):
    return [e for e in bundle["entry"]
            if any(p.endswith("/" + name) for p in e["resource"]["meta"]["profile"])]


def small(bundle):
    """A report with one gene, one implication on it and its task: complete and correct."""
    genotypes = {e["fullUrl"]: e for e in of_profile(bundle, "genotype")}
    rows = {e["fullUrl"]: e for e in of_profile(bundle, "therapeutic-implication")}
    for task in of_profile(bundle, "medication-recommendation"):
        row = rows[task["resource"]["reasonReference"]["reference"]]
        of = [d["reference"] for d in row["resource"]["derivedFrom"]]
        if len(of) == 1 and of[0] in genotypes and "derivedFrom" in genotypes[of[0]]["resource"]:
            break
    gene = genotypes[of[0]]
    alleles = [d["reference"] for d in gene["resource"]["derivedFrom"]]
    report = copy.deepcopy(of_profile(bundle, "genomic-report")[0])
    kept = [gene["fullUrl"], row["fullUrl"]] + alleles
    report["resource"]["result"] = [{"reference": u} for u in kept]
    report["resource"]["extension"] = [
        x for x in report["resource"]["extension"]
        if x["valueReference"]["reference"] == task["fullUrl"]]
    others = [e for e in bundle["entry"] if e["fullUrl"] in alleles or
              e["resource"]["resourceType"] in ("Patient", "Device", "Provenance")]
    out = {k: v for k, v in bundle.items() if k != "entry"}
    out["entry"] = copy.deepcopy([report] + others + [gene, row, task])
    return out


def one(bundle, profile):
    return of_profile(bundle, profile)[0]["resource"]


# name -> (the change, what the validator must say)
PLANTED = {
    "report-code": (lambda b: one(b, "genomic-report")["code"]["coding"][0].update(code="81247-9"),
                    "51969-4"),
    "genotype-without-value": (lambda b: one(b, "genotype").pop("valueCodeableConcept"),
                               "minimum required = 1"),
    "haplotype-code": (lambda b: one(b, "haplotype")["code"]["coding"][0].update(code="84413-4"),
                       "84414-2"),
    "implication-of-nothing": (lambda b: one(b, "therapeutic-implication").pop("derivedFrom"),
                               "minimum required = 1"),
    "implication-with-value": (lambda b: one(b, "therapeutic-implication").update(valueString="x"),
                               "max allowed = 0"),
    "invented-code": (lambda b: one(b, "therapeutic-implication")["component"].append(
        {"code": {"coding": [{"system": "http://hl7.org/fhir/uv/genomics-reporting/CodeSystem/"
                              "tbd-codes-cs", "code": "no-such-code"}]}, "valueString": "x"}),
                      "no-such-code"),
    "task-is-an-order": (lambda b: one(b, "medication-recommendation").update(intent="order"),
                         "proposal"),
    "task-without-code": (lambda b: one(b, "medication-recommendation")["code"].pop("coding"),
                          "LL4049-4"),
    "empty-text": (lambda b: one(b, "genotype")["valueCodeableConcept"].update(text=""),
                   "empty"),
}


def plant(source, folder):
    with open(source, encoding="utf-8") as f:
        right = small(json.load(f))
    for name, change in [("right-small", lambda b: None)] + [
            ("wrong-" + n, c) for n, (c, _) in PLANTED.items()]:
        bundle = copy.deepcopy(right)
        change(bundle)
        with open(os.path.join(folder, name + ".json"), "w", encoding="utf-8") as f:
            json.dump(bundle, f)


def outcomes(path):
    """File name -> issues, from one OperationOutcome or a bundle of them."""
    with open(path, encoding="utf-8") as f:
        said = json.load(f)
    for outcome in [said] if said["resourceType"] == "OperationOutcome" else [
            e["resource"] for e in said["entry"]]:
        name = next(x["valueString"] for x in outcome["extension"] if x["url"].endswith("-file"))
        yield os.path.basename(name), outcome.get("issue", [])


def said(issue):
    return issue.get("details", {}).get("text", "") + str(issue.get("diagnostics", ""))


def verdict(name, issues):
    """What is wrong with the outcome of a file; empty when it is as it should be."""
    errors = [i for i in issues if i["severity"] in ("error", "fatal")]
    if not name.startswith("wrong-"):
        return [f"{said(i)[:300]} at {(i.get('expression') or ['?'])[0]}" for i in errors]
    wanted = PLANTED[name[len("wrong-"):-len(".json")]][1]
    if any(wanted in said(i) for i in errors):
        return []
    return [f"the planted mistake was not found ('{wanted}')"] + [said(i)[:200] for i in errors[:3]]


def judge(path, files):
    seen = dict(outcomes(path))
    counts, warnings = [0, 0], collections.Counter()
    for name in [os.path.basename(f) for f in files]:
        wrong = verdict(name, seen[name]) if name in seen else ["the validator said nothing of it"]
        counts[bool(wrong)] += 1
        for line in wrong[:10]:
            print(f"FAILED {name}: {line}")
        if name.startswith("wrong-"):
            continue
        for issue in seen.get(name, []):
            if issue["severity"] == "warning" and not EXPECTED.search(said(issue)):
                kind = re.sub(r"urn:uuid:[0-9a-f-]+", "…", said(issue))
                warnings[kind[:150]] += 1
    for kind, n in warnings.most_common():
        print(f"{n} warnings: {kind}")
    print(f"{counts[0]} passed, {counts[1]} failed")
    return 1 if counts[1] or not counts[0] else 0


if __name__ == "__main__":
    if sys.argv[1] == "plant":
        plant(sys.argv[2], sys.argv[3])
    else:
        sys.exit(judge(sys.argv[2], sys.argv[3:]))
