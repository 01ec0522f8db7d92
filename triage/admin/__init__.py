"""The clinician's desk for the triage. Django finds the pages here."""

from triage.admin import protocols
from triage.admin.editing import criteria, questions, rules, texts, thresholds, vignettes
from triage.admin.versions import thresholds as live_thresholds
from triage.admin.versions import version_admin

__all__ = [
    "criteria",
    "live_thresholds",
    "protocols",
    "questions",
    "rules",
    "texts",
    "thresholds",
    "version_admin",
    "vignettes",
]
