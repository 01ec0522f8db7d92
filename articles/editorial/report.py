"""All that an editor would say about one article, as instructions to its author."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from articles.editorial import links, medical_words, numbers
from articles.editorial.grade import LIMIT, grade
from articles.models import Content
from articles.text import values
from articles.text.blocks import Block, blocks, joined


@dataclass(frozen=True)
class Part:
    """A part of the article that is graded on its own."""

    name: str
    grade: float

    @property
    def is_too_hard(self) -> bool:
        return self.grade > LIMIT


@dataclass(frozen=True)
class Report:
    """What keeps the article from being published, what should be fixed, how hard it reads, and what it quotes."""

    refusals: tuple[str, ...]
    """Must be fixed before publishing: broken links, no sources."""
    advice: tuple[str, ...]
    """Should be fixed: bare numbers, unexplained medical words."""
    parts: tuple[Part, ...]
    """The text, the summary, and each box."""
    quoted: tuple[tuple[str, values.Value], ...]
    """Each value that the text quotes, by name, as it is now."""

    @property
    def grade(self) -> float:
        """The grade of the whole text."""
        return self.parts[0].grade

    @property
    def too_hard(self) -> tuple[Part, ...]:
        """The parts that read above the limit: publishing them takes a reason of its own."""
        return tuple(part for part in self.parts if part.is_too_hard)

    @property
    def findings(self) -> tuple[str, ...]:
        """Everything to fix, the most important first."""
        hard = [
            _("%(part)s: reading grade %(grade)s. Split sentences and use shorter words, down to grade %(limit)d.")
            % {"part": part.name, "grade": part.grade, "limit": LIMIT}
            for part in self.too_hard
        ]
        return (*self.refusals, *hard, *self.advice)


def report(article: Content) -> Report:
    """Check the article, saved or not. Asks the database for the values it quotes and the articles it links to."""
    names = values.keys_in(article.body)
    known = values.resolve(names)
    found = blocks(values.fill(article.body, known))
    return Report(
        refusals=tuple(_refusals(article)),
        advice=tuple(_advice(article, found)),
        parts=tuple(_parts(article, found)),
        quoted=tuple((name, known[name]) for name in names if name in known),
    )


def _refusals(article: Content) -> Iterator[str]:
    if not article.sources.strip() and not article.topic.is_about_site:
        yield _("No source is named. Add at least one under Sources: Title | year | address.")
    yield from links.broken(article)


def _advice(article: Content, found: Sequence[Block]) -> Iterator[str]:
    for number in dict.fromkeys([*numbers.bare(article.summary), *numbers.bare(article.body)]):
        yield _(
            "“%(number)s” is written out. If the triage decides by it, quote it as {{ threshold:… }}; if not, name "
            "its source next to it."
        ) % {"number": number}
    for word in medical_words.unexplained(found):
        yield _("Explain “%(word)s” where it is first used, such as: %(plain)s (%(word)s).") % {
            "word": word.word,
            "plain": word.plain,
        }


def _parts(article: Content, found: Sequence[Block]) -> Iterator[Part]:
    yield Part(_("Text"), grade(joined(found)))
    yield Part(_("Summary"), grade(article.summary))
    for number in sorted({block.box for block in found if block.box}):
        box = [block for block in found if block.box == number]
        yield Part(_("Box “%(title)s”") % {"title": box[0].text}, grade(joined(box)))
