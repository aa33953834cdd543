#!/bin/bash
# Installs what a target of the Makefile needs from Debian 12 and nothing else. Asks nothing, says
# what it does, and needs neither network nor root when nothing is missing.
# Usage: install_deps.sh build|check|fhir|bench|slurm|fuzz|cov|format
set -eu

# "package" is looked up as an installed package; "package=command" only by the command.
build="gcc=gcc libc6-dev make=make libhts-dev libyajl-dev libdeflate-dev zlib1g-dev libzstd-dev"
case "${1:-check}" in
build) wanted="$build" ;;
check) wanted="$build libcmocka-dev python3=python3 zstd=zstd" ;;
fhir) wanted="$build python3=python3 default-jre-headless=java maven=mvn npm=npm" ;;
bench) wanted="$build zstd=zstd python3=python3 bcftools=bcftools plink2=plink2 tabix=bgzip time=/usr/bin/time" ;;
slurm) wanted="$build slurmctld=slurmctld slurmd=slurmd slurm-client=sbatch munge=munged" ;;
fuzz) wanted="$build libcmocka-dev clang-14=clang-14" ;;
cov) wanted="$build libcmocka-dev python3=python3 lcov=lcov cppcheck=cppcheck valgrind=valgrind" ;;
format) wanted="clang-format-14=clang-format-14" ;;
*)
    echo "install_deps.sh: unknown group '$1' (build, check, fhir, bench, slurm, fuzz, cov, format)" >&2
    exit 2
    ;;
esac

have_package() {
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

if ! command -v dpkg-query >/dev/null; then
    echo "install_deps.sh: no dpkg here; please install what these Debian packages hold:" >&2
    echo "  $wanted" >&2
    exit 0
fi

missing=""
for item in $wanted; do
    case "$item" in
    *=*) command -v "${item#*=}" >/dev/null || missing="$missing ${item%%=*}" ;;
    *) have_package "$item" || missing="$missing $item" ;;
    esac
done
[ -n "$missing" ] || exit 0

echo "precis needs these Debian packages, which are missing here:$missing"
run=""
if [ "$(id -u)" != 0 ]; then
    if ! command -v sudo >/dev/null; then
        echo "install_deps.sh: not root and no sudo; as root: apt-get install$missing" >&2
        exit 1
    fi
    run="sudo"
fi
echo "installing them: ${run:+$run }apt-get install --no-install-recommends$missing"
export DEBIAN_FRONTEND=noninteractive
$run apt-get update -qq || echo "install_deps.sh: apt-get update failed; trying with what is known" >&2
# shellcheck disable=SC2086
$run env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing \
    >/dev/null
echo "installed:$missing"
