#!/usr/bin/env python3
"""Default mode on synthetic people whose diplotypes are known because they were planted
(pgx/cases/oracle: phased, unphased, and with sites made unknown). Two claims are proved for every
person and gene with a tested position: the planted diplotype is inside the answer set, and where
only one phenotype is left possible it is that of the planted diplotype in the shared tables. Where
every position is known and both have one answer, it is also the recorded answer of the peer.
People whose file does not carry the planted alleles as the definitions have them are left out; that
is worked out here from the definitions, without the engine. The last table says how often the
recorded answer of the peer left the truth out on the same people."""
import glob
import gzip
import os

import common
from common import LOWEST, Tally

SETS = (("pairs_phased", ("--cyp2d6",)), ("pairs_unphased", ()), ("pairs_missing", ()),
        ("cyp2d6_phased", ("--cyp2d6",)), ("ryr1_unphased", ()))
# Sub-alleles are named by their parent in every output (suballelesMap of the definitions).
PARENTS = {"SLCO1B1": {"*45.001": "*45", "*45.002": "*45"}}


def planted(gene, truth):
    """Planted alleles as a list: one for a single copy of X, else two."""
    alleles = [truth] if isinstance(truth, str) else list(truth)
    return [PARENTS.get(gene, {}).get(a, a) for a in alleles]


def spellings(alleles):
    if len(alleles) == 1:
        return {alleles[0]}
    a, b = alleles
    return {a + "/" + b, b + "/" + a}


def inside(gene, alleles, got):
    """Whether the answer set holds the planted diplotype."""
    if spellings(alleles) & set(got.diplotypes):
        return True
    if gene in LOWEST and got.haplotypes:
        named = [a for a in alleles if a != "Reference"]
        return set(named) <= set(got.haplotypes)
    return False


IUPAC = {"R": "AG", "Y": "CT", "S": "CG", "W": "AT", "K": "GT", "M": "AC"}


def definition(gene):
    """({(chrom, pos): column}, {allele: accepted strings per column}) of the shared definitions."""
    read = common.read_json(os.path.join(common.DATA, "pgx", "definitions",
                                         gene + "_translation.json"))
    columns = {(v["chromosome"], v["position"]): i for i, v in enumerate(read["variants"])}
    refs = [v["ref"] for v in read["variants"]]
    accepted = {a["name"]: [set(IUPAC.get(c, (c,))) if c else {r}
                            for c, r in zip(a["alleles"], refs)] for a in read["namedAlleles"]}
    return columns, accepted


class Genotypes:
    """What a set's files say, for the check that they carry what was planted."""

    def __init__(self, files):
        self.files, self.cells, self.definitions = files, None, {}

    def read(self):
        self.cells = {}
        for path in self.files:
            with gzip.open(path, "rt") as f:
                for line in f:
                    cells = line.rstrip("\n").split("\t")
                    if line.startswith("#CHROM"):
                        names = cells[9:]
                    elif not line.startswith("#"):
                        alleles = [cells[3]] + cells[4].split(",")
                        for name, cell in zip(names, cells[9:]):
                            text = cell.split(":")[0]
                            seen = [None if g == "." else alleles[int(g)]
                                    for g in text.replace("|", "/").split("/")]
                            self.cells.setdefault(name, {})[cells[0], int(cells[1])] = (
                                seen, "|" in text)

    def carries(self, person, gene, planted_alleles):
        """Whether every known genotype can come from the two planted alleles, phased sites in one
        and the same orientation."""
        if self.cells is None:
            self.read()
        if gene not in self.definitions:
            self.definitions[gene] = definition(gene)
        columns, accepted = self.definitions[gene]
        rows = [accepted.get(a) for a in planted_alleles]
        if None in rows:
            return True
        one, two = rows[0], rows[-1]
        orientations = {0, 1}
        for place, (seen, phased) in self.cells[person].items():
            if place not in columns or None in seen:
                continue
            i, x, y = columns[place], seen[0], seen[-1]
            fits = {0} if x in one[i] and y in two[i] else set()
            fits |= {1} if y in one[i] and x in two[i] else set()
            if not fits:
                return False
            orientations &= fits if phased else {0, 1}
        return bool(orientations)


def result_of(tables, gene, alleles):
    """Phenotype of the planted diplotype by the shared tables, None where they have no row."""
    if gene not in tables:
        tables[gene] = common.phenotype_rows(gene)
    row = tables[gene].get(common.diplotype_key(alleles))
    return row[0] if row else None


def peer_answers(folder, name):
    """{(person, gene): set of diplotypes} of the recorded answers."""
    found = {}
    for line in common.read_jsonl(os.path.join(folder, name + ".jsonl.gz")):
        for gene, answer in line.get("g", {}).items():
            found[line["s"], gene] = answer
    return found


def peer_inside(answer, alleles):
    if spellings(alleles) & {d[0] for d in answer.get("d", [])}:
        return True
    named = {a for a in alleles if a != "Reference"}
    return "h" in answer and named <= set(answer["h"])


class Proof:
    """One set of people: our two claims, and the peer beside them."""

    def __init__(self, name, genotypes):
        self.name, self.genotypes = name, genotypes
        self.inside, self.phenotype = Tally(shown=12), Tally(shown=12)
        self.same = Tally(shown=12)
        self.peer_out = self.peer_wrong = self.peer_total = 0

    def leave_out(self, gene, reason):
        self.inside.leave_out(gene, reason)
        self.phenotype.leave_out(gene, reason)

    def judge(self, tables, person, gene, truth, got):
        alleles = planted(gene, truth)
        if got.status == "not_tested":
            self.leave_out(gene, "no position tested")
            return
        if not inside(gene, alleles, got) and not self.genotypes.carries(person, gene, alleles):
            self.leave_out(gene, "file contradicts the planted definition")
            return
        self.inside.check(gene, inside(gene, alleles, got), "not in the set:", self.name, person,
                          gene, "planted", "/".join(alleles), "got", got.status,
                          got.diplotypes[:4], len(got.diplotypes), got.haplotypes[:6],
                          got.phenotypes[:3], got.missing, got.warnings)
        wanted = result_of(tables, gene, alleles)
        distinct = set(got.phenotypes)
        if wanted is None:
            self.phenotype.leave_out(gene, "without a phenotype in the tables")
        elif len(distinct) == 1 and got.status != "not_called":
            self.phenotype.check(gene, distinct == {wanted}, "wrong phenotype:", self.name, person,
                                 gene, "/".join(alleles), "is", wanted, "got", sorted(distinct))
        else:
            self.phenotype.leave_out(gene, "undecided")
            self.phenotype.check(gene + ", listed", wanted in distinct,
                                 "true phenotype not listed:", self.name, person, gene,
                                 "/".join(alleles), "is", wanted, "got", sorted(distinct))

    def judge_peer(self, tables, answer, gene, truth, got):
        alleles = planted(gene, truth)
        said = [d[0] for d in answer.get("d", [])]
        if len(said) == 1 and len(got.diplotypes) == 1 and got.missing.startswith("0/"):
            self.same.check("same single call", got.diplotypes == said, "not the peer's call:",
                              self.name, gene, "/".join(alleles), said, got.diplotypes)
        if "d" not in answer and "h" not in answer:
            return
        self.peer_total += 1
        self.peer_out += not peer_inside(answer, alleles)
        said = {p for r in answer["r"] for p in r[1]}
        wanted = result_of(tables, gene, alleles)
        if len(said) == 1 and wanted is not None and not said & {wanted, "No Result"}:
            self.peer_wrong += 1


def prove(folder, name, options, tables):
    files = sorted(glob.glob(os.path.join(folder, "vcf", name + ".*.vcf.gz")))
    truths = common.read_json(os.path.join(folder, name + ".truth.json.gz"))
    answers = common.call(files, *options)
    peer = peer_answers(folder, name)
    proof = Proof(name, Genotypes(files))
    for person, genes in truths.items():
        for gene, truth in genes.items():
            if (person, gene) not in answers:
                continue
            proof.judge(tables, person, gene, truth, answers[person, gene])
            if (person, gene) in peer:
                proof.judge_peer(tables, peer[person, gene], gene, truth,
                                 answers[person, gene])
    return proof


def main():
    folder = common.need_shared("pgx", "cases", "oracle")
    tables, proofs = {}, []
    for name, options in SETS:
        proof = prove(folder, name, options, tables)
        proof.inside.print_table("%s: planted inside" % name)
        proof.phenotype.print_table("%s: phenotype" % name)
        proof.same.print_table("%s: peer" % name)
        proofs.append(proof)
    print("\n%-16s %10s %10s %12s | peer: %8s %12s %12s" % (
        "people", "calls", "truth in", "wrong pheno", "calls", "truth out", "wrong pheno"))
    for p in proofs:
        passed, failed = p.inside.totals()
        print("%-16s %10d %9.2f%% %12d | %14d %11.1f%% %11.1f%%" % (
            p.name, passed + failed, 100.0 * passed / max(passed + failed, 1),
            p.phenotype.totals()[1], p.peer_total, 100.0 * p.peer_out / max(p.peer_total, 1),
            100.0 * p.peer_wrong / max(p.peer_total, 1)))
    common.finish(*[t for p in proofs for t in (p.inside, p.phenotype, p.same)])


if __name__ == "__main__":
    main()
