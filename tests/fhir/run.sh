#!/bin/bash
# FHIR bundles of real and hostile people in the official HL7 validator, against the profiles of Genomics
# Reporting STU3 that they declare, offline; and bundles with planted mistakes, which it must find.
# Run by `make check-fhir`. Downloads once into build/fhir (Maven Central, npm; versions and checksums
# in this folder); says so and skips (exit 0) when they cannot be had.
set -u
cd "$(dirname "$0")/../.." || exit 2
PRECIS=${PRECIS:-$PWD/precis}
SHARED=${PRECIS_SHARED:-../shared}
here=tests/fhir
place=$(mkdir -p "${BUILD:-build}/fhir" && cd "${BUILD:-build}/fhir" && pwd) || exit 1
LOADER=org.apache.maven.plugins:maven-dependency-plugin:3.6.1
export SOURCE_DATE_EPOCH=1700000000

skip() {
    echo "check-fhir: skipped: $1"
    echo "0 passed, 0 failed"
    exit 0
}
broken() {
    echo "check-fhir: $1"
    echo "0 passed, 1 failed"
    exit 1
}

# ---- the validator and its packages ----
for tool in java mvn npm python3; do
    command -v $tool >/dev/null || skip "$tool is not installed"
done
if ! (cd "$place/jars" 2>/dev/null && sha256sum --quiet -c "$OLDPWD/$here/validator.sha256" \
    >/dev/null 2>&1); then
    echo "check-fhir: fetching the validator (about 120 MB) into $place"
    rm -rf "$place/jars"
    timeout 900 mvn -q -B -f $here/validator.pom.xml "-Dmaven.repo.local=$place/maven" \
        $LOADER:copy-dependencies "-DoutputDirectory=$place/jars" -DincludeScope=runtime \
        >"$place/maven.log" 2>&1 || skip "Maven Central could not be reached (see $place/maven.log)"
    (cd "$place/jars" && sha256sum --quiet -c "$OLDPWD/$here/validator.sha256") ||
        broken "what Maven fetched is not what $here/validator.sha256 pins"
    rm -rf "$place/maven"
fi
[ "$(ls "$place/jars" | wc -l)" = "$(wc -l <$here/validator.sha256)" ] ||
    broken "$place/jars holds files that $here/validator.sha256 does not name"
timeout 900 python3 $here/fhir_packages.py "$place"
case $? in
0) ;;
75) skip "the npm registry could not be reached" ;;
*) broken "the npm packages are not what $here/packages.tsv pins" ;;
esac

# ---- the bundles ----
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
written=0
make_bundles() { # arguments of precis report; exit code 3 is a line that could not be used
    timeout 120 "$PRECIS" report "$@" --format fhir >/dev/null 2>"$work/err"
    case $? in
    0 | 3) written=$((written + 1)) ;;
    *) cat "$work/err" && broken "precis report $* failed" ;;
    esac
}
mkdir "$work/people"
make_bundles examples/HG00436.g.vcf.gz --outside examples/HG00436.outside.tsv \
    --drugs "clopidogrel, codeine, warfarin, simvastatin" -o "$work/people/demo.json"
printf 'CYP2D6\t*4/*4\nCYP2C19\t*2/*2\nHLA-B\t*57:01/*58:01\nNO_SUCH\t*1/*2\n' >"$work/calls.tsv"
printf 'medicine\nPlavix\ncodeine\nparoxetine\nno such drug\n' >"$work/meds.tsv"
make_bundles --outside "$work/calls.tsv" --meds "$work/meds.tsv" --lang hi --audience patient \
    -o "$work/people/medicines.json"
printf 'sample\tgene\tdiplotype\n%s\tCYP2D6\t*4/*4\n' \
    "</script><img src=x onerror=alert(1)>\"'&$(printf '\342\200\256 \360\237\247\254')" \
    >"$work/hostile.tsv"
make_bundles --outside "$work/hostile.tsv" -o "$work/people/hostile.json"
cat >"$work/chart.csv" <<'EOF'
name,value,unit,date
Patient ID,"<b>&""CHART",,
Age/Sex,52/M,,
Date,2023-11-02,,
Diagnosis,Rheumatoid arthritis,,
Hypertension,yes,,
Diabetes,yes,,
smoking,never,,
Drug allergy,penicillin,,
Drug allergy,codeine,,
Medicine,warfarin 5 mg,,2023-03-10
Medicine,atorvastatin 20 mg,,2023-03-10
Medicine,Amlodipine 5 mg OD,,
Medicine,<script>unknownium,,
Wt,78,kg,
Ht,172,cm,
BP,142/88,mmHg,
Creatinine,1.1,mg/dL,2023-10-01
Total cholesterol,210,mg/dL,2023-10-01
HDL,45,mg/dL,2023-10-01
TJC28,8,,
SJC28,5,,
Patient global,6,cm,
ESR,46,mm/hr,
EOF
make_bundles --outside "$work/calls.tsv" --chart "$work/chart.csv" -o "$work/people/chart.json"
for type in RiskAssessment ServiceRequest MedicationStatement AllergyIntolerance; do
    grep -q "\"$type\"" "$work/people/chart.json" || broken "no $type in the bundle of the chart"
done
# in the past; the second visit lacks a part
sed -e '/^ESR,30,/d' -e 's/2026-/2023-/' examples/visits.csv >"$work/visits.csv"
make_bundles --chart "$work/visits.csv" --as-of 2023-11-14 -o "$work/people/visits.json"
[ "$(grep -o '"effectiveDateTime":"2023-0[369]-0[89]"' "$work/people/visits.json" | wc -l)" = 4 ] ||
    broken "three visits and one response were expected in the bundle of the course"
if [ -d "$SHARED/data/genomes" ]; then
    make_bundles "$SHARED"/data/genomes/rawvcf/*.vcf.gz -o "$work/people"
    make_bundles "$SHARED/data/genomes/gvcf/NA19785.pgx.g.vcf.gz" -o "$work/people"
else
    echo "skipped: $SHARED is absent: no bundles of the raw VCF and gVCF people"
fi
python3 $here/fhir_judge.py plant "$work/people/demo.json" "$work/people" ||
    broken "the demo person's bundle has not the parts to plant mistakes in"

# ---- the verdict ----
(cd "$place" && timeout 1500 java "-Duser.home=$place" -Djava.awt.headless=true -Xmx3g -cp "jars/*" \
    org.hl7.fhir.validation.ValidatorCli "$work"/people/*.json -version 4.0.1 \
    -ig hl7.fhir.uv.genomics-reporting#3.0.0 -tx n/a -output "$work/outcome.json") \
    >"$work/said" 2>&1
[ -s "$work/outcome.json" ] || { tail -20 "$work/said" && broken "the validator did not run"; }
grep -oE "Loading: .*validation: [^ ]*" "$work/said" | tail -1
python3 $here/fhir_judge.py judge "$work/outcome.json" "$work"/people/*.json
