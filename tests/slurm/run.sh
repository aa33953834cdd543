#!/bin/bash
# A Slurm 22.05 array on two virtual nodes of this machine: slurmctld and two slurmd with different
# ports on the loopback, their own munge key and sockets in a temporary folder. Seven tasks make seven
# shards; one task is killed and requeued; the merged table must equal one run over everybody, byte
# for byte. Nothing of an installed Slurm or munge is touched. Run by `make check-slurm`.
# Needs root and Debian's slurmctld, slurmd, slurm-client and munge; says so and skips (exit 0) when
# they are not there.
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD
export PRECIS=${PRECIS:-$root/precis}
SHARDS_N=7
for tool in slurmctld slurmd sbatch scontrol squeue munged; do
    PATH=$PATH:/usr/sbin:/sbin command -v $tool > /dev/null && continue
    echo "check-slurm: skipped: $tool is not installed (apt-get install slurmctld slurmd slurm-client munge)"
    exit 0
done
PATH=$PATH:/usr/sbin:/sbin
if [ "$(id -u)" != 0 ]; then
    echo "check-slurm: skipped: slurmd runs jobs of other users and needs root"
    exit 0
fi
test -x "$PRECIS" || { echo "check-slurm: $PRECIS is not built"; exit 1; }

work=$(mktemp -d)
pids=()
cleanup() {
    for pid in "${pids[@]}"; do kill "$pid" 2> /dev/null || true; done
    for pid in "${pids[@]}"; do
        for _ in $(seq 50); do kill -0 "$pid" 2> /dev/null || break; sleep 0.1; done
        kill -9 "$pid" 2> /dev/null || true
    done
    rm -rf "$work"
}
trap cleanup EXIT
fail() {
    echo "check-slurm: FAILED: $*"
    tail -n 15 "$work"/*.log 2> /dev/null || true
    exit 1
}

# ---- input: the real cohort when it is there, else a small made one
shared=${PRECIS_SHARED:-$root/../shared}
INPUT=$shared/data/genomes/pharmcat_positions.1kgp30x.vcf.gz
[ -r "$INPUT" ] || { INPUT=$work/made.vcf; python3 tests/e2e/common_cohort.py 500 > "$INPUT"; }
export INPUT
export OPTIONS="--absent reference --mode compatible"
export SHARDS=$work/shards
mkdir "$SHARDS"

# ---- munge: a key and a socket of our own
chmod 755 "$work"
mkdir -m 755 "$work/munge"
dd if=/dev/urandom of="$work/munge/key" bs=128 count=1 2> /dev/null
chmod 600 "$work/munge/key"
munged --foreground --force --key-file="$work/munge/key" --socket="$work/munge/socket" \
    --pid-file="$work/munge/pid" --log-file="$work/munge/log" --seed-file="$work/munge/seed" \
    > "$work/munged.log" 2>&1 &
pids+=($!)
for _ in $(seq 50); do [ -S "$work/munge/socket" ] && break; sleep 0.1; done
[ -S "$work/munge/socket" ] || fail "munged did not start"

# ---- slurm
base=$((20000 + $$ % 20000))
cat > "$work/slurm.conf" << CONF
ClusterName=precis
SlurmctldHost=$(hostname -s)(127.0.0.1)
SlurmctldPort=$base
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=$work/munge/socket
CredType=cred/munge
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool.%n
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd.%n.pid
SlurmctldLogFile=$work/slurmctld.log
SlurmdLogFile=$work/slurmd.%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SlurmdParameters=config_overrides
ReturnToService=2
JobRequeue=1
MinJobAge=300
SchedulerParameters=batch_sched_delay=1,sched_interval=2
NodeName=n1 NodeHostname=$(hostname -s) NodeAddr=127.0.0.1 Port=$((base + 1)) CPUs=1 State=UNKNOWN
NodeName=n2 NodeHostname=$(hostname -s) NodeAddr=127.0.0.1 Port=$((base + 2)) CPUs=1 State=UNKNOWN
PartitionName=main Nodes=n1,n2 Default=YES MaxTime=10 State=UP
CONF
: > "$work/cgroup.conf"
mkdir "$work/state" "$work/spool.n1" "$work/spool.n2"
export SLURM_CONF=$work/slurm.conf
slurmctld -D -f "$SLURM_CONF" > "$work/slurmctld.out.log" 2>&1 &
pids+=($!)
for node in n1 n2; do
    slurmd -D -N $node -f "$SLURM_CONF" > "$work/slurmd.$node.out.log" 2>&1 &
    pids+=($!)
done
for _ in $(seq 300); do
    [ "$(sinfo -h -N -t idle -o %N 2> /dev/null | sort -u | wc -l)" = 2 ] && break
    sleep 0.1
done
[ "$(sinfo -h -N -t idle -o %N | sort -u | wc -l)" = 2 ] || { sinfo -N -l; fail "the nodes are not idle"; }
slurmctld -V

# ---- the array; task 3 is killed in the middle and requeued
export STOP_TASK=3
job=$(sbatch --parsable --array=1-$SHARDS_N --requeue -n 1 -o "$work/task-%a.log" \
    --chdir="$root" tests/slurm/cohort_array.sbatch)
for _ in $(seq 300); do [ -s "$SHARDS/stopped.pid" ] && break; sleep 0.1; done
[ -s "$SHARDS/stopped.pid" ] || fail "task 3 did not start"
kill -9 "$(cat "$SHARDS/stopped.pid")"
task=${job}_3
state() { scontrol -o show job "$task" | sed -n 's/.*JobState=\([A-Z_]*\).*/\1/p' | head -1; }
for _ in $(seq 300); do [ "$(state)" = FAILED ] && break; sleep 0.1; done
[ "$(state)" = FAILED ] || fail "the killed task is $(state), not FAILED"
ls "$SHARDS"/shard-00003-of-00007.tsv 2> /dev/null && fail "a killed task left a shard"
# while a shard is missing there is nothing to merge
for _ in $(seq 300); do [ "$(ls "$SHARDS"/shard-*.tsv 2> /dev/null | wc -l)" = 6 ] && break; sleep 0.1; done
if "$PRECIS" cohort merge "$SHARDS"/shard-*.tsv -o "$work/early.tsv" 2> "$work/early.txt"; then
    fail "merged without shard 3"
fi
grep -q 'shard 3/7 is missing' "$work/early.txt" || fail "no word about the missing shard"
scontrol requeue "$task"
# Slurm lets a requeued job wait two minutes; the test does not
for _ in $(seq 50); do scontrol update JobId="$task" StartTime=now 2> /dev/null && break; sleep 0.2; done
for _ in $(seq 600); do [ "$(ls "$SHARDS"/shard-*.tsv 2> /dev/null | wc -l)" = $SHARDS_N ] && break; sleep 0.1; done
[ "$(ls "$SHARDS"/shard-*.tsv | wc -l)" = $SHARDS_N ] || fail "not all shards came"
grep -q 'task 3 try 1' "$SHARDS/log" || fail "task 3 was not requeued"
[ "$(cut -d' ' -f1 "$SHARDS/log" | sort -u | wc -l)" = 2 ] || fail "only one node worked"

# ---- byte for byte
"$PRECIS" cohort merge "$SHARDS"/shard-*.tsv -o "$work/merged.tsv"
"$PRECIS" cohort run $OPTIONS "$INPUT" -o "$work/whole.tsv"
cmp "$work/merged.tsv" "$work/whole.tsv" || fail "the merged table differs from one run"
sort "$SHARDS/log"
echo "check-slurm: passed: $SHARDS_N tasks on 2 nodes, task 3 killed and requeued," \
    "$(wc -l < "$work/merged.tsv") lines byte-identical to one run"
