"""Folders that may be read: within the roots, links followed first; what the folder browser lists."""

from pathlib import Path

import pytest

from services import access
from services.errors import BadRequest, NoSuchFolder, OutsideRoots
from services.settings import Settings

OPEN = Settings()


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """home/ with pictures/ and .hidden/; secret/ beside it; HOME is home/."""
    for folder in ("home/pictures/Beta", "home/pictures/alpha", "home/.hidden", "secret", "home/pictures-private"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "home" / "pictures" / "file.jpg").write_bytes(b"x")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return tmp_path


@pytest.fixture
def rooted(tree):
    return Settings(roots=(str(tree / "home" / "pictures"),))


def test_a_folder_is_made_absolute_however_it_is_typed(tree):
    wanted = str(tree / "home" / "pictures")
    for typed in (
        wanted,
        f"  {wanted} ",
        f'"{wanted}"',
        "~/pictures",
        "pictures",
        f"{wanted}/",
        f"{wanted}/../pictures",
        f"{wanted}/alpha/..",
    ):
        assert access.check(OPEN, typed) == wanted


def test_a_link_is_followed(tree):
    (tree / "link").symlink_to(tree / "home" / "pictures")
    assert access.check(OPEN, str(tree / "link")) == str(tree / "home" / "pictures")


@pytest.mark.parametrize("text", ["", "   ", '""'])
def test_nothing_given_is_said(text):
    with pytest.raises(NoSuchFolder, match="No folder was given"):
        access.check(OPEN, text)


def test_what_is_not_there_or_no_folder_is_said_with_what_to_do(tree):
    with pytest.raises(NoSuchFolder, match=r"There is no folder .*nowhere.*Browse"):
        access.check(OPEN, str(tree / "nowhere"))
    with pytest.raises(NoSuchFolder, match=r"file.jpg is a file. Give the folder that holds it: .*/pictures\."):
        access.check(OPEN, str(tree / "home" / "pictures" / "file.jpg"))


@pytest.mark.parametrize(
    "text", ["~nosuchuser/pictures", "a\0b", "x" * 5000, "/" + "y" * 300, "/a/\0", "line\nbreak", "\udce9"]
)
def test_whatever_is_pasted_is_answered_in_words(tree, text):
    with pytest.raises(BadRequest):
        access.check(OPEN, text)


def test_a_link_that_leads_to_itself_is_answered_in_words(tree):
    (tree / "loop").symlink_to("loop")
    with pytest.raises(BadRequest):
        access.check(OPEN, str(tree / "loop" / "x"))


@pytest.mark.parametrize(
    "outside",
    ["/", "{t}/secret", "{t}/home", "{t}/home/pictures/../../secret", "{t}/home/pictures-private", "{t}/nowhere", "~"],
)
def test_outside_the_roots_nothing_may_be_read_nor_its_being_there_shown(tree, rooted, outside):
    with pytest.raises(OutsideRoots, match=r"lies outside the folders this server may read: .*/pictures.*--root"):
        access.check(rooted, outside.format(t=tree))


def test_a_link_cannot_lead_out_of_the_roots(tree, rooted):
    (tree / "home" / "pictures" / "out").symlink_to(tree / "secret")
    with pytest.raises(OutsideRoots):
        access.check(rooted, str(tree / "home" / "pictures" / "out"))


def test_within_the_roots_all_may_be_read(tree, rooted):
    assert access.check(rooted, "~/pictures/alpha") == str(tree / "home" / "pictures" / "alpha")
    assert access.check(rooted, "~/pictures") == str(tree / "home" / "pictures")


def test_a_root_may_be_a_link(tree):
    (tree / "root").symlink_to(tree / "secret")
    assert access.check(Settings(roots=(str(tree / "root"),)), str(tree / "secret")) == str(tree / "secret")


def test_a_root_that_is_no_folder_is_refused_at_the_start(tree, rooted):
    access.check_roots(rooted)
    access.check_roots(OPEN)
    (tree / "file").touch()
    for wrong in ("nowhere", "file"):
        with pytest.raises(NoSuchFolder, match=rf"--root .*{wrong}: there is no such folder\. Name"):
            access.check_roots(Settings(roots=(*rooted.roots, str(tree / wrong))))


def test_our_own_uploads_are_always_allowed(tree, rooted):
    upload = tree / "library" / "uploads" / "abc"
    upload.mkdir(parents=True)
    with pytest.raises(OutsideRoots):
        access.check(rooted, str(upload))
    assert access.check(rooted, str(upload), also=tree / "library" / "uploads") == str(upload)


def test_a_server_others_can_reach_reads_nothing_unless_roots_are_named(tree):
    with pytest.raises(OutsideRoots, match=r"no folder .*--root FOLDER"):
        access.check(Settings(host="0.0.0.0"), str(tree))
    assert access.check(Settings(host="0.0.0.0", roots=(str(tree),)), str(tree)) == str(tree)
    assert access.start(Settings(host="0.0.0.0")) == ""


def test_addresses_are_for_this_machine_alone(rooted):
    assert access.check(OPEN, " s3://bucket/folder ") == "s3://bucket/folder"
    for settings in (rooted, Settings(host="0.0.0.0")):
        for address in ("s3://bucket", "file:///etc"):
            with pytest.raises(OutsideRoots, match="is an address"):
                access.check(settings, address)


def test_the_browser_lists_folders_as_people_sort_them_and_hides_the_hidden(tree):
    listing = access.listing(OPEN, "~/pictures")
    assert (listing.path, listing.up) == (str(tree / "home" / "pictures"), str(tree / "home"))
    assert (listing.folders, listing.more) == (["alpha", "Beta"], 0)
    assert access.listing(OPEN, "~").folders == ["pictures", "pictures-private"]


def test_the_browser_does_not_go_above_a_root(tree, rooted):
    assert access.listing(rooted, "~/pictures").up is None
    assert access.listing(rooted, "~/pictures/alpha").up == str(tree / "home" / "pictures")
    with pytest.raises(OutsideRoots):
        access.listing(rooted, "~")
    assert access.listing(OPEN, Path.home().anchor).up is None


def test_the_browser_bears_links_that_lead_nowhere_or_round(tree):
    home = tree / "home" / "pictures"
    (home / "self").symlink_to("self")
    (home / "gone").symlink_to("nowhere")
    (home / "there").symlink_to("alpha")
    assert access.listing(OPEN, str(home)).folders == ["alpha", "Beta", "there"]


def test_many_folders_are_cut_and_counted(tree, monkeypatch):
    for i in range(7):
        (tree / "secret" / f"{i}").mkdir()
    monkeypatch.setattr(access, "MOST", 5)
    listing = access.listing(OPEN, str(tree / "secret"))
    assert (listing.folders, listing.more) == (["0", "1", "2", "3", "4"], 2)


def test_the_browser_opens_at_home_or_at_the_first_root(tree, rooted):
    assert access.start(OPEN) == str(tree / "home")
    assert access.start(rooted) == str(tree / "home" / "pictures")
    assert access.start(Settings(roots=(str(tree),))) == str(tree / "home")
