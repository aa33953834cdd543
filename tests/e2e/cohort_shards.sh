#!/bin/bash
# Shards of a cohort: 1, 2 and 7 shards in any order give the bytes of one run; what is truncated,
# damaged, foreign, doubled or missing is refused with one line and nothing is left behind. Rows are
# those of `precis call`. On a made cohort always, on real people where the shared data are.
set -u
cd "$(dirname "$0")/../.."
PRECIS=${PRECIS:-./precis}
shared=${PRECIS_SHARED:-../shared}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0
ok() {
    if [ "$1" = 0 ]; then passed=$((passed + 1)); else
        failed=$((failed + 1))
        echo "FAILED: $2"
    fi
}

# run NAME FILE OPTIONS...: whole run, then 1, 2 and 7 shards, merged in three orders
run() {
    local name=$1 file=$2 n i
    shift 2
    "$PRECIS" cohort run "$@" "$file" -o "$work/$name.tsv" 2> "$work/err"
    ok $? "$name: whole run: $(head -1 "$work/err")"
    [ "$(wc -l < "$work/$name.tsv")" -gt 100 ]
    ok $? "$name: rows"
    for n in 1 2 7; do
        mkdir -p "$work/$name.$n"
        for i in $(seq "$n" -1 1); do
            "$PRECIS" cohort run "$@" --shard "$i/$n" "$file" -o "$work/$name.$n/" 2> "$work/err"
            ok $? "$name: shard $i/$n: $(head -1 "$work/err")"
        done
        for turn in sort "sort -r" "sort -R --random-source=$file"; do
            "$PRECIS" cohort merge $(ls "$work/$name.$n"/*.tsv | $turn) -o "$work/m.tsv" && \
                cmp -s "$work/m.tsv" "$work/$name.tsv"
            ok $? "$name: merged $n shards ($turn) differ from one run"
        done
    done
    "$PRECIS" cohort merge "$work/$name.7"/*.tsv -o "$work/m.tsv.gz" && \
        gzip -dc "$work/m.tsv.gz" | cmp -s - "$work/$name.tsv"
    ok $? "$name: merged into .gz"
}

# refused TEXT FILES...: merge must fail with exit 1, say TEXT in one line, leave nothing
refused() {
    local text=$1 code
    shift
    rm -f "$work/refused.tsv"
    "$PRECIS" cohort merge "$@" -o "$work/refused.tsv" 2> "$work/err"
    code=$?
    [ $code = 1 ] && grep -q -- "$text" "$work/err" && [ "$(wc -l < "$work/err")" = 1 ] && \
        [ -z "$(ls "$work" | grep refused)" ]
    ok $? "refusal '$text': exit $code, said: $(cat "$work/err")"
}

python3 tests/e2e/common_cohort.py 60 > "$work/made.vcf"
run made "$work/made.vcf" --mode compatible
run default "$work/made.vcf" --gene CYP2C19,G6PD,VKORC1,MT-RNR1
"$PRECIS" call --mode compatible --format tsv "$work/made.vcf" -o "$work/call.tsv" 2> /dev/null
cmp -s "$work/call.tsv" "$work/made.tsv"
ok $? "'cohort run' and 'call --format tsv' differ"
"$PRECIS" cohort run --mode compatible --threads 1 "$work/made.vcf" -o "$work/one.tsv" 2> /dev/null
cmp -s "$work/one.tsv" "$work/made.tsv"
ok $? "one thread and all threads differ"

s=$work/made.7
set -- "$s"/*.tsv
head -c -40 "$1" > "$work/cut.tsv"
refused truncated "$work/cut.tsv" "${@:2}"
head -n 20 "$1" > "$work/cut.tsv"
refused truncated "$work/cut.tsv" "${@:2}"
: > "$work/empty.tsv"
refused truncated "$work/empty.tsv" "${@:2}"
sed '5s/P/Q/' "$1" > "$work/bad.tsv"
refused checksum "$work/bad.tsv" "${@:2}"
sed '5d' "$1" > "$work/bad.tsv"
refused checksum "$work/bad.tsv" "${@:2}"
refused 'shard 3/7 is missing' "$1" "$2" "${@:4}"
refused 'is also' "$@" "$2"
refused 'another number of shards' "${@:1:6}" "$work/made.2"/*2-of*.tsv
refused 'cannot open' "$@" "$work/absent.tsv"
python3 tests/e2e/common_cohort.py 61 > "$work/other.vcf"
"$PRECIS" cohort run --mode compatible --shard 1/7 "$work/other.vcf" -o "$work/other.tsv" 2> /dev/null
refused 'other input' "$work/other.tsv" "${@:2}"
"$PRECIS" cohort run --shard 1/7 "$work/made.vcf" --gene VKORC1 -o "$work/opt.tsv" 2> /dev/null
refused 'other options' "$work/opt.tsv" "${@:2}"
"$PRECIS" cohort run --mode compatible --kb kb --shard 1/7 "$work/made.vcf" -o "$work/samekb.tsv" \
    2> /dev/null && cp -r kb "$work/kb" && chmod -R u+w "$work/kb" && \
    sed -i '$s/$/ /' "$work/kb/version.tsv" && \
    "$PRECIS" cohort run --mode compatible --kb "$work/kb" --shard 1/7 "$work/made.vcf" \
        -o "$work/otherkb.tsv" 2> "$work/err"
ok $? "a run with another knowledge base: $(cat "$work/err")"
refused 'another knowledge base' "$work/otherkb.tsv" "${@:2}"

# a shard that is made again is the same file, and parts of an earlier try do not matter
cp "$2" "$work/before.tsv"
echo leftover > "$2.999.part"
"$PRECIS" cohort run --mode compatible --shard 2/7 "$work/made.vcf" -o "$s/" 2> /dev/null
cmp -s "$2" "$work/before.tsv"
ok $? "a shard made again differs"

# parts of the same people, the second with the samples in another order, equal the whole
for part in 0 1; do
    python3 tests/e2e/common_cohort.py 60 2 $part > "$work/part$part.vcf"
done
"$PRECIS" cohort run --mode compatible "$work/part0.vcf" "$work/part1.vcf" -o "$work/parts.tsv" \
    2> "$work/err"
ok $? "two parts: $(head -1 "$work/err")"
cmp -s "$work/parts.tsv" "$work/made.tsv"
ok $? "two parts differ from the whole"
"$PRECIS" cohort run "$work/part0.vcf" "$work/other.vcf" -o "$work/p3.tsv" 2> "$work/err"
[ $? = 1 ] && grep -q 'same samples' "$work/err" && [ ! -e "$work/p3.tsv" ]
ok $? "parts with other people: $(cat "$work/err")"

# usage
for bad in "--shard 8/7" "--shard 0/7" "--shard x" "--shards 0" "--shard 1/7 --shards"; do
    "$PRECIS" cohort run $bad "$work/made.vcf" -o "$work/u.tsv" 2> "$work/err"
    [ $? = 2 ] && [ ! -e "$work/u.tsv" ]
    ok $? "usage '$bad': $(head -1 "$work/err")"
done
"$PRECIS" cohort plan --shards 7 "$work/made.vcf" | awk -F'\t' 'NR > 1 { n += $4 } END { exit !(NR == 8 && n == 60) }'
ok $? "plan"
"$PRECIS" cohort run --mode compatible "$work/made.vcf" -o /dev/full 2> "$work/err"
[ $? = 1 ]
ok $? "a full disk: $(head -1 "$work/err")"

# frequencies: what is called and what is not adds up
printf 'sample\tgroup\n' > "$work/groups.tsv"
awk 'BEGIN { for (i = 0; i < 50; i++) printf "P%04d\t%s\n", i, i % 2 ? "A" : "B" }' >> "$work/groups.tsv"
"$PRECIS" cohort freq --mode compatible "$work/made.vcf" --groups "$work/groups.tsv" -o "$work/freq.tsv" \
    2> "$work/err"
ok $? "freq: $(head -1 "$work/err")"
awk -F'\t' 'NR > 1 && $4 != "not_tested" {
    sum[$1, $2, $3] += $7; if ($8 > $7 || $9 < $7) bad++
    if ($3 == "phenotype" && $1 == "VKORC1") people[$2] += $5 }
    END { for (k in sum) if (sum[k] < 0.9999 || sum[k] > 1.0001) bad++
    exit !(bad == 0 && people["all"] >= people["A"] + people["B"] && people["A"] > 20) }' "$work/freq.tsv"
ok $? "frequencies do not add up"
python3 - "$work/made.tsv" "$work/freq.tsv" << 'PY'
import collections, csv, sys
rows = csv.DictReader(open(sys.argv[1]), delimiter="\t", quoting=csv.QUOTE_NONE)
count = collections.Counter()
for r in rows:
    if r["status"] == "called" and ";" not in r["diplotypes"] and r["diplotypes"] != ".":
        count[r["gene"], r["diplotypes"]] += 1
freq = {(r["gene"], r["name"]): int(r["count"])
        for r in csv.DictReader(open(sys.argv[2]), delimiter="\t", quoting=csv.QUOTE_NONE)
        if r["group"] == "all" and r["kind"] == "diplotype"
        and r["name"] not in ("ambiguous", "not_called", "not_tested")}
sys.exit(not (len(count) > 10 and dict(count) == freq))
PY
ok $? "diplotype counts are not those of the rows"

real=$shared/data/genomes/pharmcat_positions.1kgp30x.vcf.gz
if [ -r "$real" ]; then
    run real "$real" --mode compatible --absent reference
else
    echo "skipped: the 3,202 real people (no shared data)"
fi
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
