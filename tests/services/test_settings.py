"""Settings: from the environment, from flags, and their table; a wrong one is named."""

import os
from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest

from services.errors import BadRequest
from services.settings import LOOPBACK, PREFIX, Settings, table

FIELDS = fields(Settings)


def value_and_text(setting):
    if isinstance(setting.default, tuple):
        return ("/a", "/b c"), os.pathsep.join(("/a", "/b c"))
    return (
        (setting.default + 7, str(setting.default + 7))
        if isinstance(setting.default, int)
        else ("some text", "some text")
    )


@pytest.mark.parametrize("setting", FIELDS, ids=lambda f: f.name)
def test_each_setting_has_its_variable(setting):
    value, text = value_and_text(setting)
    made = Settings.from_env({PREFIX + setting.name.upper(): text})
    assert getattr(made, setting.name) == value
    assert all(getattr(made, other.name) == other.default for other in FIELDS if other != setting)


def test_an_unknown_variable_is_named_with_those_there_are():
    with pytest.raises(BadRequest, match=r"IMAGESCAPE_PROT is not a setting.*IMAGESCAPE_PORT"):
        Settings.from_env({"IMAGESCAPE_PROT": "1"})


@pytest.mark.parametrize("text", ["eighty", "", "80.5", "-1", "²", "0x50"])
def test_a_wrong_type_is_named_with_its_value(text):
    with pytest.raises(BadRequest) as error:
        Settings.from_env({"IMAGESCAPE_PORT": text})
    assert f"IMAGESCAPE_PORT={text!r}" in str(error.value)
    assert "8050" in str(error.value), "and an example"


def test_other_variables_are_none_of_ours():
    assert Settings.from_env({"PORT": "x", "imagescape_port": "x", "XIMAGESCAPE_PORT": "x"}) == Settings()


def test_the_environment_is_read_when_nothing_is_handed_in(monkeypatch):
    monkeypatch.setenv("IMAGESCAPE_PORT", "9001")
    assert Settings.from_env().port == 9001


def test_flags_override_the_environment():
    environ = {"IMAGESCAPE_PORT": "9001", "IMAGESCAPE_ROOTS": "/a", "IMAGESCAPE_HOST": "::1"}
    made = Settings.from_env(environ, port=9002, roots=("/b",), host=None)
    assert (made.port, made.roots, made.host) == (9002, ("/b",), "::1")


def test_a_flag_that_was_not_given_overrides_nothing():
    made = Settings.from_env({"IMAGESCAPE_PORT": "9001", "IMAGESCAPE_ROOTS": "/a"}, port=None, roots=())
    assert (made.port, made.roots) == (9001, ("/a",))


def test_roots_are_split_as_paths_are():
    assert (
        Settings.from_env(
            {"IMAGESCAPE_ROOTS": os.pathsep.join(["/a", "", "/b:c" if os.pathsep == ";" else "/b"])}
        ).roots[0]
        == "/a"
    )
    assert len(Settings.from_env({"IMAGESCAPE_ROOTS": f"/a{os.pathsep}{os.pathsep}/b{os.pathsep}"}).roots) == 2


def test_the_library_is_absolute_and_home_is_understood(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert Settings(library="shelf").library_path == tmp_path / "shelf"
    assert Settings(library="~/shelf").library_path == tmp_path / "home" / "shelf"


def test_the_default_library_is_the_platforms_place(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    path = Settings().library_path
    assert path.is_absolute()
    assert path.name == "imagescape"
    assert path.is_relative_to(tmp_path)


@pytest.mark.parametrize(
    ("host", "exposed"),
    [*((h, False) for h in LOOPBACK), ("0.0.0.0", True), ("::", True), ("10.0.0.5", True), ("example.org", True)],
)
def test_only_this_machines_own_addresses_are_not_exposed(host, exposed):
    assert Settings(host=host).exposed is exposed


def test_the_table_has_each_setting_once_in_order_with_variable_and_help():
    head, rule, *lines = table().splitlines()
    assert head.count("|") == rule.count("|")
    assert len(lines) == len(FIELDS)
    for line, setting in zip(lines, FIELDS, strict=True):
        name, variable, default, text = (cell.strip() for cell in line.strip("|").split("|"))
        assert (name, variable) == (f"`{setting.name}`", f"`{PREFIX}{setting.name.upper()}`")
        if setting.name in ("threads", "decoders"):
            assert default.startswith("the processors it may use"), "the same table on every machine"
        else:
            assert default == (f"`{setting.default}`" if setting.default not in ("", ()) else "(empty)")
        assert len(text) > 10
        assert line.count("|") == head.count("|")


def test_settings_cannot_be_altered():
    with pytest.raises(FrozenInstanceError):
        Settings().port = 1
    assert isinstance(Settings().library_path, Path)
