"""The server's start: the port, the address it tells, whether there is a screen for a browser."""

import socket

import pytest

from services.errors import BadRequest
from services.settings import Settings
from services.web import server


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0.0.0.0"])
def test_a_free_port_is_listened_on(host):
    port = free_port()
    with server._listen(Settings(host=host, port=port)) as listener:
        assert listener.getsockname()[1] == port
        with socket.create_connection(("127.0.0.1", port), timeout=5):
            pass


def test_localhost_is_not_reached_from_elsewhere():
    with server._listen(Settings(host="localhost", port=free_port())) as listener:
        assert listener.getsockname()[0] == "127.0.0.1"


def test_a_port_that_is_taken_is_said_with_what_to_do():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(BadRequest, match=rf"Cannot listen on 127\.0\.0\.1 port {port}.*--port"):
            server._listen(Settings(port=port))


@pytest.mark.parametrize(
    ("host", "port"), [("127.0.0.1", 99_999), ("192.0.2.1", 8050), ("nosuchhost.invalid", 8050), ("no such host", 8050)]
)
def test_an_address_that_is_none_of_this_machines_is_said(host, port):
    with pytest.raises(BadRequest, match=f"Cannot listen on {host} port {port}"):
        server._listen(Settings(host=host, port=port))


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://localhost:8050"),
        ("::1", "http://localhost:8050"),
        ("localhost", "http://localhost:8050"),
        ("10.0.0.5", "http://10.0.0.5:8050/?token=secret"),
        ("box.example", "http://box.example:8050/?token=secret"),
        ("fe80::1", "http://[fe80::1]:8050/?token=secret"),
        ("0.0.0.0", "http://{here}:8050/?token=secret"),
        ("::", "http://{here}:8050/?token=secret"),
    ],
)
def test_the_address_it_tells_can_be_opened(host, address):
    assert server._address(Settings(host=host, token="secret")) == address.format(here=socket.gethostname())


def test_a_browser_is_opened_only_where_there_is_a_screen(monkeypatch):
    monkeypatch.setattr(server.sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    assert not server._has_screen()
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert server._has_screen()
    monkeypatch.delenv("WAYLAND_DISPLAY")
    monkeypatch.setattr(server.sys, "platform", "win32")
    assert server._has_screen()


def test_a_request_to_end_is_a_ctrl_c():
    with pytest.raises(KeyboardInterrupt):
        server._terminate(15, None)
