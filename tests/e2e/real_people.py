#!/usr/bin/env python3
"""Real people against what is known about them: the GeT-RM consensus of Coriell samples (GRCh38
panel; DPYD from the GRCh37 panel), four gVCFs and a raw joint-called GATK file. The panels hold
variable sites only (GRCh38: allele count 2 or more), so they are read with --absent reference; an
allele whose position the panel does not hold is left out as a hole of the data. Every other
disagreement is a row of tests/tables/getrm_explained.tsv. The gVCF and GATK files say themselves
what was tested: there the known diplotype must be inside the answer set."""
import csv
import glob
import os

import common
import getrm
from common import Tally

EXACT = ("CYP2C19", "CYP2C9", "CYP3A5", "VKORC1", "NUDT15", "TPMT")
# GRCh38 CYP2B6 rs2279343 is not in the panel (data README): *6 reads as *9, *4 as *1 there.
PANEL_HOLE = {"CYP2B6": "rs2279343 not in the panel"}


def panel_positions():
    """{gene: positions without a record of their alleles in the GRCh38 panel}."""
    missing = {}
    with open(common.need_shared("truth", "coverage_positions.tsv"), encoding="utf-8") as f:
        for row in csv.DictReader(f, delimiter="\t"):
            if row["status"] != "match":
                missing.setdefault(row["gene"], set()).add(int(row["pos"]))
    return missing


def allele_positions():
    """{(gene, allele): defining positions} of the project's own table."""
    path = os.path.join(common.ROOT, "kb", "alleles.tsv")
    with open(path, encoding="utf-8") as f:
        return {(r["gene"], r["allele"]): {int(c.split("=")[0]) for c in r["cells"].split()
                                           if "=" in c}
                for r in csv.DictReader(f, delimiter="\t")}


class Consensus:
    """Judges one GeT-RM row: agrees, hole of the data, explained, or wrong."""

    def __init__(self):
        self.names = getrm.Names()
        self.missing, self.defined = panel_positions(), allele_positions()
        self.explained = {(e["sample"], e["gene"]): e for e in
                          common.read_table("getrm_explained.tsv")}
        self.used = set()
        self.corrected = {}
        path = common.need_shared("truth", "getrm_aldy_updated.tsv")
        with open(path, encoding="utf-8") as f:
            for row in csv.DictReader(f, delimiter="\t"):
                if row["aldy_updated"]:
                    self.corrected[row["sample"], row["gene"]] = row["aldy_updated"]

    def corrected_accepts(self, sample, gene, pair):
        """The corrected consensus of the Aldy paper writes "1/14;2/3" without stars."""
        for text in self.corrected.get((sample, gene), "").split(";"):
            sides = text.split("/")
            if len(sides) != 2:
                continue
            options = [set().union(*(self.names.of_allele(gene, "*" + a.strip("()?"))
                                     for a in side.split(","))) for side in sides]
            if pair in {tuple(sorted((a, b))) for a in options[0] for b in options[1]}:
                return True
        return False

    def hole(self, gene, accepted):
        """Why the panel cannot show what the consensus names, or None."""
        reasons = set()
        for pair in accepted:
            lost = {p for a in pair for p in self.defined.get((gene, a), ())
                    if p in self.missing.get(gene, ())}
            unknown = [a for a in pair if (gene, a) not in self.defined]
            if unknown:
                return "allele not in the definitions"
            reasons.add("position not in the panel" if lost else None)
        return "position not in the panel" if reasons == {"position not in the panel"} else None

    def judge(self, tally, sample, gene, text, got):
        accepted = self.names.of_text(gene, text)
        pairs = {tuple(sorted(d.split("/"))) for d in got.diplotypes}
        if len(pairs) == 1 and pairs <= accepted:
            tally.check(gene, True)
        elif len(pairs) == 1 and self.corrected_accepts(sample, gene, next(iter(pairs))):
            tally.check(gene, True)
        elif self.hole(gene, accepted):
            tally.leave_out(gene, self.hole(gene, accepted))
        else:
            self.explain(tally, sample, gene, text, got)

    def judge_dpyd(self, tally, sample, text, got, recorded):
        kind, wanted = getrm.dpyd_variants(text)
        called = getrm.dpyd_called(got.diplotypes[0]) if got.diplotypes else None
        if kind == "stars" and called is not None:
            called = {v: n for v, n in called.items() if v in ("c.85T>C", "c.1905+1G>A")}
        elif called is not None:
            unseen = [v for v in wanted if v not in recorded]
            for v in unseen:
                del wanted[v]
            if unseen:
                called = {v: n for v, n in called.items() if v in wanted}
        if called is not None and dict(called) == dict(wanted):
            tally.check("DPYD", True)
        else:
            self.explain(tally, sample, "DPYD", text, got)

    def explain(self, tally, sample, gene, text, got):
        row = self.explained.get((sample, gene))
        ours = ";".join(got.diplotypes) or got.status
        if row and gene not in EXACT and row["called"] == ours:
            self.used.add((sample, gene))
            tally.leave_out(gene, "explained: " + row["class"])
            return
        tally.check(gene, False, sample, gene, "consensus", text, "called", ours)


def dpyd_recorded(path):
    """HGVS names of DPYD variants that somebody in the GRCh37 panel carries."""
    names = set()
    for row in common.call([path], "--build", "37", "--absent", "reference", "--gene",
                           "DPYD").values():
        for d in row.diplotypes:
            names |= set(getrm.dpyd_called(d))
    return names


def getrm_table(tally, panel, consensus):
    dpyd_path = common.need_shared("genomes", "panel37", "DPYD.bcf")
    dpyd = common.call([dpyd_path], "--build", "37", "--absent", "reference", "--gene", "DPYD")
    recorded = dpyd_recorded(dpyd_path)
    for sample, gene, text in getrm.read_consensus(common.need_shared("truth", "getrm.tsv")):
        rows = dpyd if gene == "DPYD" else panel
        if (sample, gene) not in rows:
            tally.leave_out(gene, "person not in the panel")
        elif gene == "DPYD":
            consensus.judge_dpyd(tally, sample, text, rows[sample, gene], recorded)
        else:
            consensus.judge(tally, sample, gene, text, rows[sample, gene])
    for key in sorted(set(consensus.explained) - consensus.used):
        tally.check("table", False, "explanation no longer needed:", *key)


def contained(tally, title, rows, panel, consensus, judge):
    """Answer sets of files that say what was tested hold the consensus and the panel's call (its
    phenotype, where the file tests so little that the candidates are not all listed)."""
    for (sample, gene), got in rows.items():
        pairs = {tuple(sorted(d.split("/"))) for d in got.diplotypes}
        text = consensus.get((sample, gene))
        if text and gene != "DPYD" and got.status != "not_tested":
            agrees = pairs & judge.names.of_text(gene, text) or any(
                judge.corrected_accepts(sample, gene, p) for p in pairs)
            tally.check(title + " GeT-RM", bool(agrees), sample, gene, text, "not among",
                        sorted(pairs)[:4], len(pairs))
        known = panel.get((sample, gene))
        if known is None or len(known.diplotypes) != 1:
            continue
        if gene in PANEL_HOLE or got.status == "not_tested":
            tally.leave_out(title + " panel", PANEL_HOLE.get(gene, "not tested"))
            continue
        held = known.diplotypes[0] in got.diplotypes
        if "candidates-cut" in got.warnings:
            held = held or known.phenotypes[0] in got.phenotypes
        tally.check(title + " panel", held, sample, gene, known.diplotypes, "not among",
                    got.diplotypes[:4], len(got.diplotypes), got.warnings)


def main():
    panel_genes = [g for g in getrm.GENES if g != "DPYD"] + ["ABCG2", "CFTR", "G6PD", "RYR1"]
    panel = common.call([common.need_shared("genomes", "all58.grch38.bcf")], "--absent",
                        "reference", "--gene", ",".join(panel_genes))
    agreement, others = Tally(), Tally()
    judge = Consensus()
    getrm_table(agreement, panel, judge)
    agreement.print_table("GeT-RM consensus")
    consensus = {(s, g): t for s, g, t in
                 getrm.read_consensus(common.need_shared("truth", "getrm.tsv"))}
    gvcfs = sorted(glob.glob(os.path.join(common.need_shared("genomes", "gvcf"), "*.g.vcf.gz")))
    contained(others, "gVCF", common.call(gvcfs), panel, consensus, judge)
    raw = glob.glob(os.path.join(common.need_shared("genomes", "rawvcf"), "*.vcf.gz"))
    contained(others, "raw GATK", common.call(raw), panel, consensus, judge)
    others.print_table("files with tested sites")
    common.finish(agreement, others)


if __name__ == "__main__":
    main()
