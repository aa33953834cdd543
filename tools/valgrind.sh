#!/bin/bash
# Runs the optimised unit tests under valgrind: uninitialised values, which the sanitizers of
# `make check` cannot see. Usage: valgrind.sh BUILD
set -u
build=${1:?folder of the build}
good=0
bad=0
for program in $(find "$build/tests" -name '*_test' -type f | sort); do
    if timeout 900 valgrind --quiet --error-exitcode=99 --leak-check=full "$program" \
        >"$build/valgrind.log" 2>&1; then
        good=$((good + 1))
    else
        bad=$((bad + 1))
        echo "valgrind: ${program#"$build"/tests/}"
        grep '^==' "$build/valgrind.log" | head -n 20
    fi
done
echo "$good passed, $bad failed"
[ "$bad" = 0 ]
