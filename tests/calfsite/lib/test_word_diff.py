"""Word by word: nothing is made up and nothing left out, whatever the texts; long quiet stretches are folded."""

import time

from hypothesis import given
from hypothesis import strategies as st

from calfsite.lib import word_diff
from calfsite.lib.word_diff import Kind, Piece

TEXTS = st.lists(st.sampled_from(["rest", "walk", " ", "  ", "\n", "é", ". ", "(x)"]), max_size=14).map("".join)


@given(old=TEXTS, new=TEXTS)
def test_removed_and_kept_make_the_old_text_added_and_kept_the_new(old: str, new: str) -> None:
    pieces = word_diff.pieces(old, new)
    assert "".join(piece.text for piece in pieces if piece.kind is not Kind.ADDED) == old
    assert "".join(piece.text for piece in pieces if piece.kind is not Kind.REMOVED) == new
    if old == new:
        assert {piece.kind for piece in pieces} <= {Kind.KEPT}
        assert all(lines.left_out for lines in word_diff.shortened(pieces))


def test_a_phrase_changes_as_a_whole() -> None:
    assert word_diff.pieces("Wait for two long days.", "Wait for one day.") == [
        Piece(Kind.KEPT, "Wait for "),
        Piece(Kind.REMOVED, "two long days"),
        Piece(Kind.ADDED, "one day"),
        Piece(Kind.KEPT, "."),
    ]


def test_quiet_stretches_are_counted_not_shown() -> None:
    old = "\n".join(f"Line {number}" for number in range(20))
    shown = word_diff.shortened(word_diff.pieces(old, old.replace("Line 9", "Row 9")))
    assert [lines.left_out for lines in shown] == [7, 0, 8]
    assert "".join(piece.text for piece in shown[1].pieces).startswith("Line 7\nLine 8\nLineRow 9\n")


def test_texts_of_full_length_take_bounded_time() -> None:
    began = time.process_time()
    word_diff.shortened(word_diff.pieces("\n" * 30_000, "\n a" * 10_000))
    assert time.process_time() - began < 5
