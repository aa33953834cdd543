#!/usr/bin/env python3
"""Medication orders of made-up charts (Synthea) with assigned genomes give the advice that the
guidance asks for: tests/tables/synthea_orders.tsv.

Every order of five drugs in the 617 bundles is taken on its day (--as-of), with a genome assigned
by a fixed rule: orders sorted by file, day and id; order number n gets genome n mod k of its drug
(clopidogrel after PCI or an acute coronary syndrome, which is rare there, gets each genome once).
Synthea states no reason on the orders of clopidogrel, warfarin, simvastatin and carbamazepine
(checked here); so clopidogrel orders are tried again with one added to them, as a code or as a Condition behind them (rows "for stroke": a
person without PCI or an acute coronary syndrome; "for stroke, after pci": with). What the chart says of the person (acute coronary syndrome, PCI, stroke, age) is read here from the
codes of the bundle, apart from the program, and chooses the expected row. Knows the columns of the
table and FHIR's places of codes; knows nothing of how advice is made. Skips without the shared
data."""
import collections
import concurrent.futures
import datetime
import json
import os
import subprocess
import tarfile
import tempfile

import common

ORDERS = {"clopidogrel": 48, "warfarin": 33, "simvastatin": 32, "allopurinol": 16,
          "carbamazepine": 14}
REASONS = {"allopurinol": 16}  # orders that state one
PRODUCTS = {"309362": "clopidogrel", "855332": "warfarin", "312961": "simvastatin",
            "197319": "allopurinol", "308971": "carbamazepine"}  # RxNorm
ACS = {"22298006", "401303003", "401314000", "394659003", "57054005"}  # SNOMED CT
PCI = {"415070008"}
STROKE = {"230690007"}
RACE = {"2054-5": "african", "2106-3": "other_ancestry", "2028-9": "other_ancestry",
        "1002-5": "other_ancestry", "2076-8": "other_ancestry"}  # of the US census, as recorded
LIMITED_BY = {"simvastatin": {"amlodipine", "verapamil", "diltiazem", "amiodarone"}}  # its label

Order = collections.namedtuple("Order", "path day number drug active classes age")


def codes(resource, key="code"):
    return {c.get("code") for c in resource.get(key, {}).get("coding", [])}


def bundles(archive, folder):
    """Writes the bundles that hold one of the products; gives their paths."""
    with subprocess.Popen(["zstd", "-dc", archive], stdout=subprocess.PIPE) as unpack:
        with tarfile.open(fileobj=unpack.stdout, mode="r|") as tar:
            for member in tar:
                if not member.isfile() or not member.name.endswith(".json"):
                    continue
                raw = tar.extractfile(member).read()
                if not any(b'"%s"' % p.encode() in raw for p in PRODUCTS):
                    continue
                path = os.path.join(folder, os.path.basename(member.name))
                with open(path, "wb") as out:
                    out.write(raw)
                yield path


def started(resource):
    return (resource.get("onsetDateTime") or resource.get("performedDateTime")
            or resource.get("performedPeriod", {}).get("start") or "")[:10]


def years(birth, day):
    return int(day[:4]) - int(birth[:4]) - (day[5:] < birth[5:])


def days_between(a, b):
    return (datetime.date.fromisoformat(b) - datetime.date.fromisoformat(a)).days


def classes_on(resources, day):
    """What the chart says on that day. An acute coronary syndrome counts for a year."""
    past, year = set(), set()
    for r in resources:
        if r["resourceType"] in ("Condition", "Procedure") and "" < started(r) <= day:
            past |= codes(r)
            if days_between(started(r), day) <= 365:
                year |= codes(r)
    found = {name for name, has, wanted in (("acs", year, ACS), ("pci", past, PCI),
                                            ("stroke", past, STROKE)) if has & wanted}
    return found or {"none"}


def recorded_race(patient):
    """The class of a recorded race; empty where it is not one of the table."""
    for extension in patient.get("extension", []):
        if extension["url"].endswith("us-core-race"):
            for part in extension.get("extension", []):
                if part["url"] == "ombCategory":
                    return {RACE[c] for c in [part["valueCoding"]["code"]] if c in RACE}
    return set()


def read_orders(path):
    with open(path, encoding="utf-8") as f:
        entries = json.load(f)["entry"]
    resources = [e["resource"] for e in entries]
    patient = next(r for r in resources if r["resourceType"] == "Patient")
    birth, death = patient["birthDate"], patient.get("deceasedDateTime", "9999")[:10]
    medications = {e.get("fullUrl"): codes(e["resource"]) for e in entries
                   if e["resource"]["resourceType"] == "Medication"}
    for r in resources:
        if r["resourceType"] != "MedicationRequest":
            continue
        if "medicationCodeableConcept" in r:
            named = codes(r, "medicationCodeableConcept")
        else:
            named = medications.get(r.get("medicationReference", {}).get("reference"), set())
        for product in named & set(PRODUCTS):
            day = r["authoredOn"][:10]
            yield Order(path, day, r["id"], PRODUCTS[product],
                        r["status"] == "active" and day < death,
                        classes_on(resources, day) | recorded_race(patient), years(birth, day))


STROKE_REASON = {"coding": [{"system": "http://snomed.info/sct", "code": "422504002",
                             "display": "Ischemic stroke"}]}


def with_reason(order, folder, number):
    """The order again, for an ischaemic stroke: by a code or by a Condition behind it."""
    with open(order.path, encoding="utf-8") as f:
        bundle = json.load(f)
    resources = [e["resource"] for e in bundle["entry"]]
    one = next(r for r in resources
               if r["resourceType"] == "MedicationRequest" and r["id"] == order.number)
    patient = next(r for r in resources if r["resourceType"] == "Patient")
    one["status"] = "active"  # after PCI, Synthea has only orders that ended or of the last day
    patient.pop("deceasedDateTime", None)
    if number % 2 == 0:
        one["reasonCode"] = [STROKE_REASON]
    else:
        one["reasonReference"] = [{"reference": "urn:uuid:added"}]
        bundle["entry"].append({"fullUrl": "urn:uuid:added", "resource": {
            "resourceType": "Condition", "id": "added", "code": STROKE_REASON,
            "subject": {"reference": "urn:uuid:" + patient["id"]},
            "onsetDateTime": order.day}})
    path = os.path.join(folder, "reason%d.json" % number)
    with open(path, "w", encoding="utf-8") as out:
        json.dump(bundle, out)
    after = bool(order.classes & {"acs", "pci"})
    return order._replace(path=path, active=True, classes={"for stroke, after pci" if after else "for stroke"})


def reasons_stated(path):
    """Drugs of orders that state a reason, read from the JSON."""
    with open(path, encoding="utf-8") as f:
        resources = [e["resource"] for e in json.load(f)["entry"]]
    return [PRODUCTS[c] for r in resources if r["resourceType"] == "MedicationRequest"
            and (r.get("reasonCode") or r.get("reasonReference"))
            for c in codes(r, "medicationCodeableConcept") & set(PRODUCTS)]


def read_expected():
    """drug -> list of genomes; (drug, genome, class) -> row."""
    genomes, rows = collections.defaultdict(list), {}
    for row in common.read_table("synthea_orders.tsv"):
        if row["genome"] not in genomes[row["drug"]]:
            genomes[row["drug"]].append(row["genome"])
        rows[row["drug"], row["genome"], row["chart"]] = row
    return genomes, rows


def choose(rows, order, genome):
    """The row of the most telling class of the chart."""
    child = {"child"} if order.age < 18 else set()
    for name in ("child", "for stroke", "for stroke, after pci", "pci", "acs", "stroke", "african", "other_ancestry", "none", "any"):
        if name in order.classes | child | {"any"} and (order.drug, genome, name) in rows:
            return rows[order.drug, genome, name]
    return None


def report(order, genome, folder, number):
    calls = os.path.join(folder, "calls%d.tsv" % number)
    with open(calls, "w", encoding="utf-8") as out:
        for one in genome.split("; "):
            out.write(one.replace("=", "\t", 1) + "\n")
    command = [common.PRECIS, "report", "--chart", order.path, "--as-of", order.day, "--outside",
               calls, "--format", "json"]
    if not order.active:  # a stopped order, or one of the day of death: it is asked for
        command += ["--drugs", order.drug]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          timeout=60)
    if done.returncode not in (0, 3):
        return None, "exit %d: %s" % (done.returncode, done.stderr[:300])
    return json.loads(done.stdout), ""


def row_text(row):
    known = "known" if row["population_known"] else "open"
    return "%s %s %s %s" % (row["source"], row["action"], row["population"], known)


def wrong_with(order, expected, document):
    """What differs, as texts."""
    drug = next((d for d in document["drugs"] if d["name"] == order.drug), None)
    if drug is None:
        return ["no advice on " + order.drug]
    rows = {row_text(r) for r in drug["rows"]}
    headline = next((r for r in drug["rows"] if r["rule"] == drug["headline"]), None)
    found = []
    if drug["relevance"] != ("taken" if order.active else "asked"):
        found.append("relevance " + drug["relevance"])
    partners = {m["drug"] for m in document["chart"]["medicines"]}
    limited = expected["light"] == "usual" and partners & LIMITED_BY.get(order.drug, set())
    if drug["light"] not in (("notice", "change") if limited else (expected["light"],)):
        found.append("light " + drug["light"])
    if (row_text(headline) if headline else ".") != expected["headline"]:
        found.append("headline " + (row_text(headline) if headline else "."))
    for wanted in common.split_list(expected["rows"]):
        if wanted not in rows:
            found.append("no row " + wanted)
    for unwanted in common.split_list(expected["absent"]):
        if any(r.startswith(unwanted) for r in rows):
            found.append("row " + unwanted)
    for gene in common.split_list(expected["tests"]):
        if gene not in [t["gene"] for t in document["tests"] if order.drug in t["drugs"]]:
            found.append("no test " + gene)
    stated = {f["name"]: f["value"] for f in document["chart"]["facts"]}
    if int(stated.get("age_years", -1)) != order.age:
        found.append("age %s, not %d" % (stated.get("age_years"), order.age))
    return found


def main():
    archive = common.need_shared("chart", "synthea-r4.tar.zst")
    genomes, rows = read_expected()
    passed, failures, used = 0, [], set()
    with tempfile.TemporaryDirectory() as folder:
        orders = sorted(o for path in bundles(archive, folder) for o in read_orders(path))
        counts = collections.Counter(o.drug for o in orders)
        for drug, count in ORDERS.items():
            if counts[drug] == count:
                passed += 1
            else:
                failures.append("%s: %d orders, not %d" % (drug, counts[drug], count))
        seen, jobs = collections.Counter(), []
        for order in orders:
            known = genomes[order.drug]
            mine = known[seen[order.drug] % len(known)]
            seen[order.drug] += 1
            rare = order.drug == "clopidogrel" and order.classes & {"acs", "pci"}
            jobs += [(order, genome) for genome in (known if rare else [mine])]
        plain = [o for o in orders if o.drug == "clopidogrel"]
        for some in ([o for o in plain if o.classes == {"none"}][:1],
                     [o for o in plain if o.classes & {"acs", "pci"}][:1]):
            jobs += [(with_reason(o, folder, 2 * len(jobs) + k), genome) for o in some
                     for genome in genomes["clopidogrel"] for k in (0, 1)]
        stated = collections.Counter(d for path in sorted({o.path for o in orders})
                                     for d in reasons_stated(path))
        if stated == REASONS:
            passed += 1
        else:
            failures.append("orders that state a reason: %s" % dict(stated))
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(lambda x: report(x[1][0], x[1][1], folder, x[0]),
                                    enumerate(jobs)))
    for (order, genome), (document, trouble) in zip(jobs, answers):
        where = "%s %s %s %s" % (order.drug, genome, sorted(order.classes), order.day)
        expected = choose(rows, order, genome)
        wrong = [trouble] if document is None else ["no row in the table"] if expected is None \
            else wrong_with(order, expected, document)
        used.add(id(expected))
        if wrong:
            failures.append("%s: %s" % (where, "; ".join(wrong)))
        else:
            passed += 1
    for key, row in rows.items():
        if id(row) not in used:
            failures.append("no order uses the row %s" % (key,))
    for line in failures[:40]:
        print("FAIL", line)
    print("%d orders of %d drugs, %d genomes" % (len(orders), len(counts), len(jobs)))
    print("%d passed, %d failed" % (passed, len(failures)))


if __name__ == "__main__":
    main()
