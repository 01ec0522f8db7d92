"""The tools that an article may hold, as `::: tool NAME`: words that all can read, and below them what a script builds.

A script looks for the box by its id, `tool-NAME`. Without the script the words stand alone, and must be enough.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ID_PREFIX = "tool-"

TOOLS: dict[str, Promise] = {
    "stretch-timer": _("Stretch timer"),
    "rolling-timer": _("Rolling timer"),
    "knee-to-wall-tracker": _("Knee-to-wall tracker"),
}
"""The tools by name, each with its title."""
