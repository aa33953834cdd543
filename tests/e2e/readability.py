#!/usr/bin/env python3
"""Patient wording in English stays at Flesch-Kincaid grade 8 or lower.

Grade = 0.39 words/sentence + 11.8 syllables/word - 15.59 (Kincaid 1975). Drug names are locked parts
that nobody can shorten: a placeholder counts as one word of two syllables, in texts and pages alike.
Measured: every patient sentence of kb/text on its own (fragments are joined to their kind), and the
words of a whole patient page. Syllables are groups of vowels, a final silent e not counted.
"""
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PRECIS = os.environ.get('PRECIS', os.path.join(ROOT, 'precis'))
LIMIT = 8.0
DRUG = 'taba'  # two syllables


def syllables(word):
    word = re.sub(r'[^a-z]', '', word.lower())
    if word.endswith('e') and not word.endswith('le') and len(word) > 3:
        word = word[:-1]
    return max(1, len(re.findall(r'[aeiouy]+', word)))


def grade(text):
    words = re.findall(r"[A-Za-z][A-Za-z'-]*", text)
    sentences = max(1, len([s for s in re.split(r'[.!?;]+', text) if re.search('[A-Za-z]', s)]))
    if not words:
        return 0.0
    return (0.39 * len(words) / sentences + 11.8 * sum(map(syllables, words)) / len(words) - 15.59)


def patient_rows():
    folder = os.path.join(ROOT, 'kb', 'text')
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name), encoding='utf-8') as f:
            for line in f:
                key, en = line.rstrip('\n').split('\t')[:2]
                if key.endswith('.patient'):
                    yield name, key, re.sub(r'\{[a-z0-9]+\}', DRUG, en)


PAGES = (('a genome', ['HG00436.g.vcf.gz', '--drugs',
                        'clopidogrel, codeine, warfarin, simvastatin, sertraline, ivacaftor']),
         ('a chart and a genome', ['NA19147.g.vcf.gz', '--chart', 'chart.json', '--as-of',
                                   '2026-11-23']),
         ('a chart', ['--chart', 'clinic_sheet.csv', '--as-of', '2026-11-23']))


def patient_page(arguments):
    """English words of a patient's text report, drug names replaced."""
    folder = os.path.join(ROOT, 'examples')
    arguments = [os.path.join(folder, a) if re.search(r'[.](gz|json|csv)$', a) else a
                 for a in arguments]
    out = subprocess.run([PRECIS, 'report', *arguments, '--audience', 'patient'],
                         capture_output=True, text=True, check=True, encoding='utf-8').stdout
    with open(os.path.join(ROOT, 'kb', 'drugs.tsv'), encoding='utf-8') as f:
        drugs = [line.split('\t')[0] for line in f][1:]
    prose = ' '.join(line.strip() for line in out.splitlines())
    for drug in sorted(drugs, key=len, reverse=True):
        prose = re.sub(r'\b%s\b' % re.escape(drug), DRUG, prose)
    return prose


def main():
    passed, failed, groups = 0, 0, {}
    for table, key, text in patient_rows():
        if re.search(r'[.!?]$', text):
            g = grade(text)
            ok = g <= LIMIT
            passed, failed = passed + ok, failed + (not ok)
            if not ok:
                print('FAIL %s %s: grade %.1f: %s' % (table, key, g, text))
        else:
            groups.setdefault(key.split('.')[0], []).append(text)
    for kind, texts in sorted(groups.items()):
        g = grade('. '.join(texts))
        ok = g <= LIMIT
        passed, failed = passed + ok, failed + (not ok)
        print('%s fragments %s: grade %.1f' % ('ok  ' if ok else 'FAIL', kind, g))
    for name, arguments in PAGES:
        g = grade(patient_page(arguments))
        ok = g <= LIMIT
        passed, failed = passed + ok, failed + (not ok)
        print('%s a whole patient report of %s: grade %.1f' % ('ok  ' if ok else 'FAIL', name, g))
    hard = grade('Pharmacogenomic interpretation necessitates individualised consideration of '
                 'heterogeneous metabolic characteristics.')
    ok = hard > LIMIT  # the measure itself can tell
    print('%d passed, %d failed' % (passed + ok, failed + (not ok)))
    return 1 if failed or not ok else 0


if __name__ == '__main__':
    sys.exit(main())
