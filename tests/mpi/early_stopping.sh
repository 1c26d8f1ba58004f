#!/usr/bin/env bash
# usage: early_stopping.sh QUANVAS LAUNCH...
# Deterministic successive halving gives the same trials to the same epochs, bit for bit, in one process, over ranks, and after
# an interruption; the trials that continue do so from their checkpoints.
set -euo pipefail

quanvas=$1
shift
launch=("$@")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/sweep.toml" << 'END'
[early_stopping]
method = "asha"
rungs = [2, 6]
factor = 3
deterministic = true
[fixed]
dataset = "synthetic"
samples_per_class = 20
epochs = 18
[axes]
wiring = ["O1+O2", "(X+O1)+O2", "none"]
seed = {range = [0, 8]}
END

digest() { h5dump -d /history/train_loss -d /history/validation_accuracy -d /gradient_norms "$1/results.h5" | tail -n +2 | sha256sum; }
complain() { echo "$*" >&2; cat "$folder/log" >&2; exit 1; }

"$quanvas" sweep "$folder/sweep.toml" --out "$folder/alone" --threads 1 --quiet > "$folder/log" 2>&1 || complain "exit code $?"
grep -q '3 of 27 trials completed, 0 diverged, 0 failed, 24 stopped early, 0 missing' "$folder/log" || complain 'other counts than 27 / 3 / 3'
"${launch[@]}" 4 "$quanvas" sweep "$folder/sweep.toml" --out "$folder/ranks" --threads 1 --quiet > "$folder/log" 2>&1 || complain "exit code $?"
code=0
"$quanvas" sweep "$folder/sweep.toml" --out "$folder/again" --threads 1 --quiet --max-time 0.3s --grace 0.1s > "$folder/log" 2>&1 || code=$?
[[ $code -eq 75 ]] || complain "exit code $code when the time was up"
"$quanvas" sweep "$folder/sweep.toml" --out "$folder/again" --threads 1 --quiet > "$folder/log" 2>&1 || complain "exit code $?"
for run in ranks again; do
  [[ $(digest "$folder/$run") == "$(digest "$folder/alone")" ]] || complain "the numbers of run \`$run\` differ from those of one process"
done
"$quanvas" sweep "$folder/sweep.toml" --out "$folder/alone" --threads 1 --quiet > "$folder/log" 2>&1 || complain "exit code $? when there is nothing to do"

sed -i '/^\[early_stopping\]/,/^deterministic/d' "$folder/sweep.toml"
"$quanvas" sweep "$folder/sweep.toml" --out "$folder/alone" --threads 1 --quiet > "$folder/log" 2>&1 || complain "exit code $?"
grep -q '27 of 27 trials completed' "$folder/log" || complain 'without early stopping the stopped trials were not resumed'
"$quanvas" sweep "$folder/sweep.toml" --out "$folder/whole" --threads 1 --quiet > "$folder/log" 2>&1 || complain "exit code $?"
[[ $(digest "$folder/whole") == "$(digest "$folder/alone")" ]] || complain 'resumed at each rung, trials gave other numbers than in one go'
echo 'early stopping: equal'
