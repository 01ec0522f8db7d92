"""The clinician's desk for the triage. Django finds the pages here."""

from triage.admin import protocols, thresholds, versions

__all__ = ["protocols", "thresholds", "versions"]
