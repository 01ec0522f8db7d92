"""The peer that a journey is measured beside: twelve steps of django-formtools, as its documentation shows them."""

STEPS = 12


def answer_of(number: int) -> str:
    """An answer that this step takes."""
    return "choice2" if number % 3 else "42"
