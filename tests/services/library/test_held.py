import pytest

from services.library.held import Held


def test_that_which_was_asked_for_longest_ago_goes_first():
    made = []
    held = Held[str](2)

    def ask(key):
        return held.get(key, lambda: made.append(key) or key * 2)

    assert [ask(key) for key in ("a", "b", "a", "c", "a", "b")] == ["aa", "bb", "aa", "cc", "aa", "bb"]
    assert made == ["a", "b", "c", "b"]
    assert (len(held), list(held)) == (2, ["a", "b"])


def test_what_cannot_be_made_is_not_held():
    held = Held[int](2)

    def fails():
        raise OSError("no such file")

    with pytest.raises(OSError, match="no such file"):
        held.get("a", fails)
    assert held.get("a", lambda: 3) == 3
