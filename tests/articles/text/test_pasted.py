"""Text as Word and Google Docs give it, and signs that Markdown would take for its own."""

import re

from articles.text.markdown import faults, render
from tests.each import each

NBSP, VT = "\N{NO-BREAK SPACE}", "\x0b"

SHOWN = {
    # Pasted lists
    "numbers and no-break spaces": (f"1.{NBSP}Rest.\n2.{NBSP}Call.", "<ol><li>Rest.</li><li>Call.</li></ol>"),
    "the same as an entity": ("1.&nbsp;Rest.\n2.&nbsp;Call.", "<ol><li>Rest.</li><li>Call.</li></ol>"),
    "Word’s bullets": ("•\tRest.\n•\tCall.", "<ul><li>Rest.</li><li>Call.</li></ul>"),
    "bullets without a space": ("•Rest.\n•Call.", "<ul><li>Rest.</li><li>Call.</li></ul>"),
    "bullets of the Symbol font": ("\uf0b7\tRest.\n\uf0a7\tCall.", "<ul><li>Rest.</li><li>Call.</li></ul>"),
    "bullets of Wingdings": ("Ø\tRest.\nü\tCall.", "<ul><li>Rest.</li><li>Call.</li></ul>"),
    "bullets in bullets": ("•\tRest:\no\tSit.", "<ul><li>Rest:<ul><li>Sit.</li></ul></li></ul>"),
    "dashes and tabs": ("–\tRest.\n–\tCall.", "<ul><li>Rest.</li><li>Call.</li></ul>"),
    "zero-width spaces": ("\u200b- Rest.\n\ufeff- Call.", "<ul><li>Rest.</li><li>Call.</li></ul>"),
    "an indented list": ("    •\tRest.\n    •\tCall.", "<ul><li>Rest.</li><li>Call.</li></ul>"),
    # Other pasted text
    "an indented card": (
        "    ::: soon\n    Go.\n    :::",
        '<section class="card card--soon"><h2 class="card__title"><span class="card__kind">Soon:</span> Book a visit'
        "</h2><p>Go.</p></section>",
    ),
    "an indented paragraph": ("    Rest.\n\n\tCall.", "<p>Rest.</p><p>Call.</p>"),
    "a line of spaces between paragraphs": (f"Rest.\n{NBSP}\nCall.", "<p>Rest.</p><p>Call.</p>"),
    "a line break of Word": (f"Wait 2{VT}days.\u2028Go.", "<p>Wait 2 days. Go.</p>"),
    "a no-break space in a sentence": (f"Wait 2{NBSP}days.", "<p>Wait 2&nbsp;days.</p>"),
    "a heading without a space": ("##When to call", '<h2 id="s-when-to-call">When to call</h2>'),
    "a heading and a no-break space": (f"##{NBSP}Rest", '<h2 id="s-rest">Rest</h2>'),
    "the id of a heading": ("## Rest {#rest-1}", '<h2 id="s-rest">Rest</h2>'),
    # Signs
    "at least": ("- >= 38 °C is a fever\n- < 2 days\n- > 2 days", "<ul><li>&gt;= 38 °C is a fever</li>"
                 "<li>&lt; 2 days</li><li>&gt; 2 days</li></ul>"),
    "more than": ("> 38 °C is a fever", "<p>&gt; 38 °C is a fever</p>"),
    "times": ("Do 2*3*4 and 10*2, then 5**2**3 and a*b*c", "<p>Do 2*3*4 and 10*2, then 5**2**3 and a*b*c</p>"),
    "number one": ("#1 of all", "<p>#1 of all</p>"),
    "letters in brackets": (
        "(a) pain, (b) fever, (c) swelling, (r) right leg, (tm), (p), +-, ..., --",
        "<p>(a) pain, (b) fever, (c) swelling, (r) right leg, (tm), (p), +-, ..., --</p>",
    ),
    "minus": ("-5 °C", "<p>-5 °C</p>"),
    "feet": ("5` or 10`, `not` 6`", "<p>5` or 10`, `not` 6`</p>"),
    "a note": ("[1]: Smith 2019", "<p>[1]: Smith 2019</p>"),
    "a line under a text": ("Rest.\n---", "<p>Rest.</p><hr>"),
    # What stays as it was
    "bold and stressed": ("**Stop** and *rest*, **not**now", "<p><strong>Stop</strong> and <em>rest</em>, "
                          "<strong>not</strong>now</p>"),
    "a list in a list": ("- a\n    - b\n- c", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"),
}  # fmt: skip


@each(SHOWN)
def test_it_is_shown_as_it_was_meant(case: tuple[str, str]) -> None:
    source, html = case
    shown = re.sub(r"(?<=>)\n+|\n+(?=<)", "", render(source).html).replace("\n", " ")
    assert shown == html
    assert not faults(source), faults(source)


REFUSED = {
    "Line 3 (“Do ** not ** wrap.”)": "Rest.\n\nDo ** not ** wrap.\nCall.",
    "Line 2 (“Do not** wrap”)": "Rest and\nDo not** wrap",
    "Line 1 (“Do <b>not</b> wrap.”)": "Do <b>not</b> wrap.",
    "Line 2 (“<!-- no -->”)": "Rest.\n<!-- no -->",
    "Line 1 (“#Heading”)": "#Heading",
    "Line 1 (“- 5 °C is too cold.”)": "- 5 °C is too cold.",
    "Line 2 (“- 5 degrees”)": "Colder than\n- 5 degrees",
    "Line 1 (“1.Rest.”)": "1.Rest.\n2.Call.",
    "Line 1 (“-Rest.”)": "-Rest.\n-Call.",
    "Line 2 (“– Rest.”)": "Do this:\n– Rest.\n– Call.",
    "Line 1 (“a.\tRest.”)": "a.\tRest.\nb.\tCall.",
    "Line 2 (“I\tA few fibers”)": "Grade\tWhat\nI\tA few fibers",
    "Line 1 (“See [rest] (/articles/rest/).”)": "See [rest] (/articles/rest/).",
    "Line 1 (“See [rest](the page).”)": "See [rest](the page).",
    "Line 2 (“====”)": "Rest\n====",
    "Line 2 (“-”)": "Rest.\n-",
    "Line 2 (“```”)": "Rest.\n```\nCall.\n```",
    "Line 2 (“::: soom Go”)": "Rest.\n::: soom Go\nCall.\n:::",
    "Line 1 (“::: soon”)": "::: soon\nGo.",
    "Line 2 (“[Go](javascript:go)”)": "Rest.\n[Go](javascript:go)",
    "Line 3 (“::: figure no”)": "Rest.\n\n::: figure no\nA leg.\n:::",
}


@each({start: (start, source) for start, source in REFUSED.items()})
def test_what_cannot_be_understood_is_refused_with_its_line(case: tuple[str, str]) -> None:
    start, source = case
    found = faults(source)
    assert any(fault.startswith(start) for fault in found), found


def test_a_list_of_times_is_no_list_of_minuses() -> None:
    assert not faults("- 5 minutes in the morning\n- 10 minutes at night")
