"""What computed a map: told in a line, and said where it was another machine."""

import pytest

from services.library import machine


def test_this_machine_tells_what_rounds_in_it():
    told = machine.here()
    assert set(told) == {"processor", "kernel", "blas", "system", "scipy"}
    assert told["processor"]
    assert told["scipy"][0].isdigit()
    assert all(isinstance(text, str) for text in told.values()), "it is stored as JSON"


def test_a_map_of_this_machine_needs_no_warning():
    assert machine.warning(dict(machine.here())) == ""
    assert machine.words(dict(machine.here())).startswith(machine.here()["processor"])


@pytest.mark.parametrize("part", machine.DECIDES)
def test_a_map_of_another_processor_or_kernel_says_that_it_may_differ(part):
    made = {**machine.here(), part: "Prescott"}
    assert machine.is_other(made)
    assert "may give another layout here" in machine.warning(made)
    assert machine.here()["processor"] in machine.warning(made)
    assert "Prescott" in machine.words(made)


def test_newer_libraries_alone_are_no_other_machine():
    assert machine.warning({**machine.here(), "blas": "openblas 9", "scipy": "9", "system": "Plan 9"}) == ""


def test_an_older_map_tells_nothing_and_is_not_suspected():
    assert (machine.words({}), machine.warning({}), machine.is_other({})) == ("", "", False)


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (["X86_V3", "X86_V4", "AVX512_ICL"], "box, level 4"),
        (["X86_V3"], "box, level 3"),
        (["NEON", "ASIMDHP"], "box, NEON ASIMDHP"),
        ([], "box"),
    ],
)
def test_a_processor_is_named_by_its_level_or_by_what_it_has(monkeypatch, found, told):
    monkeypatch.setattr(machine.np, "show_config", lambda mode: {"SIMD Extensions": {"found": found}})
    monkeypatch.setattr(machine.platform, "machine", lambda: "box")
    machine.here.cache_clear()
    try:
        assert machine.here()["processor"] == told
    finally:
        monkeypatch.undo()
        machine.here.cache_clear()


def test_a_machine_without_a_known_blas_is_told_without(monkeypatch):
    import threadpoolctl

    monkeypatch.setattr(threadpoolctl, "threadpool_info", list)
    machine.here.cache_clear()
    try:
        told = dict(machine.here())
        assert (told["kernel"], told["blas"]) == ("", "")
        assert machine.warning(told) == ""
        assert "None" not in machine.words(told)
    finally:
        monkeypatch.undo()
        machine.here.cache_clear()
