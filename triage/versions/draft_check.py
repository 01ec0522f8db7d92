"""Is a draft consistent? The engine says so; this reads the rows, and says what the engine can't see."""

from django.utils.translation import gettext as _

from triage.engine.parts.errors import AnswerError, ProtocolError
from triage.engine.parts.protocol import Protocol
from triage.engine.run import answers
from triage.engine.sentences import unmarked_warnings
from triage.models import ProtocolVersion, Question, Vignette
from triage.storage import rows


def content(draft: ProtocolVersion) -> Protocol:
    """The draft as it is in the database now. Raises ProtocolError when it is not consistent."""
    row = ProtocolVersion.objects.select_related("protocol", "default_article").get(pk=draft.pk)
    try:
        protocol = rows.read(row)
    except AnswerError:  # of a worked case: say which
        protocol = rows.read(row, vignettes=False)
    for vignette in row.vignette_set.all():
        _must_answer(protocol, vignette)
    return protocol


def without_cases(draft: ProtocolVersion) -> Protocol:
    """The same without the worked cases, which may be what is at fault. Raises ProtocolError as `content` does."""
    row = ProtocolVersion.objects.select_related("protocol", "default_article").get(pk=draft.pk)
    return rows.read(row, vignettes=False)


def fault(draft: ProtocolVersion) -> str:
    """What keeps it from being consistent, as a sentence; empty when nothing does."""
    try:
        content(draft)
    except ProtocolError as error:
        return str(error)
    return ""


def unmarked_answers(question: Question) -> list[str]:
    """Warnings about answers to a draft's question that seem to mean "not sure", and are not marked so."""
    try:
        found = content(question.version).question_by_key.get(question.key)
    except ProtocolError:  # the page says so already
        return []
    return list(unmarked_warnings(found)) if found else []


def _must_answer(protocol: Protocol, vignette: Vignette) -> None:
    for key, values in vignette.answers.items():
        question = protocol.question_by_key.get(key)
        try:
            if question is not None:
                answers.read(question, values)
                continue
        except AnswerError:
            pass
        raise ProtocolError(
            _("it gives an answer that “%(question)s” no longer has.")
            % {"question": question.short if question else key},
            "vignette",
            vignette.key,
        )
