#!/usr/bin/env bash
# Sets Calfsite up, one part at a time; every part is quick when there is nothing to do.
#
#   deploy/setup.sh run       the environment that the site needs (.venv)
#   deploy/setup.sh dev       the same and what tests and lint need
#   deploy/setup.sh site      the environment, .env, database, content, static files, first account
#   deploy/setup.sh browser   Chromium, for the browser tests
set -euo pipefail
cd "$(dirname "$0")/.."

python=.venv/bin/python
stamp=.venv/installed # which locks the environment holds; missing while an install is under way

# The pip that stands in where Debian has left Python's own out (python3-venv is missing) and we are not root.
pip_wheel=pip-26.3-py3-none-any.whl
pip_address=https://files.pythonhosted.org/packages/07/25/ee8c38ae72d66b844ce8eb9711ba905dba21ca1a8a0c960057c41cd23337
pip_sha256=f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13

say() { echo "calfsite: $*"; }
fail() { say "$*" >&2; exit 1; }
root_on_debian() { [ "$(id -u)" = 0 ] && [ -e /etc/debian_version ] && command -v apt-get >/dev/null; }
apt_install() {
  say "Installing $* with apt-get."
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

# What the environment is made from: the Python and both locks. A change of either makes it anew.
fingerprint() { python3 -c '
import hashlib, pathlib, sys
locks = b"".join(pathlib.Path(name).read_bytes() for name in ("requirements.txt", "requirements-dev.txt"))
print(sys.executable, sys.version.split()[0], hashlib.sha256(locks).hexdigest())'; }

fetch_pip() { # into the environment, from the Python Package Index, checked against the sum above
  say "Python has no pip of its own here (python3-venv is missing); fetching one."
  "$python" - "$pip_address" "$pip_wheel" "$pip_sha256" <<'PYTHON' || fail "Could not fetch pip. Install it with: apt-get install python3-venv"
import hashlib, pathlib, sys, urllib.request
address, name, expected = sys.argv[1:]
with urllib.request.urlopen(f"{address}/{name}", timeout=60) as answer:
    wheel = answer.read()
if hashlib.sha256(wheel).hexdigest() != expected:
    sys.exit(f"calfsite: {name} is not the file we know; nothing was installed.")
pathlib.Path(".venv", name).write_bytes(wheel)
PYTHON
  "$python" ".venv/$pip_wheel/pip" install --quiet --no-index --no-deps ".venv/$pip_wheel"
}

new_environment() {
  say "Making the environment in .venv."
  if ! python3 -c 'import ensurepip' 2>/dev/null && root_on_debian; then
    apt_install python3-venv || say "That failed; going on without it."
  fi
  if python3 -c 'import ensurepip' 2>/dev/null; then
    python3 -m venv --clear .venv
  else
    python3 -m venv --clear --without-pip .venv
    fetch_pip
  fi
}

environment() { # $1: run or dev
  local kind=$1 lock=requirements.txt made_from held
  [ "$kind" = run ] || lock=requirements-dev.txt
  [ ! -L .venv ] || return 0 # a link to somebody else's environment: used as it is
  python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || fail "Please install Python 3.11 or later."
  made_from=$(fingerprint)
  held=$(cat "$stamp" 2>/dev/null || true)
  case "$held" in
    "$kind $made_from" | "dev $made_from") return 0 ;;
    "run $made_from") ;; # sound, but dev needs more
    *) new_environment ;;
  esac
  say "Installing what $lock names (once; a minute or so)."
  rm -f "$stamp"
  "$python" -m pip install --quiet --disable-pip-version-check --no-input --only-binary :all: --require-hashes -r "$lock"
  echo "$kind $made_from" >"$stamp"
}

env_file() { # settings for one's own machine; where the key comes from the environment, so do the other settings
  [ ! -e .env ] && [ -z "${SECRET_KEY:-}" ] || return 0
  (
    umask 077
    cat >.env.new <<TEXT
SECRET_KEY=$("$python" -c 'import secrets; print(secrets.token_urlsafe(50))')
# No HTTPS: right for http://127.0.0.1 on your own machine only.
HTTPS=off
# The number patients call in an emergency, and the name of your practice, until you fill them in on the desk:
#EMERGENCY_NUMBER=112
#PRACTICE_NAME=Calfsite
TEXT
  )
  mv .env.new .env
  say "Wrote .env with a new secret key."
}

site() {
  environment run
  env_file
  (umask 077 && mkdir -p var)
  say "Preparing the database, the content and the static files."
  "$python" manage.py migrate --verbosity 0
  "$python" manage.py load_protocols # first: articles quote the protocols' thresholds
  "$python" manage.py collectstatic --no-input --verbosity 0 # before the articles, whose pictures are looked up there
  "$python" manage.py load_content
  "$python" manage.py create_clinician
}

browser() { # Chromium, and what Playwright's own Node.js needs to start: a bare Debian lacks libatomic
  local missing=()
  [ -n "${CHROMIUM:-}" ] || command -v chromium >/dev/null || missing+=(chromium fonts-liberation)
  "$python" -m playwright --version >/dev/null 2>&1 || missing+=(libatomic1)
  [ ${#missing[@]} -gt 0 ] || return 0
  if root_on_debian && apt_install "${missing[@]}"; then return 0; fi
  say "The browser tests will fail: please install ${missing[*]} (or set CHROMIUM= to a Chromium that you have)." >&2
}

case "${1:-}" in
  run | dev) environment "$1" ;;
  site | browser) "$1" ;;
  *) fail "usage: deploy/setup.sh run|dev|site|browser" ;;
esac
