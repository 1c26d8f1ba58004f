#!/usr/bin/env bash
# usage: sweep.sh QUANVAS SWEEP LAUNCH...
# The same sweep in one process and over 2 and 4 ranks, with and without memory that they share, gives the same numbers, bit
# for bit; bad input over ranks gives one message and exit code 2.
set -euo pipefail

quanvas=$1 sweep=$2
shift 2
launch=("$@")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

digest() {
  "$quanvas" aggregate "$1" > /dev/null
  h5dump -d /history/train_loss -d /history/validation_accuracy -d /gradient_norms -d /gradient_reached "$1/results.h5" | tail -n +2 | sha256sum
}

"$quanvas" sweep "$sweep" --out "$folder/alone" --threads 1 --quiet > /dev/null
"$quanvas" sweep "$sweep" --out "$folder/threads" --threads 3 --quiet > /dev/null
"${launch[@]}" 2 "$quanvas" sweep "$sweep" --out "$folder/two" --quiet > /dev/null
"${launch[@]}" 4 "$quanvas" sweep "$sweep" --out "$folder/four" --quiet > /dev/null
OMPI_MCA_osc=^sm "${launch[@]}" 4 "$quanvas" sweep "$sweep" --out "$folder/apart" --quiet > /dev/null
expected=$(digest "$folder/alone")
for run in threads two four apart; do
  [[ $(digest "$folder/$run") == "$expected" ]] || { echo "the numbers of run \`$run\` differ from those of one process" >&2; exit 1; }
done

code=0
"${launch[@]}" 3 "$quanvas" sweep "$folder/none.toml" --out "$folder/bad" 2> "$folder/message" || code=$?
[[ $code -eq 2 ]] || { echo "exit code $code for a sweep file that is not there" >&2; exit 1; }
[[ $(grep -c '^quanvas: ' "$folder/message") -eq 1 ]] || { cat "$folder/message" >&2; exit 1; }
echo 'equal over ranks and threads'
