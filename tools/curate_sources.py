"""Reading side of the pharmacogene curation: knows the layout of the downloaded source files
(definition and phenotype JSON, both-build variant table, reference slices, GRCh37 panel) and
nothing about the tables made from them.  Paths come from the caller; nothing is written."""

import csv
import glob
import gzip
import json
import os
import subprocess

IUPAC = {"R": "AG", "Y": "CT", "S": "CG", "W": "AT", "K": "GT", "M": "AC",
         "B": "CGT", "D": "AGT", "H": "ACT", "V": "ACG", "N": "ACGT"}


class Slice:
    """Reference bases of one gene: 1-based `start`, upper-case `seq`."""

    def __init__(self, chrom, start, seq):
        self.chrom, self.start, self.seq = chrom, start, seq

    @property
    def end(self):
        return self.start + len(self.seq) - 1

    def get(self, first, last):
        """Bases first..last (1-based, inclusive), or None where the slice does not reach."""
        if first < self.start or last > self.end:
            return None
        return self.seq[first - self.start:last - self.start + 1]


def read_slices(path):
    out, head, body = {}, None, []

    def flush():
        if head:
            region, gene = head.split()[:2]
            chrom, span = region.split(":")
            out[gene] = Slice(chrom.replace("chr", ""), int(span.split("-")[0]),
                              "".join(body).upper())

    with gzip.open(path, "rt") as fh:
        for line in fh:
            if line.startswith(">"):
                flush()
                head, body = line[1:].strip(), []
            else:
                body.append(line.strip())
    flush()
    return out


def read_definitions(folder):
    out = {}
    for path in sorted(glob.glob(os.path.join(folder, "*_translation.json"))):
        with open(path, encoding="utf-8") as fh:
            d = json.load(fh)
        out[d["gene"]] = d
    return out


def read_phenotypes(folder):
    out = {}
    for path in sorted(glob.glob(os.path.join(folder, "*.json"))):
        if path.endswith("_pair_rule.json"):
            continue
        with open(path, encoding="utf-8") as fh:
            d = json.load(fh)
        out[d["gene"]] = d
    return out


def read_exemptions(folder):
    with open(os.path.join(folder, "exemptions.json"), encoding="utf-8") as fh:
        return json.load(fh)


def read_pypgx(path):
    """{gene: [(pos38, pos37, base37, base38, rsid)]} for rows that have both builds.  One row
    (CYP2C19 rs3758581) has no GRCh37 name but both positions; it is kept."""
    out = {}
    with open(path, encoding="utf-8") as fh:
        for r in csv.DictReader(fh):
            if not (r["GRCh37Position"].isdigit() and r["GRCh38Position"].isdigit()):
                continue
            out.setdefault(r["Gene"], []).append(
                (int(r["GRCh38Position"]), int(r["GRCh37Position"]),
                 r["GRCh37Allele"], r["GRCh38Allele"], r["rsID"]))
    for rows in out.values():
        rows.sort()
    return out


def read_panel37(folder):
    """{(chrom, pos): set of REF strings} over all per-gene BCF files of the GRCh37 panel."""
    out = {}
    for path in sorted(glob.glob(os.path.join(folder, "*.bcf"))):
        text = subprocess.run(["bcftools", "query", "-f", "%CHROM\\t%POS\\t%REF\\n", path],
                              check=True, capture_output=True, text=True).stdout
        for line in text.splitlines():
            chrom, pos, ref = line.split("\t")
            out.setdefault((chrom, int(pos)), set()).add(ref.upper())
    return out


def read_tsv(path):
    with open(path, encoding="utf-8", newline="") as fh:
        return list(csv.DictReader(fh, delimiter="\t", quoting=csv.QUOTE_NONE))


class Sources:
    """Everything the curation reads, loaded once."""

    def __init__(self, data):
        self.data = data
        pgx = os.path.join(data, "pgx")
        ref = os.path.join(data, "reference")
        self.definitions = read_definitions(os.path.join(pgx, "definitions"))
        self.exemptions = read_exemptions(os.path.join(pgx, "definitions"))
        self.phenotypes = read_phenotypes(os.path.join(pgx, "phenotypes"))
        self.pypgx = read_pypgx(os.path.join(pgx, "pypgx", "variant-table.csv"))
        self.slice38 = read_slices(os.path.join(ref, "refslices.GRCh38.from_RefSeqGene.fa.gz"))
        self.slice37 = read_slices(os.path.join(ref, "refslices.GRCh37.from_RefSeqGene.fa.gz"))
        self.panel37 = read_panel37(os.path.join(data, "genomes", "panel37"))
