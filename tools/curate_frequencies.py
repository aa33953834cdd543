#!/usr/bin/env python3
"""Makes kb/frequencies.tsv: how many people of each 1000 Genomes super-population have which result
of a gene, counted over the calls of `precis` itself.

Knows: the two panels, which of their people are related, which genes they can answer. Does not know
what a result means.

Left out, because a count from these panels would be wrong: CYP2D6 (structure is not in them), HLA and
MT-RNR1 (not in them), RYR1, CACNA1S and CFTR (what matters there is rare, and the panel holds only
variants that two or more copies have). CYP2B6 rs2279343 is not in the panel: it counts as not tested,
so some people have several possible results, which stay together in one row. Genotypes that the
panel does not list are reference there: everybody in it was sequenced.

usage: curate_frequencies.py [--shared ../shared] [--precis ./precis] [--kb kb] [--check]
"""
import argparse
import collections
import os
import re
import subprocess
import sys
import tempfile

GENES = ("ABCG2 CYP2B6 CYP2C19 CYP2C9 CYP3A4 CYP3A5 G6PD NAT2 NUDT15 SLCO1B1 TPMT UGT1A1 "
         "VKORC1").split()
BY_DIPLOTYPE = {"CYP2C9", "UGT1A1", "VKORC1"}  # some rules ask for alleles or pairs of them
NOT_IN_PANEL = {"CYP2B6": [41009357]}  # 0-based position of rs2279343 on GRCh38
VERSION = re.compile(r"called by precis \S+$", re.M)
COLUMNS = "gene lookup_keys diplotype group people total source".split()


def arguments():
    p = argparse.ArgumentParser()
    p.add_argument("--shared", default=os.environ.get("PRECIS_SHARED", "../shared"))
    p.add_argument("--precis", default="./precis")
    p.add_argument("--kb", default="kb")
    p.add_argument("--check", action="store_true", help="compare with the table, write nothing")
    return p.parse_args()


def unrelated(path):
    """Sample -> super-population, of people none of whose parents is in the panel."""
    with open(path, encoding="utf-8") as f:
        header = next(f).rstrip("\n").lstrip("#").split("\t")
        rows = [dict(zip(header, line.rstrip("\n").split("\t"))) for line in f]
    names = {r["IID"] for r in rows}
    return {r["IID"]: r["SuperPop"] for r in rows if r["PAT"] not in names and r["MAT"] not in names}


def callable_bed(source, target):
    """The panel's regions without the positions that it does not hold."""
    for line in source:
        chrom, start, end, gene = line.split()[:4]
        edge = int(start)
        for hole in NOT_IN_PANEL.get(gene, []):
            target.write("%s\t%d\t%d\t%s\n" % (chrom, edge, hole, gene))
            edge = hole + 1
        target.write("%s\t%d\t%s\t%s\n" % (chrom, edge, end, gene))
    target.flush()


def run(precis, kb, path, *options):
    """Rows of `precis cohort run` as dicts."""
    command = [precis, "cohort", "run", path, "--kb", kb, *options]
    out = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, timeout=300).stdout
    lines = out.splitlines()
    header = lines[0].split("\t")
    return [dict(zip(header, line.split("\t"))) for line in lines[1:]]


def result(row):
    """Lookup keys that fit, and the diplotype where rules ask for it and there is one."""
    keys = ";".join(sorted(set(row["lookup_keys"].split(";"))))
    one = row["diplotypes"] != "." and ";" not in row["diplotypes"]
    known = row["status"] == "called" and one and row["gene"] in BY_DIPLOTYPE
    return keys, row["diplotypes"] if known else "."


def count(rows, people, source):
    """Table rows of some genes."""
    tallies, totals = collections.Counter(), collections.Counter()
    for row in rows:
        group = people.get(row["sample"])
        if group is None:
            continue
        tallies[(row["gene"], *result(row), group)] += 1
        totals[row["gene"], group] += 1
    return [[gene, keys, diplotype, group, str(n), str(totals[gene, group]), source]
            for (gene, keys, diplotype, group), n in tallies.items()]


def make(args):
    data = os.path.join(args.shared, "data")
    genomes = os.path.join(data, "genomes")
    people = unrelated(os.path.join(data, "truth", "1kgp_3202.psam"))
    version = subprocess.run([args.precis, "version"], stdout=subprocess.PIPE, text=True,
                             check=True).stdout.split()[1]
    with tempfile.NamedTemporaryFile("w", suffix=".bed") as bed, \
            open(os.path.join(genomes, "pgx_regions.grch38.bed"), encoding="utf-8") as regions:
        callable_bed(regions, bed)
        panel = run(args.precis, args.kb, os.path.join(genomes, "all58.grch38.bcf"), "--callable",
                    bed.name, "--gene", ",".join(GENES))
    dpyd = run(args.precis, args.kb, os.path.join(genomes, "panel37", "DPYD.bcf"), "--build", "37",
               "--absent", "reference", "--gene", "DPYD")
    rows = count(panel, people, "1000 Genomes 30x GRCh38 panel, called by precis " + version)
    rows += count(dpyd, people, "1000 Genomes phase 3 GRCh37 panel, called by precis " + version)
    rows.sort()
    return "".join("\t".join(r) + "\n" for r in [COLUMNS] + rows)


def main():
    args = arguments()
    text = make(args)
    path = os.path.join(args.kb, "frequencies.tsv")
    if args.check:  # a later version that counts the same is the same
        with open(path, encoding="utf-8") as f:
            same = re.sub(VERSION, "", f.read()) == re.sub(VERSION, "", text)
        print("%s: %s" % (path, "as made anew" if same else "differs from what is made anew"))
        sys.exit(0 if same else 1)
    with open(path + ".part", "w", encoding="utf-8") as f:
        f.write(text)
    os.replace(path + ".part", path)
    print("%s: %d rows" % (path, text.count("\n") - 1))


if __name__ == "__main__":
    main()
