"""The desk's first page: what needs a clinician now, and how the triages fare."""
