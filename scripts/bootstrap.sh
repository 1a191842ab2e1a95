# Sets the machine up for ./run and ./test; sourced by both, from the project's root. Needs: Debian 12 (or a Python 3.11 of your own).
# Says what it is about to install and why; a second call finds everything in place and takes well under a second.

say() { printf '%s\n' "$*" >&2; }
fail() { say ""; say "STOP: $*"; exit 1; }

# name of the Debian package : what the station needs it for
system_packages() {
  cat <<'LIST'
python3-venv: an environment of the station's own, apart from the system's Python
tesseract-ocr: the reading engine
tesseract-ocr-vie: its Vietnamese model
tesseract-ocr-eng: its model for digits
gcc: pyscard (chip card readers) is compiled here
libc6-dev: headers for that compiler
python3-dev: Python's headers for pyscard
swig: pyscard's bindings are generated with it
libpcsclite-dev: the card reader service's headers
pcscd: the card reader service; the tests start one of their own
sane-utils: scanimage, the program that drives scanners
libegl1: the window (Qt)
libgl1: the window (Qt)
libglib2.0-0: the window (Qt)
libxkbcommon0: the window (Qt)
libfontconfig1: the window (Qt)
libdbus-1-3: the window (Qt)
libxcb-cursor0: the window on a real screen (Qt)
libxkbcommon-x11-0: the window on a real screen (Qt)
libxcb-icccm4: the window on a real screen (Qt)
libxcb-keysyms1: the window on a real screen (Qt)
libxcb-shape0: the window on a real screen (Qt)
LIST
  # Not for ./run: where a card service runs, this one opens a port.
  [ -z "${for_tests-}" ] || cat <<'LIST'
vsmartcard-vpcd: a card reader without hardware, for the tests
swtpm: a TPM without hardware, for the tests
tpm2-tools: the programs that talk to a TPM; the station calls them where there is one
softhsm2: a signing token without hardware, for the tests
nginx: the proxy that ends TLS in front of a central; the tests run it with the configuration that is shipped
LIST
  # Only for ./test --full: many packages, and their services are not started here.
  [ -z "${for_full-}" ] || cat <<'LIST'
swift-proxy: a real S3-compatible object store (OpenStack Swift), for the heavy tests
swift-account: a part of that store
swift-container: a part of that store
swift-object: a part of that store
chromium: a real browser, in which the heavy drills look at the province's page
chromium-driver: what drives that browser
LIST
}

install_system_packages() {
  command -v dpkg-query >/dev/null 2>&1 || { check_without_dpkg; return; }
  missing=""; reasons=""
  # one question for all of them: twenty would cost every start half a second
  # shellcheck disable=SC2046
  installed=$(dpkg-query -W -f='${Package}:${db:Status-Status}\n' $(system_packages | cut -d: -f1) 2>/dev/null || true)
  while IFS= read -r line; do
    package=${line%%:*}
    case "
$installed
" in
      *"
$package:installed
"*) ;;
      *) missing="$missing $package"; reasons="$reasons
  $line" ;;
    esac
  done <<EOF_LIST
$(system_packages)
EOF_LIST
  [ -n "$missing" ] || return 0
  say "These system packages are missing and will be installed with apt-get:$reasons"
  as_root=""
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null 2>&1 || fail "not root and no sudo here; ask your administrator to run: apt-get install --no-install-recommends$missing"
    as_root="sudo"
  fi
  $as_root apt-get update -qq || fail "the package lists could not be fetched; check the network and run this again"
  # shellcheck disable=SC2086
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null \
    || fail "apt-get could not install$missing; see its message above"
}

check_without_dpkg() {
  for program in tesseract gcc swig; do
    command -v "$program" >/dev/null 2>&1 || fail "this is not Debian and $program is missing; install what 'system_packages' in scripts/bootstrap.sh lists"
  done
}

find_python() {
  for candidate in /usr/bin/python3.11 python3.11 python3; do
    if command -v "$candidate" >/dev/null 2>&1 && "$candidate" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; then
      printf '%s' "$candidate"; return 0
    fi
  done
  fail "Python 3.11 is needed (Debian 12 has it as python3)"
}

# The environment is built for one lock file; its stamp says which, so that a changed lock is noticed and an unchanged one costs nothing.
install_python_packages() {
  stamp=".venv/station.stamp"
  wanted=$(cat requirements.lock scripts/uv.lock.txt | sha256sum | cut -c1-64)
  [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && return 0
  say "Setting up Python packages from requirements.lock (about 600 MB on disk, a minute or two) ..."
  python=$(find_python) || exit 1
  [ -x .tools/bin/uv ] || {
    "$python" -m venv .tools || fail "could not make a virtual environment; is python3-venv installed?"
    .tools/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r scripts/uv.lock.txt \
      || fail "the installer could not be fetched; check the network and run this again"
  }
  [ -x .venv/bin/python ] || .tools/bin/uv venv --quiet --python "$python" .venv || fail "could not make .venv"
  .tools/bin/uv pip sync --quiet --require-hashes --python .venv/bin/python requirements.lock \
    || fail "the Python packages could not be installed; check the network and run this again"
  printf '%s' "$wanted" > "$stamp"
}

# Beside the rest, where the central's cleaning runs or is tested; gone when the lock changes, so looked for each time.
install_linkage() {
  [ -d .venv/lib/python3.11/site-packages/splink ] && return 0
  say "Installing Splink for the central's cleaning (240 MB on disk) ..."
  .tools/bin/uv pip install --quiet --require-hashes --python .venv/bin/python -r requirements-linkage.lock \
    || fail "Splink could not be installed; check the network and run this again"
}

# Python keeps a compiled copy of what it loads; made here, where a person waits anyhow, and also where Python is told not to keep any.
compile_what_starts_load() {
  compiled=".venv/station.compiled"
  [ -f "$compiled" ] && [ "$(cat "$compiled")" = "$wanted" ] && return 0
  env -u PYTHONDONTWRITEBYTECODE .venv/bin/python -c "import ui.cli.app, ui.cli.desktop, ui.desktop.desks, ui.practice_making" >/dev/null 2>&1 || return 0
  printf '%s' "$wanted" > "$compiled"
}

set_up() {
  started=$(date +%s)
  install_system_packages
  install_python_packages
  [ -z "${for_full-}" ] || install_linkage
  compile_what_starts_load
  took=$(( $(date +%s) - started ))
  [ "$took" -lt 3 ] || say "Set up in $took s."
}
