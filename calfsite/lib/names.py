"""What a part is called on pages: its key in words."""


def named(key: str) -> str:
    """A key such as `sudden_pop` as people read it: sudden pop."""
    return key.replace("_", " ")
