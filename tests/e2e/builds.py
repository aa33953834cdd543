#!/usr/bin/env python3
"""The same people read in different ways must get the same answers: with and without phase (3,202
people, GRCh38), and from the GRCh38 and the GRCh37 panel (2,504 shared people). Answers that
differ between the builds must rest on genotypes that differ between the panels; each such position
is a row of tests/tables/build_differences.tsv with its reason and the number of people. Both panels
list only variable sites, so both are read with --absent reference."""
import collections
import glob
import gzip
import json
import os
import subprocess
import tempfile

import common
from common import Tally

# Genes of the GRCh38 positions file: all that files can answer but DPYD (not in that panel), IFNL3
# (outside the panel's regions) and MT-RNR1.
PANEL_GENES = ("ABCG2 CACNA1S CFTR CYP2B6 CYP2C19 CYP2C9 CYP2D6 CYP3A4 CYP3A5 CYP4F2 G6PD NAT2 "
               "NUDT15 RYR1 SLCO1B1 TPMT UGT1A1 VKORC1").split()


def strip_phase(source, target):
    with gzip.open(source, "rt") as f, gzip.open(target, "wt", compresslevel=1) as out:
        for line in f:
            out.write(line if line.startswith("#") else line.replace("|", "/"))


def unphased_contains_phased(tally):
    source = common.need_shared("genomes", "pharmcat_positions.1kgp30x.vcf.gz")
    options = ("--absent", "reference", "--cyp2d6", "--gene", ",".join(PANEL_GENES))
    with tempfile.TemporaryDirectory() as folder:
        stripped = os.path.join(folder, "unphased.vcf.gz")
        strip_phase(source, stripped)
        phased, unphased = common.call([source], *options), common.call([stripped], *options)
    listed = {(e["sample"], e["gene"]) for e in common.read_table("unphased_exceptions.tsv")}
    for key, row in phased.items():
        if not row.diplotypes or key in listed:
            tally.leave_out(key[1], "listed" if key in listed else "without a phased call")
            continue
        wide = unphased[key]
        lost = set(row.diplotypes) - set(wide.diplotypes)
        lost |= set(row.phenotypes) - set(wide.phenotypes)
        tally.check(key[1], not lost, "phased call lost without phase:", *key, sorted(lost)[:3],
                    "among", len(wide.diplotypes))


def genotypes_of(files, people, options, folder):
    """{(person, gene): {pos_grch38: genotype as written}} from the JSON of a few people."""
    found = {}
    if not people:
        return found
    names = os.path.join(folder, "people.txt")
    with open(names, "w", encoding="utf-8") as f:
        f.write("\n".join(sorted(people)) + "\n")
    command = [common.PRECIS, "call", *files, *options, "--samples-file", names, "--format", "json"]
    run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=200,
                         check=True)
    for person in json.loads(run.stdout)["samples"]:
        for gene in person["genes"]:
            found[person["sample"], gene["gene"]] = {
                p["pos_grch38"]: p["genotype"] for p in gene["positions"]}
    return found


def alleles_of(genotype):
    return sorted(genotype.replace("|", "/").split("/"))


def differing_positions(key, one, two):
    """Positions of a gene at which the two panels hold different genotypes for a person."""
    return sorted(p for p, g in one[key].items()
                  if alleles_of(two[key].get(p, ".")) != alleles_of(g))


def phase_differs(key, one, two):
    """With equal genotypes: whether the heterozygous sites lie on the strands in another way, the
    exchange of the two strands as a whole being no difference."""
    turned = {one[key][p] == two[key][p] for p in one[key] if len(set(alleles_of(one[key][p]))) > 1}
    return turned == {True, False}


def write_sexes(path):
    """Both panels write men's X in their own way; stated sexes make them equal."""
    with open(common.need_shared("truth", "1kgp_3202.psam"), encoding="utf-8") as f, \
            open(path, "w", encoding="utf-8") as out:
        out.write("sample\tsex\n")
        for line in f:
            cells = line.split()
            if not line.startswith("#"):
                out.write("%s\t%s\n" % (cells[0], {"1": "male", "2": "female"}[cells[3]]))


def compare_builds(tally, explained, folder):
    """Answers of the shared people; `explained`: (gene, position) -> reason."""
    old = sorted(glob.glob(os.path.join(common.need_shared("genomes", "panel37"), "*.bcf")))
    new = [common.need_shared("genomes", "all58.grch38.bcf")]
    genes = [g for g in PANEL_GENES if g != "CYP2D6"]
    sexes = os.path.join(folder, "sexes.tsv")
    write_sexes(sexes)
    shared = ("--absent", "reference", "--gene", ",".join(genes), "--sex", sexes)
    old = [f for f in old if os.path.basename(f).split(".")[0] in genes]
    options37 = ("--join", "--build", "37", *shared)
    answers37, answers38 = common.call(old, *options37), common.call(new, *shared)
    different = [k for k, r in answers37.items() if r.diplotypes != answers38[k].diplotypes]
    people = {sample for sample, _ in different}
    seen37 = genotypes_of(old, people, options37, folder)
    seen38 = genotypes_of(new, people, shared, folder)
    different = set(different)
    classes = collections.Counter()
    for key in answers37:
        if key in different:
            judge_difference(key, answers37[key], answers38[key], (seen37, seen38), explained,
                             (tally, classes))
        else:
            tally.check(key[1], True)
    return classes


def judge_difference(key, row37, row38, seen, explained, counts):
    tally, classes = counts
    gene = key[1]
    places = differing_positions(key, *seen)
    if not places and phase_differs(key, *seen):
        places = ["phase"]
    reasons = {explained.get((gene, str(p))) for p in places}
    if not places or None in reasons:
        tally.check(gene, False, "builds differ:", *key, row37.diplotypes[:2], row38.diplotypes[:2],
                    "at", [(p, seen[0][key].get(p), seen[1][key].get(p)) for p in places][:4])
        return
    for p in places:
        classes[gene, str(p)] += 1
    tally.leave_out(gene, sorted(reasons)[0])


def main():
    phase = Tally(shown=10)
    unphased_contains_phased(phase)
    phase.print_table("phase removed")
    table = common.read_table("build_differences.tsv")
    explained = {(e["gene"], e["position"]): e["class"] for e in table}
    builds = Tally(shown=30)
    with tempfile.TemporaryDirectory() as folder:
        classes = compare_builds(builds, explained, folder)
    for e in table:
        key = (e["gene"], e["position"])
        builds.check("table", classes[key] == int(e["people"]), "listed difference:", *key,
                     "people", classes[key], "listed", e["people"])
    builds.print_table("GRCh37 = GRCh38")
    print("\npeople by position at which the panels differ and the answer with them:")
    for (gene, place), n in sorted(classes.items()):
        print("  %-8s %-10s %5d  %s" % (gene, place, n, explained[gene, place]))
    common.finish(phase, builds)


if __name__ == "__main__":
    main()
