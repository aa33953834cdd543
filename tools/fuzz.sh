#!/bin/bash
# Runs each fuzz target of a folder for a set time, beginning with the committed seeds; new inputs go
# to a temporary folder, a crash is kept in build/fuzz-found/. Fails when any target found something.
# Usage: fuzz.sh FOLDER SECONDS_EACH      (FUZZ_ONLY="vcf bcf" chooses targets)
set -u
folder=${1:?folder of the fuzz programs}
seconds=${2:-60}
corpus=$(mktemp -d)
trap 'rm -rf "$corpus"' EXIT
found=$PWD/build/fuzz-found
mkdir -p "$found"
failed=0
ran=0
for program in "$folder"/fuzz_*; do
    [[ -x $program && ! -d $program && $program != *.* ]] || continue
    name=$(basename "$program")
    name=${name#fuzz_}
    if [ -n "${FUZZ_ONLY:-}" ] && [[ " $FUZZ_ONLY " != *" $name "* ]]; then continue; fi
    mkdir -p "$corpus/$name"
    if "$program" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=65536 \
        -print_final_stats=1 -artifact_prefix="$found/$name-" "$corpus/$name" "fuzz/seeds/$name" \
        >"$corpus/$name.log" 2>&1; then
        runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$corpus/$name.log")
        echo "fuzz $name: $seconds s, $runs runs, nothing found"
    else
        echo "fuzz $name: FOUND SOMETHING, input kept in $found"
        tail -n 40 "$corpus/$name.log" | sed 's/^/    /'
        failed=$((failed + 1))
    fi
    ran=$((ran + 1))
done
echo "$ran targets, $failed with findings"
[ "$failed" = 0 ] && [ "$ran" -gt 0 ]
