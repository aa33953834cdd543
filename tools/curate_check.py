"""Proves the pharmacogene tables against their sources.  Reads the finished TSV files as a program
would (never the builder's structures), evaluates the phenotype rules as docs/kb-tables.md states
them, and compares every row, cell and base.  Prints figures; returns 1 when anything differs."""

import glob
import gzip
import json
import os

from curate_sources import IUPAC, read_tsv

MITO = "MT-RNR1"


class Tables:
    def __init__(self, kb):
        self.all = {n: read_tsv(os.path.join(kb, n + ".tsv"))
                    for n in ("genes", "positions", "windows", "windows37", "alleles",
                              "suballeles", "priorities", "phenotypes", "outside_names",
                              "version")}
        self.genes = {r["gene"]: r for r in self.all["genes"]}
        self.alleles = {(r["gene"], r["allele"]): r for r in self.all["alleles"]}
        self.rules, self.bands, self.absent = {}, {}, {}
        for r in self.all["phenotypes"]:
            gene, result = r["gene"], (r["phenotype"], r["lookup_key"], r["activity_score"])
            if r["kind"] == "function":
                key = (gene, r["a"]) if r["b"] == "." else (gene, *sorted((r["a"], r["b"])))
                if key in self.rules:
                    raise ValueError(f"two rules for {key}")
                self.rules[key] = result
            elif r["kind"] == "score":
                self.bands.setdefault(gene, []).append((r["a"], r["b"], result))
            elif r["kind"] == "absent":
                self.absent[gene] = result

    def positions(self, gene, role="define"):
        return [r for r in self.all["positions"] if r["gene"] == gene and r["role"] == role]


# ---- phenotype rules ---------------------------------------------------------------------------

def score_text(value, at_least):
    text = f"{value:.4f}".rstrip("0")
    return ("≥" if at_least else "") + (text + "0" if text.endswith(".") else text)


def phenotype_of(t, gene, names):
    """(phenotype, lookup key, score) by the rules, or None where the gene has no phenotype."""
    rows = [t.alleles.get((gene, n)) for n in names]
    if t.genes[gene]["scoring"] == "activity":
        values = [r["activity"] if r else "." for r in rows]
        if "." in values:
            return t.absent[gene]
        if "n/a" in values:
            return next(r for a, _, r in t.bands[gene] if a == "n/a")
        total = sum(float(v.lstrip("≥")) for v in values)
        text = score_text(total, any(v.startswith("≥") for v in values))
        for low, high, result in t.bands[gene]:
            if low != "n/a" and float(low) <= total <= float(high):
                return result[0], text, text
        return t.absent[gene]
    key = (gene, *sorted(r["function"] if r else "." for r in rows))
    return t.rules.get(key, t.absent.get(gene))


def check_phenotypes(src, t):
    total = good = 0
    for gene, ph in sorted(src.phenotypes.items()):
        ok = 0
        for d in ph["diplotypes"]:
            names = [n for n, k in d["diplotypekey"].items() for _ in range(k)]
            want = (d["phenotype"], d["lookupkey"], d["activityScore"] or ".")
            ok += phenotype_of(t, gene, names) == want and d["generesult"] == d["phenotype"]
        rules = sum(1 for r in t.all["phenotypes"] if r["gene"] == gene)
        print(f"  {gene}: {len(ph['diplotypes'])} rows, {ok} reproduced by {rules} rules")
        total, good = total + len(ph["diplotypes"]), good + ok
    print(f"phenotype rows: {total}, reproduced {good}")
    return total - good


def check_recorded(src_dir, t):
    """Recorded answers whose names are all in the tables (combinations are left out)."""
    total = good = 0
    bad = {}
    for path in sorted(glob.glob(os.path.join(src_dir, "*.jsonl.gz"))):
        with gzip.open(path, "rt", encoding="utf-8") as fh:
            for line in fh:
                for gene, v in json.loads(line).get("g", {}).items():
                    for name, phenotype, score, lookup in v.get("r", []):
                        names = name.split("/")
                        if any((gene, n) not in t.alleles for n in names):
                            continue
                        if len(names) == 1 and t.genes[gene]["haploid"] == "no":
                            continue
                        got = phenotype_of(t, gene, names)
                        want = (phenotype, lookup, score or ".") if phenotype else None
                        got = ([got[0]], [got[1]], got[2]) if got else None
                        total, good = total + 1, good + (got == want)
                        if got != want:
                            bad.setdefault(gene, (name, want, got))
    print(f"recorded answers: {total} results, {good} agree")
    for gene, example in bad.items():
        print(f"  differs {gene}: {example}")
    return total - good


# ---- positions, windows, cells -----------------------------------------------------------------

def check_positions(src, t):
    bad = refs = named = 0
    for r in t.all["positions"]:
        ref = src.slice38[r["gene"]]
        have = ref.get(int(r["pos38"]), int(r["pos38"]) + len(r["ref38"]) - 1)
        if have is not None:
            refs += 1
            bad += have != r["ref38"]
        names = r["hgvs38"].split(";")
        named += len(names) - names.count(".")
        bad += len(names) != len(r["alts38"].split(",")) or "." in names
    want = sum(len(d["variants"]) for d in src.definitions.values())
    got = sum(1 for r in t.all["positions"] if r["role"] == "define" and r["gene"] != MITO)
    none37 = [f"{r['gene']}:{r['pos38']}" for r in t.all["positions"] if r["pos37"] == "."]
    print(f"positions: {got} of {want} defining, {refs} REF strings checked on the slices, "
          f"{named} HGVS names matched by content, without GRCh37 coordinate: {none37 or 'none'}")
    return bad + (got != want)


def ref37_agrees(panel, chrom, r):
    """None without a record, else whether every panel REF agrees with ref37 where they overlap."""
    records = panel.get((chrom, int(r["pos37"])))
    if not records:
        return None
    mine = r["ref37"].replace("other:", "")
    return all(x == y for rec in records for x, y in zip(rec, mine))


def check_panel37(src, t):
    bad = seen = 0
    for r in t.all["positions"]:
        if r["pos37"] == "." or r["gene"] == MITO:
            continue
        ok = ref37_agrees(src.panel37, t.genes[r["gene"]]["chrom"], r)
        seen += ok is not None
        if ok is False:
            bad += 1
            print(f"  ref37 differs: {r}")
    swaps = [r for r in t.all["positions"] if r["ref37"] not in (r["ref38"], ".")]
    print(f"GRCh37: {seen} positions have a panel record, {seen - bad} agree; "
          f"{len(swaps)} swaps: "
          + ", ".join(f"{r['gene']} {r['rsid']} {r['ref38']}->{r['ref37']}" for r in swaps))
    return bad


def check_offsets(src, t):
    """Whole-slice proof of each gene's offset: a wrong one would disagree at 3 bases of 4."""
    failed = 0
    for gene in sorted(src.definitions):
        rows = [r for r in t.positions(gene) if r["pos37"] != "."]
        offsets = {int(r["pos37"]) - int(r["pos38"]) for r in rows}
        ref, low, high = src.slice38[gene], int(rows[0]["pos38"]), int(rows[-1]["pos38"])
        same = other = 0
        for (chrom, pos), strings in src.panel37.items():
            p38 = pos - min(offsets)
            if chrom != ref.chrom or not low - 60 <= p38 <= high + 60:
                continue
            for text in strings:
                hit = ref.get(p38, p38) == text[0]
                same, other = same + hit, other + (not hit)
        pairs = sum(1 for p in src.pypgx.get(gene, []) if low <= p[0] <= high
                    and p[1] - p[0] in offsets)
        wrong = sum(1 for p in src.pypgx.get(gene, []) if low <= p[0] <= high
                    and p[1] - p[0] not in offsets)
        print(f"  {gene}: offset {sorted(offsets)}, panel bases same {same} other {other}, "
              f"both-build pairs agree {pairs} disagree {wrong}")
        if len(offsets) != 1 or wrong or same < 3 * other:
            failed += 1
    return failed


def base37_of(t, w):
    """GRCh37 bases of a window as a reader of the tables derives them."""
    seq, start = list(w["seq"]), int(w["start37"])
    for d in t.all["windows37"]:
        i = int(d["pos37"]) - start
        if d["gene"] == w["gene"] and 0 <= i < len(seq):
            seq[i] = d["base37"]
    for r in t.positions(w["gene"]):
        if r["ref37"] not in (r["ref38"], "."):
            i = int(r["pos37"]) - start
            if 0 <= i < len(seq):
                seq[i:i + len(r["ref38"])] = r["ref37"].replace("other:", "")
    return "".join(seq)


def check_windows(src, t):
    bad = covered = records = 0
    spans = {}
    for w in t.all["windows"]:
        lo, ref = int(w["start38"]), src.slice38[w["gene"]]
        hi = lo + len(w["seq"]) - 1
        spans.setdefault(w["gene"], []).append((lo, hi))
        bad += ref.get(lo, hi) != w["seq"]
        if w["start37"] == "." or w["gene"] == MITO:
            continue
        seq, start = base37_of(t, w), int(w["start37"])
        for pos in range(start, start + len(seq)):
            for rec in src.panel37.get((w["chrom"], pos), ()):
                part = seq[pos - start:pos - start + len(rec)]
                records += 1
                bad += part != rec[:len(part)]
    for r in t.all["positions"]:
        lo, hi = int(r["pos38"]) - 50, int(r["pos38"]) + len(r["ref38"]) + 49
        inside = any(a <= lo and hi <= b for a, b in spans.get(r["gene"], ()))
        covered += inside
        bad += not inside and r["role"] == "define"
    length = sum(len(w["seq"]) for w in t.all["windows"])
    none37 = sum(w["start37"] == "." for w in t.all["windows"])
    print(f"windows: {len(t.all['windows'])} of {length} bases, {covered} positions inside, "
          f"{records} panel records agree with the derived GRCh37 bases, without GRCh37 start: "
          f"{none37}; further GRCh37 differences: {len(t.all['windows37'])}; wrong: {bad}")
    return bad


def cells_of(row, positions):
    """{pos: string} of the cells column, `all` expanded."""
    words = [] if row["cells"] == "." else row["cells"].split(" ")
    out = {}
    if words and words[0] == "all":
        out = {int(p["pos38"]): p["ref38"] for p in positions}
        words = words[1:]
    for word in words:
        pos, value = word.split("=")
        out[int(pos)] = value
    return out


def check_cells(src, t):
    bad = cells = wobble = 0
    for gene, d in src.definitions.items():
        positions = t.positions(gene)
        legal = {int(p["pos38"]): {p["ref38"], *p["alts38"].split(",")} for p in positions}
        for n in d["namedAlleles"]:
            row = t.alleles[(gene, n["name"])]
            want = {v["position"]: a for v, a in zip(d["variants"], n["alleles"])
                    if a is not None}
            bad += cells_of(row, positions) != want or row["id"] != (n["id"] or ".")
            bad += (row["kind"] == "reference") != n["reference"]
            cells += len(want)
            for pos, value in want.items():
                odd = value not in legal[pos]
                wobble += odd
                bad += odd and not set(IUPAC.get(value, "?")) <= legal[pos]
    for gene in [*src.definitions, MITO]:
        kinds = [r["kind"] for r in t.all["alleles"] if r["gene"] == gene]
        bad += kinds.count("reference") != 1
    print(f"alleles: {len(t.all['alleles'])}, of definitions "
          f"{sum(len(d['namedAlleles']) for d in src.definitions.values())}; cells {cells}, "
          f"wobble cells {wobble}, wrong: {bad}")
    return bad


def check_references(t):
    """Keys are unique and names used in one table exist in the other."""
    bad = 0
    for name, key in (("genes", ("gene",)), ("positions", ("gene", "role", "pos38")),
                      ("alleles", ("gene", "allele")), ("priorities", ("gene", "id"))):
        keys = [tuple(r[k] for k in key) for r in t.all[name]]
        bad += len(keys) - len(set(keys))
    for r in t.all["priorities"]:
        items = r["list"].split(";")
        bad += r["pick"] not in items
        bad += sum((r["gene"], a) not in t.alleles for i in items for a in i.split("/"))
    bad += sum((r["gene"], x) not in t.alleles for r in t.all["suballeles"]
               for x in (r["suballele"], r["allele"]))
    bad += sum((r["gene"], r["to"]) not in t.alleles for r in t.all["outside_names"]
               if r["rule"].startswith("copies"))
    bad += sum(r["gene"] not in t.genes for n in ("positions", "alleles", "phenotypes", "windows")
               for r in t.all[n])
    print(f"references between tables: wrong {bad}")
    return bad


def check_all(src, kb):
    t = Tables(kb)
    failed = [name for name, bad in (
        ("phenotypes", check_phenotypes(src, t)),
        ("recorded answers", check_recorded(os.path.join(src.data, "pgx", "cases", "oracle"), t)),
        ("positions", check_positions(src, t)), ("panel37", check_panel37(src, t)),
        ("offsets", check_offsets(src, t)), ("windows", check_windows(src, t)),
        ("cells", check_cells(src, t)), ("references", check_references(t))) if bad]
    print("FAILED: " + ", ".join(failed) if failed else "all checks passed")
    return 1 if failed else 0
