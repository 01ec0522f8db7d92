"""Pages for reading travel compressed, so that the first view of an article fits into one round trip."""

import brotli
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django_http_compression.middleware import HttpCompressionMiddleware, best_coding

# A tenth smaller than the 4 that the library has fixed, or than its zstd, for a millisecond more.
BROTLI_QUALITY = 5


class CompressedReading(HttpCompressionMiddleware):
    """Compresses the pages that are for reading, for slow lines.

    Where somebody answers or signs in, nothing is compressed: from the length of a compressed page an eavesdropper can
    guess what stands in it (the BREACH attack).
    """

    max_random_bytes = 0  # no noise: these pages hold no secret, and a form's token is another one each time

    def maybe_compress(self, request: HttpRequest, response: HttpResponseBase) -> None:
        """Leave the answers of triage, email list and desk as they are."""
        if request.path_info.startswith((settings.TRIAGE_PATH, settings.NEWSLETTER_PATH, settings.DESK_PATH)):
            return
        if isinstance(response, HttpResponse) and _wants_brotli(request):
            _compress(response)
        super().maybe_compress(request, response)


def _wants_brotli(request: HttpRequest) -> bool:
    """Whether the client takes Brotli, and nothing that it likes better but zstd."""
    accepted = request.headers.get("Accept-Encoding", "")
    return best_coding(",".join(part for part in accepted.split(",") if "zstd" not in part)) == "br"


def _compress(response: HttpResponse) -> None:
    kind = response.headers.get("Content-Type", "")
    if kind.startswith(("text/html", "application/atom+xml")) and "Content-Encoding" not in response.headers:
        response.content = brotli.compress(response.content, quality=BROTLI_QUALITY)
        response.headers["Content-Encoding"] = "br"
        response.headers["Content-Length"] = str(len(response.content))
        patch_vary_headers(response, ("Accept-Encoding",))
