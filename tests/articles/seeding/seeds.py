"""A small folder of content, as text, and what a load makes of it."""

from pathlib import Path
from typing import Any

from articles.models import Article, LiveArticle, LoadedSeed, Topic

TOPICS = """
- slug: calf
  title: Calf trouble
  summary: Pain or a weak push.
  order: 1
- slug: nerve
  title: Sciatica
  summary: From the back.
  order: 2
"""

ARTICLE = """---
title: A pulled calf
summary: Why it hurts.
topic: calf
sources:
  - "Book of calves | 2020 | https://example.org/calves"
  - "Old book | 1990 |"
facts: [C1, C2]
reviewer: Dr. Leg
reviewed_on: 2026-01-31
review_due: 2099-01-31
status: published
order: 3
---

Wait {{ threshold:leg.no_improvement_after }}.

---

Then look again.
"""

DRAFT = "---\ntitle: Draft\nsummary: Soon.\ntopic: nerve\nstatus: draft\n---\nText.\n"


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def state() -> list[list[dict[str, Any]]]:
    """Everything that a load could touch."""
    return [list(model.objects.order_by("pk").values()) for model in (Topic, Article, LiveArticle, LoadedSeed)]
