"""The clinician's desk for the triage. Django finds the pages here."""

from triage.admin import protocols, questions, rules, texts, thresholds, versions, vignettes

__all__ = ["protocols", "questions", "rules", "texts", "thresholds", "versions", "vignettes"]
