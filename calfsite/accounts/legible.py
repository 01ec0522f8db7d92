"""Random secrets that a person reads off a screen or paper and types."""

import secrets

# No letter or digit that looks like another.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def random_groups(groups: int, letters: int) -> str:
    """Groups of letters and digits with hyphens between, almost 5 bits for each letter."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(letters)) for _ in range(groups))


def as_typed(text: str) -> str:
    """What a person meant who typed spaces, hyphens or capitals otherwise than shown."""
    return "".join(character for character in text.lower() if character.isalnum())
