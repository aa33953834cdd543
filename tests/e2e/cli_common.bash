# What the tests of the command line share (call_cli.sh, report_cli.sh, score_cli.sh …), to be sourced from
# the repository's root: finds $PRECIS (default ./precis), goes into an empty folder that is removed at
# the end ($ROOT is where the repository is), runs a command and looks at exit code, `out` and `err`,
# counts. A script ends with `closing`.
PRECIS=${PRECIS:-./precis}
case $PRECIS in /*) ;; *) PRECIS=$PWD/$PRECIS ;; esac
# shellcheck disable=SC2034
ROOT=$PWD
WORK=$(mktemp -d) || exit 1
trap 'rm -rf "$WORK"' EXIT
cd "$WORK" || exit 1
passed=0
failed=0

verdict() { # ok? what
    if [ "$1" = 0 ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $2"
        head -5 out | cut -c1-200 | sed 's/^/    stdout: /'
        head -5 err | cut -c1-300 | sed 's/^/    stderr: /'
    fi
}

# expect NAME CODE ERR_PATTERN|- ARGUMENTS...: exit code, and exactly one line that fits, or none
expect() {
    local name=$1 code=$2 pattern=$3 got=0 bad=0
    shift 3
    timeout 60 "$PRECIS" "$@" >out 2>err </dev/null || got=$?
    [ "$got" = "$code" ] || bad=1
    if [ "$pattern" = - ]; then
        [ ! -s err ] || bad=1
    else
        [ "$(wc -l <err)" = 1 ] || bad=1
        grep -Eq -- "$pattern" err || bad=1
    fi
    [ "$bad" = 0 ] || echo "exit $got, expected $code; expected on stderr: $pattern"
    verdict $bad "$name"
}

# the same, and nothing on standard output
refuse() {
    expect "$@"
    [ ! -s out ]
    verdict $? "$1: nothing on standard output"
}

says() { # NAME PATTERN [FILE]: on standard output
    grep -Eq -- "$2" "${3:-out}"
    verdict $? "$1: says $2"
}

tells() { # NAME PATTERN: the same, with the page's lines joined
    tr -s ' \n' ' ' <out | grep -Eq -- "$2"
    verdict $? "$1: tells $2"
}

silent() { # NAME PATTERN [FILE]: not on standard output
    ! grep -Eq -- "$2" "${3:-out}"
    verdict $? "$1: does not say $2"
}

no_file() { # NAME GLOB
    [ -z "$(compgen -G "$2")" ]
    verdict $? "$1: nothing left as $2"
}

closing() {
    echo "$passed passed, $failed failed"
    [ "$failed" = 0 ]
}
