#!/usr/bin/env bash
# Works the hashed lock files out anew from requirements*.in. `make lock` calls this.
#
# Only releases at least a week old count: a hijacked release is mostly found out and withdrawn by then.
set -euo pipefail
cd "$(dirname "$0")/.."
export UV_CUSTOM_COMPILE_COMMAND="make lock"
compile() {
  .venv/bin/python -m uv pip compile --quiet --upgrade --python-version 3.11 --universal --generate-hashes \
    --exclude-newer "$(date --utc --date '7 days ago' +%Y-%m-%dT00:00:00Z)" "$@"
}
compile requirements.in -o requirements.txt
compile requirements-dev.in --constraint requirements.txt -o requirements-dev.txt # the site's versions, not newer ones
