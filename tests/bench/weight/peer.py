"""Serves the NHS page with the very server and file library that serve ours."""

import os

from whitenoise import WhiteNoise

from tests.bench.weight.gone import gone

application = WhiteNoise(gone, root=os.environ["PEER_ROOT"], index_file=True, max_age=3600)
