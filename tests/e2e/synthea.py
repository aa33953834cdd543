#!/usr/bin/env python3
"""All Synthea FHIR R4 bundles of the shared data through `precis chart`: each is read without an
error, every resource of every type is counted, and the same counts come from gzip, from zstd and
from NDJSON. Prints the table of resources seen, used and ignored. The counts are taken from the
JSON itself by Python, not by precis."""
import collections
import concurrent.futures
import glob
import gzip
import json
import os
import shutil
import subprocess
import tempfile

import common

DAY = "2020-07-01"
BUNDLES, RESOURCES = 617, 191093  # of the data set's own description


def chart(path, *options):
    run = subprocess.run([common.PRECIS, "chart", path, "--as-of", DAY, "--json", *options],
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120)
    if run.returncode != 0:
        return None, run.stderr.decode("utf-8", "replace").strip()
    return json.loads(run.stdout), ""


def counts(document):
    return {r["type"]: (r["seen"], r["used"], r["partly"], r["ignored"])
            for r in document["read"]}


def types_of(path):
    with open(path, encoding="utf-8") as f:
        bundle = json.load(f)
    return collections.Counter(e["resource"]["resourceType"] for e in bundle["entry"])


def check_one(path):
    """(counts by precis, complaint)."""
    document, said = chart(path)
    if document is None:
        return {}, said
    found = counts(document)
    wanted = types_of(path)
    if {t: c[0] for t, c in found.items()} != dict(wanted):
        return found, "counts differ: %s" % {t: (c[0], wanted.get(t)) for t, c in found.items()}
    if any(c[0] != sum(c[1:]) for c in found.values()):
        return found, "seen is not used + partly + ignored"
    return found, ""


def every_bundle(tally, files):
    total = collections.defaultdict(lambda: [0, 0, 0, 0])
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for path, (found, complaint) in zip(files, pool.map(check_one, files)):
            tally.check("bundle", complaint == "", os.path.basename(path), complaint)
            for name, numbers in found.items():
                for i in range(4):
                    total[name][i] += numbers[i]
    print("%-24s %8s %8s %8s %8s" % ("resource", "seen", "used", "partly", "ignored"))
    for name, numbers in sorted(total.items(), key=lambda x: -x[1][0]):
        print("%-24s %8d %8d %8d %8d" % (name, *numbers))
    tally.check("whole", sum(n[0] for n in total.values()) == RESOURCES, "resources in all")
    for name in ("Patient", "Observation", "MedicationRequest", "Condition", "AllergyIntolerance"):
        tally.check("whole", total[name][1] > 0, "no %s is used" % name)


def same_answer(document):
    return {k: v for k, v in document.items() if k not in ("file", "read")}


def other_wrappings(tally, path, folder):
    """gzip, zstd, NDJSON and a list: the same chart as from the Bundle."""
    wanted, _ = chart(path)
    with open(path, "rb") as f:
        text = f.read()
    entries = [e["resource"] for e in json.loads(text)["entry"]]
    made = {"a.json.gz": gzip.compress(text, 6),
            "b.ndjson": b"".join(json.dumps(r).encode() + b"\n" for r in entries),
            "c.json": json.dumps(entries).encode()}
    for name, content in made.items():
        with open(os.path.join(folder, name), "wb") as f:
            f.write(content)
    subprocess.run(["zstd", "-q", path, "-o", os.path.join(folder, "d.json.zst")], check=True)
    for name in [*made, "d.json.zst"]:
        got, said = chart(os.path.join(folder, name))
        tally.check("wrapping", got is not None and counts(got) == counts(wanted), name, said)
        tally.check("wrapping", got is not None and same_answer(got) == same_answer(wanted), name)


def many_patients(tally, files, folder):
    """Bulk export: one file of many people, one of them chosen, little memory."""
    path = os.path.join(folder, "bulk.ndjson")
    people = []
    with open(path, "w", encoding="utf-8") as out:
        for bundle in files:
            with open(bundle, encoding="utf-8") as f:
                entries = json.load(f)["entry"]
            people += [e["resource"]["id"] for e in entries
                       if e["resource"]["resourceType"] == "Patient"]
            for entry in entries:
                out.write(json.dumps(entry["resource"]) + "\n")
    got, said = chart(path)
    tally.check("many", got is None and "patients" in said and people[0] in said, "refused", said)
    for bundle, person in zip(files, people):
        alone, _ = chart(bundle)
        got, said = chart(path, "--patient", person)
        tally.check("many", got is not None, said)
        for part in ("birth", "medicines", "measures", "facts", "allergies"):
            tally.check("many", got is not None and got[part] == alone[part], part, person)


def cut_anywhere(tally, path, folder):
    """A bundle that ends early is an error wherever it is cut."""
    with open(path, "rb") as f:
        text = f.read().rstrip()
    for part in range(1, 20):
        name = os.path.join(folder, "cut.json")
        with open(name, "wb") as f:
            f.write(text[:len(text) * part // 20])
        got, said = chart(name)
        tally.check("cut", got is None and "the end of the text" in said, "at %d/20" % part, said)


def main():
    archive = common.need_shared("chart", "synthea-r4.tar.zst")
    tally = common.Tally()
    if shutil.which("zstd") is None:
        print("skipped: no zstd program here")
        print("0 passed, 0 failed")
        return
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["tar", "--zstd", "-xf", archive, "-C", folder], check=True)
        files = sorted(glob.glob(os.path.join(folder, "**", "*.json"), recursive=True))
        tally.check("whole", len(files) == BUNDLES, "%d bundles" % len(files))
        every_bundle(tally, files)
        people = [p for p in files[:12] if types_of(p)["Patient"] == 1][:4]
        other_wrappings(tally, people[0], folder)
        many_patients(tally, people, folder)
        cut_anywhere(tally, people[0], folder)
    common.finish(tally)


if __name__ == "__main__":
    main()
