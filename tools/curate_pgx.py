#!/usr/bin/env python3
"""Makes the pharmacogene tables of kb/ from downloaded source files, and with --check proves
them against those files.

    curate_pgx.py --data DATA --kb kb [--tests tests/tables] [--check]

DATA holds pgx/, reference/ and genomes/panel37/.  The meaning of each table is documented in
docs/kb-tables.md.  This script knows how a source fact becomes a row; it decides nothing about
calling.  Without --check it (re)writes the tables; with --check it only reads and compares."""

import argparse
import os
import re
import sys

from curate_check import check_all
from curate_coords import Coordinates, windows_of
from curate_hgvs import names_by_alt
from curate_sources import Sources

RELEASE = "clinpgx-2025-11-05"
RECONSTRUCTED = {"CYP2D6", "G6PD", "RYR1"}
ACTIVITY = {"CYP2C9", "CYP2D6", "DPYD"}
NO_PHENOTYPE = {"CYP4F2", "IFNL3"}
LOWEST = {"DPYD", "RYR1"}
UNDOCUMENTED_AS_REFERENCE = {"CACNA1S", "DPYD", "G6PD", "NUDT15", "RYR1", "TPMT"}
MITO = "MT-RNR1"
# HGNC identifiers (genenames.org), each seen in a second source too; CYP4F2 was not, so it has none.
HGNC = {"ABCG2": 74, "CACNA1S": 1397, "CFTR": 1884, "CYP2B6": 2615, "CYP2C19": 2621, "CYP2C9": 2623,
        "CYP2D6": 2625, "CYP3A4": 2637, "CYP3A5": 2638, "DPYD": 3012, "G6PD": 4057, "HLA-A": 4931,
        "HLA-B": 4932, "IFNL3": 18365, "MT-RNR1": 7470, "NAT2": 7646, "NUDT15": 23063,
        "RYR1": 10483, "SLCO1B1": 10959, "TPMT": 12014, "UGT1A1": 12530, "VKORC1": 23663}
# HLA alleles that guidelines key on: gene, allele, source.
HLA = [("HLA-A", "*31:01", "PMID:29392710"), ("HLA-B", "*15:02", "PMID:29392710"),
       ("HLA-B", "*57:01", "PMID:24561393"), ("HLA-B", "*58:01", "PMID:26094938")]

COLUMNS = {
    "genes": "gene chrom class scoring calls undocumented haploid no_call_phenotype hgnc version source",
    "positions": "gene role pos38 ref38 alts38 pos37 ref37 rsid hgvs38 flags source evidence37",
    "windows": "gene chrom start38 start37 seq",
    "windows37": "gene pos37 base37 source",
    "alleles": "gene allele id kind function activity cells source",
    "suballeles": "gene suballele allele source",
    "priorities": "gene id list pick source",
    "phenotypes": "gene kind a b phenotype lookup_key activity_score source",
    "outside_names": "gene from to rule source",
    "version": "key value",
}


def write_table(folder, name, rows):
    columns = COLUMNS[name].split()
    path = os.path.join(folder, name + ".tsv")
    with open(path + ".new", "w", encoding="utf-8", newline="\n") as fh:
        fh.write("\t".join(columns) + "\n")
        for row in rows:
            cells = ["." if c in (None, "") else str(c) for c in row]
            if len(cells) != len(columns) or any("\t" in c or "\n" in c for c in cells):
                raise ValueError(f"{name}: bad row {row!r}")
            fh.write("\t".join(cells) + "\n")
    os.replace(path + ".new", path)
    print(f"{name}.tsv: {len(rows)} rows")


def phenotype_source(gene):
    return RELEASE + ("/reconstructed" if gene in RECONSTRUCTED else "")


# ---- genes -------------------------------------------------------------------------------------

def hgnc(gene):
    return f"HGNC:{HGNC[gene]}" if gene in HGNC else None


def gene_rows(src):
    rows = []
    for gene, d in src.definitions.items():
        scoring = ("activity" if gene in ACTIVITY else
                   "none" if gene in NO_PHENOTYPE else "function")
        rows.append([gene, d["chromosome"].replace("chr", ""),
                     "lowest" if gene in LOWEST else "ordinary", scoring,
                     "optional" if gene == "CYP2D6" else "vcf",
                     "reference" if gene in UNDOCUMENTED_AS_REFERENCE else "keep",
                     "yes" if d["chromosome"] == "chrX" else "no",
                     None if gene == "CYP4F2" else "No Result", hgnc(gene),
                     f"{d['version']}/{d['modificationDate'][:10]}", RELEASE])
    rows.append([MITO, "MT", "mito", "function", "vcf", "keep", "yes", "No Result",
                 hgnc(MITO), src.phenotypes[MITO]["version"], RELEASE + ";NC_012920.1"])
    for gene in sorted({g for g, _, _ in HLA}):
        pmids = ";".join(sorted({s for g, _, s in HLA if g == gene}))
        rows.append([gene, "6", "presence", "function", "outside", "keep", "no", "No Result",
                     hgnc(gene), RELEASE[len("clinpgx-"):], pmids])
    return sorted(rows)


# ---- positions ---------------------------------------------------------------------------------

def position_flags(exemption, pos):
    flags = []
    if pos in exemption.get("requiredPositions", []):
        flags.append("required")
    if pos in exemption.get("amp1Positions", []):
        flags.append("amp1")
    return ",".join(flags)


def position_rows(src, coords):
    rows = []
    for gene, d in src.definitions.items():
        ex = src.exemptions.get(gene, {})
        extra = ex.get("extraPositions", [])
        for role, variants in (("define", d["variants"]), ("extra", extra)):
            for v in variants:
                names = names_by_alt(v, src.slice38[gene])
                pos37, ref37, evidence = coords.locate(gene, v["position"], v["ref"], v["alts"])
                rows.append([gene, role, v["position"], v["ref"], ",".join(v["alts"]), pos37,
                             ref37, v["rsid"], ";".join(names),
                             position_flags(ex, v["position"]), RELEASE, evidence])
    rows += mito_position_rows(src)
    return sorted(rows, key=lambda r: (r[0], r[1] != "define", r[2]))


# ---- MT-RNR1: positions and cells from the m. names --------------------------------------------

def mito_variant(name, ref):
    """(pos, ref, alt) of an m. name in left-aligned VCF spelling, or None when the name does not
    say one sequence (a deletion plus an unstated number of inserted C).  Raises on a wrong REF."""
    m = re.fullmatch(r"m\.(\d+)([ACGT])>([ACGT]|del)(\+Cn)?", name)
    if not m or m.group(4):
        return None
    pos, base, alt = int(m.group(1)), m.group(2), m.group(3)
    if ref.get(pos, pos) != base:
        raise ValueError(f"{name}: rCRS has {ref.get(pos, pos)}")
    if alt != "del":
        return pos, base, alt
    while ref.get(pos - 1, pos - 1) == base:
        pos -= 1
    anchor = ref.get(pos - 1, pos - 1)
    return pos - 1, anchor + base, anchor


def mito_variants(src):
    """{allele name: (pos, ref, alt) or None}; the reference row is not in it."""
    names = [a["name"] for a in src.phenotypes[MITO]["namedAlleles"]]
    return {n: mito_variant(n, src.slice38[MITO]) for n in names if n != "Reference"}


def mito_position_rows(src):
    sites = {}
    for name, v in mito_variants(src).items():
        if v:
            sites.setdefault(v[:2], []).append((v[2], name))
    rows = []
    for (pos, ref), alts in sorted(sites.items()):
        rows.append([MITO, "define", pos, ref, ",".join(a for a, _ in alts), pos, ref, None,
                     ";".join(n for _, n in alts), None, RELEASE + ";NC_012920.1", "rcrs"])
    return rows


def mito_allele_rows(src):
    variants = mito_variants(src)
    rows = []
    for a in src.phenotypes[MITO]["namedAlleles"]:
        name, source = a["name"], RELEASE + ";NC_012920.1"
        if name == "Reference":
            kind, cells = "reference", "all"
        elif variants[name]:
            kind, cells = "named", f"{variants[name][0]}={variants[name][2]}"
        else:
            kind, cells = "outside", None
            source += ";not matched: number of inserted C not stated"
        rows.append([MITO, name, None, kind, a["functionValue"], a["activityValue"], cells,
                     source])
    return rows


# ---- alleles -----------------------------------------------------------------------------------

def cell_text(variants, alleles):
    """The cells column: `all` first when every position is explicit, then what is not plain REF
    (or, without `all`, every defined cell)."""
    full = len(variants) > 1 and all(a is not None for a in alleles)
    words = ["all"] if full else []
    for v, a in zip(variants, alleles):
        if a is None or (full and a == v["ref"]):
            continue
        words.append(f"{v['position']}={a}")
    return " ".join(words)


def allele_rows(src):
    rows = []
    for gene, d in sorted(src.definitions.items()):
        known = {a["name"]: a for a in src.phenotypes.get(gene, {}).get("namedAlleles", [])}
        defined = set()
        for n in d["namedAlleles"]:
            ph = known.get(n["name"], {})
            defined.add(n["name"])
            rows.append([gene, n["name"], n["id"], "reference" if n["reference"] else "named",
                         ph.get("functionValue"), ph.get("activityValue"),
                         cell_text(d["variants"], n["alleles"]), RELEASE])
        for name, ph in known.items():
            if name not in defined:
                rows.append([gene, name, None, "outside", ph["functionValue"],
                             ph["activityValue"], None, phenotype_source(gene)])
    rows += mito_allele_rows(src)
    rows += [[g, a, None, "outside", None, None, None, s] for g, a, s in HLA]
    return sorted(rows, key=lambda r: r[0])  # stable: source order inside a gene


# ---- phenotypes --------------------------------------------------------------------------------

def expand(diplotype):
    return [name for name, n in diplotype["diplotypekey"].items() for _ in range(n)]


def function_rules(gene, ph):
    """One rule per unordered pair (or single) of function texts; refuses contradictory rows."""
    functions = {a["name"]: a["functionValue"] for a in ph["namedAlleles"]}
    rules = {}
    for d in ph["diplotypes"]:
        key = tuple(sorted(functions[n] for n in expand(d)))
        value = (d["phenotype"], d["lookupkey"], d["activityScore"])
        if rules.setdefault(key, value) != value:
            raise ValueError(f"{gene}: {key} has two phenotypes; an explicit pair is needed")
    return [[gene, "function", k[0], k[1] if len(k) == 2 else None, *v, phenotype_source(gene)]
            for k, v in sorted(rules.items())]


def score_rules(gene, ph):
    """Inclusive bands of the summed score, found from the rows; the top is open (`inf`) when a
    score known only as "at least" falls into it."""
    bands, open_top = {}, set()
    for d in ph["diplotypes"]:
        score = d["activityScore"]
        if score == "n/a":
            bands.setdefault(("n/a", d["phenotype"]), []).append(None)
            continue
        bands.setdefault(("sum", d["phenotype"]), []).append(float(score.lstrip("≥")))
        if score.startswith("≥"):
            open_top.add(d["phenotype"])
    rows = []
    for (kind, phenotype), scores in bands.items():
        if kind == "n/a":
            rows.append([gene, "score", "n/a", "n/a", phenotype, "n/a", "n/a",
                         phenotype_source(gene)])
            continue
        top = "inf" if phenotype in open_top else f"{max(scores):g}"
        rows.append([gene, "score", f"{min(scores):g}", top, phenotype, "sum", "sum",
                     phenotype_source(gene)])
    return sorted(rows, key=lambda r: (r[2] == "n/a", 0 if r[2] == "n/a" else float(r[2])))


def absent_rule(gene):
    """What a called diplotype without any applicable rule is called."""
    if gene in ACTIVITY:
        return [gene, "absent", None, None, "Indeterminate", "n/a", "n/a", RELEASE]
    return [gene, "absent", None, None, "n/a", "n/a", None, RELEASE]


def phenotype_rows(src):
    rows = []
    genes = sorted(set(src.definitions) | set(src.phenotypes))
    for gene in genes:
        ph = src.phenotypes.get(gene)
        if ph and ph["diplotypes"]:
            rows += score_rules(gene, ph) if gene in ACTIVITY else function_rules(gene, ph)
        if ph:
            rows.append(absent_rule(gene))
    for gene, allele, source in HLA:
        for state, word in (("present", "positive"), ("absent", "negative")):
            text = f"{allele} {word}"
            rows.append([gene, "value", allele, state, text, text, None, source])
    return sorted(rows, key=lambda r: r[0])


# ---- small tables ------------------------------------------------------------------------------

def suballele_rows(src):
    return sorted([g, s, a, RELEASE] for g, d in src.definitions.items()
                  for s, a in (d["suballelesMap"] or {}).items())


def priority_rows(src):
    return [[g, p["id"], ";".join(p["list"]), p["pick"], RELEASE]
            for g, ex in sorted(src.exemptions.items())
            for p in ex["unphasedDiplotypePriorities"]]


def outside_name_rows(src):
    rows = []
    for gene, ph in sorted(src.phenotypes.items()):
        for a in ph["namedAlleles"]:
            m = re.fullmatch(r"(\*\d+)x≥(\d+)", a["name"])
            if m:
                rows.append([gene, m.group(1) + "xN", a["name"], f"copies>={m.group(2)}",
                             phenotype_source(gene)])
    whole = [("PM", "Poor Metabolizer"), ("IM", "Intermediate Metabolizer"),
             ("NM", "Normal Metabolizer"), ("EM", "Normal Metabolizer"),
             ("RM", "Rapid Metabolizer"), ("UM", "Ultrarapid Metabolizer"),
             ("LPM", "Likely Poor Metabolizer"), ("LIM", "Likely Intermediate Metabolizer")]
    words = [("Extensive", "Normal"), ("Metaboliser", "Metabolizer"),
             ("Ultra-rapid", "Ultrarapid"), ("Ultra-Rapid", "Ultrarapid")]
    rows += [[None, f, t, "phenotype-text", "PMID:27441996"] for f, t in whole]
    rows += [[None, f, t, "phenotype-word", "PMID:27441996"] for f, t in words]
    return rows


def version_rows(src):
    versions = {d["version"] for d in src.definitions.values()}
    versions |= {p["version"] for p in src.phenotypes.values()}
    if len(versions) != 1:
        raise ValueError(f"sources of several releases: {versions}")
    return [["pgx_release", RELEASE], ["pgx_data_version", versions.pop()],
            ["pgx_data_date", "2025-11-05"], ["pgx_packaged_with", "PharmCAT 3.1.1"],
            ["pgx_licence", "CC-BY-SA-4.0 (ClinPGx, PharmVar); CC0-1.0 (CPIC)"],
            ["reference38", "GRCh38.p14"], ["reference37", "GRCh37 (MT: rCRS NC_012920.1)"],
            ["coordinates37", "RefSeqGene headers; PyPGx variant table; 1000 Genomes phase 3"]]


# ---- test rows ---------------------------------------------------------------------------------

def test_rows(src):
    """One recorded diplotype per gene and per pair of values, taken from the source rows (not
    from the rules), so that a wrong rule or a wrong reader fails."""
    out = ["gene\ta\tb\tphenotype\tlookup_key\tactivity_score\tsource"]
    for gene, ph in sorted(src.phenotypes.items()):
        values = {a["name"]: (a["functionValue"], a["activityValue"])
                  for a in ph["namedAlleles"]}
        seen = set()
        for d in ph["diplotypes"]:
            names = expand(d)
            key = tuple(sorted(str(values[n]) for n in names))
            if key in seen:
                continue
            seen.add(key)
            out.append("\t".join([gene, names[0], names[1] if len(names) == 2 else ".",
                                  d["phenotype"], d["lookupkey"], d["activityScore"] or ".",
                                  phenotype_source(gene)]))
    return out


def build(src, kb, tests):
    coords = Coordinates(src)
    positions = position_rows(src, coords)
    windows, windows37 = windows_of(src, coords, positions)
    tables = {"genes": gene_rows(src), "positions": positions, "windows": windows,
              "windows37": windows37, "alleles": allele_rows(src),
              "suballeles": suballele_rows(src), "priorities": priority_rows(src),
              "phenotypes": phenotype_rows(src), "outside_names": outside_name_rows(src),
              "version": version_rows(src)}
    for name, rows in tables.items():
        write_table(kb, name, rows)
    if tests:
        lines = test_rows(src)
        path = os.path.join(tests, "kb_phenotypes.tsv")
        with open(path, "w", encoding="utf-8", newline="\n") as fh:
            fh.write("\n".join(lines) + "\n")
        print(f"kb_phenotypes.tsv (test): {len(lines) - 1} rows")


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("--data", required=True, help="folder with pgx/, reference/, genomes/")
    ap.add_argument("--kb", required=True, help="folder of the tables")
    ap.add_argument("--tests", help="also write test rows into this folder")
    ap.add_argument("--check", action="store_true", help="compare, write nothing")
    args = ap.parse_args()
    src = Sources(args.data)
    if args.check:
        return check_all(src, args.kb)
    build(src, args.kb, args.tests)
    return 0


if __name__ == "__main__":
    sys.exit(main())
