#!/usr/bin/env bash
# Sets Calfsite up and serves it at http://127.0.0.1:$PORT until Ctrl-C. `make run` calls this.
set -euo pipefail
cd "$(dirname "$0")/.."
export PORT="${PORT:-8000}"

# First of all, so that a taken port costs nobody the wait for the set-up.
python3 - <<'PYTHON'
import os, socket, sys
port = os.environ["PORT"]
if not (port.isascii() and port.isdigit() and 1 <= int(port) <= 65535):
    sys.exit(f"calfsite: PORT must be a number from 1 to 65535, not {port!r}.")
with socket.socket() as probe:
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        probe.bind(("127.0.0.1", int(port)))
    except OSError as error:
        sys.exit(f"calfsite: port {port} cannot be used ({error.strerror}). Try another: make run PORT=8001")
PYTHON

bash deploy/setup.sh site
exec .venv/bin/python -m gunicorn --config deploy/gunicorn.conf.py calfsite.wsgi:application
