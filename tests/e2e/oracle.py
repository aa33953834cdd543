#!/usr/bin/env python3
"""Compatible mode against the recorded answers of PharmCAT 3.1.1 for synthetic people
(pgx/cases/oracle/*.jsonl.gz): for every person and gene the diplotypes in order with scores, the
variant list of a lowest-function gene without a diplotype, phenotype, activity score, lookup key,
the number of untested positions and the four warnings that change an answer. The peer's display
labels ("X (heterozygous)") are made from our names by the rules below. Disagreements that we stand
by are listed one by one in tests/tables/compat_exceptions.tsv. Fields of a recorded answer: m mode,
d [diplotype, score] list, h variant list, r [label, phenotypes, activity score, lookup keys] list,
miss untested positions, w warnings. Not compared: u uncallable alleles, undoc positions with
undocumented alleles, p (bit 0 phased, bit 1 effectively phased), which the TSV does not show."""
import glob
import os

import common
from common import LOWEST, Tally

# What the peer's recorded mode names mean as options of ours.
MODES = {"top": (), "top+d6": ("--cyp2d6",), "all": ("--all-matches",),
         "combo": ("--combinations",), "combo+d6": ("--combinations", "--cyp2d6")}
# Genes whose reference allele is called plain "Reference" in labels, by the peer's data.
REFERENCE = {"CACNA1S": "Reference", "CFTR": "ivacaftor non-responsive CFTR sequence",
             "DPYD": "Reference", "RYR1": "Reference"}


def display_label(gene, diplotype):
    """The peer's label of a diplotype, its sides as a set so that their order does not matter."""
    sides = diplotype.split("/")
    reference = REFERENCE.get(gene)
    if reference and len(sides) == 2:
        others = [s for s in sides if s != reference]
        if len(others) == 1:
            return frozenset([others[0] + " (heterozygous)"])
        if not others:
            return frozenset(["Reference"])
    return frozenset(sides)


def expected_label(label):
    return frozenset(label.split("/"))


def one_or_none(text):
    """An element of a list column as the recorded answers write it: absent is None."""
    return None if text in (".", "") else text


def our_results(got):
    """(phenotype, activity score, lookup key) of each candidate, or of the whole finding."""
    count = max(len(got.diplotypes), len(got.phenotypes), len(got.lookup_keys), 1)
    columns = [(c + ["."] * count)[:count] for c in
               (got.phenotypes, got.activity_scores, got.lookup_keys)]
    return [tuple(one_or_none(x) for x in row) for row in zip(*columns)]


def recorded_results(expected):
    """(label, (phenotype, activity score, lookup key)) of each recommendation row."""
    return [(r[0], (";".join(r[1]) or None, r[2], ";".join(r[3]) or None)) for r in expected["r"]]


def check_matches(expected, got):
    inferred = "d" not in expected and "h" not in expected and got.diplotypes
    if inferred:
        labels = [r[0] for r in expected["r"]]
        return got.diplotypes == labels and all(s == "." for s in got.scores)
    d = expected.get("d", [])
    return (got.diplotypes == [x[0] for x in d] and got.scores == [str(x[1]) for x in d]
            and got.haplotypes == expected.get("h", []))


def lowest(results):
    """The candidate that decides a lowest-function gene: least activity, susceptibility first."""
    def rank(result):
        score = result[1]
        number = float(score) if score not in (None, "n/a", "No Result") else float("inf")
        return (number, 0 if "Malignant" in (result[0] or "") else 1)
    return min(results, key=rank)


def check_results(gene, expected, got):
    recorded, ours = recorded_results(expected), our_results(got)
    if gene in LOWEST:
        wanted = [result for _, result in recorded]
        return all(w in ours for w in wanted) and lowest(wanted) == lowest(ours)
    if not got.diplotypes:
        return [result for _, result in recorded] == ours
    labelled = sorted(((sorted(display_label(gene, d)), r) for d, r in zip(got.diplotypes, ours)),
                      key=repr)
    wanted = sorted(((sorted(set(label_sides(gene, label))), r) for label, r in recorded), key=repr)
    return labelled == wanted


def label_sides(gene, label):
    """Sides of a recorded label; only genes with a named reference use "Reference/Reference"."""
    sides = expected_label(label)
    return frozenset(["Reference"]) if gene in REFERENCE and sides == {"Reference"} else sides


def check_warnings(expected, got):
    wanted = set(expected.get("w", []))
    codes = {"unphased-priority": "unphased-priority",
             "missing-required-position": "missing-required-position",
             "pcat-dpyd-hapB3-exonic-only": "pcat-dpyd-hapB3-exonic-only",
             "pcat-dpyd-hapB3-intronic-mismatch-exonic": "pcat-dpyd-hapB3-intronic-mismatch-exonic"}
    return {c for c in codes.values() if c in got.warnings} == {codes[w] for w in wanted}


def check_gene(gene, expected, got):
    """Names of the parts that differ."""
    wrong = []
    if not check_matches(expected, got):
        wrong.append("matches")
    if not check_results(gene, expected, got):
        wrong.append("results")
    if int(got.missing.split("/")[0]) != expected.get("miss", 0):
        wrong.append("missing")
    if not check_warnings(expected, got):
        wrong.append("warnings")
    return wrong


def run_modes(folder, lines):
    """{mode: rows} of every file that holds a person of that mode."""
    answers = {}
    files = sorted(glob.glob(os.path.join(folder, "vcf", "*.vcf.gz")))
    for mode in {line["m"] for line in lines}:
        stems = {line["stem"] for line in lines if line["m"] == mode}
        used = [f for f in files if os.path.basename(f).split(".")[0] in stems]
        answers[mode] = common.call(used, "--mode", "compatible", *MODES[mode])
    return answers


def read_lines(folder):
    vcf_stems = {os.path.basename(f).split(".")[0] for f in
                 glob.glob(os.path.join(folder, "vcf", "*.vcf.gz"))}
    lines = []
    for path in sorted(glob.glob(os.path.join(folder, "*.jsonl.gz"))):
        name = os.path.basename(path)[:-len(".jsonl.gz")]
        stem = max((s for s in vcf_stems if name.startswith(s)), key=len)
        for line in common.read_jsonl(path):
            lines.append({**line, "set": name, "stem": stem})
    return lines


def main():
    folder = common.need_shared("pgx", "cases", "oracle")
    exceptions = {(e["set"], e["case"], e["gene"]): e["reason"] for e in
                  common.read_table("compat_exceptions.tsv") if e["set"] != "matcher-cases"}
    lines = read_lines(folder)
    answers = run_modes(folder, lines)
    by_set, by_gene, used = Tally(), Tally(shown=0), set()
    for line in lines:
        if "error" in line:
            by_set.leave_out(line["set"], "person for whom the peer stopped with an exception")
            continue
        for gene, expected in line["g"].items():
            judge(line, gene, expected, answers[line["m"]], exceptions, used, by_set, by_gene)
    for key in sorted(set(exceptions) - used):
        by_set.check("exceptions", False, "no longer needed:", *key)
    by_gene.print_table("gene")
    by_set.print_table("recorded answers")
    common.finish(by_set)


def judge(line, gene, expected, answers, exceptions, used, by_set, by_gene):
    got = answers.get((line["s"], gene))
    wrong = check_gene(gene, expected, got) if got else ["absent"]
    key = (line["set"], line["s"], gene)
    if wrong and key in exceptions:
        used.add(key)
        by_set.leave_out(line["set"], "listed exceptions")
        return
    by_set.check(line["set"], not wrong, line["set"], line["s"], gene, line["m"], wrong,
                 "expected", expected, "got", got and got[2:])
    by_gene.check(gene, not wrong)


if __name__ == "__main__":
    main()
