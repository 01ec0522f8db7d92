"""Which edits of a text for patients a second clinician must read, and which go live alone."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User

from articles.models import LiveArticle, Synonym, Term, Topic
from articles.publishing import approval, drafts, softened, workflow
from tests.calfsite.accounts.desk import account

TITLE, SUMMARY = "Is my tendon torn?", "How a tear feels."
TEXT = """::: emergency Call now
[Call 112](tel:112) if any of these is true.

- You can’t breathe.
- Your foot is **cold**.

Here are [all the danger signs](/articles/when-to-get-help/).
:::

The calf has two muscles. Many people feel a kick.

If your leg is numb, call 112 at once. Do not drive. [Check your leg](/triage/leg/).

## What helps?

::: urgent Today
- Your calf is swollen, with a fever > 38.5 °C for 2–3 days.
- You are {{ threshold:leg.older_adult_from }} or older.
:::

::: self_care At home
- Your calf is a little sore.
:::

::: dont
- Rub it.
:::

Stand on a step for 30 seconds. Most people walk well after 6 weeks. See a [therapist](/articles/therapists/).
"""
LAST = "See a [therapist]"
CARD = TEXT[: TEXT.index("The calf has")]

DANGEROUS = {
    "a line less in an emergency card": ("- You can’t breathe.\n", ""),
    "a line changed": ("**cold**", "cool"),
    "a line more that softens": ("- You can’t breathe.", "- Wait a day first.\n- You can’t breathe."),
    "a line more that says nothing": ("- You can’t breathe.", "- Most of these pass.\n- You can’t breathe."),
    "a milder card": ("::: emergency", "::: soon"),
    "no card": ("::: urgent Today\n", "Today\n"),
    "a card in another": (TEXT, "::::: do\n" + CARD + "\n:::::\n" + TEXT.replace(CARD, "")),
    "the title of a card": ("::: urgent Today", "::: urgent One day"),
    "lines in another order": (
        "- You can’t breathe.\n- Your foot is **cold**.",
        "- Your foot is **cold**.\n- You can’t breathe.",
    ),
    "cards in another order": (CARD, CARD.replace("emergency", "urgent")),
    "the card at the bottom": (TEXT, TEXT.replace(CARD, "") + "\n" + CARD),
    "a paragraph above the card": (CARD, "Legs are strong.\n\n" + CARD),
    "a card under another heading": ("What helps?", "For runners"),
    "a don’t that became a do": ("::: dont\n", "::: do\n"),
    "a don’t more": ("- Rub it.", "- Rub it.\n- Bother your doctor."),
    "a sign in a milder card": (
        "- Your calf is a little sore.",
        "- Your calf is a little sore.\n- Your calf is swollen.",
    ),
    "a sign turned round": ("> 38.5", "< 38.5"),
    "a comma in a number": ("38.5", "38 5"),
    "a range as a number": ("2–3 days", "23 days"),
    "another threshold": ("leg.older_adult_from", "leg.child_under"),
    "a full stop within a line": ("swollen, with", "swollen. With"),
    "a call in plain words, gone": ("If your leg is numb, call 112 at once. ", ""),
    "a call, milder": ("call 112 at once", "call 112 if it lasts"),
    "a call to another number": ("numb, call 112", "numb, call 118"),
    "a call, as a question": ("call 112 at once.", "call 112 at once?"),
    "a don’t in plain words, gone": (" Do not drive.", ""),
    "a negation gone": ("Do not drive", "Do drive"),
    "a link to dial": ("(tel:112)", "(tel:118)"),
    "a link to the danger signs": ("(/articles/when-to-get-help/)", "(/articles/yoga/)"),
    "a link to the check": ("(/triage/leg/)", "(/articles/yoga/)"),
    "a time": ("30 seconds", "30 minutes"),
    "how long it takes": ("6 weeks", "6 months"),
    "new: to wait": (LAST, "You may wait some days. " + LAST),
    "new: that it is safe": (LAST, "A swollen calf is harmless. " + LAST),
    "new: not to call": (LAST, "Nobody needs to call. " + LAST),
    "new: in letters that look alike": (LAST, "W\u0430it and see. " + LAST),
    "new: in letters that hide": (LAST, "You may wa\u200bit and see. " + LAST),
    "new: in letters with a dot": (LAST, "Wa\u0307it and see. " + LAST),
    "new: in two links": (LAST, "[Wa](/articles/a/)[it](/articles/b/) and see. " + LAST),
    "new: in an entity": (LAST, "W&#97;it and see. " + LAST),
    "new: to rest": (LAST, "Give it a bit of rest. " + LAST),
    "new: to rub": (LAST, "If it is sore, rub it hard. " + LAST),
    "new: that it passes": (LAST, "For most people the signs pass by themselves. " + LAST),
    "new: that the card is old": (LAST, "The box above is old. " + LAST),
    "new: a table": (LAST, "\n\n| sign | what helps |\n|---|---|\n| a pop | rest |\n\n" + LAST),
    "new: a drug": (LAST, "Take 400 mg. " + LAST),
    "new: a heading": (LAST, "\n\n## When not to worry\n\n" + LAST),
}
HARMLESS = {
    "nothing": ("", ""),
    "spacing, case, punctuation in a card": ("- You can’t breathe.", "- you can’t  breathe!"),
    "a dash": ("2–3 days", "2-3 days"),
    "bold": ("**cold**", "cold"),
    "spelling": ("Many people feel", "Many peple feel"),
    "words": ("The calf has two muscles.", "Two muscles make up the calf."),
    "a sentence more": ("Many people feel a kick.", "Many people feel a kick. Some hear a pop."),
    "a paragraph more": (LAST, "The tendon is a strong cord. It joins calf and heel.\n\n" + LAST),
    "a heading more": (LAST, "\n\n## How is it built?\n\nOf fibers. " + LAST),
    "a sentence gone": ("Many people feel a kick.", ""),
    "another link": ("(/articles/therapists/)", "(/articles/who-helps/)"),
    "a picture more": (LAST, "::: figure achilles-rupture\nA tendon.\n:::\n\n" + LAST),
    "a paragraph in two": ("muscles. Many", "muscles.\n\nMany"),
}


def words(body: str = TEXT, title: str = TITLE, summary: str = SUMMARY) -> softened.Words:
    return softened.Words(names=(title, summary), body=body)


def edited(old: str, new: str) -> str:
    assert old in TEXT
    return TEXT.replace(old, new, 1)


def test_whatever_may_soften_a_warning_or_an_instruction_is_read_by_a_second_clinician() -> None:
    missed = [name for name, edit in DANGEROUS.items() if not softened.changes(words(), words(edited(*edit)))]
    missed += [] if softened.changes(words(), words(title="It is only a strain")) else ["the title"]
    missed += [] if softened.changes(words(), words(summary="A tear heals by itself.")) else ["the summary"]
    assert not missed


def test_harmless_edits_go_live_alone() -> None:
    found = {name: softened.changes(words(), words(edited(*edit))) for name, edit in HARMLESS.items()}
    assert not {name: changes for name, changes in found.items() if changes}


def test_what_is_to_be_read_is_named() -> None:
    def changes(old: str, new: str) -> list[str]:
        return softened.changes(words(), words(edited(old, new)))

    assert changes("**cold**", "cool") == [
        "Gone or changed: “Your foot is cold.” (Emergency)",
        "New: “Your foot is cool.” (Emergency)",
    ]
    assert changes("What helps?", "For runners") == ["A card that was under “What helps?” is under “For runners”."]
    assert changes(CARD, "Legs are strong.\n\n" + CARD) == ["The emergency card is further down."]
    assert changes("(tel:112)", "(tel:118)")[0].startswith("Gone or changed: “Call 112 if any")


def test_danger_words() -> None:
    old = Synonym(words="cannot breathe\nnumb groin", is_danger=True, language="en")
    free = Synonym(words="Cannot  breathe!\nnumb groin\nblue foot", is_danger=True, language="en")
    assert softened.danger_words_lost(old, free) == []
    for change in ({"is_danger": False}, {"language": "es"}):
        assert len(softened.danger_words_lost(old, Synonym(words=old.words, **{"is_danger": True} | change))) == 2


@pytest.mark.django_db
def test_topics_words_and_new_articles_are_read_too(make_live: Callable[..., LiveArticle], topic: Topic) -> None:
    pat = account("pat", "publisher")
    term = Term.objects.create(slug="clot", term="clot", meaning="A plug of blood. Call 112 if you can’t breathe.")
    term.meaning = "A plug of blood."
    topic.summary = "Wait a week with all of these."
    for draft in (drafts.save(term, None, by=pat), drafts.save(topic, None, by=pat)):
        with pytest.raises(approval.ApprovalNeededError):
            drafts.publish(draft, by=pat, reason="Shorter.")
    article = make_live().article
    LiveArticle.objects.all().delete()
    LiveArticle.history.all().delete()
    article.body = "Your calf is sore? Wait a week."
    workflow.save_draft(article, by=pat)
    with pytest.raises(approval.ApprovalNeededError):
        workflow.publish(article, by=pat, reason="New.")
    assert workflow.changes(article)[0].startswith("It is new,")
    article.body = "The calf has two muscles."
    workflow.save_draft(article, by=pat)
    workflow.publish(article, by=User.objects.get(username="pat"), reason="New.")
