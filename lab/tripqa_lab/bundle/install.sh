#!/usr/bin/env bash
# Installs tripqa out of this folder alone: no network is needed.
# Usage: ./install.sh [FOLDER]   (default: tripqa, in the folder that one is in). To run it again does no harm.
set -euo pipefail
unset PYTHONPATH PYTHONHOME # nothing from outside is any part of it

fail() {
  echo "install.sh: $1" >&2
  exit 1
}

case "${1:-}" in
  -*) fail "usage: install.sh [FOLDER]" ;;
esac
to="$(realpath -m -- "${1:-tripqa}")"
cd -- "$(dirname -- "${BASH_SOURCE[0]}")"

sha256sum --quiet --check SHA256SUMS >&2 ||
  fail "the files named above are damaged or missing; copy the tar once more and unpack it anew"
. ./target # python, machine: what the wheels were collected for

[ "$(uname -m)" = "$machine" ] ||
  fail "this bundle is for $machine and this machine is $(uname -m); make one on such a machine with scripts/bundle"
for candidate in "python$python" python3 python; do
  if command -v "$candidate" >/dev/null &&
    [ "$("$candidate" -c 'import sys; print("%d.%d" % sys.version_info[:2])')" = "$python" ]; then
    found="$candidate"
    break
  fi
done
[ -n "${found:-}" ] ||
  fail "this bundle is for Python $python, which is not here; install it (Debian and Ubuntu: apt install python$python-venv) or make a bundle with the Python that is here"

mkdir -p -- "$to" || fail "$to cannot be made; name another folder: install.sh FOLDER"
own="$to/.venv/bin/python"
if ! "$own" -m pip --version >/dev/null 2>&1; then
  rm -f -- "$to/.bundle"
  "$found" -m venv --clear "$to/.venv" ||
    fail "$found cannot make a virtual environment; on Debian and Ubuntu: apt install python$python-venv"
fi
if ! cmp -s SHA256SUMS "$to/.bundle"; then
  echo "installing tripqa into $to (some minutes)" >&2
  pip=("$own" -m pip --isolated --disable-pip-version-check install --quiet --no-index --find-links wheels)
  { "${pip[@]}" --upgrade "tripqa[mcp]" && "${pip[@]}" --no-deps --force-reinstall wheels/tripqa-*.whl; } ||
    fail "the packages cannot be installed into $to; is there room (2 GB)? Delete $to/.venv and run this again"
  { mkdir -p -- "$to/cache" && cp -R cache/. "$to/cache/"; } ||
    fail "encoder and reader cannot be copied into $to/cache; is there room (0.2 GB)? Then run this again"
  "$own" -P -m tripqa.reading.checking "$to/cache" || fail "encoder and reader are not ready; see above, then run this again"
  cp SHA256SUMS "$to/.bundle"
fi
[ -e "$to/corpus" ] || cp -R corpus "$to/corpus"
[ -e "$to/tripqa.toml" ] || echo 'cache = "cache"' >"$to/tripqa.toml"

echo "tripqa is installed. Next:"
echo
echo "    cd $(printf '%q' "$to") && .venv/bin/tripqa ingest"
echo "    .venv/bin/tripqa serve"
