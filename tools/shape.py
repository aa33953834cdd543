#!/usr/bin/env python3
"""Checks how precis is written: what docs/development.md calls the shape. Plain text work plus nm;
it knows the rules and nothing of what the code does. Prints one line for each violation and exits
with 1 when there is any.

    shape.py [--build build]      (the objects in the folder tell unused functions and globals;
                                   without them those two checks are left out and it says so)"""

import argparse
import collections
import glob
import os
import re
import subprocess
import sys

LINES_MAX, FUNCTION_MAX, MCCABE_MAX, COLUMNS_MAX = 800, 80, 15, 100
MCCABE_TESTS_MAX = 25  # the && of an assertion is a list, not a branch

FLOORS = {"base": 0, "genome": 1, "kb": 1, "finding": 1, "pgx": 2, "chart": 2, "risk": 2,
          "onco": 2, "pathogen": 2, "assay": 2, "advice": 3, "report": 4, "cohort": 4, "vault": 4,
          "service": 5, "cli": 6, "face": 6}
# Library header (prefix) -> the only folders of src/ that may include it; see
# docs/dependencies.md.
LIBRARIES = {"htslib/": {"genome"}, "yajl/": {"base"}, "sqlite3.h": {"vault"},
             "sodium.h": {"vault"}, "microhttpd.h": {"service"},
             "libdeflate.h": {"base", "kb", "genome", "cohort"}, "zlib.h": {"base", "genome"},
             "zstd.h": {"base"}}
GLOBALS_ALLOWED = {"cli", "service"}
# Mutable globals elsewhere, each with its reason.
GLOBAL_EXCEPTIONS = {
    ("base/memory.c", "fault"): "fault injection of tests",
    ("base/memory.c", "refused"): "tells a writer that memory ran out somewhere below it",
    ("base/file.c", "flush_countdown"): "fault injection of tests",
}
# Folders whose functions are called by nothing in src/ for a reason: the floor everybody stands on
# is a vocabulary (its tests count as callers), the public face is called from outside.
CALLED_FROM_OUTSIDE = {"base": "tests", "face": "programs that link the library"}
BANNED = {
    r"\b(?:malloc|calloc|realloc|free|strdup|strndup|asprintf|vasprintf|getline)\s*\(":
        (("base",), "memory comes from base/memory.h"),
    r"\b(?:strcpy|strcat|sprintf|vsprintf|gets|strtok|strncpy|strncat|atoi|atof|atol|alloca)\s*\(":
        ((), "banned function"),
    r"\b(?:exit|_exit|abort)\s*\(": (("cli",), "only the program exits"),
    r"\b(?:printf|vprintf|puts|putchar|perror)\s*\(": (("cli",), "nothing in the library prints"),
    r"\bfprintf\s*\(\s*std(?:err|out)": (("cli", "service"), "nothing in the library prints"),
    r"\b(?:time|clock|rand|srand|random|gettimeofday|localtime|localtime_r)\s*\(":
        (("base", "cli", "service"), "clock and chance are injected"),
}
# A local with AUTO(release); what can leave its scope; what makes it whole.
AUTO_LOCAL = re.compile(r"\bAUTO\(\w+\)\s*(?:const\s+)?(?:struct\s+)?\w+\s*([^;{]*?)\s*(?:=|;)")
LEAVES = r"\b(?:return|goto|break|continue|TRY|TRY_MEM|FAIL)\b|\n *}"
BRANCH = re.compile(r"\b(?:if|for|while|case)\b|&&|\|\||\?")


class Findings:
    def __init__(self):
        self.lines = []

    def add(self, path, line, what):
        self.lines.append(f"{path}:{line}: {what}" if line else f"{path}: {what}")


def bare(text):
    """The code with comments and literals blanked, line breaks kept."""
    def blank(m):
        kept = re.sub(r"[^\n]", " ", m.group(0))
        return kept if m.group(0).startswith("/") else '"' + kept[1:-1] + '"'
    return re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', blank, text,
                  flags=re.S)


def functions(code):
    """(name, first line, last line, text) of each function whose braces stand in column 0."""
    lines = code.split("\n")
    start = None
    for number, line in enumerate(lines, 1):
        if line == "{":
            start = number
        elif line == "}" and start is not None:
            head = start - 1
            while head > 0 and lines[head - 1].strip() and lines[head - 1][0] not in "}#":
                head -= 1
            named = re.search(r"(\w+)\s*\(", re.sub(r"__attribute__\s*\(\(.*?\)\)\s*", "",
                                                   " ".join(lines[head:start - 1])))
            yield (named.group(1) if named else "?", start, number,
                   "\n".join(lines[start - 1:number]))
            start = None


def check_text(path, text, found):
    lines = text.split("\n")
    if len(lines) - 1 > LINES_MAX:
        found.add(path, 0, f"{len(lines) - 1} lines, at most {LINES_MAX}")
    if not text.startswith("/*"):
        found.add(path, 1, "does not open with a paragraph that says what the file knows")
    for number, line in enumerate(lines, 1):
        if len(line) > COLUMNS_MAX:
            found.add(path, number, f"{len(line)} columns, at most {COLUMNS_MAX}")
        if line != line.rstrip() or "\t" in line:
            found.add(path, number, "tab or trailing blank")


def check_functions(path, code, found, most=MCCABE_MAX):
    for name, first, last, body in functions(code):
        if last - first + 1 > FUNCTION_MAX:
            found.add(path, first, f"{name}: {last - first + 1} lines, at most {FUNCTION_MAX}")
        branches = 1 + len(BRANCH.findall(body))
        if branches > most:
            found.add(path, first, f"{name}: McCabe {branches}, at most {most}")


def check_cleanup(path, code, found, made_by=r"\w+_init\("):
    """What is released by itself is whole before anything can leave its scope (a release of an
    uninitialised local frees garbage), and is not handed out: it is gone when the caller looks."""
    for m in AUTO_LOCAL.finditer(code):
        line = code.count("\n", 0, m.start()) + 1
        end = code.find("\n}", m.end())
        rest = code[m.end():end if end > 0 else len(code)]
        names = [re.sub(r".*?(\w+)(?:\[.*)?$", r"\1", n.strip(" *\n")) for n in m.group(1).split(",")]
        for name in names:
            whole = rf"{made_by}&{name}\b|(?<![\w.>]){name} = "
            first = re.search(f"{LEAVES}|(?P<whole>{whole})", rest)
            if code[m.end() - 1] == ";" and not (first and first.group("whole")):
                found.add(path, line, f"AUTO of {name}, which is not initialised here or by the next "
                          "statement")
            given = re.search(rf"(?:\breturn|\*\w+ =|\w->\w+ =) (?:&|buf_str\(&)?{name}\b\)?;", rest)
            if given:
                found.add(path, line + rest.count("\n", 0, given.start()),
                          f"{name} is released at the end of the scope, and given away: "
                          + given.group(0))


def check_includes(path, folder, text, found):
    for number, line in enumerate(text.split("\n"), 1):
        own = re.match(r'#include "([^"]+)"', line)
        system = re.match(r"#include <([^>]+)>", line)
        if own:
            if own.group(1) == "precis.h":
                continue
            other = own.group(1).split("/")[0] if "/" in own.group(1) else folder
            if other not in FLOORS:
                found.add(path, number, f"includes {own.group(1)}: no such floor")
            elif other != folder and FLOORS[other] >= FLOORS[folder]:
                found.add(path, number, f"includes {own.group(1)}: an include goes down only")
        if system:
            for library, allowed in LIBRARIES.items():
                if system.group(1).startswith(library) and folder not in allowed:
                    found.add(path, number, f"<{system.group(1)}> only in "
                              + ", ".join(sorted(allowed)))


def check_words(path, folder, code, found):
    for number, line in enumerate(code.split("\n"), 1):
        guard = re.match(r"#\s*(ifndef|if|ifdef|elif|else)\b(.*)", line)
        if guard and folder != "base" and not re.match(r"\s*PRECIS_\w+_H$", guard.group(2).rstrip()):
            found.add(path, number, "conditional compilation only in src/base/")
        for pattern, (allowed, why) in BANNED.items():
            if folder not in allowed and re.search(r"(?<![\w.>])" + pattern, line):
                found.add(path, number, f"{re.search(pattern, line).group(0)}...): {why}")


def check_names(paths, found):
    seen = collections.defaultdict(list)
    for path in paths:
        seen[os.path.basename(path)].append(path)
    for name, places in sorted(seen.items()):
        if len(places) > 1:
            found.add(places[1], 0, f"the name {name} is taken by {places[0]}")


def symbols(path):
    """(name, type letter, section) of each symbol of an object file."""
    text = subprocess.run(["nm", "-f", "sysv", path], capture_output=True, text=True,
                          check=True).stdout
    for line in text.split("\n"):
        part = [p.strip() for p in line.split("|")]
        if len(part) == 7 and part[0] != "Name":
            yield re.sub(r"\.\d+$", "", part[0]), part[2], part[3], part[6]


def check_objects(build, found):
    """Mutable globals, and functions that nothing calls."""
    defined, wanted, missing = {}, collections.defaultdict(set), 0
    for source in sorted(glob.glob("src/*/*.c")):
        unit = source[4:]
        folder = unit.split("/")[0]
        path = os.path.join(build, unit[:-2] + ".o")
        if not os.path.exists(path):
            missing += 1
            continue
        for name, letter, kind, section in symbols(path):
            if letter == "U":
                wanted[name].add(unit)
            elif letter == "T":
                defined[name] = unit
            elif letter in "bBdDC" and kind == "OBJECT" and not section.startswith(".data.rel.ro"):
                if folder not in GLOBALS_ALLOWED and (unit, name) not in GLOBAL_EXCEPTIONS:
                    found.add(source, 0, f"mutable global {name}")
    for name, unit in sorted(defined.items()):
        if wanted[name] or name == "main" or unit.split("/")[0] in CALLED_FROM_OUTSIDE:
            continue
        with open("src/" + unit, encoding="utf-8") as f:
            uses = len(re.findall(rf"\b{name}\b", bare(f.read())))
        if uses < 2:
            found.add("src/" + unit, 0, f"{name}: nothing calls it")
    if missing:
        print(f"shape: {missing} files have no object in {build}: unused functions may be missed",
              file=sys.stderr)
    return missing == 0


def repository_files():
    """What git knows or would add; where git cannot tell (not installed, a tree that was copied), all
    but what is built."""
    try:
        listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], text=True,
                                capture_output=True, check=True).stdout.split("\n")
        return [path for path in listed if path]
    except (FileNotFoundError, subprocess.CalledProcessError):
        return [os.path.relpath(os.path.join(folder, name)) for folder, _, names in os.walk(".")
                for name in names if not folder.startswith(("./.git", "./build")) and
                os.path.join(folder, name) != "./precis"]


def check_machine(found):
    """No path of a developer's machine in any file of the repository."""
    for path in repository_files():
        try:
            with open(path, encoding="utf-8") as f:
                text = f.read()
        except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
            continue
        for m in re.finditer(r"(?<![\w.])/(?:work|home|root)/\w+", text):
            found.add(path, text.count("\n", 0, m.start()) + 1, f"path of a machine: {m.group(0)}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--build", default="build", help="folder of the objects")
    arguments = parser.parse_args()
    found = Findings()
    paths = sorted(glob.glob("src/*/*.[ch]"))
    for path in paths:
        folder = path.split("/")[1]
        with open(path, encoding="utf-8") as f:
            text = f.read()
        code = bare(text)
        check_text(path, text, found)
        if folder not in FLOORS:
            found.add(path, 0, f"src/{folder} is no floor of the house")
            continue
        check_functions(path, code, found)
        check_cleanup(path, code, found)
        check_includes(path, folder, text, found)
        check_words(path, folder, code, found)
    others = sorted(glob.glob("tests/*/*.[ch]") + glob.glob("tests/unit/*/*.[ch]")
                    + glob.glob("fuzz/*.[ch]") + glob.glob("bench/*.[ch]")
                    + glob.glob("tools/*.[ch]"))
    for path in others:
        with open(path, encoding="utf-8") as f:
            text = f.read()
        check_text(path, text, found)
        check_functions(path, bare(text), found, MCCABE_TESTS_MAX)
        # a failed assertion jumps past every release, so helpers that make a local are welcome
        check_cleanup(path, bare(text), found, made_by="")
    check_names(paths + others, found)
    check_machine(found)
    check_objects(arguments.build, found)
    for line in found.lines:
        print(line)
    print(f"shape: {len(paths)} source files, {len(others)} of tests and tools, "
          f"{len(found.lines)} violations")
    return 1 if found.lines else 0


if __name__ == "__main__":
    sys.exit(main())
