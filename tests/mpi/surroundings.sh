#!/usr/bin/env bash
# usage: surroundings.sh QUANVAS
# What surrounds a sweep and is not as it should be: a launcher of another MPI, its variables left in the environment, srun without
# PMIx, closed standard descriptors, a limit on the size of files. Each is told in one line, or does no harm.
set -euo pipefail

quanvas=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/sweep.toml" << 'EOF'
[fixed]
dataset = "synthetic"
samples_per_class = 4
epochs = 2
[axes]
wiring = ["none", "O1+O2"]
seed = {range = [0, 3]}
EOF
complain() { echo "$*" >&2; cat "$folder"/log* >&2; exit 1; }
sweep() { "$quanvas" sweep "$folder/sweep.toml" --out "$folder/$1" --threads 1 --quiet "${@:2}"; }

# refused NAME LINES: every process ended with exit code 2, and they said it so often.
refused() {
  local name=$1 lines=$2
  [[ $(cat "$folder"/code.*) =~ ^(2$'\n'?)+$ ]] || complain "$name: exit codes $(cat "$folder"/code.*)"
  [[ $(grep -c 'MPI connects 1 of 3 processes' "$folder/log") -eq $lines ]] || complain "$name: it is not said $lines times"
  [[ ! -e "$folder/$name" ]] || complain "$name: a folder was made"
}
# launched NAME SIZE-VARIABLE RANK-VARIABLE: three processes as a launcher starts them that connects none of them.
launched() {
  rm -f "$folder"/log "$folder"/code.*
  for rank in 0 1 2; do
    { code=0; env "$2=3" "$3=$rank" "$quanvas" sweep "$folder/sweep.toml" --out "$folder/$1" --quiet >> "$folder/log" 2>&1 || code=$?
      echo $code > "$folder/code.$rank"; } &
  done
  wait
}
launched other PMI_SIZE PMI_RANK
refused other 1
launched srun SLURM_STEP_NUM_TASKS SLURM_PROCID
refused srun 1
grep -q -- 'srun --mpi=pmix' "$folder/log" || complain 'nothing said of PMIx'

code=0
OMPI_COMM_WORLD_SIZE=3 OMPI_COMM_WORLD_RANK=2 sweep leaked > "$folder/log" 2>&1 || code=$?
[[ $code -eq 2 ]] && grep -q 'unset OMPI_COMM_WORLD_SIZE' "$folder/log" || complain "leaked variables: exit code $code"

# Processes that share the folder need no connection.
SLURM_STEP_NUM_TASKS=3 SLURM_PROCID=1 sweep shared --share 2/3 > "$folder/log" 2>&1 || complain 'a launch that shares is refused'

# No file gets the number of a closed descriptor, and with it what is printed there.
sweep closed 0<&- 2>&- > "$folder/log" || complain 'closed standard input and error'
[[ ! -s "$folder/closed/lock" ]] || complain 'the lock was written into'
code=0
sweep closed-output >&- 2> "$folder/log" || code=$?
[[ $code -eq 2 ]] && grep -q 'standard output cannot be written to' "$folder/log" || complain "closed standard output: exit code $code"

code=0
(ulimit -f 1; sweep small > "$folder/log.small" 2>&1) || code=$?
[[ $code -eq 2 ]] && grep -q 'raise `ulimit -f`' "$folder/log.small" || complain "a limit on files: exit code $code"
echo 'told in one line each'
