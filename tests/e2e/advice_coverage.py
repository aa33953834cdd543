#!/usr/bin/env python3
"""Every recommendation of the guidance files is answered by the program with its strength.

For each (source, drug, population, lookup key) of the guidance file a person is made up whose outside
calls say just that key; `precis report` answers all of them in one run, as one JSON a line; the
answer must hold a row of that source, kind, guideline, population and strength. Keys listed in
kb/rules/exceptions_*.tsv are left out and counted. Reads the guidance through tools/check_rules.py,
which proves the tables; this proves the program. Needs the shared data; says so when they are absent.
"""
import collections
import json
import os
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SHARED = os.environ.get('PRECIS_SHARED', os.path.join(ROOT, '..', 'shared'))
PRECIS = os.environ.get('PRECIS', os.path.join(ROOT, 'precis'))
sys.path.insert(0, os.path.join(ROOT, 'tools'))
import check_rules  # noqa: E402

SHOWN = 30
# A score key of a source that also has diplotype keys stands for all other diplotypes of that score;
# a score alone would leave it open whether such a diplotype is meant. One of the others each:
OTHER_DIPLOTYPES = {('CYP2C9', '0.0'): '*6/*6', ('CYP2C9', '0.5'): '*5/*6',
                    ('CYP2C9', '1.0'): '*1/*6', ('CYP2C9', '1.5'): '*1/*5'}


def outside_line(gene, key):
    """Columns gene, diplotype, phenotype, activity score of an outside call; None = no result."""
    if key == 'No Result':
        return None
    if isinstance(key, dict):
        return '%s\t%s\t\t' % (gene, '/'.join(a for a, n in key.items() for _ in range(int(n))))
    other = OTHER_DIPLOTYPES.get((gene, str(key)))
    if isinstance(key, check_rules.OtherDiplotype) and other:
        return '%s\t%s\t\t' % (gene, other)
    if check_rules.interval(key) is not None:
        return '%s\t\t\t%s' % (gene, key)
    return '%s\t\t%s\t' % (gene, key)


def load(source, path):
    """[(key map, expected)] and the number of excepted ones."""
    rules = check_rules.Rules(os.path.join(ROOT, 'kb'), source)
    facts = list(check_rules.guidance(path, source))
    if source == 'cpic':
        older = os.path.join(os.path.dirname(path), check_rules.OLDER_CPIC)
        facts += check_rules.guidance_2022(older, {f[2] for f in facts})
    wanted, excepted = [], 0
    for kind, gid, chemical, pop_text, keys, strength, _, _ in facts:
        drug = rules.drug(chemical)
        reason = check_rules.excepted(rules, drug, keys, set())
        if reason:
            excepted += 1
            continue
        pop = rules.pop_code.get(check_rules.population_text(pop_text))
        wanted.append((keys, (source.upper(), kind, gid, drug, pop, strength)))
    return wanted, excepted


def answers(report):
    """(source, kind, guideline, drug) -> {(population, strength)} of the rows that hold."""
    out = collections.defaultdict(set)
    for drug in report['drugs']:
        for row in drug['rows']:
            if row['certainty'] == 'holds':
                out[(row['source'], row['source_kind'], row['guideline'], drug['name'])].add(
                    (row['population'], row['strength'] or '.'))
    return out


def holds(found, expected):
    source, kind, gid, drug, pop, strength = expected
    rows = found.get((source, kind, gid, drug), set())
    if (pop, strength) in rows:
        return True
    # a text that tells indications or ages apart: several rules of other populations together
    return pop == 'general' and len([r for r in rows if r[1] == strength and r[0] != pop]) > 1


def main():
    path = os.path.join(SHARED, 'data', 'pgx', 'guidance', 'prescribing_guidance.recovered.json')
    if not os.path.exists(path):
        print('skipped: shared data absent\n0 passed, 0 failed')
        return 0
    people, expected, excepted = {}, collections.defaultdict(list), 0
    for source in ('cpic', 'dpwg', 'fda'):
        wanted, left = load(source, path)
        excepted += left
        for keys, what in wanted:
            name = check_rules.shown(keys)
            if any(isinstance(v, check_rules.OtherDiplotype) for v in keys.values()):
                name += ' (other diplotypes)'
            people[name] = keys
            expected[name].append(what)
    numbers = {'p%d' % i: name for i, name in enumerate(sorted(people))}
    with tempfile.TemporaryDirectory() as folder:
        calls = os.path.join(folder, 'calls.tsv')
        with open(calls, 'w', encoding='utf-8') as f:
            f.write('sample\tgene\tdiplotype\tphenotype\tactivity_score\n')
            for number, name in numbers.items():
                for gene, key in sorted(people[name].items()):
                    line = outside_line(gene, key)
                    if line:
                        f.write('%s\t%s\n' % (number, line))
        run = subprocess.Popen([PRECIS, 'report', '--outside', calls, '--format', 'json'],
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                               encoding='utf-8')
        passed, failed, seen = 0, 0, set()
        for line in run.stdout:
            report = json.loads(line)
            name = numbers[report['sample']]
            seen.add(name)
            found = answers(report)
            for what in expected[name]:
                if holds(found, what):
                    passed += 1
                    continue
                failed += 1
                if failed <= SHOWN:
                    print('FAIL %s: %s; found %s' % (name, what, sorted(found.get(what[:4], ()))))
        said = run.stderr.read()
        run.wait()
    for line in said.splitlines()[:10]:
        print(line)
    for name in sorted(set(people) - seen):
        for what in expected[name]:
            unknown = all(outside_line(g, k) is None for g, k in people[name].items())
            # nobody can be made up for "no result" in every gene: the program says so by itself
            passed, failed = (passed, failed + 1) if not unknown else (passed, failed)
            if not unknown and failed <= SHOWN:
                print('FAIL %s: not answered' % name)
    print('%d key maps, %d recommendations excepted' % (len(people), excepted))
    print('%d passed, %d failed' % (passed, failed))
    return 1 if failed or not passed else 0


if __name__ == '__main__':
    sys.exit(main())
