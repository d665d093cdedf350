"""A lock file that pip-compile wrote on one platform pins what every platform needs."""

import pytest

from tools.lock import with_markers

ASKED = """# A comment; of no matter
numpy>=2,<3
tensorflow-cpu>=2.21,<2.22; sys_platform == "linux"
tensorflow>=2.21,<2.22; sys_platform != "linux"
"""
LOCK = """numpy==2.4.6
tensorflow==2.21.0 ; sys_platform != "linux"
tensorflow-cpu==2.21.0 ; sys_platform == "linux"
termcolor==3.3.0
"""


@pytest.mark.parametrize("left_out", [None, "tensorflow==", "tensorflow-cpu=="])
def test_what_is_left_out_comes_back_with_its_marker(left_out):
    compiled = "".join(line + "\n" for line in LOCK.splitlines() if not left_out or not line.startswith(left_out))
    assert with_markers(compiled, ASKED) == LOCK


def test_a_pin_without_its_marker_gets_it():
    assert with_markers("numpy==2.4.6\ntensorflow-cpu==2.21.0\ntermcolor==3.3.0\n", ASKED) == LOCK


def test_a_lock_that_pins_none_of_them_is_refused():
    with pytest.raises(ValueError, match="no pin of tensorflow-cpu or tensorflow"):
        with_markers("numpy==2.4.6\n", ASKED)


def test_nothing_else_is_altered():
    assert with_markers("numpy==2.4.6\n\n# unsafe:\nsetuptools==84.2.1\n", "numpy>=2,<3\n") == (
        "numpy==2.4.6\n\n# unsafe:\nsetuptools==84.2.1\n"
    )
