#!/bin/bash
# `make demo`: what precis says about a real, openly consented person of the 1000 Genomes project, as a
# page, and the lines that matter here. Writes into build/demo/.
set -eu
person=examples/NA19147.g.vcf.gz
drugs="rasburicase, warfarin, irinotecan, efavirenz, omeprazole, clopidogrel"
out=build/demo
mkdir -p "$out"
./precis report "$person" --drugs "$drugs" --format html,json,fhir,text -o "$out"
echo
echo "A real person: NA19147 of the 1000 Genomes project (examples/README.md). Asked: $drugs."
echo
sed -n '/^The answer/,/^$/p' "$out/NA19147.txt"
./precis call "$person" --format tsv --gene CYP2C19,G6PD,UGT1A1,VKORC1 | cut -f2,4,7 |
    awk -F'\t' 'NR > 1 { printf "  %-9s %-46s %s\n", $1, $2, $3 }'
echo
echo "The whole report: $PWD/$out/NA19147.html (also .txt, .json, .fhir.json)"
echo "Yours:            ./precis report FILE.vcf.gz --drugs \"clopidogrel, codeine\" --format html -o page.html"
