#!/bin/bash
# Prints "chrom pos ref alts" (tabs, sorted, GRCh38) of every position that variant files can answer,
# as bench/gen_cohort.c wants them, from kb/genes.tsv and kb/positions.tsv.
set -euo pipefail
cd "$(dirname "$0")/.."
awk -F'\t' '
FNR == 1 { for (i = 1; i <= NF; i++) column[FILENAME, $i] = i; next }
FILENAME ~ /genes/ {
    chrom[$(column[FILENAME, "gene"])] = $(column[FILENAME, "chrom"])
    next
}
{
    gene = $(column[FILENAME, "gene"])
    if (!(gene in chrom)) next
    pos = $(column[FILENAME, "pos38"]); ref = $(column[FILENAME, "ref38"])
    alts = $(column[FILENAME, "alts38"])
    if (pos == "." || ref == "." || alts == ".") next
    gsub(/;/, ",", alts)
    order = chrom[gene] == "X" ? 23 : chrom[gene] == "Y" ? 24 : chrom[gene] ~ /^M/ ? 25 : chrom[gene]
    name = chrom[gene] ~ /^M/ ? "M" : chrom[gene]
    printf "%d\tchr%s\t%s\t%s\t%s\n", order, name, pos, ref, alts
}' kb/genes.tsv kb/positions.tsv | sort -t$'\t' -k1,1n -k3,3n -u | cut -f2- |
    awk -F'\t' '!seen[$1, $2]++'
