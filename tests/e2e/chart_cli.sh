#!/bin/bash
# `precis chart` from outside: what it reads (FHIR, NDJSON, gzip, zstd, sheets in three separators, standard
# input), whom (several patients), what it doubts, and what it refuses (one clear line, the right exit
# code). Uses $PRECIS (default ./precis).
set -u
. tests/e2e/cli_common.bash || exit 1
day=(--as-of 2026-11-23)

# ---- inputs ----
value() { # LOINC VALUE UNIT DATE ID PATIENT
    printf '{"resourceType":"Observation","id":"%s","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"%s"}]},"subject":{"reference":"Patient/%s"},"effectiveDateTime":"%s","valueQuantity":{"value":%s,"unit":"%s","system":"http://unitsofmeasure.org","code":"%s"}}' \
        "$5" "$1" "$6" "$4" "$2" "$3" "$3"
}
person() { # ID BIRTH
    printf '{"resourceType":"Patient","id":"%s","gender":"female","birthDate":"%s"}' "$1" "$2"
}
bundle() { # RESOURCES...
    local one sep=
    printf '{"resourceType":"Bundle","type":"collection","entry":['
    for one in "$@"; do printf '%s{"resource":%s}' "$sep" "$one"; sep=,; done
    printf ']}'
}
p1=$(person p1 1960-05-01) p2=$(person p2 1990-01-01)
c1=$(value 2160-0 1.1 mg/dL 2026-11-02 c1 p1) c2=$(value 2160-0 0.6 mg/dL 2026-11-02 c2 p2)
bundle "$p1" "$c1" >one.json
bundle "$p1" "$c1" "$p2" "$c2" >two.json
printf '%s\n%s\n' "$p1" "$c1" >one.ndjson
printf '%s\n%s\n%s\n%s\n' "$p1" "$c1" "$p2" "$c2" >two.ndjson
gzip -c one.json >one.json.gz
printf 'name,value,unit,date\nSex,F,,\nCreatinine,1.1,mg/dL,2026-11-02\n' >sheet.csv
tr ',' ';' <sheet.csv >semicolons.csv
tr ',' '\t' <sheet.csv >sheet.tsv

# ---- every form is the same person ----
for f in one.json one.ndjson one.json.gz sheet.csv semicolons.csv sheet.tsv; do
    expect "$f" 0 - chart "$f" "${day[@]}" --all
    tells "$f" 'creatinine 1\.1 mg/dL 2026-11-02'
    tells "$f" 'female'
done
if command -v zstd >/dev/null; then
    zstd -q one.json -o one.json.zst
    expect "zstd" 0 - chart one.json.zst "${day[@]}"
    tells "zstd" 'creatinine 1\.1 mg/dL'
else
    echo "no zstd here: one.json.zst is left out"
fi
for f in one.json sheet.csv one.json.gz; do
    "$PRECIS" chart - "${day[@]}" <$f >out 2>err
    verdict $? "standard input: $f"
    tells "standard input: $f" 'creatinine 1\.1 mg/dL'
done
for f in one.json sheet.csv one.json.gz; do
    python3 -c 'import os, sys
for b in open(sys.argv[1], "rb").read(): os.write(1, bytes([b]))' $f | "$PRECIS" chart - "${day[@]}" >out 2>err
    verdict $? "byte by byte: $f"
    tells "byte by byte: $f" 'creatinine 1\.1 mg/dL'
done
expect "age" 0 - chart one.json "${day[@]}"
says "age" 'Person p1: female, 66 years'
expect "another day" 0 - chart one.json --as-of 2026-04-30 --all
says "another day" '65 years'
tells "another day" 'creatinine .*not used: dated in the future'
expect "Hindi" 0 - chart one.json "${day[@]}" --lang hi
expect "Spanish" 0 - chart one.json "${day[@]}" --lang es

# ---- several people ----
for f in two.json two.ndjson; do
    refuse "$f" 1 "$f: it holds 2 patients \(p1, p2\): choose one" chart $f "${day[@]}"
    expect "$f, the second" 0 - chart $f "${day[@]}" --patient p2
    tells "$f, the second" 'creatinine 0\.6 mg/dL'
    silent "$f, the second" '1\.1 +mg'
    refuse "$f, nobody" 1 "p3" chart $f "${day[@]}" --patient p3
done
printf 'name,value\nPatient ID,a\nESR,5 mm/h\nPatient ID,b\nESR,6 mm/h\n' >people.csv
refuse "two people in a sheet" 1 'people.csv: it holds 2 patients \(a, b\)' chart people.csv "${day[@]}"

# the parts of a bulk export, one file a type, in one stream
printf '%s\n' "$p1" >Patient.ndjson
printf '%s\n' "$c1" >Observation.ndjson
cat Observation.ndjson Patient.ndjson | "$PRECIS" chart - "${day[@]}" --all >out 2>err
verdict $? "an export in parts"
tells "an export in parts" 'Person p1: female.*creatinine 1\.1 mg/dL'

# ---- doubts: read, and not used ----
cat >doubts.csv <<'EOF'
name,value,unit,date
age,200,years,
Creatinine,0,mg/dL,2026-11-01
Haemoglobin,12,,2026-11-01
ESR,20,mm/h,2030-01-01
CRP,5,furlongs,2026-11-01
Weight,60,kg,12/11/2026
Sodium,"1,234",mmol/L,2026-11-01
Medicine: codeine,-30,mg,2026-11-01
Medicine,Abcdefgol 5 mg,,2026-11-01
Frobnicase,7,U/L,2026-11-01
Diagnosis,blue toes,,
Diabetes,perhaps,,
RA factor,-ve,,2026-11-01
EOF
expect "doubts" 0 - chart doubts.csv "${day[@]}" --all
tells "doubts" 'age 200 (a|years) \. 200 years; not used: '
tells "doubts" 'creatinine 0 mg/dL 2026-11-01 not used: '
tells "doubts" 'haemoglobin .* not used: .*unit'
tells "doubts" '(esr|ESR) 20 mm/h 2030-01-01 .*not used: '
tells "doubts" '(crp|CRP) .* not used: .*unit'
tells "doubts" 'weight 60 kg \. .*not used: its date cannot be read'
tells "doubts" 'the comma may part decimals or thousands: write 1234\.5: Sodium 1,234 \(line 8\)'
tells "doubts" 'the dose is not a positive number: codeine'
tells "doubts" 'Abcdefgol 5 mg \(line 10\)'
tells "doubts" 'Frobnicase \(line 11\)'
tells "doubts" 'blue toes \(line 12\)'
tells "doubts" 'Rheumatoid factor: negative'
silent "doubts" 'Conditions'
printf 'name,value\nVisit date,12/11/2026\nESR,5 mm/h\n' >day.csv
expect "a date that may be two" 0 - chart day.csv "${day[@]}"
tells "a date that may be two" 'may be two days.*12/11/2026 \(line 2\)'
printf 'name,value,unit,date\nESR,5,mm/h,12/11/2026\nHb,11,g/dL,23/10/2026\n' >shown.csv
expect "a sheet that shows its order" 0 - chart shown.csv "${day[@]}" --all
tells "a sheet that shows its order" '(esr|ESR) 5 mm/h 2026-11-12'
bundle "$p1" "$(value 99999-9 5 mg/dL 2026-11-01 u p1)" >unknown.json
expect "unknown code" 0 - chart unknown.json "${day[@]}"
tells "unknown code" '99999-9'
bundle '{"resourceType":"Spaceship","id":"s"}' "$p1" >ship.json
expect "a resource of another kind" 0 - chart ship.json "${day[@]}"
tells "a resource of another kind" 'not used: .*Spaceship 1'

# ---- JSON ----
for f in one.json doubts.csv two.ndjson; do
    who=()
    [ $f = two.ndjson ] && who=(--patient p1)
    expect "--json, $f" 0 - chart $f "${day[@]}" "${who[@]}" --json
    cp out "$f.out"
    python3 - "$f.out" "$ROOT/docs/schema/chart.schema.json" >said <<'EOF'
import json, sys
document, schema = (json.load(open(p, encoding="utf-8")) for p in sys.argv[1:])
try:
    import jsonschema
    jsonschema.validate(document, schema)
except ImportError:
    missing = [k for k in schema["required"] if k not in document]
    sys.exit(f"missing {missing}" if missing else 0)
except jsonschema.ValidationError as e:
    sys.exit(str(e).splitlines()[0])
EOF
    verdict $? "--json, $f keeps to its schema"
done
says "--json" '"patient": "p1"'

# ---- denied, genetic, counted ----
printf 'name,value\nAge/Sex,45Y/F\nType 1 diabetes,no\nNSTEMI,no\nCYP2C19,*2/*2\nHLA-B*57:01,positive\n' >denied.csv
expect "denials and genes" 0 - chart denied.csv "${day[@]}"
says "a form denied: only it" 'Said to be absent: type 1 diabetes$'
tells "a form without a row" 'only a form of it is denied: it may still be there: NSTEMI'
tells "genetic results are listed" 'genetic results, not used \(give them with --outside\): CYP2C19: \*2/\*2 .*HLA-B\*57:01: positive'
tells "counted lines" 'used: 2 of 5 lines'
expect "genetic results in the report" 0 - report --chart denied.csv "${day[@]}"
tells "genetic results in the report" 'not used \(give them with --outside\): CYP2C19: \*2/\*2; HLA-B\*57:01: positive'

# ---- refused: one line, exit 1, nothing printed ----
: >empty.csv
refuse "empty" 1 'empty.csv: the file is empty' chart empty.csv
printf ' \n\n' >blank.csv
refuse "blank" 1 'blank.csv: the file is empty' chart blank.csv
printf 'Dear colleague,\nthank you for seeing Mrs K.\n' >letter.txt
refuse "a letter" 1 "letter.txt: none of its 2 rows names anything known \(line 1: 'Dear colleague'\); expected FHIR JSON, or a sheet" chart letter.txt
refuse "a text of this project" 1 "none of its [0-9]+ rows names anything known" chart "$ROOT/README.md"
printf 'null' >null.json
refuse "null" 1 "null.json: none of its 1 rows names anything known \(line 1: 'null'\)" chart null.json
printf 'name,value\nFrobnicase,7\nBlorb,8\n' >martian.csv
refuse "a header and nothing known" 1 "martian.csv: none of its 2 rows .*line 2: 'Frobnicase'" chart martian.csv
printf '%%PDF-1.7\n' >a.pdf
refuse "PDF" 1 'a.pdf: this is a PDF document' chart a.pdf
printf '\x89PNG\r\n\x1a\n\0\0' >a.png
refuse "PNG" 1 'a.png: this is a picture' chart a.png
printf 'PK\x03\x04zz' >a.xlsx
refuse "spreadsheet" 1 'a.xlsx: this is a zip archive or an office document.*CSV' chart a.xlsx
refuse "VCF" 1 'this is a VCF file, a genome and no chart' chart "$ROOT/examples/twenty.vcf.gz"
printf '<?xml version="1.0"?><Bundle xmlns="http://hl7.org/fhir"/>' >a.xml
refuse "FHIR as XML" 1 'a.xml: this is FHIR as XML; FHIR is read as JSON' chart a.xml
printf '<html><body>' >a.html
refuse "HTML" 1 'a.html: this is XML or HTML' chart a.html
printf 'n\0a\0m\0' >a.utf16
refuse "binary" 1 'a.utf16: this is no text' chart a.utf16
printf 'name,value\nHb,\xe9\n' >latin.csv
refuse "another encoding" 1 'latin.csv: the table is not UTF-8 text' chart latin.csv
printf '{"resourceType":"Patient",\n "id":"a" "gender":"male"}' >broken.json
refuse "invalid JSON" 1 'broken.json:2:[0-9]+: ' chart broken.json
head -c 60 one.json >cut.json
refuse "cut JSON" 1 'cut.json:1:[0-9]+: found the end of the text' chart cut.json
head -c 40 one.json.gz >cut.json.gz
refuse "cut gzip" 1 'cut.json.gz: the gzip data end too early' chart cut.json.gz
printf '{"a":1}' >any.json
refuse "JSON without a type" 1 "any.json:1:1: this object has no text 'resourceType'" chart any.json
printf 'name,value\nHb,"5\n' >quote.csv
refuse "an open quote" 1 'quote.csv:2: a quoted cell has no closing quote' chart quote.csv
refuse "no such file" 1 'nowhere.json' chart nowhere.json
refuse "a folder" 1 'is a folder' chart .

# ---- wrong usage ----
refuse "no file" 2 'one FILE was expected' chart
refuse "two files" 2 'one FILE was expected; .*cat FILES \| precis chart -' chart one.json two.json
refuse "unknown option" 2 '--colour' chart one.json --colour
refuse "no date" 2 '--as-of yesterday: a day such as 2024-05-31 was expected' chart one.json --as-of yesterday
refuse "no language" 2 "--lang takes en, hi or es, not 'xx'" chart one.json --lang xx
expect "help" 0 - chart --help
says "help" '^Usage: precis chart FILE'

closing
