"""How to write an article's Markdown: each kind of text as it is written, and as it is rendered."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from articles import glossary
from articles.models import Term
from articles.text import markdown, values
from articles.text.tools import TOOLS
from calfsite.lib import illustrations


@dataclass(frozen=True)
class Example:
    """One kind of text: what it is for, how it is written, how patients see it."""

    purpose: str
    source: str
    shown: SafeString


def context() -> dict[str, Any]:
    """The context of `markdown_help.html`. Asks the database for the words of the glossary and the values quoted."""
    terms = sorted(Term.objects.only("slug", "term", "meaning"), key=lambda term: term.term.casefold())
    pictures = [picture for name in illustrations.names() if (picture := illustrations.picture(name))]
    return {
        "examples": list(examples(terms, [picture.name for picture in pictures])),
        "pictures": pictures,
        "tools": TOOLS.items(),
        "terms": terms,
    }


def examples(terms: list[Term], pictures: list[str]) -> Iterator[Example]:
    """Every kind of text as an example, with a picture and a word that exist."""
    written = [*_plain(), *_boxes(), *_with_names(terms, pictures), *_values()]
    everything = "\n".join(source for _purpose, source in written)
    known = values.resolve(values.keys_in(everything))
    words = glossary.words(markdown.parse(everything).words)
    for purpose, source in written:
        yield Example(purpose, source, markdown.render(values.fill(source, known), words).html)


def _plain() -> Iterator[tuple[str, str]]:
    yield _("Heading, smaller heading"), f"## {_('What can you do?')}\n\n### {_('At home')}"
    yield _("List"), f"- {_('Rest your leg.')}\n- {_('Cool it.')}"
    link = f"[{_('Check your leg')}](/triage/)"
    phone = f"[{_('Call for help')}](tel:{{{{ practice:emergency_number }}}})"
    yield _("Bold, link, phone link"), f"**{_('Stop')}** {link}\n\n{phone}"


def _boxes() -> Iterator[tuple[str, str]]:
    yield (
        _("Care card: emergency, urgent, soon or self_care"),
        _box(f"urgent {_('Be seen today')}", f"- {_('One calf is swollen.')}"),
    )
    yield (
        _("Do list, don’t list, key points"),
        "\n\n".join(
            [
                _box("do", f"- {_('Rest your leg.')}"),
                _box("dont", f"- {_('Don’t force the stretch.')}"),
                _box("key", f"- {_('A sudden loss of power needs help at once.')}"),
            ]
        ),
    )
    yield (
        _("Steps"),
        _box(f"steps {_('Stretch your calf')}", f"1. {_('Face a wall.')}\n2. {_('Lean in until you feel a pull.')}"),
    )


def _with_names(terms: list[Term], pictures: list[str]) -> Iterator[tuple[str, str]]:
    for name in pictures[:1]:
        yield (
            _("Figure: write the caption. The drawing brings words of its own for those who can’t see it"),
            _box(f"figure {name}", _("Say in a sentence or two what to look at.")),
        )
    for name in list(TOOLS)[:1]:
        yield (
            _("Tool: these words, and below them the tool where it can run"),
            _box(f"tool {name}", _("Lean in for one slow breath. Then ease off for one.")),
        )
    for term in terms[:1]:
        yield (
            _("Medical word: opens its meaning in place. In print, the meanings are at the foot"),
            f"{_('A doctor may say:')} [{term.term}]({term.get_absolute_url()}).",
        )


def _values() -> Iterator[tuple[str, str]]:
    yield (
        _("Value from the triage, so that article and triage always agree"),
        "{{ threshold:leg.no_improvement_after }}\n\n{{ threshold:leg.knee_to_wall_optimal|cm }}\n\n"
        "{{ threshold:leg.stretch_seconds_max|minutes }}\n\n{{ sign:leg.stroke }}",
    )


def _box(start: str, text: str) -> str:
    return f"::: {start}\n{text}\n:::"
