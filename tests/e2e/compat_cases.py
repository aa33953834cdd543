#!/usr/bin/env python3
"""Compatible mode against the recorded cases of PharmCAT 3.1.1 (pgx/cases/matcher-cases.jsonl.gz):
diplotypes in order, scores, variant lists of the lowest-function genes and, for whole-pipeline
rows, phenotype, activity score and lookup keys. Rows that another set of definitions made, or an
option that the command does not offer, are left out and counted by reason; disagreements that we
stand by are listed one by one in tests/tables/compat_exceptions.tsv."""
import collections
import os
import tempfile

import common
from common import LOWEST, Tally


def load(path):
    files, rows = {}, []
    for entry in common.read_jsonl(path):
        if "header" in entry:
            files[entry["vcf"]] = entry
        else:
            rows.append(entry)
    return files, rows


def left_out_reason(row):
    if not row["definitions"].startswith("default"):
        return "made with fixture definitions"
    if row["exemptions"] == "none" and row["gene"] == "NAT2":
        return "made without required positions and priorities"
    return None


def options_of(row):
    options = []
    if row["topCandidateOnly"] == "False":
        options.append("--all-matches")
    if row["findCombinations"] == "True":
        options.append("--combinations")
    if row["callCyp2d6"] == "True":
        options.append("--cyp2d6")
    outside = row.get("outside_text") or [""]
    return tuple(options), "".join(outside)


def run_all(files, rows, folder):
    """{(vcf, options, outside): {gene: Row}}; files with equal options go into one run."""
    groups = collections.defaultdict(set)
    for row in rows:
        groups[options_of(row)].add(row["vcf"])
    answers = {}
    for (options, outside), names in groups.items():
        runs = [sorted(names)] if not outside else [[n] for n in sorted(names)]
        extra = list(options)
        if outside:
            extra += ["--outside", os.path.join(folder, "outside.tsv")]
            with open(extra[-1], "w", encoding="utf-8") as f:
                f.write(outside)
        for run in runs:
            rows_out = common.call([os.path.join(folder, n + ".vcf") for n in run], "--mode",
                                   "compatible", "--build", "38", "--ignore-filter", *extra,
                                   partial=True)
            for (sample, gene), r in rows_out.items():
                answers.setdefault((sample, options, outside), {})[gene] = r
    return answers


def parts(text):
    return text.split(" | ") if text else []


def same_matches(row, got):
    """Diplotypes and scores of a matcher row, or the variant list where no diplotype was called."""
    expected = [d for d in parts(row["expected_diplotypes"]) if not d.startswith("Unknown")]
    gene, pipeline = row["gene"], row["kind"] == "pipeline"
    if gene in LOWEST and expected and all("/" not in d for d in expected):
        listed = list(dict.fromkeys(got.haplotypes)) if pipeline else got.haplotypes
        return not got.diplotypes and listed == expected
    if gene in LOWEST and not expected:
        return not got.diplotypes and got.haplotypes == parts(row["haplotype_matches"])
    if not expected:
        return not [s for s in got.scores if s != "."]
    if row.get("outside_text") and got.scores in ([], ["."] * len(got.diplotypes)):
        return got.diplotypes in (expected, parts(row["rec_diplotypes"]))
    return got.diplotypes == expected and got.scores == parts(row["scores"])


def blank(texts):
    return [t for t in texts if t not in ("", ".", None)]


def same_result(row, got):
    """Phenotype, activity score and lookup key that the recommendation of a pipeline row used."""
    phenotypes, scores = parts(row["rec_phenotypes"]), parts(row["rec_activity"])
    keys = parts(row["rec_lookup"])
    if row["gene"] in LOWEST and len(got.diplotypes) > 1:
        scores = scores or ["."]
        ours = zip(got.phenotypes, got.activity_scores or ["."] * 99, got.lookup_keys)
        return (phenotypes[0], scores[0], keys[0]) in ours
    return (";".join(blank(phenotypes)) == ";".join(blank(got.phenotypes))
            and ";".join(blank(scores)) == ";".join(blank(got.activity_scores))
            and ";".join(blank(keys)) == ";".join(blank(got.lookup_keys)))


def main():
    files, rows = load(common.need_shared("pgx", "cases", "matcher-cases.jsonl.gz"))
    exceptions = {(e["case"], e["gene"]): e["reason"] for e in
                  common.read_table("compat_exceptions.tsv") if e["set"] == "matcher-cases"}
    tally, used = Tally(), set()
    wanted = []
    for row in rows:
        reason = left_out_reason(row)
        if reason:
            tally.leave_out(row["kind"], reason)
        else:
            wanted.append(row)
    with tempfile.TemporaryDirectory() as folder:
        for name in {r["vcf"] for r in wanted}:
            common.write_vcf(os.path.join(folder, name + ".vcf"), name, files[name]["header"],
                             files[name]["records"])
        answers = run_all(files, wanted, folder)
    for row in wanted:
        judge(row, answers, exceptions, used, tally)
    for key in sorted(set(exceptions) - used):
        tally.check("exceptions", False, "no longer needed:", *key)
    tally.print_table("recorded cases")
    common.finish(tally)


def judge(row, answers, exceptions, used, tally):
    options, outside = options_of(row)
    got = answers.get((row["vcf"], options, outside), {}).get(row["gene"])
    ok = got is not None and same_matches(row, got) and (
        row["kind"] != "pipeline" or same_result(row, got))
    key = (row["id"], row["gene"])
    if not ok and key in exceptions:
        used.add(key)
        tally.leave_out(row["kind"], "listed exceptions")
        return
    wants = [row[c] for c in ("expected_diplotypes", "scores", "haplotype_matches",
                              "rec_phenotypes", "rec_activity", "rec_lookup") if row[c]]
    tally.check(row["kind"], ok, row["id"], row["vcf"], row["gene"], options, "expected", wants,
                "got", got and got[2:])


if __name__ == "__main__":
    main()
