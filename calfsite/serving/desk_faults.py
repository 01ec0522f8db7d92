"""The desk's page for a database that does not answer: what was typed, and a button that sends it again."""

from django.conf import settings
from django.db import InterfaceError, InternalError, OperationalError
from django.db.models import Model
from django.db.models.options import Options
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.template.loader import render_to_string

from calfsite.lib import sent
from calfsite.lib.edit_conflict import typed_words
from calfsite.practice import current

RETRY_SECONDS = 30
_FAULTS = (OperationalError, InterfaceError, InternalError)  # stopped, paused, locked, full; not a mistake of ours


def page(request: HttpRequest, error: BaseException | None) -> HttpResponse | None:
    """503 with what was typed, when the database failed a page of the desk. Asks the database nothing."""
    if not request.path_info.startswith(settings.DESK_PATH) or not _is_of_database(error):
        return None
    is_own = (
        request.method == "POST"
        and CsrfViewMiddleware(HttpResponse).process_view(request, HttpResponse, (), {}) is None
    )
    may_show = is_own and not sent.has_secret(request)
    files = list(request.FILES) if may_show else []
    context = {
        "csrf_token": get_token(request),
        "practice": current.if_known(),
        "is_sent": request.method == "POST",
        "path": request.get_full_path(),
        "has_files": bool(files),
        "has_secret": is_own and sent.has_secret(request),
        "confirms": may_show and sent.is_confirmed(request),
        "fields": sent.fields_of(request) if may_show and not files else [],
        "typed": typed_words(sent.kept(request), _opts(request)) if may_show else [],
    }
    response = HttpResponse(render_to_string("503.html", context, request=None), status=503)
    response["Retry-After"] = str(RETRY_SECONDS)
    response["Cache-Control"] = "no-store"
    return response


def _is_of_database(error: BaseException | None) -> bool:
    """Whether the database's fault is this error, or what led to it."""
    while error is not None:
        if isinstance(error, _FAULTS):
            return True
        error = error.__cause__ or error.__context__
    return False


def _opts(request: HttpRequest) -> Options[Model] | None:
    """The model whose form was sent, for the names of its fields."""
    admin = getattr(request.resolver_match.func, "model_admin", None) if request.resolver_match else None
    return getattr(admin, "opts", None)
