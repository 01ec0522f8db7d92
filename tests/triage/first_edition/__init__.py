"""The triages of the first edition, `calf` and `sciatica`, exported: what installations hold that began with it.

Tests of the machinery work with them too, so that no word changed in the shipped triage breaks a test of another part.
"""

from pathlib import Path

FOLDER = Path(__file__).parent
