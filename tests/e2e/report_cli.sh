#!/bin/bash
# `precis report`, `drug` and `explain` from outside: formats, places, bad input (one clear line, the
# right exit code, nothing half-written), hostile names escaped in every format. JSON and bundles are
# checked by report_formats.py, the page by report_page.sh. Uses $PRECIS (default ./precis).
set -u
. tests/e2e/cli_common.bash || exit 1

printf 'CYP2D6\t*4/*4\nCYP2C19\t*2/*2\nHLA-B\t*57:01/*58:01\n' >calls.tsv
printf 'medicine\nPlavix\ncodeine\nparoxetine\n' >meds.tsv
one="report --outside calls.tsv"

# ---- the answer ----
expect "text" 0 - $one --drugs 'clopidogrel, codeine'
says "text" '^ *Avoid +codeine'
says "text" '^ *Avoid +clopidogrel'
says "text: what is not tested" 'Not tested:.*CYP2C9'
expect "a brand name" 0 - $one --drugs Plavix
says "a brand name" 'clopidogrel'
expect "medicines" 0 - $one --meds meds.tsv --format json
says "medicines are taken" '"name":"codeine"[^{}]*"relevance":"taken"'
says "an inhibitor is seen" '"drug":"paroxetine","effect":"inhibitor"'
expect "no medicines asked" 0 - $one
says "no medicines asked" 'No medicine was listed'
expect "Hindi" 0 - $one --lang hi --drugs codeine
says "Hindi" 'बचें'
says "Hindi keeps the drug" 'codeine'
expect "Spanish, patient" 0 - $one --lang es --audience patient --drugs codeine
says "Spanish, patient" 'codeine'
expect "drug" 0 - drug clopidogrel
says "drug" 'CPIC-clopidogrel-'
expect "drug for a person" 0 - drug plavix --outside calls.tsv
says "drug for a person" 'Poor metaboliser|CPIC'
expect "explain" 0 - explain codeine --outside calls.tsv
says "explain" 'Rule CPIC-codeine-'
says "explain cites" 'PMID [0-9]+'
expect "explain with medicines" 0 - explain codeine --outside calls.tsv --meds meds.tsv
says "explain with medicines" 'paroxetine acts on CYP2D6.*-> Poor metaboliser'
says "words keep their spaces" 'A dose does not follow'

# ---- places ----
expect "several formats" 0 - $one --format text,html,json,fhir -o folder
for f in person.txt person.html person.json person.fhir.json; do
    [ -s "folder/$f" ]
    verdict $? "several formats: $f"
done
[ "$(stat -c %s folder/person.html)" -lt 153600 ]
verdict $? "the page is under 150 KB"
expect "one file" 0 - $one --format html -o page.html
silent "no address outside" '(src|href)="?https?:' page.html
expect "several formats on standard output" 2 'several formats need' $one --format html,json
timeout 20 "$PRECIS" $one --format json >/dev/full 2>err
[ $? = 1 ] && [ "$(wc -l <err)" = 1 ]
verdict $? "full standard output"
mkdir -p closed && chmod 555 closed
if [ "$(id -u)" != 0 ]; then
    expect "folder without permission" 1 'Permission' $one --format html -o closed/page.html
fi
expect "a place that is not there" 1 'nowhere' $one --format html -o nowhere/deep/page.html
[ ! -e nowhere ]
verdict $? "a place that is not there: nothing left"

# ---- bad input ----
expect "nothing given" 2 'FILE' report --drugs codeine
expect "unknown drug" 3 "'codiene' is unknown; did you mean 'codeine'" $one --drugs codiene
says "unknown drug: the report says so" 'codiene'
expect "unknown language" 2 'en, hi, es' $one --lang xx
expect "unknown audience" 2 'clinician' $one --audience doctor
expect "unknown format" 2 'text, html, json, fhir' $one --format pdf
expect "no such file" 1 'absent.vcf' report absent.vcf
expect "no such meds" 1 'absent.tsv' $one --meds absent.tsv
printf 'x\ty\na\tb\n' >bad.tsv
expect "meds without a medicine column" 1 'bad.tsv.*medicine' $one --meds bad.tsv
printf 'medicine\tdose\ncodeine\n' >bad.tsv
expect "ragged meds" 1 'bad.tsv:2' $one --meds bad.tsv
printf 'medicine\n\377\376\n' >bad.tsv
expect "meds that are not UTF-8" 1 'bad.tsv.*UTF-8' $one --meds bad.tsv
printf 'CYP2D6\t*4/*4/*5\nCYP2C19\t*2/*2\n' >bad.tsv
expect "a bad outside line: the others stand" 3 'bad.tsv:1' report --outside bad.tsv
says "a bad outside line: the others stand" 'CYP2C19 +\*2/\*2'
printf 'not a vcf\n' >bad.vcf
expect "not a variant file" 1 'bad.vcf' report bad.vcf
expect "drug unknown" 1 'did you mean' drug clopidogral
expect "drug unknown, nothing near" 1 'unknown' drug zzzzzzzz
expect "explain unknown" 1 'unknown' explain zzzzzzzz --outside calls.tsv

# ---- words that must not mislead ----
card() { # the wallet card of the page on standard output
    grep -o '<svg class=w .*' out | sed 's#</svg>.*##' >card.txt && mv card.txt out
}
expect "card" 0 - $one --format html -o -
card
says "card: carried alleles" 'HLA-B \*57:01 positive, \*58:01 positive'
printf 'CYP2D6\t*4/*4\nCYP2C19\t*2/*2\nHLA-A\t*31:01/*02:01\nHLA-B\t*57:01/*58:01\nCYP2C9\t*3/*3\nCYP3A5\t*1/*1\nTPMT\t*3A/*3A\nNUDT15\t*3/*3\nUGT1A1\t*28/*28\nSLCO1B1\t*5/*5\n' >many.tsv
expect "card, many genes" 0 - report --outside many.tsv --format html -o -
card
says "card: what does not fit is counted" 'and [0-9]+ more</text><text class=n'
expect "dose beside another drug" 0 - report --outside many.tsv --drugs 'mercaptopurine' --lang en
says "dose beside another drug" 'otherwise 10 % of the usual'
silent "dose beside another drug" 'another drug: [0-9]'
expect "page: alternatives in the answer" 0 - $one --drugs clopidogrel --format html -o -
says "page" 'Alternatives: prasugrel, ticagrelor'

# ---- sex of the chart and of the genome (G6PD: one copy in men) ----
g6pd() { # GENOTYPE at rs1050828
    printf '##fileformat=VCFv4.2\n##contig=<ID=chr10,length=133797422>\n##contig=<ID=chrX,length=156040895>\n'
    printf '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">\n'
    printf '#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tP1\n'
    printf 'chrX\t154536002\t.\tC\tT\t.\tPASS\t.\tGT\t%s\n' "$1"
}
g6pd 1/1 >hom.vcf
g6pd 0/1 >het.vcf
printf 'name,value\nSex,M\nAge,40\n' >man.csv
printf 'name,value\nSex,F\nAge,40\n' >woman.csv
x_gene=(--absent reference --gene G6PD --drugs rasburicase)
expect "a man by his chart" 0 - report hom.vcf "${x_gene[@]}" --chart man.csv
says "a man by his chart: one copy" 'G6PD +Asahi  Deficient'
expect "a woman by her chart" 0 - report hom.vcf "${x_gene[@]}" --chart woman.csv
says "a woman by her chart: two copies" 'G6PD +Asahi/Asahi'
expect "two kinds of X in a man" 0 - report het.vcf "${x_gene[@]}" --chart man.csv
says "two kinds of X in a man" 'sex in the chart and the result of G6PD contradict'
expect "--sex as in the chart" 0 - report hom.vcf "${x_gene[@]}" --chart man.csv --sex male
says "--sex as in the chart" 'G6PD +Asahi  Deficient'
refuse "--sex against the chart" 2 '--sex gives female, the chart man.csv gives male' \
    report hom.vcf "${x_gene[@]}" --chart man.csv --sex female
refuse "--sex against the chart alone" 2 '--sex gives male, the chart woman.csv gives female' \
    report --chart woman.csv --sex male
refuse "--sample without a genome" 2 'none is given' report --chart man.csv --sample foo

# ---- methotrexate every day ----
mtx() { # HOW DIAGNOSIS
    printf 'name,value,unit,date\nAge/Sex,45Y/F,,\nDx,%s,,\nRx,T. MTX 15 mg %s,,2026-10-10\n' "$2" "$1" >mtx.csv
}
mtx "once daily" RA
expect "methotrexate every day in arthritis" 0 - report --chart mtx.csv --as-of 2026-11-20
says "methotrexate every day in arthritis" '^ *Avoid +methotrexate +By its label'
says "methotrexate every day in arthritis" 'Contraindicated'
mtx "once daily" ALL
expect "methotrexate every day, reason not known" 0 - report --chart mtx.csv --as-of 2026-11-20
says "methotrexate every day, reason not known" '^ *Avoid +methotrexate +By its label'
silent "methotrexate every day, reason not known" 'Contraindicated'
for how in weekly "once weekly" "OD Sunday" ""; do
    mtx "$how" RA
    expect "methotrexate '$how'" 0 - report --chart mtx.csv --as-of 2026-11-20
    silent "methotrexate '$how'" 'By its label'
done

# ---- a year of birth only ----
printf '{"resourceType":"Patient","id":"y","gender":"female","birthDate":"1966"}' >year.json
expect "a year of birth" 0 - report --chart year.json --as-of 2026-06-23
tells "a year of birth: both ages" '59 or 60 years \(the day of birth is not stated: 59 is used\)'

# ---- hostile names ----
hostile='</script><img src=x onerror=alert(1)>'
rlo=$(printf '\342\200\256')
printf 'sample\tgene\tdiplotype\n%s\tCYP2D6\t*4/*4\n' "$hostile\"'&$rlo" >hostile.tsv
expect "hostile sample, all formats" 0 - report --outside hostile.tsv --format text,html,json,fhir -o h
[ "$(ls h | wc -l)" = 4 ]
verdict $? "hostile sample: four files inside the folder"
for f in h/*; do
    case $f in *.txt) ;; *) silent "hostile sample" '</script><img' "$f" ;; esac
    silent "hostile sample: no turned text" "$rlo" "$f"
done
expect "hostile drug" 3 'unknown' report --outside hostile.tsv --drugs "$hostile" --format html
silent "hostile drug" '<img'
printf 'medicine\n%s\001\n' "$hostile" >hm.tsv
expect "hostile medicine" 3 'unknown' report --outside calls.tsv --meds hm.tsv --format json
silent "hostile medicine" '<img'

closing
