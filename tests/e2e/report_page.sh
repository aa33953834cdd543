#!/bin/bash
# The report page in a browser (report_axe.mjs) and the FHIR bundle in validators (report_fhir.mjs).
# Needs node, a Chromium and the npm packages that tests/node pins, which are put into build/node once;
# what is not there is said and left out. Uses $PRECIS (default ./precis).
set -u
PRECIS=${PRECIS:-./precis}
export PRECIS_NODE=${PRECIS_NODE:-$PWD/build/node}
person=examples/HG00436.g.vcf.gz
outside=examples/HG00436.outside.tsv
if ! command -v node >/dev/null || [ ! -e $person ]; then
    echo "skipped: node or $person is not there"
    echo "0 passed, 0 failed"
    exit 0
fi
WORK=$(mktemp -d) || exit 1
trap 'rm -rf "$WORK"' EXIT
# Exactly what tests/node pins (npm ci: versions and checksums of the lock), without install scripts.
pins=tests/node
if ! cmp -s $pins/package-lock.json "$PRECIS_NODE/package-lock.json" && command -v npm >/dev/null; then
    rm -rf "$PRECIS_NODE.part" && mkdir -p "$PRECIS_NODE.part" &&
        cp $pins/package.json $pins/package-lock.json "$PRECIS_NODE.part" &&
        timeout 120 npm ci --loglevel=error --ignore-scripts --no-audit --no-fund --prefix "$PRECIS_NODE.part" \
            >"$WORK/npm" 2>&1 && rm -rf "$PRECIS_NODE" && mv "$PRECIS_NODE.part" "$PRECIS_NODE"
    rm -rf "$PRECIS_NODE.part"
    if grep -q EINTEGRITY "$WORK/npm"; then
        echo "FAILED: what npm fetched is not what $pins/package-lock.json pins"
        echo "0 passed, 1 failed"
        exit 1
    fi
fi
if ! cmp -s $pins/package-lock.json "$PRECIS_NODE/package-lock.json"; then
    echo "skipped: the npm packages of $pins could not be had"
    echo "0 passed, 0 failed"
    exit 0
fi
for who in en.clinician hi.patient es.patient; do
    timeout 60 "$PRECIS" report $person --outside $outside --lang ${who%.*} --audience ${who#*.} \
        --drugs "clopidogrel, codeine, warfarin, simvastatin" --format html,fhir -o "$WORK" || exit 1
    mv "$WORK/HG00436.html" "$WORK/$who.html"
    mv "$WORK/HG00436.fhir.json" "$WORK/$who.fhir.json"
done
for who in en.clinician es.patient; do # a chart joined with a genome; the chart alone
    timeout 60 "$PRECIS" report examples/NA19147.g.vcf.gz --chart examples/chart.json --as-of 2026-11-23 \
        --lang ${who%.*} --audience ${who#*.} --format html -o "$WORK/chart.$who.html" || exit 1
done
timeout 60 "$PRECIS" report --chart examples/chart.json --as-of 2026-11-23 --format html \
    -o "$WORK/alone.html" || exit 1
grep -v '^ESR,18,' examples/visits.csv >"$WORK/visits.csv" # the last visit lacks a part
timeout 60 "$PRECIS" report --chart "$WORK/visits.csv" --as-of 2026-11-20 --format fhir \
    -o "$WORK/visits.fhir.json" || exit 1
passed=0
failed=0
count() { # adds the closing line of a script's output
    local line
    line=$(tail -1 "$WORK/said")
    grep -v ' passed, ' "$WORK/said"
    if [[ $line =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]]; then
        passed=$((passed + BASH_REMATCH[1]))
        failed=$((failed + BASH_REMATCH[2]))
    else
        failed=$((failed + 1))
    fi
}
if command -v chromium >/dev/null || command -v chromium-browser >/dev/null; then
    timeout 240 node tests/e2e/report_axe.mjs "$WORK/en.clinician.html" "$WORK/hi.patient.html" \
        "$WORK/chart.en.clinician.html" "$WORK/chart.es.patient.html" "$WORK/alone.html" \
        >"$WORK/said" 2>&1
    count
else
    echo "skipped: no Chromium, so the page was not looked at"
fi
timeout 120 node tests/e2e/report_fhir.mjs "$WORK"/*.fhir.json >"$WORK/said" 2>&1
count
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
