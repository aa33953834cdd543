"""Matches the genomic HGVS names of one position to its ALT strings by content: each name is
applied to the reference and compared with the sequence the ALT makes.  The source lists names and
ALTs in orders that differ at many multi-allelic positions.  Knows the few HGVS forms the
definition files use (substitution, del, dup, ins, delins, tandem repeat count)."""

import re

PAD = 120


def apply_name(name, ref):
    """(start, end, replacement) with start..end inclusive (end = start-1 for an insertion), or
    None for an unknown form or where the stated reference base is wrong."""
    body = name.strip()
    m = re.fullmatch(r"[gm]\.(\d+)([ACGT])>([ACGT])", body)
    if m:
        pos = int(m.group(1))
        return (pos, pos, m.group(3)) if ref.get(pos, pos) == m.group(2) else None
    m = re.fullmatch(r"[gm]\.(\d+)([ACGT]+)\[(\d+)\]", body)
    if m:
        return repeat(int(m.group(1)), m.group(2), int(m.group(3)), ref)
    m = re.fullmatch(r"[gm]\.(\d+)(?:_(\d+))?(delins|del|dup|ins)([ACGT]*)", body)
    if not m:
        return None
    first, last = int(m.group(1)), int(m.group(2) or m.group(1))
    kind, bases = m.group(3), m.group(4)
    if kind == "ins":
        return last, first, bases
    if kind == "dup":
        return last + 1, last, ref.get(first, last)
    if kind == "del" and bases and ref.get(first, last) != bases:
        return None
    return first, last, bases if kind == "delins" else ""


def repeat(pos, unit, copies, ref):
    have = 0
    while ref.get(pos + have * len(unit), pos + (have + 1) * len(unit) - 1) == unit:
        have += 1
    if have == 0:
        return None
    return pos, pos + have * len(unit) - 1, unit * copies


def haplotype(edit, ref, lo, hi):
    start, end, new = edit
    return ref.get(lo, start - 1) + new + ref.get(end + 1, hi)


def names_by_alt(variant, ref):
    """One name per ALT, `.` where the source has none that makes that ALT."""
    pos, end = variant["position"], variant["position"] + len(variant["ref"]) - 1
    given = [n.strip() for n in (variant["chromosomeHgvsName"] or "").split(";") if n.strip()]
    if ref.get(pos - PAD, end + PAD) is None:  # outside the slice: only unambiguous lists
        return given if len(given) == len(variant["alts"]) == 1 else ["."] * len(variant["alts"])
    made = {}
    for name in given:
        edit = apply_name(name, ref)
        if edit:
            made.setdefault(haplotype(edit, ref, pos - PAD, end + PAD), name)
    return [made.get(haplotype((pos, end, alt), ref, pos - PAD, end + PAD), ".")
            for alt in variant["alts"]]
