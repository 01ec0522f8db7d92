"""Storage of static files: hashed names and compressed copies, also for imports between JavaScript modules."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # WhiteNoise has no types
    """WhiteNoise's storage, which also writes the hashed names into the `import` lines of our JavaScript modules."""

    support_js_module_import_aggregation = True
