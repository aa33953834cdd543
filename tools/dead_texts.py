#!/usr/bin/env python3
"""Texts that nobody asks for: keys of kb/text/ that no word of the source names and that are not made of
a front that the source has ("score.band.") and codes that stand in a table or in the source. It
compares spellings and runs nothing; a key that it lets through may still be dead. Exits with 1 when
it finds one.

    dead_texts.py [--kb kb] [--src src]"""

import argparse
import glob
import os
import re
import sys

LITERAL = re.compile(r'"((?:\\.|[^"\\\n])*)"')
FRONT = re.compile(r"(?:[\w-]+\.)+")
VALUE = r"[-\d.]+(?:_[^:]+)?(?::[a-zA-Z%/().\d]+)?"  # "#" of a key: a number, perhaps with its unit
# Tables of kb/text/ whose rows are asked for one after the other, not by key.
NO_KEYS = {"locks.tsv"}


def literals(folder):
    found = set()
    for path in glob.glob(os.path.join(folder, "*", "*.[ch]")):
        with open(path, encoding="utf-8") as f:
            found.update(LITERAL.findall(f.read()))
    return found


def tables(folder):
    text = []
    for path in sorted(glob.glob(os.path.join(folder, "**", "*.tsv"), recursive=True)):
        if os.path.basename(os.path.dirname(path)) != "text":
            with open(path, encoding="utf-8") as f:
                text.append(f.read())
    return "\n".join(text)


def keys(folder):
    """(path, line, key) of each row; the patients' wording of a key goes with the key."""
    for path in sorted(glob.glob(os.path.join(folder, "text", "*.tsv"))):
        if os.path.basename(path) in NO_KEYS:
            continue
        with open(path, encoding="utf-8") as f:
            for number, line in enumerate(f, 1):
                if number > 1:
                    yield path, number, re.sub(r"\.patient$", "", line.split("\t")[0])


def stands_alone(code, known):
    at = known.find(code)
    while at >= 0:
        before, behind = known[at - 1:at], known[at + len(code):at + len(code) + 1]
        if not re.match(r"\w", before) and not re.match(r"\w", behind):
            return True
        at = known.find(code, at + 1)
    return False


def is_code(code, known):
    """True when the code, or one that fits its '#' and '*', stands somewhere."""
    if "#" not in code and "*" not in code:
        return stands_alone(code, known)
    pattern = re.escape(code).replace(r"\#", "#").replace(r"\*", ".+?").replace("#", VALUE)
    return re.search(pattern, known) is not None


def asked(key, words, fronts, known):
    if key in words:
        return True
    parts = key.split(".")
    for i in range(1, len(parts)):
        front = ".".join(parts[:i])
        if front + "." not in fronts and front not in words:
            continue
        tail = ".".join(parts[i:])
        if is_code(tail, known) or all(is_code(part, known) for part in parts[i:]):
            return True
    return False


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--kb", default="kb", help="folder of the tables")
    parser.add_argument("--src", default="src", help="folder of the source")
    arguments = parser.parse_args()
    words = literals(arguments.src)
    fronts = {m.group(0) for m in map(FRONT.match, words) if m}
    known = tables(arguments.kb) + "\n" + "\n".join(sorted(words))
    count = dead = 0
    for path, number, key in keys(arguments.kb):
        count += 1
        if not asked(key, words, fronts, known):
            dead += 1
            print(f"{path}:{number}: nothing asks for the text '{key}'")
    print(f"{count} texts, {dead} that nothing asks for")
    return 1 if dead or not count else 0


if __name__ == "__main__":
    sys.exit(main())
