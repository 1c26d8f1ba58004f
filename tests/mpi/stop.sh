#!/usr/bin/env bash
# usage: stop.sh QUANVAS LAUNCH...
# A sweep that is told to stop (a signal to the launcher, to one process or to one rank; the clock) keeps what it has finished,
# ends with exit code 75, and resumes when it is run again; in the end its numbers are those of a sweep without stops.
set -euo pipefail

quanvas=$1
shift
launch=("$@")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/sweep.toml" << 'END'
[fixed]
dataset = "synthetic"
samples_per_class = 30
epochs = 12
depths = [4, 1]
[axes]
wiring = ["O1+O2", "(X+O1)+O2"]
seed = {range = [0, 19]}
END

digest() {
  h5dump -d /history/train_loss -d /history/validation_accuracy -d /gradient_norms "$1/results.h5" | tail -n +2 | sha256sum
}
finished() { { find "$folder/$1/shards" -name '*.h5' 2> /dev/null || true; } | wc -l; }
complain() { echo "$*" >&2; cat "$folder/log" >&2; exit 1; }

# stopped NAME SIGNAL WHOM COMMAND...: runs the command, signals when it has finished 3 trials, and expects it to stop in between.
stopped() {
  local name=$1 signal=$2 whom=$3 code=0 before
  shift 3
  before=$(finished "$name")
  "$@" sweep "$folder/sweep.toml" --out "$folder/$name" --threads 1 --quiet > "$folder/log" 2>&1 &
  local process=$!
  until [[ $(finished "$name") -ge $((before + 3)) ]]; do
    kill -0 $process 2> /dev/null || complain "$name ended before it was stopped"
    sleep 0.02
  done
  case $whom in
    itself) kill -"$signal" $process ;;
    rank) kill -"$signal" "$(pgrep -P $process | tail -n 1)" ;;
  esac
  wait $process || code=$?
  [[ $code -eq 75 ]] || complain "$name: exit code $code after SIG$signal"
  [[ $(finished "$name") -lt 40 ]] || complain "$name: nothing was left to do"
}
# completed NAME COMMAND...: runs it to its end, and compares.
completed() {
  local name=$1
  shift
  "$@" sweep "$folder/sweep.toml" --out "$folder/$name" --threads 1 --quiet > "$folder/log" 2>&1 || complain "$name does not resume"
  [[ $(digest "$folder/$name") == "$expected" ]] || complain "$name: the numbers differ from those without a stop"
}

"$quanvas" sweep "$folder/sweep.toml" --out "$folder/whole" --threads 1 --quiet > /dev/null
expected=$(digest "$folder/whole")

stopped alone TERM itself "$quanvas"
stopped alone INT itself "$quanvas"
completed alone "$quanvas"
for signal in HUP XCPU USR2 ALRM PIPE; do stopped signals $signal itself "$quanvas"; done
[[ -z $(ls "$folder/signals/deaths") ]] || complain 'a signal counts as a crash'
completed signals "$quanvas"
stopped ranks USR1 itself "${launch[@]}" 3 "$quanvas"
stopped ranks TERM rank "${launch[@]}" 3 "$quanvas"
completed ranks "${launch[@]}" 3 "$quanvas"

code=0
"$quanvas" sweep "$folder/sweep.toml" --out "$folder/clock" --threads 1 --max-time 0.2s --grace 0.1s > "$folder/log" 2>&1 || code=$?
[[ $code -eq 75 ]] || complain "exit code $code when the time was up"
grep -q 'the time is up' "$folder/log" || complain 'nothing said of the time'
completed clock "$quanvas"
echo 'stopped and gone on: equal'
