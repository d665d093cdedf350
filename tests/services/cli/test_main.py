"""The command line as a whole: its commands, its help, how it ends."""

import pytest

from services.schema import VERSION
from services.settings import Settings


@pytest.mark.parametrize(("error", "status"), [("nowhere", 2), ("empty", 3)])
def test_main_says_one_clear_line_and_ends_with_the_status(monkeypatch, capsys, tmp_path, error, status):
    import app

    (tmp_path / "empty").mkdir()
    monkeypatch.setattr("sys.argv", ["app.py", "build", str(tmp_path / error), "--library", str(tmp_path / "library")])
    with pytest.raises(SystemExit) as ended:
        app.main()
    assert ended.value.code == status
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("imagescape: There is no ")
    assert len(err.splitlines()) == 1


def test_without_a_command_it_serves(line, served):
    assert line(place=()).exit_code == 0
    assert served == [(Settings(), True)]


def test_help_and_version(line):
    assert VERSION in line("--version", place=()).stdout
    for command in ("build", "list", "export", "delete", "serve"):
        assert command in line("-h", place=()).stdout
        assert line(command, "--help", place=()).exit_code == 0
