"""GRCh37 coordinates and reference windows.  Knows how the evidence of three sources (RefSeqGene
slice headers, PyPGx both-build pairs, REF columns of the GRCh37 panel) becomes a position, a
reference string and a sequence window.  Where the evidence does not establish a coordinate the
answer is None, never a guess."""

import bisect

NOT_PLAIN = {"CYP2D6", "G6PD"}  # the slice headers of these two genes do not give the offset
MITO = "MT-RNR1"
FLANK, MERGE, SPARE = 50, 100, 20


class Coordinates:
    def __init__(self, src):
        self.src = src
        self.known37 = {}   # gene -> {pos37: base} from the panel and PyPGx
        for gene in src.definitions:
            self.known37[gene] = self._bases37(gene)

    def offset(self, gene, pos38):
        """(pos37 - pos38, evidence) or (None, None)."""
        src = self.src
        if gene == MITO:
            return 0, "rcrs"
        pairs = src.pypgx.get(gene, [])
        exact = [p[1] - p[0] for p in pairs if p[0] == pos38]
        if gene in NOT_PLAIN:
            i = bisect.bisect_left([p[0] for p in pairs], pos38)
            left = pairs[i - 1][1] - pairs[i - 1][0] if i > 0 else None
            j = i + len(exact)
            right = pairs[j][1] - pairs[j][0] if j < len(pairs) else None
            if exact:
                return exact[0], "pypgx"
            if left is not None and left == right:
                return left, "pypgx-neighbours"
            near = min(pairs, key=lambda p: abs(p[0] - pos38))
            off = near[1] - near[0]
            ok = self._run_agrees(gene, pos38, off, pos38 > near[0])
            return (off, "panel37-run") if ok else (None, None)
        off = src.slice37[gene].start - src.slice38[gene].start
        if any(e != off for e in exact):
            return None, None
        return off, "headers" + ("+pypgx" if exact else "")

    def _run_agrees(self, gene, pos38, off, upward):
        """Beyond the nearest both-build pair: do at least 4 of the next 5 panel records further
        away from it carry our base at this offset?  (By chance: 1.6 %.)"""
        src, ref = self.src, self.src.slice38[gene]
        sites = sorted((p - off, s) for (c, p), s in src.panel37.items()
                       if c == ref.chrom and (p - off >= pos38) == upward)
        near = sites[:5] if upward else sites[-5:]
        return sum(ref.get(p, p) in {t[0] for t in s} for p, s in near) >= 4

    def _bases37(self, gene):
        src, out = self.src, {}
        ref = src.slice38[gene]
        off, _ = self.offset(gene, src.definitions[gene]["variants"][0]["position"])
        for (chrom, pos), strings in src.panel37.items():
            if chrom != ref.chrom or not ref.start + off <= pos <= ref.end + off:
                continue
            for text in strings:
                for i, base in enumerate(text):
                    if out.setdefault(pos + i, base) != base:
                        raise ValueError(f"{gene}: panel disagrees with itself at {pos + i}")
        for p38, p37, base37, _, _ in src.pypgx.get(gene, []):
            if len(base37) == 1 and base37 in "ACGT" and ref.start <= p38 <= ref.end:
                if out.setdefault(p37, base37) != base37:
                    raise ValueError(f"{gene}: PyPGx and panel disagree at GRCh37 {p37}")
        return out

    def locate(self, gene, pos38, ref38, alts):
        """(pos37, ref37, evidence): ref37 is one of the given strings, `other:…`, or None."""
        off, evidence = self.offset(gene, pos38)
        if off is None:
            return None, None, None
        if self.src.slice38[gene].get(pos38, pos38) is None:
            evidence = "headers-extended"
        pos37, known = pos38 + off, self.known37[gene]
        ref37 = "".join(known.get(pos37 + i, b) for i, b in enumerate(ref38))
        if (self.src.slice38[gene].chrom, pos37) in self.src.panel37:
            evidence += "+panel37"
        if ref37 != ref38 and ref37 not in alts:
            ref37 = "other:" + ref37
        return pos37, ref37, evidence


# ---- windows -----------------------------------------------------------------------------------

def indel_span(pos, ref, alt, slice38):
    """First and last reference base that the indel touches in any equivalent placement."""
    start, end = pos, pos + len(ref) - 1
    while ref and alt and ref[0] == alt[0]:
        ref, alt, start = ref[1:], alt[1:], start + 1
    while ref and alt and ref[-1] == alt[-1]:
        ref, alt, end = ref[:-1], alt[:-1], end - 1
    if ref and alt:
        return start, end
    unit = ref or alt
    lo, hi, left, right = start, end, unit, unit
    while slice38.get(lo - 1, lo - 1) == left[-1]:
        left, lo = left[-1] + left[:-1], lo - 1
    while slice38.get(hi + 1, hi + 1) == right[0]:
        right, hi = right[1:] + right[0], hi + 1
    return min(lo, pos), max(hi, end)


def position_span(pos, ref, alts, slice38):
    lo, hi = pos - FLANK, pos + len(ref) - 1 + FLANK
    for alt in alts:
        if len(alt) != len(ref):
            first, last = indel_span(pos, ref, alt, slice38)
            lo, hi = min(lo, first - SPARE), max(hi, last + SPARE)
    return lo, hi


def merged_spans(spans):
    out = []
    for lo, hi, established in sorted(spans):
        if out and lo - out[-1][1] < MERGE:
            out[-1] = (out[-1][0], max(hi, out[-1][1]), out[-1][2] and established)
        else:
            out.append((lo, hi, established))
    return out


def windows_of(src, coords, positions):
    spans, swaps = {}, set()
    for r in positions:
        gene, role, pos, ref, alts, pos37, ref37 = r[:7]
        if src.slice38[gene].get(pos, pos) is None:
            print(f"  no window: {gene} {pos} lies outside the slices")
            continue
        lo, hi = position_span(pos, ref, alts.split(","), src.slice38[gene])
        spans.setdefault(gene, []).append((lo, hi, pos37 is not None))
        if ref37 not in (None, ref):
            swaps |= {(gene, pos37 + i) for i in range(len(ref))}
    windows, diffs = [], []
    for gene in sorted(spans):
        ref = src.slice38[gene]
        for lo, hi, established in merged_spans(spans[gene]):
            off_lo, off_hi = coords.offset(gene, lo)[0], coords.offset(gene, hi)[0]
            plain = established and off_lo is not None and off_lo == off_hi
            seq = ref.get(lo, hi)
            windows.append([gene, ref.chrom, lo, lo + off_lo if plain else None, seq])
            if plain and gene != MITO:
                diffs += differences(gene, coords.known37[gene], lo + off_lo, seq, swaps)
    return windows, diffs


def differences(gene, known, start37, seq, swaps):
    out = []
    for i, base in enumerate(seq):
        have = known.get(start37 + i, base)
        if have != base and (gene, start37 + i) not in swaps:
            out.append([gene, start37 + i, have, "1000G-phase3;pypgx"])
    return out
