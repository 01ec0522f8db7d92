"""Log exceptions without their messages: they may contain a patient's answers, and the log must not."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest
from django.http.multipartparser import MultiPartParserError

Params = ParamSpec("Params")
Response = TypeVar("Response")

REFUSALS = (Http404, PermissionDenied, SuspiciousOperation, BadRequest, MultiPartParserError)
"""What Django answers with an error page of its own; their messages quote nothing that was sent."""


class FaultError(RuntimeError):
    """Something broke on our side. The message is the kind of error; the traceback says where."""


def private_errors(
    view: Callable[Concatenate[HttpRequest, Params], Response],
) -> Callable[Concatenate[HttpRequest, Params], Response]:
    """Have an error of this view logged by its kind and place only.

    Django's own messages quote more than one would think: that of a name missing in a template, its whole context.
    """

    @wraps(view)
    def page(request: HttpRequest, /, *args: Params.args, **kwargs: Params.kwargs) -> Response:
        try:
            return view(request, *args, **kwargs)
        except REFUSALS:
            raise
        except Exception as error:
            if settings.DEBUG:
                raise
            raise FaultError(type(error).__name__).with_traceback(error.__traceback__) from None

    return page
