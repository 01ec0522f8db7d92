"""What each server process does beside answering requests."""

from calfsite.lib import watch
from triage.totals import counting
from triage.versions import publishing, stopped


def start() -> None:
    """Begin to look for stopped and due versions every second, and to write the daily totals.

    calfsite/wsgi.py calls this as a server process loads the site; management commands and tests never do.
    """
    watch.every_second(stopped.refresh)  # before what is due: a fault there must not delay a withdrawal
    watch.every_second(publishing.go_live_due)
    counting.begin()
