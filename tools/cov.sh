#!/bin/bash
# Branch coverage of src/ by the unit tests and the small end-to-end scripts, as a table by file.
# Usage: cov.sh FOLDER      (the --coverage build; the full page is FOLDER/html/index.html)
set -u
folder=${1:?folder of the build with --coverage}
find "$folder" -name '*.gcda' -delete
for program in $(find "$folder/tests" -name '*_test' -type f | sort); do
    timeout 300 "$program" >/dev/null 2>&1 || echo "cov: $program failed" >&2
done
for script in tests/e2e/*.sh; do
    [ -f "$script" ] && PRECIS="$PWD/$folder/precis" timeout 300 bash "$script" >/dev/null 2>&1
done
branches=(--rc lcov_branch_coverage=1)
lcov --quiet "${branches[@]}" --capture --directory "$folder" --output-file "$folder/all.info" || exit 1
lcov --quiet "${branches[@]}" --extract "$folder/all.info" "$PWD/src/*" \
    --output-file "$folder/src.info" || exit 1
lcov "${branches[@]}" --list "$folder/src.info"
genhtml --quiet --branch-coverage --output-directory "$folder/html" "$folder/src.info" &&
    echo "page: $folder/html/index.html"
