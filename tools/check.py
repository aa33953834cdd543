#!/usr/bin/env python3
"""Runs every test of the project and counts. Knows how each kind of test tells its result, nothing
about what they test. Called by `make check`; ends with the line "N passed, M failed".

    check.py --build build/asan --precis ./precis [--only unit,fuzz,e2e,kb,shape]

Unit tests are cmocka programs, one for each tests/unit/*/*_test.c (a missing program is a failure:
it did not compile). Fuzz seeds are replayed through each fuzz target. tests/e2e/*.sh and *.py print
"N passed, M failed" as their last line; the shell scripts run the executable with the sanitizers,
the Python ones, which read much, the optimised one. Everything runs from the repository root."""

import argparse
import concurrent.futures
import glob
import os
import re
import subprocess
import sys
import time

LIMIT_SECONDS = int(os.environ.get("PRECIS_TEST_SECONDS", "420"))
CLOSING = re.compile(r"^(\d+) passed, (\d+) failed\s*$", re.M)
KINDS = ["unit", "fuzz", "kb", "shape", "e2e"]


class Job:
    """One program to run; `count` makes (passed, failed, skipped) of its exit code and output."""

    def __init__(self, kind, name, command, count, env=None):
        self.kind, self.name, self.command, self.count = kind, name, command, count
        self.env = env or {}


def run(job):
    started = time.monotonic()
    if not os.path.exists(job.command[0]) and "/" in job.command[0]:
        return job, 0, 1, 0, f"{job.command[0]} is not there: it was not built", 0.0
    env = dict(os.environ, ASAN_OPTIONS="detect_leaks=1:allocator_may_return_null=1",
               UBSAN_OPTIONS="print_stacktrace=1", CMOCKA_MESSAGE_OUTPUT="stdout", **job.env)
    env.pop("MAKEFLAGS", None)
    try:
        done = subprocess.run(job.command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, env=env, timeout=LIMIT_SECONDS, check=False)
        text = done.stdout.decode("utf-8", "replace")
        passed, failed, skipped = job.count(done.returncode, text)
    except subprocess.TimeoutExpired as late:
        text = (late.stdout or b"").decode("utf-8", "replace")
        text += f"\nstopped after {LIMIT_SECONDS} s"
        passed, failed, skipped = 0, 1, 0
    return job, passed, failed, skipped, text, time.monotonic() - started


def count_cmocka(code, text):
    passed = len(re.findall(r"^\[       OK \]", text, re.M))
    failed = len(set(re.findall(r"^\[  FAILED  \] (\w+)\s*$", text, re.M)))
    skipped = len(re.findall(r"^\[  SKIPPED \] \w+\s*$", text, re.M))
    skipped += len(re.findall(r"^skipped:", text, re.M))
    if code != 0 and failed == 0:
        failed = 1  # a crash, a leak, a sanitizer's report
    if code == 0 and passed == 0 and failed == 0 and skipped == 0:
        failed = 1  # a program without tests proves nothing
    return passed, failed, skipped


def count_closing(code, text):
    found = CLOSING.findall(text)
    passed, failed = (int(found[-1][0]), int(found[-1][1])) if found else (0, 0)
    skipped = len(re.findall(r"^skipped\b", text, re.M | re.I))
    if (code != 0 or not found) and failed == 0:
        failed = 1
    return passed, failed, skipped


def count_one(code, _text):
    return (1, 0, 0) if code == 0 else (0, 1, 0)


def unit_jobs(build):
    for source in sorted(glob.glob("tests/unit/*/*_test.c")):
        name = source[len("tests/unit/"):-2]
        yield Job("unit", name, [f"{build}/tests/{name}"], count_cmocka)


def fuzz_jobs(build):
    for source in sorted(glob.glob("fuzz/fuzz_*.c")):
        name = os.path.basename(source)[5:-2]
        if name == "common":
            continue
        seeds = sorted(p for p in glob.glob(f"fuzz/seeds/{name}/*") if os.path.isfile(p))

        def count(code, text, wanted=len(seeds)):
            good = code == 0 and f"{wanted} inputs replayed" in text and wanted > 0
            return (wanted, 0, 0) if good else (0, 1, 0)

        yield Job("fuzz", f"seeds of {name}", [f"{build}/fuzz/fuzz_{name}"] + seeds, count)


def kb_jobs(build, precis, shared):
    yield Job("kb", "precis kb check (tables)", [precis, "kb", "check", "--kb", "kb"], count_one)
    yield Job("kb", "precis kb check (built in)", [precis, "kb", "check"], count_one)
    yield Job("kb", "texts that nothing asks for", [sys.executable, "tools/dead_texts.py"], count_one)
    tool = f"{build}/tools/fault_cli"
    if os.path.exists("tests/tools/fault_cli.c"):
        yield Job("kb", "fault sweep of commands", [tool], count_closing)
    if shared is None:
        return
    data = os.path.join(shared, "data")
    yield Job("kb", "tables against their sources",
              [sys.executable, "tools/curate_pgx.py", "--data", data, "--kb", "kb", "--check"],
              count_one)
    for source in ("cpic", "dpwg", "fda"):
        yield Job("kb", f"rules against {source}",
                  [sys.executable, "tools/check_rules.py", "--source", source, "--shared", shared],
                  count_one)


def e2e_jobs(build, precis):
    sanitized = f"{build}/precis"
    for path in sorted(glob.glob("tests/e2e/*.sh") + glob.glob("tests/e2e/*.py")):
        shell = path.endswith(".sh")
        with open(path, encoding="utf-8") as f:
            if not shell and "__main__" not in f.read():
                continue  # what several scripts share
        command = ["/bin/bash", path] if shell else [sys.executable, path]
        chosen = sanitized if shell else precis
        yield Job("e2e", path[len("tests/e2e/"):], command, count_closing,
                  {"PRECIS": os.path.abspath(chosen), "BUILD": os.path.dirname(build)})


def all_jobs(arguments, shared):
    jobs = list(unit_jobs(arguments.build)) + list(fuzz_jobs(arguments.build))
    jobs += list(kb_jobs(arguments.build, arguments.precis, shared))
    jobs.append(Job("shape", "shape of the source", [sys.executable, "tools/shape.py", "--build",
                                             os.path.dirname(arguments.build)],
                    count_one))
    jobs += list(e2e_jobs(arguments.build, arguments.precis))
    wanted = arguments.only.split(",") if arguments.only else KINDS
    return [j for j in jobs if j.kind in wanted]


def shared_folder():
    path = os.environ.get("PRECIS_SHARED", "../shared")
    return path if os.path.isdir(os.path.join(path, "data")) else None


def show(result, verbose):
    job, passed, failed, skipped, text, seconds = result
    mark = "FAIL" if failed else " ok "
    note = f", {skipped} skipped" if skipped else ""
    print(f"[{mark}] {job.kind:5} {job.name:44} {passed} passed, {failed} failed{note}"
          f"  ({seconds:.1f} s)")
    if failed or verbose:
        if job.kind == "unit" and re.search(r"^\[  FAILED  \]", text, re.M):
            text = text.split("ERROR: LeakSanitizer")[0]  # a failed test cannot clean up
        lines = text.rstrip().splitlines()
        for line in lines[-80:]:
            print("       | " + line)
    elif job.kind == "e2e":
        for line in text.splitlines():
            if line.lower().startswith("skipped"):
                print("       | " + line)
    sys.stdout.flush()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--build", default="build/asan", help="folder of the sanitized build")
    parser.add_argument("--precis", default="./precis", help="the optimised executable")
    parser.add_argument("--only", help="kinds to run: " + ",".join(KINDS))
    parser.add_argument("-j", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument("-v", action="store_true", help="show the output of passing tests too")
    arguments = parser.parse_args()
    shared = shared_folder()
    started = time.monotonic()
    total = [0, 0, 0]
    with concurrent.futures.ThreadPoolExecutor(arguments.j) as pool:
        for result in pool.map(run, all_jobs(arguments, shared)):
            show(result, arguments.v)
            for i in range(3):
                total[i] += result[i + 1]
    print(f"took {time.monotonic() - started:.0f} s")
    if total[2]:
        print(f"{total[2]} tests skipped themselves; each says why above or with -v")
    if shared is None:
        print("../shared is absent (or name it in PRECIS_SHARED). Left out: the tables and rules "
              "against their sources, the recorded answers, the real people and cohorts.")
    print(f"{total[0]} passed, {total[1]} failed")
    return 1 if total[1] or total[0] == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
