"""What a draft has to choose from: its own questions, answers, thresholds, advice and article links, read once."""

from functools import cached_property

from triage.models import Advice, ArticleLink, Choice, Condition, ProtocolVersion, Question, Threshold


class DraftParts:
    """The parts of one version, as lists and as choices of a form."""

    def __init__(self, version: ProtocolVersion | None) -> None:
        self.version = version

    @cached_property
    def questions(self) -> list[Question]:
        """In order, each with its choices."""
        return list(Question.objects.filter(version=self.version).order_by("order").prefetch_related("choices"))

    @cached_property
    def thresholds(self) -> list[Threshold]:
        """In order."""
        return list(Threshold.objects.filter(version=self.version).order_by("order"))

    @cached_property
    def advice(self) -> list[Advice]:
        """In order."""
        return list(Advice.objects.filter(version=self.version).order_by("order"))

    @cached_property
    def articles(self) -> list[ArticleLink]:
        """In order."""
        return list(ArticleLink.objects.filter(version=self.version).order_by("order"))

    @cached_property
    def question_choices(self) -> list[tuple[object, str]]:
        """Numbered as patients meet them."""
        return [("", "–"), *((q.pk, f"{number}. {q.short}") for number, q in enumerate(self.questions, 1))]

    @cached_property
    def threshold_choices(self) -> list[tuple[object, str]]:
        """With their values."""
        return [("", "–"), *((t.pk, f"{t.label}: {t.engine().text}") for t in self.thresholds)]

    @cached_property
    def grouped_choices(self) -> list[tuple[str, list[tuple[object, str]]]]:
        """The answers by question."""
        return [(q.short, [(c.pk, c.text) for c in q.choices.all()]) for q in self.questions if q.kind != "number"]

    @cached_property
    def advice_choices(self) -> list[tuple[object, str]]:
        """By what they are about, do or don't, and their words."""
        return [("", "–"), *((a.pk, f"{'✓' if a.kind == 'do' else '✗'} {a.text}") for a in self.advice)]

    @cached_property
    def article_choices(self) -> list[tuple[object, str]]:
        """By the words of the link."""
        return [("", "–"), *((a.pk, f"{a.text} ({a.key})") for a in self.articles)]

    def before(self, question: Question, place: int) -> set[int]:
        """The questions that stand before this one, were it at this place, by primary key."""
        others = [q.pk for q in self.questions if q.pk != question.pk]
        return set(others[: place - 1])

    def choice_owner(self, choice: Choice) -> Question:
        """The question that a choice belongs to."""
        return next(q for q in self.questions if q.pk == choice.question_id)


def owner_name(condition: Condition) -> str:
    """Who has the condition, by kind and key: `rule achilles_gap`."""
    owner = condition.rule or condition.requirement or condition.asks
    return f"{owner._meta.verbose_name} {owner.key}" if owner is not None else ""
