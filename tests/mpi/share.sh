#!/usr/bin/env bash
# usage: share.sh QUANVAS
# Launches that share a folder, one of which is killed: the others do its trials, the last one merges, nothing is run twice
# without need, and the numbers are those of one launch. Meanwhile nobody gets the folder for itself.
set -euo pipefail

quanvas=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/sweep.toml" << 'END'
[fixed]
dataset = "synthetic"
samples_per_class = 20
epochs = 40
[axes]
wiring = ["O1+O2", "X+O2"]
seed = {range = [0, 29]}
END

digest() {
  h5dump -d /history/train_loss -d /history/validation_accuracy -d /gradient_norms "$1/results.h5" | tail -n +2 | sha256sum
}
complain() { echo "$*" >&2; cat "$folder"/log* >&2; exit 1; }

"$quanvas" sweep "$folder/sweep.toml" --out "$folder/alone" --quiet > "$folder/log"

processes=()
for share in 1 2 3; do
  "$quanvas" sweep "$folder/sweep.toml" --out "$folder/shared" --share $share/3 --threads 1 --quiet > "$folder/log$share" 2>&1 &
  processes+=($!)
done
until [[ $(ls "$folder/shared/shards" 2> /dev/null | wc -l) -ge 5 ]]; do
  kill -0 "${processes[1]}" || complain "ended before it could be killed"
  sleep 0.02
done
code=0
"$quanvas" sweep "$folder/sweep.toml" --out "$folder/shared" --quiet > "$folder/log" 2>&1 || code=$?
[[ $code -eq 2 ]] && grep -q "processes that share it" "$folder/log" || complain "a sweep that wants a shared folder for itself ended with $code"
"$quanvas" status "$folder/shared" --json | grep -q '"processes": 3' || complain "the status does not tell of 3 processes"
kill -KILL "${processes[1]}"
for survivor in 0 2; do
  code=0
  wait "${processes[$survivor]}" || code=$?
  [[ $code -eq 0 ]] || complain "a share ended with $code"
done
[[ $(digest "$folder/alone") == $(digest "$folder/shared") ]] || complain "the numbers differ"
runs=$(find "$folder/shared/shards" -name '*.h5' -exec h5dump -d /trials -y {} + | grep -c completed)
[[ $runs -le 62 ]] || complain "60 trials were run $runs times"

code=0
"$quanvas" sweep "$folder/sweep.toml" --out "$folder/shared" --share 4/3 > "$folder/log" 2>&1 || code=$?
[[ $code -eq 2 ]] || complain "share 4 of 3 ended with $code"
