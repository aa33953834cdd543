#!/usr/bin/env python3
"""The report's formats agree with each other and with their schema.

JSON against docs/schema/report.schema.json (Debian package python3-jsonschema, else a look at the
required members); every drug of the JSON stands in the page with the same light; every rule of the
JSON has its Observation in the FHIR bundle; languages change texts and nothing else; the same input
gives the same bytes, also person by person and with threads or without (what is kept from one
person for the next changes nothing); --detail full says the same as standard, and more; the page
stays under 150 KB for every example person and language.
"""
import json
import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PRECIS = os.environ.get('PRECIS', os.path.join(ROOT, 'precis'))
PEOPLE = [['HG00436.g.vcf.gz', '--outside', 'HG00436.outside.tsv'], ['NA19147.g.vcf.gz'],
          ['twenty.vcf.gz', '--sample', 'NA18525,HG00551,NA18486']]
PAGE_MAX = 150 * 1024
MEDS = 'medicine\nparoxetine\ncodeine\nPlavix\nno such drug\n'
results = {True: 0, False: 0}


def check(name, good):
    results[bool(good)] += 1
    if not good:
        print('FAIL %s' % name)


def report(arguments, folder, *more):
    files = [os.path.join(ROOT, 'examples', a) if re.search(r'[.](gz|tsv)$', a) else a
             for a in arguments]
    run = subprocess.run([PRECIS, 'report', *files, *more, '-o', folder, '--format',
                          'json,html,fhir,text'], capture_output=True, text=True,
                         env=dict(os.environ, SOURCE_DATE_EPOCH='1700000000'))
    check('%s: exit code %d' % (arguments[0], run.returncode), run.returncode in (0, 3))


def read(folder, name):
    with open(os.path.join(folder, name), encoding='utf-8') as f:
        return f.read()


def schema_errors(document):
    with open(os.path.join(ROOT, 'docs', 'schema', 'report.schema.json'), encoding='utf-8') as f:
        schema = json.load(f)
    try:
        import jsonschema
    except ImportError:
        return [k for k in schema['required'] if k not in document]
    validator = jsonschema.Draft202012Validator(schema)
    return ['%s: %s' % ('/'.join(map(str, e.path)), e.message[:120])
            for e in validator.iter_errors(document)][:3]


def lights(page):
    return dict(re.findall(r'<details id="d-([^"]+)"[^>]*><summary><b class="l (\w+)">', page))


def file_name(drug):
    return re.sub(r'[^A-Za-z0-9._-]', '_', drug)


def check_person(folder, name):
    document = json.loads(read(folder, name + '.json'))
    errors = schema_errors(document)
    check('%s: schema: %s' % (name, '; '.join(errors)), not errors)
    page = read(folder, name + '.html')
    check('%s: page of %d bytes' % (name, len(page.encode())), len(page.encode()) < PAGE_MAX)
    check('%s: page and JSON agree on every light' % name, lights(page) == {
        file_name(d['name']): d['light'] for d in document['drugs']})
    bundle = json.loads(read(folder, name + '.fhir.json'))
    seen = [e for e in bundle['entry'] if 'therapeutic-implication' in json.dumps(
        e['resource'].get('meta', {}))]
    rows = sum(len(d['rows']) + len(d['possible']) for d in document['drugs'])
    check('%s: %d rules, %d observations' % (name, rows, len(seen)), rows == len(seen))
    headlines = [d for d in document['drugs'] if d['headline']]
    check('%s: a headline is one of the rows' % name, headlines and all(
        d['headline'] in [r['rule'] for r in d['rows'] + d['possible']] for d in headlines))
    check('%s: in brief only what is possible for drugs that nobody takes or asked for' % name,
          all(d['relevance'] == 'other' for d in document['drugs'] if d['possible']))
    worst = {'unknown': 0, 'usual': 1, 'notice': 2, 'change': 3, 'stop': 4}
    check('%s: untested genes never make a drug usual' % name, not any(
        d['light'] == 'usual' and any(worst[o['worst_light']] > 1 and o['gap'] == 'not_tested'
                                      for o in d['open']) for d in document['drugs']))
    return document


def codes(document):
    """The document without its texts."""
    if isinstance(document, dict):
        return {k: codes(v) for k, v in document.items() if k not in ('text', 'language', 'audience')}
    return [codes(v) for v in document] if isinstance(document, list) else document


def lines(arguments, *more):
    """What `precis report --format json` says on standard output."""
    run = subprocess.run([PRECIS, 'report', *arguments, '--format', 'json', *more, '-o', '-'],
                         capture_output=True, env=dict(os.environ, SOURCE_DATE_EPOCH='1700000000'))
    check('%s: exit code %d' % (arguments[0], run.returncode), run.returncode in (0, 3))
    return run.stdout.splitlines()


def check_kept(meds, outside):
    """What is kept from one person for the next changes no byte."""
    twenty = os.path.join(ROOT, 'examples', 'twenty.vcf.gz')
    people = [json.loads(line)['sample'] for line in lines([twenty], '--gene', 'VKORC1')]
    calls = ['*1/*1', '*1/*4', '*4/*4', '*1/*2x2', '*1/*4', '*10/*41']
    with open(outside, 'w', encoding='utf-8') as f:
        f.write('sample\tgene\tdiplotype\n')
        for i, name in enumerate(people):
            f.write('%s\tCYP2D6\t%s\n' % (name, calls[i % len(calls)]))
    options = ['--meds', meds, '--drugs', 'warfarin', '--outside', outside]
    full = ['--detail', 'full', '--gene', 'CYP2C19,CYP2D6,VKORC1']
    for detail in (['--detail', 'standard'], full):
        together = lines([twenty], *options, *detail, '--threads', '2')
        check('%s: twenty people' % detail[1], len(together) == 20)
        check('%s: threads change nothing' % detail[1],
              together == lines([twenty], *options, *detail, '--threads', '1'))
        some = range(0, 20, 4)
        alone = [lines([twenty], *options, *detail, '--sample',
                       json.loads(together[i])['sample'])[0] for i in some]
        check('%s: people alone as among twenty' % detail[1], [together[i] for i in some] == alone)


def check_detail(brief, full):
    """Full detail says what the standard says, and all of what that has in brief."""
    name = brief['sample']
    for a, b in zip(brief['drugs'], full['drugs']):
        rows = {r['rule']: r for r in b['rows']}
        known = all(rows[r['rule']] == r for r in a['rows']) and not b['possible']
        for r in a['possible']:
            whole = rows[r['rule']]
            known = known and whole['certainty'] == 'possible' and r['cases'] == [
                {f['gene']: f['value'] for f in k} for k in whole['cases']]
            known = known and all(whole[k] == r[k] for k in r if k != 'cases')
        same = {k: v for k, v in a.items() if k not in ('rows', 'possible')} == \
            {k: v for k, v in b.items() if k not in ('rows', 'possible')}
        if not (known and same and len(rows) == len(a['rows']) + len(a['possible'])):
            check('%s: %s in full' % (name, a['name']), False)
    for a, b in zip(brief['genes'], full['genes']):
        results = [{(c['phenotype'], c['activity_score'], c['lookup_key']) for c in g['candidates']}
                   for g in (a, b)]
        whole = b['candidates_cut'] or len(b['candidates']) == b['candidates_total']
        places = {p for n in a['not_used'] for p in n['pos_grch38']}
        listed = {p['pos_grch38'] or p['rsid'] for p in b['positions'] if 'why_not_used' in p}
        used = [p for p in b['positions'] if 'why_not_used' not in p]
        same = results[0] == results[1] and places == listed and a['alleles'] == b['alleles']
        if not (whole and same and a['positions'] == used and
                len(used) + len(listed) == len(b['positions'])):
            check('%s: %s in full' % (name, a['gene']), False)
    check('%s: drugs and genes in full detail' % name,
          len(brief['drugs']) == len(full['drugs']) > 0)


def main():
    people = [p for p in PEOPLE if os.path.exists(os.path.join(ROOT, 'examples', p[0]))]
    with tempfile.TemporaryDirectory() as top:
        meds = os.path.join(top, 'meds.tsv')
        with open(meds, 'w', encoding='utf-8') as f:
            f.write(MEDS)
        for person in people:
            kept = {}
            for language in ('en', 'hi', 'es'):
                folder = os.path.join(top, person[0] + language)
                report(person, folder, '--meds', meds, '--lang', language, '--drugs', 'warfarin')
                for name in sorted(os.listdir(folder)):
                    if name.endswith('.html') or name.endswith('.fhir.json') or \
                            not name.endswith('.json'):
                        continue
                    document = check_person(folder, name[:-5])
                    check('%s %s: [key] without text' % (name, language), not re.search(
                        r'\[[a-z]+\.[a-z_.]+\]', json.dumps(document, ensure_ascii=False)))
                    kept.setdefault(name, []).append(codes(document))
            for name, documents in kept.items():
                check('%s: languages change texts only' % name,
                      all(d == documents[0] for d in documents))
        if len(people) == len(PEOPLE):
            check_kept(meds, os.path.join(top, 'outside.tsv'))
            three = [os.path.join(ROOT, 'examples', 'twenty.vcf.gz'), *PEOPLE[2][1:]]
            for brief, full in zip(lines(three), lines(three, '--detail', 'full')):
                full = json.loads(full)
                errors = schema_errors(full)
                check('%s: schema of full detail: %s' % (full['sample'], '; '.join(errors)),
                      not errors)
                check_detail(json.loads(brief), full)
        if people:
            for again in ('a', 'b'):
                report(people[0], os.path.join(top, again))
            check('the same input gives the same bytes', all(
                read(os.path.join(top, 'a'), n) == read(os.path.join(top, 'b'), n)
                for n in os.listdir(os.path.join(top, 'a'))))
    print('%d passed, %d failed' % (results[True], results[False]))
    return 1 if results[False] or not results[True] else 0


if __name__ == '__main__':
    sys.exit(main())
