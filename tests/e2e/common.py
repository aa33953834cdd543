"""What the end-to-end proofs share: finding the executable and the shared data, running
`precis call`, reading its TSV, writing small VCF files and counting what passed. It knows the
columns of the TSV and nothing about genes, except how a diplotype is spelled."""
import collections
import gzip
import json
import os
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PRECIS = os.environ.get("PRECIS", os.path.join(ROOT, "precis"))
SHARED = os.environ.get("PRECIS_SHARED", os.path.join(os.path.dirname(ROOT), "shared"))
DATA = os.path.join(SHARED, "data")
TABLES = os.path.join(ROOT, "tests", "tables")
LOWEST = ("DPYD", "RYR1")
COLUMNS = ("sample gene status diplotypes scores haplotypes phenotypes activity_scores lookup_keys "
           "missing warnings").split()
Row = collections.namedtuple("Row", COLUMNS)


def need_shared(*parts):
    """Path below the shared data; ends the test as skipped where it is absent."""
    path = os.path.join(DATA, *parts)
    if not os.path.exists(path):
        print("skipped: shared data absent (%s)" % "/".join(parts))
        print("0 passed, 0 failed")
        sys.exit(0)
    return path


def split_list(text):
    return [] if text == "." else text.split(";")


def parse_rows(lines):
    """(sample, gene) -> Row of an open TSV; `sample`, `gene`, `status` and `missing` stay text."""
    header = next(lines).rstrip("\n").split("\t")
    if header != COLUMNS:
        raise SystemExit("unexpected TSV header: %r" % header)
    rows = {}
    for line in lines:
        f = line.rstrip("\n").split("\t")
        rows[f[0], f[1]] = Row(f[0], f[1], f[2], *(split_list(x) for x in f[3:9]), f[9],
                               split_list(f[10]))
    return rows


def call(files, *options, partial=False):
    """Runs `precis call` and gives its rows. Exit code 3 (some input left out) is accepted, and its
    messages are given on, only where the caller says `partial`."""
    with tempfile.NamedTemporaryFile("r", suffix=".tsv") as out:
        command = [PRECIS, "call", *files, *options, "--format", "tsv", "-o", out.name]
        run = subprocess.run(command, stderr=subprocess.PIPE, text=True, timeout=240)
        if run.returncode != 0 and not (partial and run.returncode == 3):
            raise SystemExit("%s\nexit %d: %s" % (" ".join(command[:8]), run.returncode,
                                                  run.stderr[:2000]))
        if run.returncode == 3:
            for line in run.stderr.splitlines()[:20]:
                print("  said: " + line)
        with open(out.name, encoding="utf-8") as text:
            return parse_rows(text)


def read_jsonl(path):
    with gzip.open(path, "rt", encoding="utf-8") as f:
        for line in f:
            yield json.loads(line)


def read_json(path):
    opened = gzip.open(path, "rt", encoding="utf-8") if path.endswith(".gz") else \
        open(path, encoding="utf-8")
    with opened as f:
        return json.load(f)


def read_table(name):
    """Rows of a committed table as dicts; lines that start with # are remarks."""
    with open(os.path.join(TABLES, name), encoding="utf-8") as f:
        lines = [line.rstrip("\n") for line in f if line.strip() and not line.startswith("#")]
    header = lines[0].split("\t")
    return [dict(zip(header, line.split("\t"))) for line in lines[1:]]


def write_vcf(path, sample, header, records):
    """One-sample VCF from recorded fields. (One case holds an empty ID, which VCF forbids.)"""
    with open(path, "w", encoding="utf-8") as f:
        lines = list(header) or ["##fileformat=VCFv4.2"]
        if not lines[0].startswith("##fileformat"):
            lines.insert(0, "##fileformat=VCFv4.2")
        f.write("\n".join(lines) + "\n")
        f.write("#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t%s\n" % sample)
        for r in records:
            f.write("\t".join(x or "." for x in r) + "\n")


def phenotype_rows(gene):
    """Diplotype (as a frozenset of (allele, count)) -> (phenotype, activity score or None, key)."""
    path = os.path.join(DATA, "pgx", "phenotypes", gene + ".json")
    if not os.path.exists(path):
        return {}
    return {frozenset(d["diplotypekey"].items()):
            (d["phenotype"] or d["generesult"], d["activityScore"], d["lookupkey"])
            for d in read_json(path).get("diplotypes", [])}


def diplotype_key(alleles):
    return frozenset(collections.Counter(alleles).items())


class Tally:
    """Counts per row of a table (usually a gene): passed, failed, and left out by reason."""

    def __init__(self, shown=40):
        self.passed = collections.Counter()
        self.failed = collections.Counter()
        self.left_out = collections.defaultdict(collections.Counter)
        self.shown = shown
        self.messages = 0

    def check(self, row, ok, *message):
        if ok:
            self.passed[row] += 1
            return
        self.failed[row] += 1
        self.messages += 1
        if self.messages <= self.shown:
            print("  MISMATCH " + "  ".join(str(m) for m in message))
        elif self.messages == self.shown + 1:
            print("  ... more mismatches are counted, not printed")

    def leave_out(self, row, reason):
        self.left_out[row][reason] += 1

    def print_table(self, title):
        print("\n%-22s %9s %9s  left out" % (title, "agree", "total"))
        rows = sorted(set(self.passed) | set(self.failed) | set(self.left_out))
        for row in rows:
            reasons = ", ".join("%d %s" % (n, r) for r, n in sorted(self.left_out[row].items()))
            print("%-22s %9d %9d  %s" % (row, self.passed[row],
                                         self.passed[row] + self.failed[row], reasons or "-"))

    def totals(self):
        return sum(self.passed.values()), sum(self.failed.values())


def finish(*tallies):
    """The closing line, and the exit code: nothing passed is a failure too."""
    passed = sum(t.totals()[0] for t in tallies)
    failed = sum(t.totals()[1] for t in tallies)
    print("\n%d passed, %d failed" % (passed, failed))
    sys.exit(1 if failed or not passed else 0)
