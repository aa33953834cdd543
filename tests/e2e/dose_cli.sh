#!/bin/bash
# `precis dose` with levels, from outside: the published patient, what must be stated, what cannot be, the chart's own
# facts, and warfarin's medicines out of a chart. One clear line and the right exit code for each wrong input; a
# drawing exists only when there is an answer. Uses $PRECIS (default ./precis).
set -u
. tests/e2e/cli_common.bash || exit 1

# ---- the published patient ----
who=(age=60 'weight=62 kg' crcl=34)
given=(--dose '1900 mg over 1 h at 0 h' --dose '1750 mg over 1 h at 22.2 h')
levels=(--level '14.8 mg/L at 12 h' --level '22.5 mg/L at 37.5 h')
next=(--next 'at 48 h over 1 h every 24 h')
expect "published" 0 - dose vancomycin "${who[@]}" "${given[@]}" "${levels[@]}" "${next[@]}" --json --svg course.svg
tells "published" '"name": "clearance", "value": 1\.72'
tells "published" '"name": "central_volume", "value": 59\.78'
tells "published" '"name": "peripheral_volume", "value": 41\.5[56]'
[ -s course.svg ] && head -c 5 course.svg | grep -q '<svg '
verdict $? "the drawing is there"

# ---- what must be stated ----
expect "no age" 1 - dose vancomycin 'weight=62 kg' crcl=34 "${given[@]}" "${levels[@]}" --svg none.svg
tells "no age" 'what is missing: age'
silent "no age" 'L/h|mg/d'
[ ! -e none.svg ]
verdict $? "no answer, no drawing"
expect "a child" 1 - dose vancomycin age=12 'weight=40 kg' crcl=90 "${given[@]}" "${levels[@]}"
tells "a child" 'age 12 \(valid: 17 to 101\)'
silent "a child" 'L/h|mg/d'
expect "kidneys fail, dialysis not stated" 1 - dose vancomycin age=60 'weight=62 kg' crcl=20 "${given[@]}" "${levels[@]}"
tells "kidneys fail" 'what is missing: haemodialysis'
expect "on dialysis" 0 - dose vancomycin age=60 'weight=62 kg' crcl=20 dialysis=yes "${given[@]}" "${levels[@]}"
tells "on dialysis" 'intermittent haemodialysis'
expect "very heavy" 1 - dose vancomycin age=60 'weight=256 kg' crcl=34 "${given[@]}" "${levels[@]}"
tells "very heavy" 'weight 256 \(valid: 33 to 255\)'
expect "fast infusion of the next dose" 0 - dose vancomycin age=40 'weight=90 kg' crcl=120 "${given[@]}" \
    --level '8 mg/L at 37.5 h' --next 'at 48 h over 1 h every 12 h'
tells "fast infusion" 'run in faster than is advised'

# ---- what cannot be ----
one=(--dose '1 g over 1 h at 0 h')
expect "level without time" 2 "'at' is missing" dose vancomycin "${who[@]}" "${one[@]}" --level '14 mg/L'
expect "level without unit" 2 "unit" dose vancomycin "${who[@]}" "${one[@]}" --level '14 at 12 h'
expect "molar level" 2 'cannot be|can be turned' dose vancomycin "${who[@]}" "${one[@]}" --level '10 umol/L at 12 h'
expect "level below the limit" 2 'cannot be used' dose vancomycin "${who[@]}" "${one[@]}" --level '<2 mg/L at 12 h'
expect "level before the dose" 2 'before or at the first dose' dose vancomycin "${who[@]}" "${one[@]}" \
    --level '14 mg/L at 0 h'
expect "two levels at one time" 2 'two levels at 12 h' dose vancomycin "${who[@]}" "${one[@]}" \
    --level '14 mg/L at 12 h' --level '30 mg/L at 12 h'
expect "one dose typed twice" 2 'has not ended by then' dose vancomycin "${who[@]}" "${one[@]}" "${one[@]}" \
    --level '14 mg/L at 12 h'
expect "infusion longer than the interval" 2 'before the one before it ends' dose vancomycin "${who[@]}" \
    --dose '1 g over 13 h at 0 h every 12 h times 3' --level '14 mg/L at 40 h'
expect "times of another day" 2 'at most 2160 h' dose vancomycin "${who[@]}" "${one[@]}" --level '14 mg/L at 4000 h'
expect "a level that cannot be" 1 - dose vancomycin "${who[@]}" "${one[@]}" --level '400 mg/L at 12 h'
tells "a level that cannot be" 'measured level 400 \(valid: 0\.5 to 150\)'
expect "a negative dose" 1 - dose vancomycin "${who[@]}" --dose '-500 mg over 1 h at 0 h' --level '14 mg/L at 12 h'
expect "ten times the level" 1 - dose vancomycin "${who[@]}" "${one[@]}" --level '140 mg/L at 12 h'
tells "ten times the level" 'cannot come from these doses'
silent "ten times the level" 'L/h|mg/d'
expect "a target that nobody wants" 1 - dose vancomycin "${who[@]}" "${one[@]}" --level '14 mg/L at 12 h' \
    --target 'auc24 5000'
tells "a target that nobody wants" 'target 5000 \(valid: 200 to 800\)'
expect "a target of no guideline" 2 'no such target' dose vancomycin "${who[@]}" "${one[@]}" \
    --level '14 mg/L at 12 h' --target 'peak 30'
expect "weight without unit" 2 'weight' dose vancomycin age=60 weight=150 crcl=34 "${one[@]}" \
    --level '14 mg/L at 12 h'
expect "a drug without a model" 1 'no model to fit levels with for tobramycin; there is for: vancomycin$' dose tobramycin "${who[@]}" "${one[@]}" \
    --level '14 mg/L at 12 h'

# ---- out of the chart ----
cat >chart.csv <<'END'
name,value,unit,date
date of birth,1960-01-01,,
sex,male,,
height,175,cm,2026-11-01
weight,70,kg,2026-11-01
creatinine,1.2,mg/dL,2026-11-18
medication,warfarin 5 mg,,2026-11-01
medication,amiodarone 200 mg,,2026-11-01
medication,rifampin 600 mg,,2026-11-01
END
chart=(--chart chart.csv --as-of 2026-11-20)
expect "the chart's age, weight, kidneys" 0 - dose vancomycin "${chart[@]}" "${one[@]}" --level '14 mg/L at 6 h'
tells "the chart" 'age 66 years'
tells "the chart" 'weight 70 kg \(2026-11-01\)'
tells "the chart" 'creatinine clearance 59\.[0-9]+ mL/min'
tells "the chart" 'creatinine 1\.2 mg/dL \(2026-11-18\)'
later=(--chart chart.csv --as-of 2026-12-20)
expect "kidneys of last month" 1 - dose vancomycin "${later[@]}" "${one[@]}" --level '14 mg/L at 6 h'
tells "kidneys of last month" 'what is missing: creatinine clearance'
tells "kidneys of last month" 'more than a week old'
expect "kidneys of last month, stated" 0 - dose vancomycin "${later[@]}" crcl=59 "${one[@]}" --level '14 mg/L at 6 h'
silent "kidneys of last month, stated" 'more than a week old'
silent "kidneys of last month, stated" '2026-11-18'
expect "warfarin's medicines" 3 - dose warfarin "${chart[@]}" race=white
tells "warfarin's medicines" 'amiodarone yes.*carbamazepine no.*phenytoin no.*rifampicin yes'
printf 'smoking status,never smoked,,2026-11-01\n' >>chart.csv
expect "never smoked" 3 - dose warfarin "${chart[@]}" race=white VKORC1=A/G 'CYP2C9=*1/*2' --json
silent "never smoked" 'gage_smoking_not_known'
tells "never smoked" 'gage_clot_not_known'
expect "the demo's chart" 0 - dose warfarin --chart "$ROOT/examples/chart.json" VKORC1=A/G 'CYP2C9=*1/*2' --as-of 2026-11-20
tells "the demo's chart" 'smoker no'
silent "the demo's chart" 'Smoking is not known'
man=(age=67 'height=170 cm' 'weight=80 kg' race=black)
expect "Black, no variant that lowers" 0 - dose warfarin "${man[@]}" VKORC1=A/G 'CYP2C9=*1/*1'
silent "Black, no variant that lowers" 'does not use it'
expect "Black, a variant that lowers" 0 - dose warfarin "${man[@]}" VKORC1=A/G 'CYP2C9=*1/*3'
tells "Black, a variant that lowers" 'this formula does not use it'
expect "far below the smallest dose" 3 - dose warfarin age=82 'height=150 cm' 'weight=45 kg' amiodarone=yes \
    VKORC1=A/A 'CYP2C9=*2/*3'
tells "far below the smallest dose" 'a very low dose is to be expected'
tells "far below the smallest dose" 'Smoking is not known'
for language in hi es; do
    expect "in $language" 0 - dose vancomycin "${who[@]}" "${given[@]}" "${levels[@]}" --lang $language
    silent "in $language" 'clearance:'
done

closing
