#!/bin/bash
# `make install` into an empty folder: every file is there, pkg-config knows the library, and a
# program that sees nothing but the installed files compiles, links and answers.
set -u
cd "$(dirname "$0")/../.." || exit 2
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
passed=0
failed=0
check() { # NAME COMMAND...
    if "${@:2}" >"$room/log" 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "failed: $1"
        tail -n 15 "$room/log"
    fi
}
check "make install" make --no-print-directory install DESTDIR="$room" PREFIX=/usr
for file in bin/precis lib/libprecis.a lib/pkgconfig/precis.pc include/precis.h \
    share/man/man1/precis.1; do
    check "$file is installed" test -s "$room/usr/$file"
done
check "the installed program answers" "$room/usr/bin/precis" call examples/NA19147.g.vcf.gz
check "nothing but placeholders was replaced" bash -c "! grep -q @ '$room/usr/lib/pkgconfig/precis.pc'"
cat >"$room/user.c" <<'END'
#include <precis.h>
#include <stdio.h>
#include <string.h>
int main(int argc, char **argv)
{
    precis *p = NULL;
    char *json = NULL;
    int good = argc == 2 && precis_open(NULL, &p) == PRECIS_OK &&
               precis_call_file(p, argv[1], NULL, &json, NULL) == PRECIS_OK &&
               strstr(json, "\"CYP2C19\"") != NULL;
    fprintf(stderr, "%s\n", precis_error(p));
    precis_text_free(json);
    precis_close(p);
    return good ? 0 : 1;
}
END
flags="-I$room/usr/include -L$room/usr/lib"
if command -v pkg-config >/dev/null; then
    check "pkg-config knows the version" bash -c \
        "[ \"\$(PKG_CONFIG_PATH='$room/usr/lib/pkgconfig' pkg-config --modversion precis)\" = \
        \"\$('$room/usr/bin/precis' version | grep -oE '[0-9]+\.[0-9]+\.[0-9]+' | head -n 1)\" ]"
fi
libs=$(sed -n 's/^Libs: *-L[^ ]* //p' "$room/usr/lib/pkgconfig/precis.pc")
# shellcheck disable=SC2086
check "a C11 program compiles" gcc -std=c11 -Wall -Wextra -Werror -pedantic $flags \
    "$room/user.c" -o "$room/user" $libs
check "and answers" "$room/user" examples/NA19147.g.vcf.gz
sed 's/NULL/0/g' "$room/user.c" >"$room/user.cpp"
if command -v g++ >/dev/null; then
    # shellcheck disable=SC2086
    check "a C++ program compiles" g++ -std=c++17 -Wall -Wextra -Werror $flags "$room/user.cpp" \
        -o "$room/user" $libs
fi
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
