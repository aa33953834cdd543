#!/usr/bin/env python3
"""Prove that kb/rules/<source>.tsv answers exactly the lookup keys of the guidance file.

Knows: the columns and code words of the rule tables, the condition grammar (docs: RULES in kb/),
three-valued evaluation, and the layout of prescribing_guidance.recovered.json.
Does not know: any clinical fact; it never proposes or repairs a rule.

For every (source kind, drug, population, lookup key) of the guidance file exactly one rule must be
true on that key alone (every other gene absent, hence unknown), with the same strength, flags and
guideline, and an action that agrees with the flags. No rule may be true on a key that the file does
not hold for its drug and population, and no rule may be without a key. What cannot be represented is
listed in kb/rules/exceptions_*.tsv with a reason; an exception that matches nothing is an error
too. Where the text of one recommendation tells indications, ages or other medicines apart, several
rules of different populations answer it together; they must leave no chart without a rule. Reasons
begin with a code: `nokey:` and `unsafe:` (not represented), `strength:` (no grade in the file for
this key), `gap:` (populations the source leaves out), and for single rules (`rule:<id>`)
`widened:` (true for the whole group that the row's own text names) and `corrected:` (the file's key
contradicts its text, the rule follows the text).

usage: check_rules.py --source cpic|dpwg|fda [--shared ../shared] [--kb kb] [--numbers] [--selftest]
"""
import argparse
import collections
import copy
import itertools
import json
import os
import re
import sys
from html import unescape

COLUMNS = ('id drug source_kind population condition action dose_min dose_max dose_of max_dose '
           'max_unit alternatives also implication strength flags guideline pmid').split()
ACTIONS = set('standard avoid avoid_unless alternative reduce_dose increase_dose start_low '
              'start_high max_dose limit_duration titrate monitor test_first consider_alternative '
              'no_advice no_change_needed contraindicated indicated not_indicated '
              'see_algorithm judge_clinically'.split())
DOSE_ACTIONS = set('reduce_dose increase_dose start_low start_high max_dose titrate '
                   'see_algorithm'.split())
AVOIDING = set('avoid avoid_unless alternative consider_alternative contraindicated '
               'not_indicated'.split())
DOSE_STATEMENTS = set('dose_absolute dose_single starting_dose adjust_dose'.split())
QUIET = set('standard no_advice no_change_needed'.split())
STRENGTHS = {'Strong', 'Moderate', 'Optional', 'No recommendation', 'Unspecified', 'N/A', '.'}
DOSE_OF = {'starting', 'maintenance', 'target', 'daily', 'single', 'calculated', '.'}
QUANTITIES = set('exposure metabolism activation clearance response risk transport '
                 'evidence'.split())
DIRECTIONS = set('much_lower lower slightly_lower typical slightly_higher higher much_higher '
                 'uncertain none'.split())
CODE = {'also': re.compile(r'[a-z_0-9]+(:[^:;\s]+(?: [^:;\s]+)*)*'),
        'alternatives': re.compile(r"class:[a-z_0-9]+|[a-z0-9 /',()-]+")}
FLAGS = (('dosing', 'dosingInformation'), ('alternate', 'alternateDrugAvailable'),
         ('other', 'otherPrescribingGuidance'))
SOURCES = {'cpic': (('CPIC', 'Guideline Annotation', 'guideline'),),
           'dpwg': (('DPWG', 'Guideline Annotation', 'guideline'),),
           'fda': (('FDA', 'Label Annotation', 'label'), ('FDA', 'PGx Association', 'association'),
                   ('FDA', 'FDA PGx Association', 'association'))}
OLDER_CPIC = 'cpic-2022-09-drugs.json'
EXCEPTIONS = {'cpic': 'exceptions_cpic.tsv', 'dpwg': 'exceptions_dpwg_fda.tsv',
              'fda': 'exceptions_dpwg_fda.tsv'}


class Bad(Exception):
    pass


# ---- conditions ----------------------------------------------------------------------------------

TOKEN = re.compile(r'\s*(?:("[^"]*")|(\.\.)|(>=|<=|[=<>(),])|(-?\d+(?:\.\d+)?)|'
                   r'([A-Za-z][A-Za-z0-9-]*\.(?:phenotype|score|allele|diplotype|variant|status))|'
                   r'(and|or|not|in)\b)')


def tokens(text):
    out, i = [], 0
    while i < len(text.rstrip()):
        m = TOKEN.match(text, i)
        if not m:
            raise Bad('condition: cannot read %r' % text[i:i + 30])
        out.append((m.lastindex, m.group(m.lastindex)))
        i = m.end()
    return out


def parse(text):
    """Text of a condition -> nested tuples: (or|and, a, b), (not, a), (atom, gene, field, op, value)."""
    toks = tokens(text)
    at = 0

    def peek():
        return toks[at] if at < len(toks) else (0, '')

    def take(kind=None, value=None):
        nonlocal at
        t = peek()
        if (kind and t[0] != kind) or (value and t[1] != value):
            raise Bad('condition: expected %s, found %r in %r' % (value or kind, t[1], text))
        at += 1
        return t[1]

    def literal():
        kind, v = peek()
        take()
        if kind == 1:
            return v[1:-1]
        if kind == 4:
            return float(v)
        raise Bad('condition: expected a value, found %r in %r' % (v, text))

    def atom():
        gene, field = take(5).rsplit('.', 1)
        kind, op = peek()
        if op == 'in':
            take()
            if peek()[1] == '(':
                take()
                vals = [literal()]
                while peek()[1] == ',':
                    take()
                    vals.append(literal())
                take(3, ')')
                return ('atom', gene, field, 'in', tuple(vals))
            lo = literal()
            take(2)
            return ('atom', gene, field, 'range', (lo, literal()))
        if op not in ('=', '>=', '<=', '<', '>'):
            raise Bad('condition: expected an operator, found %r in %r' % (op, text))
        take()
        return ('atom', gene, field, op, literal())

    def unary():
        if peek()[1] == 'not':
            take()
            return ('not', unary())
        if peek()[1] == '(':
            take()
            e = disjunction()
            take(3, ')')
            return e
        return atom()

    def conjunction():
        e = unary()
        while peek()[1] == 'and':
            take()
            e = ('and', e, unary())
        return e

    def disjunction():
        e = conjunction()
        while peek()[1] == 'or':
            take()
            e = ('or', e, conjunction())
        return e

    tree = disjunction()
    if at != len(toks):
        raise Bad('condition: text left over after %r' % text)
    return tree


def interval(key):
    """Lookup key -> (low, high) of an activity score, 'n/a', or None when it is no score."""
    if not isinstance(key, str):
        return None
    if key.lower() == 'n/a':
        return 'n/a'
    m = re.fullmatch(r'([≥>]=?)?\s*(\d+(?:\.\d+)?)', key)
    if not m:
        return None
    v = float(m.group(2))
    return (v, float('inf')) if m.group(1) else (v, v)


def score_atom(key, op, value):
    s = interval(key)
    if s is None:
        return None
    if s == 'n/a' or value == 'n/a':
        return s == value if value == 'n/a' else None
    lo, hi = s
    if op in ('=', 'in'):
        vals = value if op == 'in' else (value,)
        if any(isinstance(v, str) for v in vals):
            raise Bad('condition: a score is compared with text %r' % (vals,))
        if lo == hi:
            return lo in vals
        return None if any(lo <= v <= hi for v in vals) else False
    a, b = {'range': lambda: value, '>=': lambda: (value, float('inf')),
            '<=': lambda: (float('-inf'), value)}[op]()
    if a <= lo and hi <= b:
        return True
    return False if hi < a or lo > b else None


def allele_atom(key, value):
    if isinstance(key, dict):
        return value in key
    m = re.fullmatch(r'(.+) (positive|negative)', key)
    if not m or m.group(1) != value:
        return None
    return m.group(2) == 'positive'


class OtherDiplotype(str):
    """A score or phenotype key of a guideline that also has diplotype keys for that gene: the
    source looks diplotypes up first, so this key stands for every diplotype that has no key."""


def diplotype_atom(key, value):
    """`value` is "a/b" (order free) or, for a haploid call, "a"."""
    if not isinstance(key, dict):
        return False if isinstance(key, OtherDiplotype) else None
    have = sorted(a for a, n in key.items() for _ in range(int(n)))
    options = [sorted(value.split('/')), [value]]
    for i, c in enumerate(value):  # allele names may hold a slash themselves
        if c == '/':
            options.append(sorted((value[:i], value[i + 1:])))
    return have in options


def any_of(results):
    results = list(results)
    return True if True in results else None if None in results else False


def atom_value(node, keys):
    _, gene, field, op, value = node
    if gene not in keys:
        return None
    key = keys[gene]
    if field == 'status':
        return (key == 'No Result') == (value == 'no result')
    if key == 'No Result':
        return None
    if field == 'score':
        return score_atom(key, op, value)
    values = value if op == 'in' else (value,)
    if field == 'phenotype':
        if not isinstance(key, str) or interval(key) is not None or \
                re.search(r' (positive|negative)$', key):
            return None
        return key in values
    if field == 'allele':
        return any_of(allele_atom(key, v) for v in values)
    if field == 'diplotype':
        return any_of(diplotype_atom(key, v) for v in values)
    return None  # variant: no lookup key of the guidance file speaks of single positions


def evaluate(node, keys):
    if node[0] == 'atom':
        return atom_value(node, keys)
    if node[0] == 'not':
        v = evaluate(node[1], keys)
        return None if v is None else not v
    a, b = evaluate(node[1], keys), evaluate(node[2], keys)
    if node[0] == 'and':
        return False if a is False or b is False else None if a is None or b is None else True
    return True if a is True or b is True else None if a is None or b is None else False


def genes_of(node):
    if node[0] == 'atom':
        return {node[1]}
    return set().union(*(genes_of(n) for n in node[1:]))


# ---- tables --------------------------------------------------------------------------------------

def read_tsv(path):
    with open(path, encoding='utf-8', newline='') as f:
        rows = [line.rstrip('\n').split('\t') for line in f if line.strip()]
    head = rows[0]
    for n, r in enumerate(rows[1:], 2):
        if len(r) != len(head):
            raise Bad('%s:%d: %d fields, expected %d' % (path, n, len(r), len(head)))
        if any(x == '' for x in r):
            raise Bad('%s:%d: empty field (write .)' % (path, n))
    return head, [dict(zip(head, r)) for r in rows[1:]]


def number(text):
    return None if text == '.' else float(text)


def check_implication(rule):
    for part in rule['implication'].split(';'):
        if part == '.':
            continue
        m = re.fullmatch(r'(?:([A-Z0-9-]+)\|)?([a-z]+):([a-z_]+)(?::([a-z0-9_]+))?', part)
        if not m or m.group(2) not in QUANTITIES or m.group(3) not in DIRECTIONS:
            yield 'implication %r is not quantity:direction[:object]' % part


def check_shape(rule, populations):
    """Yields what is wrong with the words of one rule row, whatever the guidance file says."""
    for column, allowed in (('action', ACTIONS), ('strength', STRENGTHS), ('dose_of', DOSE_OF),
                            ('population', populations),
                            ('source_kind', {'guideline', 'label', 'association'})):
        if rule[column] not in allowed:
            yield '%s %r is not a known code' % (column, rule[column])
    if rule['drug'] != rule['drug'].lower():
        yield 'drug is not in lower case'
    try:
        low, high = number(rule['dose_min']), number(rule['dose_max'])
        if (low is None) != (high is None) or (low is not None and not 0 <= low <= high):
            yield 'dose_min..dose_max is not a range'
        if (number(rule['max_dose']) is None) != (rule['max_unit'] == '.'):
            yield 'max_dose and max_unit go together'
    except ValueError as e:
        yield str(e)
    if rule['action'] in ('reduce_dose', 'start_low') and high is not None and high > 1:
        yield 'a reduction with a factor above 1'
    if rule['action'] in ('increase_dose', 'start_high') and low is not None and low < 1:
        yield 'an increase with a factor below 1'
    if rule['pmid'] != '.' and not rule['pmid'].isdigit():
        yield 'pmid is not a number'
    for column in ('also', 'alternatives'):
        for part in rule[column].split(';'):
            if part != '.' and not CODE[column].fullmatch(part):
                yield '%s %r is not a code' % (column, part)
    yield from check_implication(rule)


def check_drugs(rules):
    """Yields what is wrong with kb/drugs.tsv: names that are not unique, alternatives not in it."""
    owner = {}
    for d in rules.drugs:
        for name in itertools.chain([d['name']], d['synonyms'].split(';'), d['brands'].split(';')):
            if name == '.':
                continue
            if owner.setdefault(name.lower(), d['name']) != d['name'] or name != name.strip():
                yield 'kb/drugs.tsv: %s: %r is a name of %s too' % (
                    d['name'], name, owner[name.lower()])
        for code in d['atc'].split(';'):
            if code != '.' and not re.fullmatch(r'[A-Z]\d\d[A-Z]{2}\d\d', code):
                yield 'kb/drugs.tsv: %s: %r is not an ATC code' % (d['name'], code)
        if d['rxnorm'] != '.' and not d['rxnorm'].isdigit():
            yield 'kb/drugs.tsv: %s: %r is not an RxNorm id' % (d['name'], d['rxnorm'])
    for r in rules.rows if rules.drugs else []:
        for name in r['alternatives'].split(';'):
            if name != '.' and not name.startswith('class:') and name not in rules.names:
                yield '%s: alternative %r is not in kb/drugs.tsv' % (r['id'], name)


def check_flags(rule, parts):
    """Yields where the actions do not fit the flags (the file's three booleans).

    `parts` are the rules that together stand for one recommendation of the file (mostly only
    `rule`; several where its text says different things to different populations)."""
    flags = set(rule['flags'].split(',')) - {'.'}
    also = {w for r in parts for a in r['also'].split(';') for w in a.split(':')} - {'.'}
    acts = {r['action'] for r in parts} | also
    dosed = bool(acts & (DOSE_ACTIONS | DOSE_STATEMENTS)) or any(
        r['dose_min'] != '.' or r['max_dose'] != '.' for r in parts)
    if 'dosing' in flags and not dosed:
        yield 'flag dosing, but no dose action, factor or maximum'
    if 'alternate' in flags and all(r['alternatives'] == '.' for r in parts) and \
            not acts & AVOIDING:
        yield 'flag alternate, but neither an alternative nor an avoiding action'
    if not flags and rule['action'] in AVOIDING | DOSE_ACTIONS - {'see_algorithm'} and \
            rule['source_kind'] == 'guideline' and rule['strength'] not in ('.', 'N/A'):
        yield 'no flag, but the action is %s' % rule['action']
    if all(r['action'] in QUIET for r in parts) and flags & {'dosing', 'alternate'}:
        if not also:
            yield 'flag %s, but the action is %s alone' % (rule['flags'], rule['action'])
    if rule['strength'] == 'No recommendation' and rule['action'] != 'no_advice':
        yield 'strength No recommendation, but the action is %s' % rule['action']


class Rules:
    def __init__(self, kb, source):
        self.source = source
        head, self.rows = read_tsv(os.path.join(kb, 'rules', source + '.tsv'))
        if head != COLUMNS:
            raise Bad('kb/rules/%s.tsv: header is not the agreed one' % source)
        _, pops = read_tsv(os.path.join(kb, 'populations.tsv'))
        self.pop_code = {t.strip(): p['code'] for p in pops for t in p['source_text'].split('|')
                         if t.strip() != '.'}
        self.behind = collections.defaultdict(set)  # rule id -> ids of the file's recommendations
        self.pop_codes = {p['code'] for p in pops}
        self.pop_condition = {p['code']: p['condition'] for p in pops}
        path = os.path.join(kb, 'rules', EXCEPTIONS[source])
        self.exceptions = []
        if os.path.exists(path):
            self.exceptions = [e for e in read_tsv(path)[1] if e['source'].lower() == source]
        self.names, self.drugs = {}, []
        path = os.path.join(kb, 'drugs.tsv')
        if os.path.exists(path):
            self.drugs = read_tsv(path)[1]
            for d in self.drugs:
                for n in [d['name']] + d['synonyms'].split(';'):
                    self.names.setdefault(n.strip().lower(), d['name'])

    def drug(self, name):
        return self.names.get(name.lower(), name.lower())


# ---- the guidance file ---------------------------------------------------------------------------

def shown(keys):
    """A key map as exceptions write it; `.` for a recommendation without a key."""
    if not keys:
        return '.'
    return ' + '.join('%s=%s' % (g, '/'.join(sorted(
        a for a, n in v.items() for _ in range(int(n)))) if isinstance(v, dict) else v)
        for g, v in sorted(keys.items()))


def guidance(path, source):
    """Yields (kind, guideline id, drug, population, key map, strength, flags, recommendation id)."""
    with open(path, encoding='utf-8') as f:
        data = json.load(f)
    for entry in data['guidelines']:
        g = entry['guideline']
        for name, cls, kind in SOURCES[source]:
            if g['source'] != name or g['objCls'] != cls:
                continue
            by_diplotype = {gene for r in entry['recommendations'] for keys in r['lookupKey']
                            for gene, v in keys.items() if isinstance(v, dict)}
            for r in entry['recommendations']:
                strength = (r['classification'] or {}).get('term') or '.'
                flags = ','.join(f for f, field in FLAGS if r[field]) or '.'
                for chemical, keys in itertools.product(r['relatedChemicals'],
                                                         r['lookupKey'] or [{}]):
                    keys = {gene: OtherDiplotype(v) if gene in by_diplotype and
                            isinstance(v, str) else v for gene, v in keys.items()}
                    yield (kind, g['id'], chemical['name'], r['population'], keys, strength,
                           flags, r['id'])


def population_text(text):
    """The chart part of a population: FDA's genotype subgroups are what the condition says."""
    text, n = re.subn(r'(Affected subgroup: .*|HLA-\S+ allele positive)$', '', text or '')
    return (text.strip(' ;').lower() if n else text) or 'general'


def guidance_2022(path, known):
    """The same tuples for drugs that only the older CPIC file holds; it carries no flags (None)."""
    with open(path, encoding='utf-8') as f:
        data = json.load(f)
    for entry in data:
        if entry['drugname'] in known:
            continue
        gid = (entry['guidelinepharmgkbids'] or ['.'])[0]
        for n, r in enumerate(entry.get('recommendations') or []):
            yield ('guideline', gid, entry['drugname'], r['population'], r['lookupkey'],
                   r['classification'], None, '2022-09 %s %d' % (entry['drugname'], n + 1))


def excepted(rules, drug, keys, used):
    """The reason of the exception for this drug and key, or None."""
    for i, e in enumerate(rules.exceptions):
        if e['drug'] not in ('*', drug):
            continue
        if e['key'] in ('*', shown(keys)) or e['key'] in shown(keys).split(' + '):
            used.add(i)
            return e['reason']
    return None


def excepted_rule(rules, rule, used):
    """The reason of the exception for this rule (no key behind it, or `widened`), or None."""
    for i, e in enumerate(rules.exceptions):
        if e['key'] == 'rule:' + rule['id']:
            used.add(i)
            return e['reason']
    return None


def population_gap(rules, codes):
    """A chart for which none of the populations holds, as text, or None when they hold for
    everybody. Tries every combination of the values that the conditions name, values next to a
    named number, and one value that no condition names."""
    conditions = [rules.pop_condition[c] for c in sorted(codes)]
    if '.' in conditions:
        return None
    texts, fields = [], collections.defaultdict(set)
    for condition in conditions:
        for name, op, value in re.findall(
                r'([a-z][a-z0-9_]*) (=|[<>]=?|in) ("[^"]*"|\([^)]*\)|[\d.]+)', condition):
            for v in re.findall(r'"([^"]*)"|([\d.]+)', value):
                fields[name] |= {v[0], '(other)'} if v[0] else {
                    float(v[1]) - 0.5, float(v[1]), float(v[1]) + 0.5}
        text = re.sub(r' in \(("[^"]*")\)', r' in (\1,)', condition)
        texts.append(re.sub(r'(?<![<>=]) = ', ' == ', text))
    programs = [compile(t, 'population', 'eval') for t in texts]
    names = sorted(fields)
    for values in itertools.product(*(sorted(fields[n], key=str) for n in names)):
        chart = dict(zip(names, values))
        if not any(eval(program, {'__builtins__': {}}, dict(chart)) for program in programs):
            return ', '.join('%s = %s' % item for item in chart.items())
    return None


def split_rules(rules, trees, by_place, own_pops, kind, drug, keys):
    """Rules of several populations that together answer one recommendation for everybody: its
    text tells indications, ages or other medicines apart, though the file's population does not."""
    true = [n for (k, d, p), ns in by_place.items() for n in ns
            if (k, d) == (kind, drug) and p not in own_pops[(kind, drug)] and
            evaluate(trees[n], keys) is True]
    pops = {rules.rows[n]['population'] for n in true}
    return sorted(true) if len(true) > 1 and len(pops) == len(true) else []


def numbers_said(html):
    """The numbers that a recommendation's text states, as floats; a percentage also as a factor."""
    text = unescape(re.sub(r'<[^>]+>', ' ', html)).replace('\u00a0', ' ')
    said = {float(v) for v in re.findall(r'\d+(?:\.\d+)?', text)}
    said |= {v / 100 for v in said}
    for low, high in re.findall(r'(\d+)(?:\s*[-–]\s*(\d+))?\s*%', text):
        for v in (float(x) / 100 for x in (low, high) if x):
            if re.search(r'(reduction|less|lower|decrease)', text):
                said.add(1 - v)
            if re.search(r'[Ii]ncreas', text):
                said.add(1 + v)
    for word, value in (('half', 0.5), ('ouble', 2), ('twice', 2), ('three times', 3),
                        ('thrice', 3),
                        ('weekly', 1), ('once', 1), ('a third', 1 / 3)):
        if word in text:
            said.add(value)
    return said


def check_numbers(rules, path):
    """Yields every number of a rule that none of the texts behind it states."""
    with open(path, encoding='utf-8') as f:
        html = {r['id']: r['text']['html'] for g in json.load(f)['guidelines']
                for r in g['recommendations'] if r['text']}
    for r in rules.rows:
        behind = rules.behind[r['id']]
        if not behind or not behind <= html.keys():
            continue  # a rule of our own, or one from the file of 2022-09
        said = set().union({1.0}, *(numbers_said(html[rid]) for rid in behind))
        mine = [number(r[c]) for c in ('dose_min', 'dose_max', 'max_dose') if r[c] != '.']
        for part in r['also'].split(';'):
            mine += [float(v) for v in re.findall(r'(?<![A-Za-z0-9_.])\d+(?:\.\d+)?(?=_|$)', part)]
        for v in mine:
            if not any(abs(v - x) < 1e-9 for x in said):
                yield '%s: the number %g is in no text behind it' % (r['id'], v)


def check(rules, facts):
    """Returns (errors, figures)."""
    errors, figures = list(check_drugs(rules)), collections.Counter()
    used_exceptions, used_rules, seen_ids = set(), set(), set()
    trees, by_place = {}, collections.defaultdict(list)
    for n, r in enumerate(rules.rows):
        where = 'kb/rules/%s.tsv:%d %s' % (rules.source, n + 2, r['id'])
        if r['id'] in seen_ids:
            errors.append('%s: id is not unique' % where)
        seen_ids.add(r['id'])
        for e in check_shape(r, rules.pop_codes):
            errors.append('%s: %s' % (where, e))
        if rules.names and rules.drug(r['drug']) != r['drug']:
            errors.append('%s: drug is not an INN of kb/drugs.tsv' % where)
        try:
            trees[n] = parse(r['condition'])
        except Bad as e:
            errors.append('%s: %s' % (where, e))
            continue
        by_place[(r['source_kind'], r['drug'], r['population'])].append(n)
    held, parts_of = collections.defaultdict(set), {}
    own_pops = collections.defaultdict(set)  # populations that the file itself tells apart
    for kind, _, chemical, pop_text, *_ in facts:
        own_pops[(kind, rules.drug(chemical))].add(
            rules.pop_code.get(population_text(pop_text)))
    universe = collections.defaultdict(dict)
    for kind, gid, chemical, pop_text, keys, strength, flags, rid in facts:
        figures['keys'] += 1
        drug = rules.drug(chemical)
        reason = excepted(rules, drug, keys, used_exceptions)
        if reason and not reason.startswith('strength:'):
            figures['excepted'] += 1
            if not reason.startswith('corrected:'):
                continue
            true = [n for n, r in enumerate(rules.rows) if r['guideline'] == gid and
                    r['drug'] == drug and excepted_rule(rules, r, set())]
            if len(true) != 1:
                errors.append('%s %s %s: %d corrected rules' % (kind, drug, gid, len(true)))
            errors.extend('%s: true on the key that it corrects' % rules.rows[n]['id']
                          for n in true if rules.behind[rules.rows[n]['id']].add(rid) or
                          n in trees and evaluate(trees[n], keys) is True)
            errors.extend('%s: %s is not that of the corrected key' % (rules.rows[n]['id'], field)
                          for n in true for field, want in (('strength', strength),
                                                            ('flags', flags))
                          if rules.rows[n][field] != want)
            continue
        pop = rules.pop_code.get(population_text(pop_text))
        where = '%s %s [%s] %s (%s)' % (kind, drug, pop_text, shown(keys), rid)
        if pop is None:
            errors.append('%s: population %r is in no row of kb/populations.tsv' % (where, pop_text))
            continue
        held[(kind, drug, pop)].add(shown(keys))
        for g, v in keys.items():
            universe[g].update({str(v): v, 'No Result': 'No Result'})
        true = [n for n in by_place[(kind, drug, pop)] if evaluate(trees[n], keys) is True]
        if not true and pop == 'general':
            true = split_rules(rules, trees, by_place, own_pops, kind, drug, keys)
            for n in true:
                held[(kind, drug, rules.rows[n]['population'])].add(shown(keys))
        if len(true) != 1 and not (len(true) > 1 and pop != rules.rows[true[0]]['population']):
            errors.append('%s: %d rules are true%s' % (
                where, len(true), ': ' + ', '.join(rules.rows[n]['id'] for n in true)
                if true else ''))
            continue
        used_rules.update(true)
        for n in true:
            rules.behind[rules.rows[n]['id']].add(rid)
        figures['answered'] += 1
        figures['answered by population'] += len(true) > 1
        codes = {rules.rows[n]['population'] for n in true}
        gap = population_gap(rules, codes) if len(true) > 1 else None
        if gap and not excepted(rules, drug, {'populations': ' '.join(sorted(codes))},
                                used_exceptions):
            errors.append('%s: no rule for a person with %s' % (where, gap))
        for n, (field, want) in itertools.product(true, (('strength', strength), ('flags', flags),
                                                         ('guideline', gid))):
            r = rules.rows[n]
            parts_of[n] = [rules.rows[t] for t in true]
            if want is not None and r[field] != want and not (
                    field == 'strength' and reason):
                errors.append('%s: rule %s has %s %r, the file has %r' % (
                    where, r['id'], field, r[field], want))
    for n, r in enumerate(rules.rows):
        if n not in trees:
            continue
        where = 'kb/rules/%s.tsv:%d %s' % (rules.source, n + 2, r['id'])
        reason = excepted_rule(rules, r, used_exceptions)
        if n in used_rules or not reason:  # a rule of our own has no flags to agree with
            for e in check_flags(r, parts_of.get(n, [r])):
                errors.append('%s: %s' % (where, e))
        figures['widened'] += bool(reason and reason.startswith('widened:'))
        if n not in used_rules:
            if reason:
                figures['rules of our own'] += 1
            else:
                errors.append('%s: no lookup key of the file is behind this rule' % where)
        place = (r['source_kind'], r['drug'], r['population'])
        genes = sorted(genes_of(trees[n]))
        if reason and reason.startswith('widened:'):
            continue
        for values in itertools.product(*(universe[g].values() for g in genes)):
            keys = dict(zip(genes, values))
            if evaluate(trees[n], keys) is True and shown(keys) not in held[place]:
                # a key map may hold more genes than the condition names
                if not any(set(shown(keys).split(' + ')) <= set(h.split(' + '))
                           for h in held[place]):
                    errors.append('%s: true on %s, which the file does not hold' % (
                        where, shown(keys)))
    for i, e in enumerate(rules.exceptions):
        if i not in used_exceptions:
            errors.append('exception %s %s %s matches nothing' % (
                e['source'], e['drug'], e['key']))
    figures['rules'] = len(rules.rows)
    figures['drugs'] = len({r['drug'] for r in rules.rows})
    return errors, figures


def selftest(rules, facts):
    """Each mutation of a sound table must be found; returns the number that were not."""
    def drop(rows):
        del rows[len(rows) // 2]

    def twice(rows):
        rows.append(dict(rows[0], id=rows[0]['id'] + '-x'))

    def stronger(rows):
        r = rows[len(rows) // 3]
        r['strength'] = 'Moderate' if r['strength'] == 'Strong' else 'Strong'

    def flagless(rows):
        r = next(r for r in rows if r['flags'] != '.')
        r['flags'] = '.'

    def negated(rows):
        r = next(r for r in rows if r['action'] in AVOIDING)
        r['condition'] = 'not (%s)' % r['condition']

    def softened(rows):
        r = next(r for r in rows if r['action'] in AVOIDING and 'alternate' in r['flags'])
        r.update(action='standard', alternatives='.', also='.')

    def wider(rows):
        own = {e['key'] for e in rules.exceptions}
        r = [r for r in rows if 'rule:' + r['id'] not in own][-1]
        gene = sorted(genes_of(parse(r['condition'])))[0]
        r['condition'] = '(%s) or %s.status = "no result"' % (r['condition'], gene)

    missed = 0
    for mutate in (drop, twice, stronger, flagless, negated, softened, wider):
        other = copy.copy(rules)
        other.rows = copy.deepcopy(rules.rows)
        mutate(other.rows)
        errors, _ = check(other, facts)
        print('selftest %-9s %s' % (mutate.__name__, 'found: ' + errors[0] if errors else 'MISSED'))
        missed += not errors
    return missed


def print_codes(rules):
    """What the wording must cover: every code of the table, figures replaced by #."""
    for column in ('action', 'also', 'alternatives', 'implication'):
        count = collections.Counter(re.sub(r'\d+(\.\d+)?', '#', part) if column == 'also' else part
                                    for r in rules.rows for part in r[column].split(';'))
        for code, n in sorted(count.items()):
            if code != '.' and (column != 'alternatives' or code.startswith('class:')):
                print('%s\t%s\t%d' % (column, code, n))


def main():
    p = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    p.add_argument('--source', required=True, choices=sorted(SOURCES))
    p.add_argument('--shared', default=os.environ.get('PRECIS_SHARED', '../shared'))
    p.add_argument('--kb', default='kb')
    p.add_argument('--selftest', action='store_true', help='mutate rows; each must be found')
    p.add_argument('--numbers', action='store_true',
                   help='also: every number of a rule is stated by a text behind it')
    p.add_argument('--codes', action='store_true', help='print the code words in use, with counts')
    p.add_argument('-v', action='store_true', help='print every error, not only the first 40')
    a = p.parse_args()
    path = os.path.join(a.shared, 'data', 'pgx', 'guidance', 'prescribing_guidance.recovered.json')
    try:
        rules = Rules(a.kb, a.source)
        if not os.path.exists(path):
            print('check_rules: skipped, guidance file not found under %s' % a.shared)
            return 0
        facts = list(guidance(path, a.source))
        if a.source == 'cpic':
            known = {f[2] for f in facts}
            facts += guidance_2022(os.path.join(os.path.dirname(path), OLDER_CPIC), known)
        errors, figures = check(rules, facts)
        if a.numbers:
            errors.extend(check_numbers(rules, path))
    except (Bad, OSError) as e:
        print('check_rules: %s' % e)
        return 1
    if a.codes:
        print_codes(rules)
    for e in errors if a.v else errors[:40]:
        print(e)
    print('%s: %s; %d errors' % (a.source, ', '.join(
        '%s %d' % (k, figures[k]) for k in ('rules', 'drugs', 'keys', 'answered', 'excepted',
                                            'answered by population', 'widened',
                                            'rules of our own')), len(errors)))
    if a.selftest and not errors:
        return 1 if selftest(rules, facts) else 0
    return 1 if errors else 0


if __name__ == '__main__':
    sys.exit(main())
