"""Gunicorn, the application server: how `make run` serves the site, and how the browser tests do.

The application is loaded by each worker, after the fork (no preload), so that no database connection is ever shared
between processes: SQLite forbids it.
"""

import logging
import os
import re
import signal

address = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
bind = [address]
proc_name = "calfsite"

workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = 4
timeout = 30
graceful_timeout = 10
keepalive = 5
memory_disk = "/dev/shm"  # noqa: S108 - Linux's, so that the workers' heartbeat need not wait for a disk
if os.access(memory_disk, os.W_OK):
    worker_tmp_dir = memory_disk

# An oversized cookie must reach the application, which answers with a kind word; gunicorn would with a bare 400.
limit_request_field_size = 65520
# The same for the address: a search for 500 letters of any alphabet must get through. Gunicorn allows no more.
limit_request_line = 8190

# No access log: a line that says who read what, and when, is health data.
accesslog = None
errorlog = "-"
loglevel = "warning"
control_socket_disable = True  # nothing steers the server but signals


class _WithoutRequest(logging.Filter):
    """Cuts what was sent out of gunicorn's own lines: an address names a journey, and a query what somebody typed."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        if text.startswith("Error handling request"):
            record.msg, record.args = "Error handling request", ()
        elif text.startswith("Invalid request from ip="):
            record.msg, record.args = re.sub(r" from ip=\S+: ([\w -]+).*", r": \1", text, flags=re.DOTALL), ()
        return True


def on_starting(server: object) -> None:
    """Before the workers are forked, so that theirs is the same log."""
    logging.getLogger("gunicorn.error").addFilter(_WithoutRequest())


def when_ready(server: object) -> None:
    """Says where the site is, once the port is ours."""
    lines = (
        "Calfsite is ready.",
        f"  Site:  http://{address}/",
        f"  Admin: http://{address}/admin/",
        "  Stop:  Ctrl-C",
    )
    print(*lines, sep="\n", flush=True)  # noqa: T201 - the person at the terminal reads this


def post_worker_init(worker: object) -> None:
    """Leaves Ctrl-C to the master, which then ends the workers.

    The terminal sends it to all of them; a worker that is told twice at once deadlocks in its own shutdown.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
