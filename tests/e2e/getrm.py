"""GeT-RM consensus texts, read as sets of diplotypes under today's names. Knows how the texts are
written ("*1/*1 (*22)", "*4/*5 or *5/*6", "(*28 + *60)/*60", "c.85T>C het, c.557A>G het") and takes
names from tests/tables/getrm_names.tsv; knows nothing of the engine."""
import collections
import csv
import re

import common

GENES = ("CYP2B6 CYP2C19 CYP2C9 CYP3A4 CYP3A5 CYP4F2 DPYD NAT2 NUDT15 SLCO1B1 TPMT UGT1A1 "
         "VKORC1").split()
RENAMED_GENES = {"VKORC1:rs9923231": "VKORC1"}
# What a lone name in brackets ("found by one method only") leaves as the other possibility.
REFERENCES = {"NAT2": ("*4", "*1")}
# DPYD variants of the consensus by the names of the definitions; the rest have no definition.
DPYD_NAMES = {"c.299_302del": "c.295_298delTCAT"}


def read_names():
    names = collections.defaultdict(dict)
    for row in common.read_table("getrm_names.tsv"):
        names[row["gene"]][row["old"]] = row["current"].split(",")
    return names


def read_consensus(path):
    """(sample, gene, consensus text) of our genes."""
    with open(path, encoding="utf-8") as f:
        for row in csv.DictReader(f, delimiter="\t"):
            gene = RENAMED_GENES.get(row["gene"], row["gene"])
            if gene in GENES:
                yield row["sample"], gene, row["consensus_diplotype"]


class Names:
    def __init__(self):
        self.table = read_names()

    def of_allele(self, gene, old):
        """Current names of one haplotype; "*28 + *60" keeps what is not the reference."""
        parts = [p.strip() for p in old.split("+")]
        current = [self.table[gene].get(p, [p]) for p in parts]
        kept = [c for c in current if c != ["*1"]] or [["*1"]]
        return set(kept[0]) if len(kept) == 1 else {"+".join(parts)}

    def of_side(self, gene, side):
        side = side.strip()
        alone = re.fullmatch(r"\((.*)\)", side)
        if alone:
            inside = [p.strip() for p in re.split("[;/]", alone.group(1))]
            found = set().union(*(self.of_allele(gene, p) for p in inside))
            if "+" not in side:
                for reference in REFERENCES.get(gene, ("*1",)):
                    found |= self.of_allele(gene, reference)
            return found
        both = re.fullmatch(r"(\*\w+) ?\((.*)\)", side)
        if both:
            return self.of_allele(gene, both.group(1)) | self.of_allele(gene, both.group(2))
        return self.of_allele(gene, side)

    def of_text(self, gene, text):
        """The diplotypes (sorted pairs) that the text allows."""
        accepted = set()
        if gene == "VKORC1":
            text = "%s/%s" % (text[0], text[1])
        for whole in self.alternatives(text):
            if whole in self.table[gene]:
                accepted |= {tuple(sorted(d.split("/"))) for d in self.table[gene][whole]}
                continue
            inner = re.fullmatch(r"\((\*\w+)/(\*\w+)\)", whole)
            sides = ["(%s)" % g for g in inner.groups()] if inner else whole.split("/")
            if len(sides) != 2:
                continue
            accepted |= {tuple(sorted((a, b))) for a in self.of_side(gene, sides[0])
                         for b in self.of_side(gene, sides[1])}
        return accepted

    @staticmethod
    def alternatives(text):
        two = re.fullmatch(r"(\*\w+/\*\w+) \((\*\w+/\*\w+)\)", text)
        return list(two.groups()) if two else [t.strip() for t in text.split(" or ")]


def dpyd_variants(text):
    """Counter of the variants in a DPYD consensus; of *2 and *9 only where it has star names."""
    if "c." not in text:
        stars = re.findall(r"\*\d+", text)
        return "stars", collections.Counter(
            {"*2": "c.1905+1G>A", "*9": "c.85T>C"}[s] for s in stars if s in ("*2", "*9"))
    found = re.findall(r"c\.[\d+\-_]+(?:[ACGT]>[ACGT]|del)", text)
    return "variants", collections.Counter(DPYD_NAMES.get(v, v) for v in found)


def dpyd_called(diplotype):
    """Counter of the variants that a DPYD diplotype holds, by HGVS without the star name."""
    found = collections.Counter()
    for side in diplotype.split("/"):
        for part in side.strip("[]").split(" + "):
            if "HapB3" in part:
                found.update(["c.1129-5923C>G", "c.1236G>A"])
            elif part != "Reference":
                found[part.split(" ")[0]] += 1
    return found
