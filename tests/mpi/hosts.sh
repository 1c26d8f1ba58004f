#!/usr/bin/env bash
# usage: hosts.sh QUANVAS
# Over hosts that share nothing but the output folder, a sweep gives the numbers of one process, bit for bit; also where a host
# is lost in the middle, be it one of workers or that of the coordinator, and another host or itself continues.
set -euo pipefail

hosts=$(dirname "$(realpath "${BASH_SOURCE[0]}")")/hosts
if [[ ! ${HOSTS:-} ]]; then
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
  trap 'exit 143' TERM INT HUP
  cp "$1" "$folder/quanvas"
  cp "${BASH_SOURCE[0]}" "$folder/hosts.sh"
  command -v setpriv > /dev/null || { echo 'skipped: emulated hosts need `setpriv`'; exit 77; }
  setpriv --pdeathsig TERM "$hosts" 3 "$folder" 2 bash -c 'cd "$1" && bash hosts.sh' - "$folder"
  exit
fi

cat > sweep.toml << 'TOML'
[fixed]
dataset = "synthetic"
samples_per_class = 30
epochs = 60
depths = [4, 1]
[axes]
wiring = ["O1+O2", "(X+O1)+O2"]
seed = {range = [0, 19]}
TOML

digest() { h5dump -d /history/train_loss -d /history/validation_accuracy -d /gradient_norms "$1/results.h5" | tail -n +2 | sha256sum; }
finished() { { find "$1/shards" -name '[!.]*.h5' 2> /dev/null || true; } | wc -l; }
complain() { echo "$*" >&2; cat log >&2; exit 1; }
on() { "$HOSTS" on "$@"; }
say() { echo "$SECONDS s: $*"; }

# over_ranks HOST NAME OPTIONS LAUNCHER_OPTIONS...: a sweep into folder NAME, from HOST.
over_ranks() { on "$1" sh -c "echo \$\$ > $2.launcher; exec mpirun ${*:4} ./quanvas sweep sweep.toml --out $2 --threads 1 --quiet $3" > log 2>&1; }

# begin HOST NAME OPTIONS LAUNCHER_OPTIONS...: starts one, $launcher, and returns when it has finished some trials.
begin() {
  over_ranks "$@" &
  launcher=$!
  until [[ $(finished "$2") -ge 5 ]]; do
    kill -0 $launcher 2> /dev/null || complain "$2 ended before its time"
    sleep 0.02
  done
  [[ $(finished "$2") -lt 40 ]] || complain "$2: all was done too soon"
}
same() {
  grep -q '40 of 40 trials completed, 0 diverged, 0 failed, 0 missing' log || complain "$1: not all trials are there"
  [[ $(digest "$1") == "$expected" ]] || complain "$1: the numbers differ from those of one process"
}

# Else this would test nothing.
on host1 touch /tmp/mark /dev/shm/mark
on host2 sh -c '[ ! -e /tmp/mark ] && [ ! -e /dev/shm/mark ] && [ $(hostname) = host2 ] && [ -e hosts.sh ]' || complain 'host2 is not apart from host1'
[[ $(on host1 ip route show default; on host1 ip -brief address) != *default* ]] || complain 'host1 has a way out'
[[ $(on host1 sh -c 'echo $$') -lt 1000 ]] || complain 'host1 has no processes of its own'

on host1 ./quanvas sweep sweep.toml --out alone --threads 1 --quiet > log
expected=$(digest alone)
say 'one process is through'

begin host1 three ''
code=0
on host2 ./quanvas sweep sweep.toml --out three --quiet > refused 2>&1 || code=$?
wait $launcher || complain "three hosts: exit code $?"
same three
[[ $code -eq 2 ]] && grep -q 'in use by process [0-9]* on host1' refused || complain "a second sweep from another host: exit code $code, $(cat refused)"
h5dump -d /trials three/results.h5 > trials
for host in host1 host2 host3; do
  grep -q "\"$host\"" trials || complain "$host has run nothing"
done
say 'three hosts: equal'

# Open MPI 4.1.4 waits for ranks of a lost host even when all others have ended, so that it has to be killed.
begin host1 survivors '--survive 3s' --enable-recovery --mca orte_allowed_exit_without_sync 1
"$HOSTS" fail host3
until grep -q '"ended": "complete"' survivors/status.json; do
  kill -0 $launcher 2> /dev/null || complain 'the sweep ended with one of its hosts'
  [[ $SECONDS -lt 150 ]] || complain 'the sweep does not continue without one of its hosts'
  sleep 0.1
done
on host1 sh -c 'kill -KILL $(cat survivors.launcher)' 2> /dev/null || true
wait $launcher 2> /dev/null || true
same survivors
say 'without one of three hosts: equal'

"$HOSTS" boot host3
begin host1 rebooted ''
"$HOSTS" fail host1
wait $launcher 2> /dev/null && complain 'host1 did not fail'
"$HOSTS" boot host1
on host1 ./quanvas sweep sweep.toml --out rebooted --threads 1 --quiet > log 2>&1 || complain "after a reboot: exit code $?"
grep -q 'taken over from process [0-9]* on host1' log || complain 'after a reboot: no word of the holder before'
same rebooted
say 'after a reboot: equal'

begin host1 inherited ''
"$HOSTS" fail host1
wait $launcher 2> /dev/null && complain 'host1 did not fail'
touch -d '30 seconds ago' inherited/lock  # as if that had been a while ago: the wait takes 45 s
over_ranks host2 inherited '' --host host2:2,host3:2 || complain "from another host: exit code $?"
grep -q 'waiting to see whether process [0-9]* on host1' log || complain 'from another host: it did not wait for a sign of life'
grep -q 'taken over from process [0-9]* on host1' log || complain 'from another host: not taken over'
same inherited
say 'from another host: equal'
