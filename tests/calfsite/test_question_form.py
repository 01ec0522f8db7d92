"""The crispy template pack: a question as a patient meets it, by eye, keyboard or screen reader."""

import re
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout, Submit
from crispy_forms.utils import render_crispy_form
from django import forms
from django.template.loader import render_to_string

from calfsite.practice import current

ONSET = [("moment", "In a moment"), ("slow", "Slowly")]
FLAGS = [("none", "None of these"), ("cold", "A cold foot"), ("pain", "Chest pain")]


class QuestionForm(forms.Form):
    title = property(lambda self: self.fields["answer"].label)

    def __init__(self, data: Any = None, *, question: forms.Field, **extra: Any) -> None:
        super().__init__(data)
        for name, value in extra.items():
            setattr(question, name, value)
        self.fields["answer"] = question
        self.helper = FormHelper()
        self.helper.add_input(Submit("continue", "Continue"))


def radios(data: Any = None, **extra: Any) -> QuestionForm:
    missing = {"required": "Choose how it began."}
    field = forms.ChoiceField(
        label="How did it begin?", choices=ONSET, widget=forms.RadioSelect, error_messages=missing
    )
    return QuestionForm(data, question=field, **extra)


def checkboxes(data: Any = None, **extra: Any) -> QuestionForm:
    widget = forms.CheckboxSelectMultiple
    missing = {"required": "Tick all that apply, or “None of these”."}
    field = forms.MultipleChoiceField(label="Any of these?", choices=FLAGS, widget=widget, error_messages=missing)
    return QuestionForm(data, question=field, exclusive={"none"}, **extra)


def number(data: Any = None, **extra: Any) -> QuestionForm:
    field = forms.IntegerField(label="How old are you?", widget=forms.TextInput(attrs={"inputmode": "numeric"}))
    return QuestionForm(data, question=field, unit="years", **extra)


def shown(form: forms.Form) -> str:
    return re.sub(r"\s+", " ", render_crispy_form(form, context={"csrf_token": "token"}))


def tags(html: str, name: str) -> list[str]:
    return re.findall(rf"<{name}\b[^>]*>", html)


def test_error_summary_links_to_the_first_input() -> None:
    html = shown(radios({}))
    summary = html[html.index('<div class="error-summary"') : html.index("<fieldset")]
    assert 'role="alert"' in summary
    assert 'tabindex="-1"' in summary
    assert "There is a problem" in summary
    assert '<a href="#id_answer_0">Choose how it began.</a>' in summary
    assert 'id="id_answer_0"' in tags(html, "input")[1]  # after the CSRF token


def test_error_summary_of_checkboxes_leads_to_the_first_one_shown() -> None:
    html = shown(checkboxes({}))
    assert 'href="#id_answer_1"' in html
    assert 'id="id_answer_1"' in tags(html, "input")[1]


def test_error_of_the_whole_form_leads_to_the_question_too() -> None:
    form = radios({"answer": "slow"})
    form.add_error(None, "Choose again.")
    assert '<a href="#id_answer_0">Choose again.</a>' in shown(form)


def test_no_error_summary_without_errors() -> None:
    assert "error-summary" not in shown(radios())


def test_legend_is_the_h1_of_radios() -> None:
    html = shown(radios())
    assert re.search(r'<legend class="field__legend"> ?<h1>How did it begin\?</h1> ?</legend>', html)
    assert html.count("<h1") == 1


def test_label_is_the_h1_of_a_typed_answer() -> None:
    html = shown(number())
    assert re.search(r'<h1 class="field__legend"> ?<label for="id_answer">How old are you\?</label> ?</h1>', html)
    assert html.count("<h1") == 1


def test_hint_then_error_then_inputs_and_all_are_linked() -> None:
    html = shown(radios({}, question_hint="Think of the first day."))
    fieldset = tags(html, "fieldset")[0]
    assert 'aria-describedby="id_answer-hint id_answer-error"' in fieldset
    assert 'role="radiogroup"' in fieldset
    assert 'aria-invalid="true"' in fieldset
    hint, error = html.index('id="id_answer-hint"'), html.index('id="id_answer-error"')
    assert hint < error < html.index('type="radio"')
    assert re.search(r'<span class="visually-hidden">Error:</span> Choose how it began\.', html)


def test_typed_answer_is_linked_to_hint_error_and_unit() -> None:
    html = shown(number({"answer": "old"}, question_hint="In whole years."))
    entry = tags(html, "input")[1]
    assert 'aria-describedby="id_answer-hint id_answer-error id_answer-unit"' in entry
    assert 'aria-invalid="true"' in entry
    assert html.index('id="id_answer-hint"') < html.index('id="id_answer-error"') < html.index(entry)
    assert html.index(entry) < html.index('id="id_answer-unit"')


def test_typed_value_is_kept_as_it_was_typed_and_harmless() -> None:
    entry = tags(shown(number({"answer": '4O "<b>'})), "input")[1]
    assert 'type="text"' in entry
    assert 'inputmode="numeric"' in entry
    assert 'value="4O &quot;&lt;b&gt;"' in entry


def test_empty_number_shows_an_empty_box() -> None:
    assert 'value=""' in tags(shown(number()), "input")[1]


def test_chosen_answers_stay_chosen() -> None:
    boxes = tags(shown(checkboxes({"answer": ["cold", "bogus"]})), "input")[1:]
    assert [re.findall(r'value="(\w+)"', box)[0] for box in boxes if " checked" in box] == ["cold"]
    assert all('aria-invalid="true"' in box for box in boxes)


def test_exclusive_choice_stands_last_after_or() -> None:
    html = shown(checkboxes())
    assert re.findall(r'type="checkbox" name="answer" value="(\w+)"', html) == ["cold", "pain", "none"]
    assert html.index('value="pain"') < html.index("choice--or") < html.index('value="none"')


def test_no_or_without_an_exclusive_choice() -> None:
    assert "choice--or" not in shown(radios())


def test_choice_hint_belongs_to_its_own_input() -> None:
    html = shown(radios(choice_hints={"slow": "Over weeks."}))
    first, second = tags(html, "input")[1:]
    assert "aria-describedby" not in first
    assert 'aria-describedby="id_answer_1-hint"' in second
    assert '<span class="choice__hint" id="id_answer_1-hint">Over weeks.</span>' in html


def test_why_we_ask_can_be_opened_without_javascript() -> None:
    html = shown(radios(why="A sudden start can mean a tear."))
    assert re.search(r"<details[^>]*> ?<summary>Why we ask</summary> ?<p>A sudden start can mean a tear\.</p>", html)
    assert "<details" not in shown(radios())


def test_form_leaves_checking_to_us_and_carries_its_token() -> None:
    html = shown(radios())
    form = tags(html, "form")[0]
    assert " novalidate" in form
    assert 'method="post"' in form
    assert 'name="csrfmiddlewaretoken"' in html
    assert re.search(r'<button class="button" type="submit"[^>]*> ?Continue', html)


def test_layout_objects_find_their_templates() -> None:
    form = radios()
    form.helper.layout = Layout(Div(Fieldset("Start", "answer"), css_class="part"))
    html = shown(form)
    assert '<div class="part"' in html
    assert re.search(r'<legend class="meta">Start</legend>', html)
    assert html.count('type="radio"') == len(ONSET)


def test_question_page_says_error_in_its_title_and_offers_back_and_delete() -> None:
    context = {"practice": current.practice(), "protocol_title": "Calf pain", "step": "Question 3", "csrf_token": "t"}
    context |= {"back_url": "/back/", "delete_url": "/delete/"}
    html = re.sub(r"\s+", " ", render_to_string("triage/journey/question.html", {"form": radios({}), **context}))
    assert re.search(r"<title> ?Error: How did it begin\? \S Calf pain", html)
    assert 'class="page-nav__back" href="/back/"' in html
    assert '<a href="/delete/">Delete my answers</a>' in html
    assert html.count("<h1") == 1
    fine = re.sub(r"\s+", " ", render_to_string("triage/journey/question.html", {"form": radios(), **context}))
    assert re.search(r"<title> ?How did it begin\? \S Calf pain", fine)
