"""``serve`` hands its flags to the page."""

import pytest


def test_serve_takes_its_flags(line, served, library):
    words = [
        "--host",
        "0.0.0.0",
        "--port",
        9000,
        "--root",
        "/a",
        "--root",
        "/b",
        "--weights",
        "/w",
        "--cluster",
        "tcp://10.0.0.5:8786",
        "--no-browser",
    ]
    assert line("serve", *words).exit_code == 0
    ((settings, open_browser),) = served
    assert (settings.host, settings.port, settings.roots, settings.weights) == ("0.0.0.0", 9000, ("/a", "/b"), "/w")
    assert (settings.cluster, settings.library, open_browser) == ("tcp://10.0.0.5:8786", str(library.folder), False)


def test_flags_come_before_the_environment(line, served, monkeypatch):
    monkeypatch.setenv("IMAGESCAPE_PORT", "9001")
    monkeypatch.setenv("IMAGESCAPE_HOST", "::1")
    line("serve", "--port", "9002")
    assert (served[0][0].port, served[0][0].host) == (9002, "::1")


@pytest.mark.parametrize("port", ["0", "65536", "x"])
def test_a_port_that_is_none_is_2(line, served, port):
    assert line("serve", "--port", port).exit_code == 2
    assert served == []
