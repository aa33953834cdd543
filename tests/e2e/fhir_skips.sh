#!/bin/bash
# What `make check-fhir` does when the validator cannot be had: it skips, says why and exits with 0 where
# a program or the network is missing; it fails where what was fetched is not what is pinned. The
# programs that fetch are stand-ins here, so nothing is fetched and no bundle is looked at.
set -u
cd "$(dirname "$0")/../.." || exit 2
WORK=$(mktemp -d) || exit 1
trap 'rm -rf "$WORK"' EXIT
passed=0
failed=0

# check NAME CODE PATTERN COMMAND...: exit code, and a line that fits
check() {
    local name=$1 code=$2 pattern=$3 got=0
    shift 3
    "$@" >"$WORK/now" 2>&1 || got=$?
    mv "$WORK/now" "$WORK/said"
    if [ "$got" = "$code" ] && grep -Eq -- "$pattern" "$WORK/said"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $name: exit $got, expected $code; expected: $pattern"
        head -5 "$WORK/said" | sed 's/^/    /'
    fi
}

# A PATH with what the script itself needs, and stand-ins: stand_in NAME CODE [COMMAND]
mkdir "$WORK/bin"
for tool in bash dirname mkdir cat rm ls wc timeout sha256sum mktemp env grep tail touch seq; do
    ln -s "$(command -v $tool)" "$WORK/bin/$tool"
done
ln -s "$(python3 -c 'import sys; print(sys.executable)')" "$WORK/bin/python3"
stand_in() {
    printf '#!/bin/bash\n%s\nexit %d\n' "${3:-}" "$2" >"$WORK/bin/$1"
    chmod +x "$WORK/bin/$1"
}
run() { env -i PATH="$WORK/bin" BUILD="$WORK/build" PRECIS=/no/precis bash tests/fhir/run.sh; }
skips() { # NAME PATTERN
    check "$1" 0 "$2" run
    check "$1: the closing line" 0 '^0 passed, 0 failed$' tail -n 1 "$WORK/said"
    rm -rf "$WORK/build"
}

stand_in java 1
stand_in npm 1
skips "no Maven" '^check-fhir: skipped: mvn is not installed$'
stand_in mvn 1 'echo "[ERROR] Unknown host"'
skips "Maven without a network" '^check-fhir: skipped: Maven Central could not be reached'
stand_in mvn 0 'for word; do case $word in -DoutputDirectory=*) mkdir -p "${word#*=}"; touch "${word#*=}/other.jar";; esac; done'
check "another jar than the pinned ones" 1 'what Maven fetched is not what .* pins' run
check "another jar: the closing line" 0 '^0 passed, 1 failed$' tail -n 1 "$WORK/said"
rm -rf "$WORK/build"

# As if all jars were there and right:
rm "$WORK/bin/sha256sum"
stand_in sha256sum 0
count=$(wc -l <tests/fhir/validator.sha256)
mkdir -p "$WORK/build/fhir/jars"
for i in $(seq "$count"); do touch "$WORK/build/fhir/jars/$i.jar"; done
touch "$WORK/build/fhir/jars/one_more.jar"
check "a jar too many" 1 'holds files that .* does not name' run
rm "$WORK/build/fhir/jars/one_more.jar"
cp -r "$WORK/build" "$WORK/with_jars"
skips "npm without a network" '^check-fhir: skipped: the npm registry could not be reached$'
cp -r "$WORK/with_jars" "$WORK/build"
first=$(sed -n '2s/^\([^\t]*\)\t\([^\t]*\).*/\1-\2.tgz/p' tests/fhir/packages.tsv)
stand_in npm 0 "echo other >$first"
check "another package than the pinned one" 1 'the npm packages are not what .* pins' run
check "and what was expected" 0 'integrity sha512-.*, expected sha512-' cat "$WORK/said"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
