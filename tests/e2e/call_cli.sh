#!/bin/bash
# What `precis call` does with bad input, bad arguments and full disks: exit codes, one clear line on
# standard error, nothing under the final name. Knows the command line only; the answers themselves
# are compared elsewhere. Uses $PRECIS (default ./precis); ends with "N passed, N failed".
set -u
. tests/e2e/cli_common.bash || exit 1

rows() { # NAME EXPECTED_DATA_ROWS
    [ "$(tail -n +2 out | wc -l)" = "$2" ]
    verdict $? "$1: $2 rows"
}

# head FILE SAMPLE...: a VCF header in GRCh38
head38() {
    local file=$1
    shift
    {
        printf '##fileformat=VCFv4.2\n##contig=<ID=chr10,length=133797422>\n'
        printf '##contig=<ID=chr16,length=90338345>\n##FILTER=<ID=PASS,Description="ok">\n'
        printf '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">\n'
        printf '#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT'
        printf '\t%s' "$@"
        printf '\n'
    } >"$file"
}
record() { # FILE CHROM POS REF ALT GT...
    local file=$1 chrom=$2 pos=$3 ref=$4 alt=$5
    shift 5
    printf '%s\t%s\t.\t%s\t%s\t.\tPASS\t.\tGT' "$chrom" "$pos" "$ref" "$alt" >>"$file"
    printf '\t%s' "$@" >>"$file"
    printf '\n' >>"$file"
}

# ---- good input, for comparison ----
head38 good.vcf P1
record good.vcf chr16 31096368 C T 0/1
expect 'one person' 0 - call good.vcf --format tsv --gene VKORC1
rows 'one person' 1
grep -q '^P1	VKORC1	called	rs9923231 reference (C)/rs9923231 variant (T)	' out
verdict $? 'one person: the diplotype'
head -1 out | grep -qx 'sample	gene	status	diplotypes	scores	haplotypes	phenotypes	activity_scores	lookup_keys	missing	warnings'
verdict $? 'the header line'
awk -F'\t' 'NF != 11 { bad = 1 } END { exit bad }' out
verdict $? 'eleven columns'
expect 'table by default' 0 - call good.vcf --gene VKORC1
grep -q '^VKORC1  called' out
verdict $? 'table by default: a line for the gene'
! grep -q $'\033' out
verdict $? 'no colours outside a terminal'
"$PRECIS" call - --format tsv --gene VKORC1 <good.vcf >out 2>err
grep -q '^P1	VKORC1	called' out
verdict $? 'standard input'

mkfifo pipe
(cat good.vcf >pipe &)
expect 'a named pipe' 0 - call pipe --format tsv --gene VKORC1
grep -q '^P1	VKORC1	called' out
verdict $? 'a named pipe: the diplotype'
rm pipe

# ---- usage: exit 2 ----
refuse 'no file' 2 'which file' call --format tsv
refuse 'unknown command' 2 "did you mean 'call'" cal good.vcf
refuse 'version takes no words' 2 '^Usage: precis version$' version --nope
refuse 'no option is near' 2 "unknown option or missing value at '--frob'" call good.vcf --frob
refuse 'unknown option' 2 'did you mean --gene' call good.vcf --gnee CYP2C19
refuse 'option without value' 2 'gene needs a value' call good.vcf --gene
refuse 'unknown format' 2 'table, tsv, json or ndjson' call good.vcf --format xml
refuse 'several formats to standard output' 2 'need -o' call good.vcf --format tsv,json
refuse 'bad number' 2 'min-dp takes a number' call good.vcf --min-dp five
refuse 'bad build' 2 'build takes 37 or 38' call good.vcf --build 36
refuse 'switch of the other mode' 2 'needs --mode compatible' call good.vcf --all-matches
refuse 'standard input twice' 2 'once only' call - -
refuse 'both sample options' 2 'do not go together' call good.vcf --sample P1 --samples-file x
expect 'help' 0 - call --help
grep -q 'Exit code:' out
verdict $? 'help tells the exit codes'
expect 'version' 0 - --version

# ---- bad input: exit 1, one line ----
refuse 'no such file' 1 'nowhere.vcf: cannot open' call nowhere.vcf
refuse 'unknown gene' 1 "no gene 'CYP2C91'; did you mean .*CYP2C9" call good.vcf --gene CYP2C91
refuse 'unknown sample' 1 "no sample 'P2'" call good.vcf --sample P2
: >empty.vcf
refuse 'empty file' 1 'empty.vcf: .*empty' call empty.vcf
head -c 3000 /dev/urandom >noise.vcf
refuse 'not a variant file' 1 'noise.vcf: ' call noise.vcf
printf 'name,score\nx,1\n' >table.csv
refuse 'some table' 1 'table.csv: ' call table.csv

{ cat good.vcf; for i in $(seq 2000); do printf 'chr16\t%d\t.\tA\tG\t.\tPASS\tX=%d%d\tGT\t0/1\n' $((32000000 + i)) $RANDOM $RANDOM; done; } >long.vcf
gzip -c long.vcf >whole.vcf.gz
head -c $(($(stat -c %s whole.vcf.gz) / 2)) whole.vcf.gz >cut.vcf.gz
refuse 'truncated gzip' 1 'cut.vcf.gz: .*truncated' call cut.vcf.gz --format tsv -o cut.tsv
no_file 'truncated gzip' 'cut.tsv*'

sed 's/length=133797422/length=135534747/' good.vcf >mixed.vcf
refuse 'contigs of both builds' 1 'mixed.vcf: ' call mixed.vcf
refuse 'build against the header' 1 'build says GRCh37' call good.vcf --build 37
head38 misfit.vcf P1
for p in 94775367 94775416 94775453 94775489 94775507 94780574 94780579 94781858 94781859 94781944 94781999 94842861 94842866 94842879 94842995; do
    record misfit.vcf chr10 $p N A 0/1
done
sed -i '/^#/!s/\tN\tA/\tGATTACAGATTACA\tA/' misfit.vcf
refuse 'REF of another genome' 1 'misfit.vcf: .*REF' call misfit.vcf

head38 ragged.vcf P1 P2
record ragged.vcf chr16 31096368 C T 0/1
refuse 'ragged line' 1 'ragged.vcf:7: ' call ragged.vcf
head38 index.vcf P1
record index.vcf chr16 31096368 C T 0/2
refuse 'GT beyond ALT' 1 'index.vcf:7: ' call index.vcf
head38 twice.vcf P1 P1
record twice.vcf chr16 31096368 C T 0/1 0/1
refuse 'duplicate samples' 1 "twice.vcf:6: sample 'P1'" call twice.vcf
head38 utf.vcf "$(printf 'P\xff1')"
record utf.vcf chr16 31096368 C T 0/1
timeout 20 "$PRECIS" call utf.vcf --format json --gene VKORC1 >out 2>err
code=$?
[ $code = 1 ] || { [ $code = 0 ] && python3 -c 'import json; json.load(open("out", encoding="utf-8"))'; }
verdict $? 'invalid UTF-8 in a name: refused, or valid JSON'
head38 big.vcf P1
{ printf 'chr16\t31096368\t.\tC\tT\t.\tPASS\tX='; head -c 10000000 /dev/zero | tr '\0' A; printf '\tGT\t0/1\n'; } >>big.vcf
expect '10 MB line' 0 - call big.vcf --format tsv --gene VKORC1
grep -q '^P1	VKORC1	called' out
verdict $? '10 MB line: still read'
{ cat good.vcf; printf 'chr16\t31096400\t.\tC\tT\t.\tPASS\t.\tGT\t0/'; } >stump.vcf
timeout 20 "$PRECIS" call stump.vcf --format tsv --gene VKORC1 >out 2>err
[ $? -le 1 ] && [ "$(wc -l <err)" -le 1 ]
verdict $? 'last line cut off'

# ---- output ----
refuse 'full disk' 1 'No space left' call good.vcf --format tsv -o /dev/full
[ -c /dev/full ]
verdict $? 'full disk: the device is still one'
timeout 20 "$PRECIS" call good.vcf --format tsv >/dev/full 2>err
[ $? = 1 ] && grep -q 'No space left' err
verdict $? 'full standard output'
refuse 'no such folder' 1 'cannot write' call good.vcf --format tsv -o nowhere/x.tsv
mkdir folder
refuse 'output is a folder' 1 'is a directory' call good.vcf --format tsv -o folder
expect 'several formats' 0 - call good.vcf --format table,tsv,json,ndjson -o all
[ -s all.txt ] && [ -s all.tsv ] && [ -s all.json ] && [ -s all.ndjson ]
verdict $? 'several formats: four files'
no_file 'several formats' '*.part'
expect 'gzip output' 0 - call good.vcf --format tsv -o zipped.tsv.gz
gzip -dc zipped.tsv.gz | cmp -s - all.tsv
verdict $? 'gzip output: the same text'
[ "$(tail -c 28 zipped.tsv.gz | od -An -tx1 | tr -d ' \n')" = 1f8b08040000000000ff0600424302001b0003000000000000000000 ]
verdict $? 'gzip output: ends with the BGZF mark'
echo old >keep.tsv
refuse 'a failure keeps the old file' 1 . call index.vcf --format tsv -o keep.tsv
[ "$(cat keep.tsv)" = old ]
verdict $? 'a failure keeps the old file: unchanged'
{ timeout 20 "$PRECIS" call good.vcf --format tsv 2>err; echo $? >code; } | true
[ "$(cat code)" = 0 ] || { [ "$(cat code)" = 1 ] && [ "$(wc -l <err)" = 1 ]; }
verdict $? 'a reader that goes away: done before, or one line'

# ---- several files ----
head38 other.vcf P2
record other.vcf chr16 31096368 C T 1/1
expect 'two files' 0 - call good.vcf other.vcf --format tsv --gene VKORC1
rows 'two files' 2
expect 'one bad of two' 3 'index.vcf:7' call index.vcf other.vcf --format tsv --gene VKORC1
rows 'one bad of two' 1
head38 index2.vcf P3
record index2.vcf chr16 31096368 C T 0/7
timeout 20 "$PRECIS" call index.vcf index2.vcf --format tsv >out 2>err
[ $? = 1 ] && [ "$(wc -l <err)" = 2 ] && [ ! -s out ]
verdict $? 'two bad of two: exit 1, a line each'
refuse 'a person in two files' 1 "sample 'P1' is in good.vcf, too; use --join" call good.vcf good.vcf
head38 part.vcf P1
record part.vcf chr10 94781859 G A 0/1
expect 'parts of one person' 0 - call good.vcf part.vcf --join --format tsv --gene VKORC1,CYP2C19
rows 'parts of one person' 2
! grep -q 'not_tested' out
verdict $? 'parts of one person: both genes tested'
refuse 'parts of different people' 1 'P2' call good.vcf other.vcf --join
expect 'a sample in one of two files' 0 - call good.vcf other.vcf --sample P2 --format tsv --gene VKORC1
rows 'a sample in one of two files' 1
refuse 'a sample in none of two files' 1 "no sample 'P9' in any" call good.vcf other.vcf --sample P9

# ---- outside calls ----
printf 'HLA-B\t*57:01/*08:01\n' >hla.tsv
expect 'outside call' 0 - call good.vcf --outside hla.tsv --format tsv --gene HLA-B
grep -q '57:01' out && ! grep -q 'not_tested' out
verdict $? 'outside call: taken'
head38 both.vcf P1 P2
record both.vcf chr16 31096368 C T 0/1 1/1
refuse 'outside call for two people' 2 "no column 'sample'" call both.vcf --outside hla.tsv
printf 'sample\tgene\tdiplotype\nP2\tHLA-B\t*57:01/*08:01\n' >hla2.tsv
expect 'outside call by sample' 0 - call both.vcf --outside hla2.tsv --format tsv --gene HLA-B
[ "$(grep -c 'not_tested' out)" = 1 ] && grep -q '^P2.*57:01' out
verdict $? 'outside call by sample: only that one'
printf 'sample\tgene\tdiplotype\nP2\tHLA-B\t*57:01/*08:01\nP7\tHLA-B\t*57:01/*08:01\n' >hla3.tsv
expect 'outside call of nobody' 3 "sample 'P7' is in no input" call both.vcf --outside hla3.tsv --format tsv
printf 'HLA-B\t*57:01/*08:01\nNOGENE\t*1/*2\n' >hla4.tsv
expect 'a bad outside line' 3 'hla4.tsv:2: ' call good.vcf --outside hla4.tsv --format tsv --gene HLA-B
grep -q '57:01' out
verdict $? 'a bad outside line: the others stand'

# ---- sex ----
printf 'sample\tsex\nP1\tboy\n' >sex.tsv
refuse 'unknown sex' 1 "sex.tsv:2: sex is 'boy'" call good.vcf --sex sex.tsv
refuse 'no sex file' 1 'there is no file' call good.vcf --sex man

# ---- JSON against its schema ----
schema=$ROOT/docs/schema/call.schema.json
if python3 -c 'import jsonschema' 2>/dev/null; then
    "$PRECIS" call both.vcf part.vcf --format json --absent reference >out 2>err # P1 twice: refused
    [ $? = 1 ]
    verdict $? 'JSON: nothing for a conflict'
    "$PRECIS" call both.vcf --format json,ndjson --outside hla2.tsv -o j >out 2>err &&
        python3 - "$schema" <<'PY' >out 2>err
import json, sys
import jsonschema
schema = json.load(open(sys.argv[1]))
jsonschema.Draft202012Validator.check_schema(schema)
document = json.load(open("j.json"))
jsonschema.Draft202012Validator(schema).validate(document)
lines = [json.loads(line) for line in open("j.ndjson")]
assert lines == document["samples"], "ndjson differs from json"
assert [p["sample"] for p in lines] == ["P1", "P2"]
assert all(len(p["genes"]) > 20 for p in lines)
broken = json.loads(json.dumps(document))
broken["samples"][0]["genes"][0]["status"] = "fine"
try:
    jsonschema.Draft202012Validator(schema).validate(broken)
except jsonschema.ValidationError:
    pass
else:
    sys.exit("the schema accepts anything")
PY
    verdict $? 'JSON: fits its schema'
else
    echo "python3-jsonschema is not there: the schema is not checked"
fi

# ---- many people: the way by pattern gives what the way by person gives ----
names=$(for i in $(seq 100); do echo "S$i"; done)
# shellcheck disable=SC2086
head38 many.vcf $names
gt() { for i in $(seq 100); do case $(((i * $1) % 5)) in 0) echo '1/1' ;; 1 | 2) echo '0/1' ;; 3) echo './.' ;; *) echo '0/0' ;; esac; done; }
# shellcheck disable=SC2046
record many.vcf chr10 94781859 G A $(gt 1)
# shellcheck disable=SC2046
record many.vcf chr10 94781999 T G $(gt 7)
# shellcheck disable=SC2046
record many.vcf chr16 31096368 C T $(gt 3)
"$PRECIS" call many.vcf --format tsv,ndjson --gene CYP2C19,VKORC1 -o pattern >out 2>err
"$PRECIS" call many.vcf --format table,tsv,ndjson --gene CYP2C19,VKORC1 -o person >>out 2>>err
cmp -s pattern.tsv person.tsv && cmp -s pattern.ndjson person.ndjson && [ "$(wc -l <pattern.tsv)" = 201 ]
verdict $? 'many people: by pattern as by person'

closing
