#!/usr/bin/env bash
# usage: jobs.sh QUANVAS
# A sweep that starts its own workers: as many as are asked for, with the numbers of one process; told to stop it keeps what it
# has and ends with exit code 75; killed it leaves no process behind; bad input is told once.
set -euo pipefail

quanvas=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
unset QUANVAS_JOBS OMPI_ALLOW_RUN_AS_ROOT OMPI_ALLOW_RUN_AS_ROOT_CONFIRM
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
sed 's/epochs = 12/epochs = 1/; s/19/1/' "$folder/sweep.toml" > "$folder/short.toml"

digest() {
  h5dump -d /history/train_loss -d /history/validation_accuracy -d /gradient_norms "$1/results.h5" | tail -n +2 | sha256sum
}
complain() { echo "$*" >&2; cat "$folder/log" >&2; exit 1; }
finished() { { find "$folder/$1/shards" -name '*.h5' 2> /dev/null || true; } | wc -l; }
processes() { pgrep -f "out $folder/" || true; }
begin() {
  "$quanvas" sweep "$folder/sweep.toml" --out "$folder/$1" --threads 1 --quiet --jobs 2 > "$folder/log" 2>&1 &
  process=$!
  until [[ $(finished "$1") -ge 3 ]]; do
    kill -0 $process 2> /dev/null || complain "$1 ended before it was stopped"
    sleep 0.02
  done
}

"$quanvas" sweep "$folder/short.toml" --out "$folder/alone" --jobs 1 > "$folder/log"
"$quanvas" sweep "$folder/short.toml" --out "$folder/together" --jobs 3 > "$folder/log" 2>&1 || complain "--jobs 3 ended with $?"
[[ $(digest "$folder/alone") == $(digest "$folder/together") ]] || complain 'the numbers differ'
grep -q '4 of 4 trials completed' "$folder/log" || complain 'the summary is not told'
[[ $(grep -c '"rank"' "$folder/together/status.json") -eq 3 ]] || complain 'there are not three workers'

begin stopped
kill -TERM $process
code=0; wait $process || code=$?
[[ $code -eq 75 ]] || complain "exit code $code after SIGTERM"
grep -q 'mpirun\|exit code' "$folder/log" && complain 'the launcher remarks on the exit code'
"$quanvas" sweep "$folder/sweep.toml" --out "$folder/stopped" --threads 1 --quiet --jobs 2 > "$folder/log" 2>&1 || complain "resumed, it ended with $?"

begin killed
kill -KILL $process
wait $process 2> /dev/null || true
for ((i = 0; i < 500; i++)); do [[ -z $(processes) ]] && break; sleep 0.02; done
[[ -z $(processes) ]] || complain 'killed, it leaves processes behind'

refused() {
  local code=0
  "${@:2}" > "$folder/log" 2>&1 || code=$?
  [[ $code -eq 2 && $(wc -l < "$folder/log") -eq 1 ]] && grep -q -- "$1" "$folder/log" || complain "exit code $code: ${*:2}"
}
refused 'absent.toml' "$quanvas" sweep "$folder/absent.toml" --out "$folder/absent"
refused '--jobs 0' "$quanvas" sweep "$folder/short.toml" --out "$folder/none" --jobs 0
refused 'QUANVAS_JOBS=many' env QUANVAS_JOBS=many "$quanvas" sweep "$folder/short.toml" --out "$folder/none"
refused '3 ranks' env OMPI_COMM_WORLD_SIZE=3 OMPI_COMM_WORLD_RANK=0 "$quanvas" sweep "$folder/short.toml" --out "$folder/none" --jobs 8
echo broken > "$folder/short.toml"
refused 'short.toml:1' "$quanvas" sweep "$folder/short.toml" --out "$folder/none" --jobs 2
