#!/usr/bin/env python3
"""tools/shape.py and tools/dead_texts.py find what is planted: each trap is a small file of its own in an
empty tree; the line that names it must come, and what is no trap must come through."""
import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
HEAD = "/* What it knows. */\n"
BODY = HEAD + "static status f(err *e, str *out)\n{\n%s}\n"
LONG = "".join(f"    x[{i}] = 0;\n" for i in range(81))
BRANCHY = "".join(f"    if (x == {i}) return OK;\n" for i in range(15))
# name of the file below src/, text, what is said (None: nothing)
TRAPS = [
    ("base/good.c", BODY % "    AUTO(buf_release) buf a;\n    item x[2] = {{1}, {2}};\n"
     "    buf_init(&a, 10);\n    TRY(put(&a));\n    return keep(buf_str(&a));\n", None),
    ("base/early_try.c", BODY % "    AUTO(buf_release) buf text;\n    TRY(read(&text, e));\n"
     "    return OK;\n", "AUTO of text, which is not initialised"),
    ("base/second_late.c", BODY % "    AUTO(buf_release) buf a, b;\n    buf_init(&a, 10);\n"
     "    if (e == NULL) return OK;\n    buf_init(&b, 10);\n    return OK;\n",
     "AUTO of b, which is not initialised"),
    ("base/pointer.c", BODY % "    AUTO(free_it) thing *t;\n    return OK;\n",
     "AUTO of t, which is not initialised"),
    ("base/inner_scope.c", BODY % "    if (e != NULL) {\n        AUTO(buf_release) buf a;\n    }\n"
     "    return OK;\n", "AUTO of a, which is not initialised"),
    ("base/given_away.c", BODY % "    AUTO(buf_release) buf a;\n    buf_init(&a, 10);\n"
     "    *out = buf_str(&a);\n    return OK;\n", "a is released at the end of the scope"),
    ("base/headless.c", "int x;\n", "does not open with a paragraph"),
    ("base/wide.c", HEAD + "/* " + "x" * 100 + " */\n", "106 columns, at most 100"),
    ("base/long.c", BODY % LONG, "lines, at most 80"),
    ("base/branchy.c", BODY % BRANCHY, "McCabe 16, at most 15"),
    ("base/upwards.c", HEAD + '#include "kb/kb.h"\n', "an include goes down only"),
    ("pgx/sideways.c", HEAD + '#include "chart/chart.h"\n', "an include goes down only"),
    ("kb/foreign.c", HEAD + "#include <htslib/vcf.h>\n", "<htslib/vcf.h> only in genome"),
    ("kb/own_memory.c", BODY % "    free(out);\n    return OK;\n", "memory comes from"),
    ("kb/prints.c", BODY % '    printf("x");\n    return OK;\n', "nothing in the library prints"),
    ("kb/conditional.c", HEAD + "#ifdef FAST\n#endif\n", "conditional compilation only"),
    ("base/machine.c", HEAD + '/* see "/ho' + 'me/somebody" */\n', "path of a machine"),
    ("attic/x.c", HEAD, "src/attic is no floor of the house"),
]


def said_of(name, text):
    with tempfile.TemporaryDirectory() as tree:
        path = os.path.join(tree, "src", name)
        os.makedirs(os.path.dirname(path))
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)
        done = subprocess.run([sys.executable, os.path.join(ROOT, "tools", "shape.py")], cwd=tree,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                              check=False, timeout=60)
    return done.returncode, done.stdout


# keys of texts, the source's literals, cells of a table, the keys that nothing asks for
TEXTS = [
    (["ui.title", "ui.old"], ["ui.title"], [], ["ui.old"]),
    (["band.low", "band.odd"], ["band."], ["low"], ["band.odd"]),
    (["light.stop", "light.go"], ["light", "stop"], [], ["light.go"]),
    (["also.wait:#", "also.check:*", "also.over:#"], ["also."], ["wait:12_wk;check:liver"],
     ["also.over:#"]),
    (["a.b.patient", "a.c.patient"], ["a.b"], [], ["a.c"]),
]


def dead_of(keys, literals, cells):
    with tempfile.TemporaryDirectory() as tree:
        files = {"kb/text/x.tsv": "key\ten\n" + "".join(f"{k}\tword\n" for k in keys),
                 "kb/t.tsv": "code\n" + "".join(c + "\n" for c in cells),
                 "src/report/x.c": "".join(f'f("{x}");\n' for x in literals)}
        for name, text in files.items():
            path = os.path.join(tree, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as f:
                f.write(text)
        done = subprocess.run([sys.executable, os.path.join(ROOT, "tools", "dead_texts.py")], cwd=tree,
                              stdout=subprocess.PIPE, text=True, check=False, timeout=60)
    return done.returncode, re.findall(r"asks for the text '(.*)'", done.stdout)


def main():
    passed = failed = 0
    for keys, literals, cells, dead in TEXTS:
        code, said = dead_of(keys, literals, cells)
        good = code == 1 and said == dead
        passed += good
        failed += not good
        if not good:
            print(f"FAILED texts {keys}: exit {code}, expected {dead}, said {said}")
    for name, text, expected in TRAPS:
        code, said = said_of(name, text)
        wanted = f"src/{name}:" if expected else ""
        lines = [line for line in said.splitlines() if line.startswith("src/")]
        good = (code == 0 and not lines) if expected is None else \
            (code == 1 and any(line.startswith(wanted) and expected in line for line in lines))
        passed += good
        failed += not good
        if not good:
            print(f"FAILED {name}: exit {code}, expected '{expected}', said: {lines}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
