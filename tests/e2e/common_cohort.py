"""Writes a made-up cohort as VCF to standard output: `common_cohort.py SAMPLES [PARTS PART]`. Phased
and unphased, missing, haploid and undocumented genotypes at positions of kb/positions.tsv; the same
arguments give the same bytes. With PARTS and PART (0-based) only every PARTS-th
chromosome, and in all but part 0 the samples in another order. No real person is imitated."""
import csv
import os
import random
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
GENES = ["CYP2C19", "CYP2C9", "G6PD", "MT-RNR1", "NUDT15", "TPMT", "UGT1A1", "VKORC1", "DPYD"]


def table(name):
    with open(os.path.join(ROOT, "kb", name + ".tsv"), encoding="utf-8", newline="") as text:
        rows = (line for line in text if not line.startswith("#"))
        return list(csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE))


def order(chrom):
    return {"X": 23, "Y": 24, "MT": 25}.get(chrom) or int(chrom)


def genotype(rng, chrom, alts, male):
    if rng.random() < 0.01:
        return "./."
    common = rng.random() < 0.05
    a = rng.randint(0, alts) if common else 0
    b = rng.randint(0, alts) if common and rng.random() < 0.3 else 0
    if chrom == "MT" or (chrom == "X" and male):
        return str(a)
    return "%d%s%d" % (a, "|" if rng.random() < 0.9 else "/", b)


def main():
    samples = int(sys.argv[1])
    parts, part = (int(sys.argv[2]), int(sys.argv[3])) if len(sys.argv) > 3 else (1, 0)
    chrom_of = {row["gene"]: row["chrom"] for row in table("genes")}
    sites = {}
    for row in table("positions"):
        chrom = chrom_of.get(row["gene"])
        if row["gene"] in GENES and "." not in (row["pos38"], row["ref38"], row["alts38"]):
            alts = row["alts38"].replace(";", ",")
            sites[(order(chrom), int(row["pos38"]))] = (chrom, row["ref38"], alts)
    names = ["P%04d" % i for i in range(samples)]
    shown = names if part == 0 else names[::-1]
    print("##fileformat=VCFv4.2")
    for chrom in sorted({site[0] for site in sites.values()}, key=order):
        print("##contig=<ID=chr%s,assembly=GRCh38>" % ("M" if chrom == "MT" else chrom))
    print("##reference=GRCh38")
    print('##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">')
    print("\t".join("#CHROM POS ID REF ALT QUAL FILTER INFO FORMAT".split() + shown))
    for (number, pos), (chrom, ref, alts) in sorted(sites.items()):
        rng = random.Random(pos)
        if rng.random() < 0.05:  # an allele that no table knows
            alts = "".join(rng.choice("ACGT") for _ in range(5)) + ref[1:] + "," + alts
        count = alts.count(",") + 1
        calls = {name: genotype(rng, chrom, count, i % 2 == 0) for i, name in enumerate(names)}
        if number % parts == part:
            fields = ["chr" + ("M" if chrom == "MT" else chrom), str(pos), ".", ref, alts, ".", "PASS",
                      ".", "GT"]
            print("\t".join(fields + [calls[name] for name in shown]))


main()
