#!/bin/bash
# `make demo`: what precis says about a real, openly consented person of the 1000 Genomes project.
set -eu
person=examples/NA19147.g.vcf.gz
echo
echo "A real person (1000 Genomes NA19147, see examples/README.md):"
echo "  ./precis call $person"
echo
./precis call "$person"
echo
echo "Next: ./precis kb gene CYP2C19     ./precis call YOUR_FILE.vcf.gz"
