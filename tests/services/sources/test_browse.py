"""The folder browser: numbers beside the subfolders of the folder that is open, and none from where nobody may read."""

import os

import pytest

from services.errors import NoSuchFolder, OutsideRoots
from services.settings import Settings
from services.sources import browse
from services.sources.browse import Browse, Subfolder
from services.sources.counting import count as count_whole
from services.sources.subfolders import Below
from services.sources.walkers import Walkers
from tests.clusters import until
from tests.services.sources.test_scan import fill


@pytest.fixture
def tree(tmp_path):
    return fill(
        tmp_path / "home", "top.jpg", "a/1.jpg", "a/x/2.jpg", "b/notes.txt", ".hidden/3.jpg", "Z/4.png", "Z/5.png"
    )


@pytest.fixture
def browsing():
    """A function that makes a folder browser for settings."""
    walkers = Walkers()
    yield lambda settings: Browse(settings, walkers)
    walkers.close()


def unknown(_):
    return None


def done(browser, path, known=unknown):
    until(lambda: browser.folder(str(path), known=known).done, "all is counted")
    return browser.folder(str(path), known=known)


@pytest.mark.slow
def test_numbers_come_to_the_subfolders(browsing, tree):
    browser = browsing(Settings())
    first = browser.folder(str(tree), known=unknown)
    assert [(f.name, f.pictures) for f in first.folders] == [("a", None), ("b", None), ("Z", None)]
    assert (first.here, first.whole, first.done) == (None, False, False)
    folder = done(browser, tree)
    assert folder.folders == (Subfolder("a", 2, False), Subfolder("b", 0, False), Subfolder("Z", 2, False))
    assert (folder.path, folder.up, folder.more) == (str(tree), str(tree.parent), 0)
    assert (folder.here, folder.whole) == (5, True)


@pytest.mark.slow
def test_a_link_is_counted_where_it_leads_and_only_if_that_may_be_read(browsing, tree, tmp_path):
    fill(tmp_path / "secret", "s.jpg")
    (tree / "inner").symlink_to("a")
    (tree / "outer").symlink_to(tmp_path / "secret")
    folder = done(browsing(Settings(roots=(str(tree),))), tree)
    numbers = {f.name: (f.pictures, f.more) for f in folder.folders}
    assert numbers == {
        "a": (2, False),
        "b": (0, False),
        "inner": (2, False),
        "outer": (None, False),
        "Z": (2, False),
    }
    assert (folder.here, folder.whole, folder.up) == (5, True, None), "what a link leads to is not here"


def test_a_folder_that_is_counted_as_a_whole_is_not_counted_again(browsing, tree, monkeypatch):
    monkeypatch.setattr(Walkers, "begin", lambda *_, **__: pytest.fail("a walk was begun"))
    (tree / "inner").symlink_to("a")
    *_, counts = count_whole(str(tree))
    folder = browsing(Settings()).folder(str(tree), known=lambda path: counts if path == str(tree) else None)
    assert {f.name: f.pictures for f in folder.folders} == {"a": 2, "b": 0, "inner": None, "Z": 2}
    assert (folder.here, folder.whole, folder.done) == (5, True, True)


def test_what_a_scan_leaves_out_is_not_offered(browsing, tmp_path):
    home = fill(tmp_path / "My.photoslibrary", "originals/1.jpg", "resources/2.jpg", "@eaDir/3.jpg", "#recycle/4.jpg")
    assert [f.name for f in browsing(Settings()).folder(str(home), known=unknown).folders] == ["originals"]


def test_where_nobody_may_read_there_is_no_folder(browsing, tree):
    browser = browsing(Settings(roots=(str(tree / "a"),)))
    with pytest.raises(OutsideRoots):
        browser.folder(str(tree), known=unknown)
    with pytest.raises(NoSuchFolder):
        browser.folder(str(tree / "a" / "gone"), known=unknown)


class Begun:
    """Walkers that begin nothing, and tell of what was begun."""

    def __init__(self):
        self.walks = []

    def begin(self, task, *arguments, on_report):
        self.walks.append(browse.Walk(task, arguments, on_report, asked=0))
        return self.walks[-1]

    def ask(self, walk):
        pass


def test_without_a_path_it_opens_where_one_may_begin(tree):
    browser = Browse(Settings(roots=(str(tree),)), Begun())
    assert browser.folder("", known=unknown).path == str(tree)


def test_an_open_folder_is_listed_again_and_counted_again_only_if_it_changed(tree, monkeypatch):
    monkeypatch.setattr(browse, "LISTED", -1)
    monkeypatch.setattr(browse, "SHARE", 0)
    walkers = Begun()
    browser = Browse(Settings(), walkers)
    for _ in range(3):
        browser.folder(str(tree), known=unknown)
    (walk,) = walkers.walks
    walk.on_report(Below(1, {"a": (2, False), "b": (0, False), "Z": (2, False)}, done=True))
    walk.over = walk.done = True
    assert browser.folder(str(tree), known=unknown).done
    os.mkdir(tree / "new")
    folder = browser.folder(str(tree), known=unknown)
    assert [(f.name, f.pictures) for f in folder.folders] == [("a", 2), ("b", 0), ("new", None), ("Z", 2)]
    assert len(walkers.walks) == 2
    walkers.walks[1].on_report(Below(0, {}, done=False))
    assert browser.folder(str(tree), known=unknown).here == 5, "until the new count is done, the old one is shown"


def test_a_count_that_nobody_asked_about_is_begun_again_and_one_that_failed_is_not(tree):
    walkers = Begun()
    browser = Browse(Settings(), walkers)
    browser.folder(str(tree), known=unknown)
    walkers.walks[-1].over = True
    browser.folder(str(tree), known=unknown)
    assert len(walkers.walks) == 2
    walkers.walks[-1].over, walkers.walks[-1].error = True, "it failed"
    browser.folder(str(tree), known=unknown)
    assert len(walkers.walks) == 2


def test_only_so_many_folders_are_kept(tree, monkeypatch):
    monkeypatch.setattr(browse, "KEPT", 2)
    browser = Browse(Settings(), Begun())
    for name in ("a", "b", "Z", "a"):
        browser.folder(str(tree / name), known=unknown)
    assert [os.path.basename(path) for path in browser._open] == ["Z", "a"]
