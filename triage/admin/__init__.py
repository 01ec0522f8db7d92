"""The clinician's desk for the triage. Django finds the pages here."""

from triage.admin import protocols
from triage.admin.editing import questions, rules, texts, thresholds, vignettes
from triage.admin.versions import versions

__all__ = ["protocols", "questions", "rules", "texts", "thresholds", "versions", "vignettes"]
