#!/bin/bash
# Reading charts: `precis chart` on the 617 Synthea FHIR R4 bundles, one process each (start, read,
# interpret, print), and on all of them as one Bulk export (NDJSON) of which one patient is chosen.
# Prints MB/s and resources/s of CPU time (user + system), wall seconds and peak memory, the best of
# PRECIS_BENCH_ROUNDS (3). Bars: 100 MB/s and 20,000 resources/s.
# Called by bench/run.sh; by hand: bench/chart.sh (needs the shared data and zstd).
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${PRECIS_BENCH_ROUNDS:-3}
archive=${PRECIS_SHARED:-../shared}/data/chart/synthea-r4.tar.zst
precis=${PRECIS:-$PWD/precis}
build=${BUILD:-build}
export LC_ALL=C
if [ ! -e "$archive" ] || ! command -v zstd >/dev/null; then
    echo "bench: left out: charts (the shared data or zstd is absent)"
    exit 0
fi
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
tar --zstd -xf "$archive" -C "$dir"
find "$dir" -name '*.json' | sort >"$dir/list"
bytes=$(xargs -d '\n' stat -c %s <"$dir/list" | awk '{ n += $1 } END { print n }')
resources=$(xargs -d '\n' cat <"$dir/list" | grep -c '^ *"fullUrl":')

# best COMMAND...: sets $cpu, $wall (seconds) and $peak (MB) of the round with the least CPU.
best() {
    local user system elapsed kb total
    cpu=999999
    for ((i = 0; i < rounds; i++)); do
        /usr/bin/time -o "$dir/time" -f '%U %S %e %M' "$@" >/dev/null
        read -r user system elapsed kb <"$dir/time"
        total=$(awk "BEGIN { print $user + $system }")
        if awk "BEGIN { exit !($total < $cpu) }"; then
            cpu=$total
            wall=$elapsed
            peak=$((kb / 1024))
        fi
    done
}

# row NAME BYTES RESOURCES
row() {
    awk -v name="$1" -v bytes="$2" -v n="$3" -v cpu="$cpu" -v wall="$wall" -v peak="$peak" 'BEGIN {
        printf "%-58s %6.0f MB/s %7.0f resources/s  %.2f s CPU, %.2f s wall, %d MB\n", name,
            bytes / 1e6 / cpu, n / cpu, cpu, wall, peak
    }'
}

printf 'charts: %d bundles, %.0f MB, %d resources (bars: 100 MB/s, 20000 resources/s)\n' \
    "$(wc -l <"$dir/list")" "$(awk "BEGIN { print $bytes / 1e6 }")" "$resources"
best xargs -d '\n' -n 1 -a "$dir/list" "$precis" chart --as-of 2020-07-01
row "precis chart, one process a bundle" "$bytes" "$resources"

# The bundles behind one another are what a Bulk export is: values without commas between them.
patient=$(grep -m 1 -A 5 '"resourceType": "Patient"' "$(head -n 1 "$dir/list")" |
    sed -n 's/.*"id": "\([^"]*\)".*/\1/p')
xargs -d '\n' cat <"$dir/list" >"$dir/all.ndjson"
best "$precis" chart "$dir/all.ndjson" --patient "$patient" --as-of 2020-07-01
row "precis chart, one patient of a Bulk export" "$bytes" "$resources"
zstd -q -3 "$dir/all.ndjson" -o "$dir/all.ndjson.zst"
best "$precis" chart "$dir/all.ndjson.zst" --patient "$patient" --as-of 2020-07-01
row "  the same from zstd" "$bytes" "$resources"
