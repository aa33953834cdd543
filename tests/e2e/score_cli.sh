#!/bin/bash
# `precis score` and `precis dose` from outside: answers, names, units, tables, genomes, languages, and
# bad input (one clear line, the right exit code). Uses $PRECIS (default ./precis).
set -u
. tests/e2e/cli_common.bash || exit 1

# ---- scores ----
das=(tjc28=10 sjc28=8 'esr=40 mm/h')
expect "das28" 0 - score das28_esr "${das[@]}" gh=60
says "das28" 'Answer +5\.99, high activity'
tells "das28" 'ESR 40 mm/h'
expect "json" 0 - score das28_esr "${das[@]}" gh=60 --json
says "json" '"value": 5\.98505070'
says "json" '"status": "done"'
expect "short name, decided by gh" 0 - score das28 "${das[@]}" gh=60
says "short name" '\[das28_esr\]'
expect "short name, decided by what is there" 0 - score das28 "${das[@]}"
says "short name" '\[das28_esr_3\]'
expect "short name, open" 2 "may be das28_esr, das28_esr_3, das28_crp, das28_crp_3; name one" \
    score das28 tjc28=3
expect "missing is no answer" 1 - score das28_esr "${das[@]}"
tells "missing" "patient's global rating"
expect "outside" 1 - score das28_esr tjc28=10 sjc28=8 'esr=0 mm/h' gh=60
tells "outside" 'ESR 0 \(valid: 1 to 300\)'
expect "SI units" 0 - score ckd_epi_2021 age=50 sex=F 'creatinine=88.4 umol/L'
says "SI units" 'Answer +69 mL/min/1\.73 m², G2'
expect "values as text" 0 - score child_pugh 'bilirubin=1 mg/dL' 'albumin=4 g/dL' inr=1 ascites=none \
    encephalopathy=none cirrhosis=yes
says "values as text" '5, class A'
expect "what follows from earlier formulas" 0 - score --list
for kind in organ activity response risk dose; do says "list" " $kind "; done
says "list" '^das28_esr +activity verified +.*: tjc28, sjc28, esr, gh'
says "list" '^mtx_cpm +response not verified '
says "list" '^warfarin_gage_2008 .*\[target_inr\]'
[ "$(wc -l <out)" = "$(awk 'FNR > 1' "$ROOT"/kb/formulas/*/list.tsv | wc -l)" ]
verdict $? "each formula has one line"
expect "list of doses" 0 - dose --list
says "list of doses" '^vancomycin_goti2018 +dose +verified '
silent "list of doses" ' activity '
expect "what a formula asks for" 0 - score das28_esr --help
says "help of a formula" 'esr +1 to 300 mm/h'

# ---- doses ----
man=(age=67 'height=170 cm' 'weight=80 kg')
expect "warfarin" 0 - dose warfarin "${man[@]}" VKORC1=A/G 'CYP2C9=*1/*2' race=black --json
says "warfarin" '"formula": "warfarin_iwpc_pharmacogenetic"'
says "warfarin" '"no_gain_in_group"'
says "warfarin" '"interval": "90_percent_iwpc"'
expect "by a brand name" 0 - dose Coumadin "${man[@]}" VKORC1=A/G 'CYP2C9=*1/*2' race=black
tells "own group" 'For your group .*no better than without genes'
tells "own group" 'In Black patients this formula did no better'
tells "own group" "VKORC1 or CYP2C9 is known, but this formula does not use it"
expect "own group unknown" 3 - dose warfarin "${man[@]}" VKORC1=A/G 'CYP2C9=*1/*2'
silent "own group unknown" 'In Black patients'
tells "own group unknown" 'Both genes are known and this formula does not use them'
tells "assumed is said" 'amiodarone no \(assumed\)'
expect "in part" 3 - dose warfarin "${man[@]}" race=white
says "in part" 'IWPC, clinical facts'
tells "no gene" 'with genes\) \[warfarin_iwpc_pharmacogenetic\] Answer Not to be used for this person: Neither VKORC1'
silent "no gene" 'better than without genes'
expect "one gene" 3 - dose warfarin "${man[@]}" race=white VKORC1=A/G
tells "one gene" 'One of the two genes is not known'
silent "one gene" 'better than without genes'
expect "both genes" 3 - dose warfarin "${man[@]}" race=white VKORC1=A/G 'CYP2C9=*1/*2'
tells "both genes" 'better than without genes'
expect "no such calls" 1 "calls.tsv: cannot open" dose warfarin "${man[@]}" --outside calls.tsv
printf 'CYP2C9\t*1/*3\n' >calls.tsv
expect "outside call" 3 - dose warfarin "${man[@]}" VKORC1=G/G --outside calls.tsv
tells "outside call" 'CYP2C9 \*1/\*3'
for language in hi es; do
    expect "language $language" 0 - score das28_esr "${das[@]}" gh=60 --lang $language
    silent "language $language" 'Answer|high activity'
done
expect "patient" 0 - score ckd_epi_2021 age=50 sex=F 'creatinine=1 mg/dL' --audience patient
says "patient" 'Your kidneys work a little less'
silent "patient" 'PMID|CKD-EPI'

# ---- the chart ----
cat >chart.csv <<'END'
name,value,unit,date
birth date,1958-05-01,,
sex,female,,
creatinine,88.4,umol/L,2026-10-01
weight,80,kg,2026-10-01
height,170,cm,2026-10-01
END
expect "chart" 0 - score ckd_epi_2021 --chart chart.csv --as-of 2026-11-01
tells "chart" 'creatinine 1[.0-9]* mg/dL \(2026-10-01\), |creatinine 1[.0-9]* mg/dL \(2026-10-01\) '
expect "what is typed goes before the chart" 0 - score ckd_epi_2021 'creatinine=2 mg/dL' \
    --chart chart.csv --as-of 2026-11-01
tells "typed first" 'creatinine 2 mg/dL'
expect "dose with a chart" 3 - dose warfarin --chart chart.csv --as-of 2026-11-01
tells "dose with a chart" 'weight 80 kg, '
tells "dose with a chart: the day of all, once" '\(2026-10-01\)'

# ---- visits ----
cp "$ROOT/examples/visits.csv" .
day='--as-of 2026-11-20'
expect "course" 0 - score eular --chart visits.csv $day
says "course" 'Answer +Response: moderate response'
tells "course" '2026-03-08 \(baseline\): 6\.63, high activity'
tells "course" '2026-06-09 \(day 93, 3 months\): 4\.94, moderate activity; change −1\.68, moderate response'
tells "course" '2026-09-08 \(day 184, 6 months\): 3\.38, moderate activity; change −3\.25'
tells "course" 'methotrexate was started \(by its orders: 2026-03-10\)'
expect "course of one form" 0 - score das28_esr_3 --chart visits.csv $day
says "course of one form" '\(DAS28-ESR, 3 variables\):'
for lang in hi es; do
    for audience in clinician patient; do
        expect "course in $lang" 0 - score eular --chart visits.csv $day --lang $lang --audience $audience
        silent "course in $lang, $audience" 'baseline|change|not worked|score\.'
        says "course in $lang, $audience" methotrexate
    done
done
expect "course as JSON" 0 - score eular --chart visits.csv $day --json
says "course as JSON" '"point": "months_6"'
for format in text html json; do
    expect "report of a course as $format" 0 - report --chart visits.csv $day --format $format
    says "report of a course as $format" 'months_6|day 184'
done
grep -v '^Medicine' visits.csv >no_drug.csv
expect "course without a start" 0 - score eular --chart no_drug.csv $day
tells "course without a start" 'The baseline is the first visit: the chart names no start'
grep -v 'ESR,18' visits.csv >no_blood.csv
expect "course without blood at the end" 0 - score eular --chart no_blood.csv $day
tells "course without blood at the end" 'what is missing: ESR'
tells "course without blood at the end" 'was passed over'
grep -v ',2026-0[69]' visits.csv >one_visit.csv
expect "one visit" 1 - score eular --chart one_visit.csv $day
tells "one visit" 'what is missing: DAS28 now'
expect "small number without a unit" 2 'gh=4 may be meant in mm or in cm; say gh="4 mm"' \
    score das28_esr "${das[@]}" gh=4

# ---- tables ----
printf 'tjc28\tsjc28\tesr\tgh\n10\t8\t40 mm/h\t60\n2\t.\t12 mm/h\t20\n2\t1\t12\t20\n' >people.tsv
expect "table" 3 - score das28_esr --table people.tsv
says "table" '^2	done	.*5\.98505'
says "table" '^3	missing	.*	sjc28	'
says "table" '^4	error	.*esr=12 has no unit'
printf 'tjc28\tcolour\n10\tred\n' >people.tsv
expect "table with a stranger" 1 "column 'colour' is not asked for" score das28_esr --table people.tsv
expect "no table" 1 "nowhere.tsv" score das28_esr --table nowhere.tsv

# ---- bad input ----
expect "no unit" 2 'esr=40 has no unit; write behind the number the unit in which it was measured: mm/h' score das28_esr esr=40
expect "wrong unit" 2 "does not measure the same as 'mm/h'" score das28_esr 'esr=40 mg/L'
expect "no number" 2 'expected a number' score das28_esr tjc28=many
expect "near name" 2 "'tjc' is not asked for; did you mean 'tjc28'" score das28_esr tjc=3
expect "stranger" 2 "'colour' is not asked for" score das28_esr colour=3
expect "twice" 2 "given twice" score das28_esr tjc28=3 tjc28=4
expect "no value" 2 "expected name=value" score das28_esr tjc28
expect "no formula" 2 "no formula 'nonsense'; --list shows all" score nonsense
expect "no formula, near names" 2 "did you mean das28_esr, das28_esr_3, das28_crp, das28_crp_3\?" score dsa28
expect "no formula, a part of names" 2 "did you mean ckd_epi_2012_cystatin\?" score cystatin
expect "no formula, help" 2 "no formula 'fbi4'; did you mean fib4\?" score fbi4 --help
expect "no formula, table" 2 "no formula 'das28'; did you mean das28_esr, " score das28 --table people.tsv
expect "no drug" 2 "the drug 'warfarinn' is unknown; did you mean 'warfarin'" dose warfarinn
expect "no drug, no near one" 2 "the drug 'qqqqqqqqqqqq' is unknown; --list shows" dose qqqqqqqqqqqq
expect "drug without formula" 1 "no dose formula for codeine; there is for: vancomycin, warfarin" dose codeine
expect "level without dose" 2 "need a --dose" dose warfarin --level '1 mg/L at 1 h'
expect "unknown option" 2 "unknown option '--jsn'; did you mean --json" score das28_esr --jsn
expect "hostile value" 2 'expected a number' score das28_esr $'tjc28=\x1b[31mred'
! grep -q $'\x1b' err
verdict $? "no escape sequence is passed on"
for command in score dose; do
    expect "$command --help" 0 - $command --help
    says "$command --help" "^Usage: precis $command"
done

closing
