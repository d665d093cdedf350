"""The error tree: what its docstring draws is what the classes are."""

import re

from services import errors


def drawn():
    """Name -> (parent, status, exit code), from the tree in the docstring."""
    tree, above = {}, []
    for line in errors.__doc__.splitlines():
        found = re.match(r"( +[│ ]*(?:[├└]── )?)(\w+) +status (\d+), exit (\d)", line)
        if not found:
            continue
        column = len(found[1])
        above = [(at, name) for at, name in above if at < column]
        tree[found[2]] = (above[-1][1] if above else "Exception", int(found[3]), int(found[4]))
        above.append((column, found[2]))
    return tree


def test_the_drawn_tree_is_the_tree():
    classes = [c for c in vars(errors).values() if isinstance(c, type) and issubclass(c, Exception)]
    assert len(drawn()) == len(classes)
    assert drawn() == {c.__name__: (c.__bases__[0].__name__, c.status, c.exit_code) for c in classes}


def test_exit_statuses_are_those_of_the_command_line():
    assert {name: code for name, (_, _, code) in drawn().items() if code in (3, 4)} == {
        "NothingToMap": 3,
        "StoppedByUser": 4,
    }


def test_every_class_says_what_it_means():
    assert all(getattr(errors, name).__doc__ for name in drawn())


def test_the_words_of_an_error_are_one_line_and_a_cut_is_marked():
    assert errors.in_one_line(OSError("no\n  route"), 300) == "no route"
    assert errors.in_one_line(OSError(), 300) == "OSError"
    assert errors.in_one_line(OSError("x" * 300), 300) == "x" * 300
    assert errors.in_one_line(OSError("x" * 1000), 300) == "x" * 300 + " ..."
