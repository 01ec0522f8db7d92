"""A practice's own color: measured as WCAG does, on the grounds that the style sheet has."""

import pytest

from calfsite.practice import colors
from tests.calfsite import test_look as look

SCHEMES = ("light", "dark")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_backgrounds_are_all_that_the_accent_is_used_on(scheme: colors.Scheme) -> None:
    tokens = {name: value if len(value) == 7 else value + value[1:] for name, value in look.SCHEMES[scheme].items()}
    names = [*colors.BACKGROUNDS, "accent"]
    assert {name: colors.site_color(name, scheme) for name in names} == {name: tokens[name] for name in names}
    behind = {ground for text, ground in look.TEXT_PAIRS if text == "accent"}
    assert behind | {"on-accent"} == set(colors.BACKGROUNDS)


def test_contrast_is_the_one_that_the_look_is_tested_with() -> None:
    for one, other in (("#000000", "#ffffff"), ("#767676", "#ffffff"), ("#0a4d52", "#efe6d6"), ("#d05090", "#fffdf8")):
        assert colors.contrast(one, other) == pytest.approx(look.contrast(one, other))


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(
    "color", ["#d05090", "#ff0000", "#ffff00", "#00ff00", "#0000ff", "#808080", "#ffffff", "#000000"]
)
def test_the_nearest_shade_passes_and_so_does_what_is_made_of_it(color: str, scheme: colors.Scheme) -> None:
    shade = colors.nearest(color, scheme)
    for made in (shade, colors.stronger(shade, scheme)):
        assert all(look.contrast(made, colors.site_color(name, scheme)) >= 7 for name in colors.BACKGROUNDS), made
    assert colors.nearest(shade, scheme) == shade


def test_the_nearest_shade_is_no_darker_than_it_must_be() -> None:
    shade = colors.nearest("#d05090", "light")
    assert colors.measure(shade, "light").ratio == pytest.approx(7, abs=0.1)


def test_a_color_is_judged_where_it_is_hardest_to_read() -> None:
    measured = colors.measure("#d05090", "light")
    assert (measured.shown, measured.place, measured.passes) == ("3.2:1", "around the page", False)
    assert colors.Measured(6.999, "").shown == "6.9:1", "what fails does not read as 7"


def test_one_color_is_enough_and_none_needs_no_style_sheet() -> None:
    assert colors.css("", "") == ""
    for light, dark in (("#7a1f5c", ""), ("", "#f0a0d0"), ("#7a1f5c", "#f0a0d0")):
        day, night = colors.both(light, dark)
        assert (light or day, dark or night) == (day, night)
        text = colors.css(light, dark)
        assert text.count("--accent:") == 2
        assert f":root{{--accent:{day};" in text
        assert f":root{{--accent:{night};" in text
    assert [one.color for one in colors.looks("", "")] == ["#0a4d52", "#90d8d0"]
