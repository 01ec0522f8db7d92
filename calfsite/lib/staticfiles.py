"""How static files are stored: hashed names, compressed, and modules that find each other by these names."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # WhiteNoise has no types
    """WhiteNoise's storage, which also writes the hashed names into the `import` lines of our JavaScript modules."""

    support_js_module_import_aggregation = True
