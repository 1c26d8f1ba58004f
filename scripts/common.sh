# shellcheck shell=bash
# What the scripts share; to be sourced. Leaves the caller in the root of the project.

cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit

# install_packages [--tests]: what Debian has; elsewhere, and with --no-install ($install is empty then), what is there has to do.
install_packages() {
  if [[ $install ]] && command -v apt-get > /dev/null; then scripts/install-deps "$@"
  elif [[ $install ]]; then echo 'no apt-get here: going on with what is installed' >&2
  fi
}

# build [FOLDER CMAKE-OPTION...]: builds everything into build/ or that folder; build_program: only what users run, into build/.
build() {
  local folder=${1:-build}
  cmake -S . -B "$folder" -G Ninja "${@:2}" > "$folder.log" 2>&1 || { tail -n 30 "$folder.log" >&2; return 1; }
  cmake --build "$folder" ${targets:+--target "$targets"} >> "$folder.log" 2>&1 ||
    { grep -E -A 12 'error|FAILED' "$folder.log" | head -n 60 >&2; return 1; }
}
build_program() { local targets=quanvas; build; }

# The Python that has the packages of analysis/; another one may come first on the PATH.
find_python() {
  local python
  for python in python3 /usr/bin/python3; do
    if "$python" -c 'import h5py, matplotlib, pandas, pytest, scipy, statsmodels' 2> /dev/null; then
      echo "$python"
      return
    fi
  done
  echo 'no Python has h5py, matplotlib, pandas, pytest, scipy and statsmodels; scripts/install-deps installs them for /usr/bin/python3 of Debian, pip or conda elsewhere' >&2
  return 2
}

# Open MPI refuses to run as root, which is the only user of many containers, unless it is told so.
if [[ $(id -u) -eq 0 ]]; then
  export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
fi
