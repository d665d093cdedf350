"""Random walks: whatever a hand does, point, panel, gallery and counts agree, undo and redo lead back exactly, and a
link shows the same.
"""

import pytest

from services.library import Library
from services.schema import visible
from tests.browser.conftest import opened
from tests.browser.hands import until_seen
from tests.browser.wandering import RESTS, SNAPSHOT, Walk, same_view

#: The address as *Share* copies it: the library keeps what is too long for one.
LINK = """async () => { await (await import("/assets/modules/gather/kept.mjs")).keepForLink();
  return (await import("/assets/modules/state/link.mjs")).linkNow(); }"""


def wander(page, visit, names, *, seed, steps, link_every):
    walk = Walk(page, names, seed)
    walk.settle()
    walk.states[0] = page.evaluate(SNAPSHOT)
    for at in range(1, steps + 1):
        walk.step()
        if at % link_every:
            continue
        link, here = page.evaluate(LINK), page.evaluate(SNAPSHOT)
        assert len(link) <= 2000, walk.log()
        other = visit(link, new=True)
        until_seen(other, lambda other=other: other.evaluate(RESTS))
        assert until_seen(other, lambda other=other, here=here: same_view(other.evaluate(SNAPSHOT), here)), (
            f"seed {seed}, {link}\n{other.evaluate(SNAPSHOT)}\n{here}\n{walk.log()}"
        )
        other.goto("about:blank")
    assert not page.problems, f"seed {seed}: {page.problems}\n{walk.log()}"


@pytest.fixture
def walked(serve, visit, tmp_path, claims):
    """A page on a map that the walk may do anything to, and the names of its pictures."""
    import shutil

    folder = shutil.copytree(claims[0], tmp_path / "library")
    page = opened(visit, serve(folder), claims[1].flat, new=True)
    return page, [visible(name) for name in Library(folder).maps.columns(claims[1].flat).text("name").to_pylist()]


def test_whatever_a_hand_does_all_agree_and_undo_leads_back(walked, visit):
    page, names = walked
    wander(page, visit, names, seed=1, steps=60, link_every=25)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2, 22))
def test_the_same_at_length(walked, visit, seed):
    page, names = walked
    wander(page, visit, names, seed=seed, steps=300, link_every=25)
