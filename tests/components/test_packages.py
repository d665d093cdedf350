"""Who may know whom among the places on the screen."""

import pytest

from tools import house

#: A place, and the other places whose modules it may import.
MAY = {
    "explore": set(),
    "picture": set(),
    "source": set(),
    "header": {"source"},
    "gallery": set(),
    "map": {"header", "source", "gallery"},
}
#: Modules that every place may import: they know none of them.
SHARED = {"icons", "ids", "notices", "theme", "types"}


def imported(package):
    """The parts of ``components`` that the modules of a package, or a module, import."""
    own = f"components.{package}"
    modules = {name: names for name, names in house.graph(by_room=False).items() if (name + ".").startswith(own + ".")}
    assert modules, own
    found = {name.split(".")[1] for names in modules.values() for name in names if name.startswith("components.")}
    return found - {package}


@pytest.mark.parametrize("package", MAY)
def test_a_place_knows_only_those_below_it(package):
    assert imported(package) <= MAY[package] | SHARED


@pytest.mark.parametrize("module", sorted(SHARED))
def test_what_all_share_knows_no_place(module):
    assert not imported(module) & set(MAY)


def test_only_the_page_and_the_package_itself_put_the_places_together():
    parts = {name.split(".")[1] for name in house.graph(by_room=False) if name.startswith("components.")}
    assert parts == set(MAY) | SHARED | {"page", "scripts"}
