"""Who may ask: this machine's own page, or whoever has the token; every answer carries the headers."""

import pytest
from flask import Flask, Response

from services.errors import BadRequest
from services.settings import Settings
from services.web import guard
from tests.conftest import ROOT

TOKEN = "s3cret-tøken"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


def guarded(settings):
    """A server of three addresses behind the guard."""
    server = Flask("guarded")
    server.add_url_rule("/", "page", lambda: "page", methods=["GET", "POST", "PUT", "DELETE"])
    server.add_url_rule("/map/x", "map", lambda: "map")
    server.add_url_rule(
        "/health",
        "health",
        lambda: Response("ok", headers={"Cache-Control": "max-age=5", "Content-Security-Policy": "own"}),
    )
    guard.install(server, settings, csp=lambda: "policy")
    return server.test_client()


@pytest.fixture
def here():
    return guarded(Settings())


@pytest.fixture
def there():
    return guarded(Settings(host="0.0.0.0", token=TOKEN))


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:8050", "127.0.0.1:8050", "127.0.0.1", "[::1]:8050", "LOCALHOST:1"]
)
def test_this_machines_own_names_are_answered(here, host):
    assert here.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8050",
        "localhost.evil.example",
        "127.0.0.1.nip.io",
        "10.0.0.5:8050",
        "0.0.0.0",
        "localhost@evil.example",
    ],
)
def test_a_name_that_was_rebound_to_this_machine_is_refused(here, host):
    for method in (here.get, here.post):
        answer = method("/", headers={"Host": host})
        assert answer.status_code == 403
        assert b"page" not in answer.data
    assert b"http://localhost:8050" in here.get("/", headers={"Host": host}).data


@pytest.mark.parametrize("host", ["[", "[::1", "]", "[]:80", "a b", "localhost:port", "", "[::1]x"])
def test_a_host_that_is_none_is_refused_and_breaks_nothing(here, host):
    answer = here.get("/", headers={"Host": host})
    assert answer.status_code in (400, 403) or (host in ("", "localhost:port") and answer.status_code == 200)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "null",
        "http://localhost:9999",
        "http://localhost.evil.example",
        "http://127.0.0.1",
        "http://[",
        "file://",
    ],
)
def test_what_another_site_sends_is_refused(here, method, origin):
    answer = here.open("/", method=method, headers={"Host": "localhost:8050", "Origin": origin})
    assert answer.status_code == 403
    assert answer.mimetype == "text/plain"


@pytest.mark.parametrize("host", ["localhost:8050", "127.0.0.1:8050", "[::1]:8050"])
def test_what_our_own_page_sends_is_taken(here, host):
    headers = {"Host": host, "Origin": f"http://{host}", "Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors"}
    assert here.post("/", headers=headers).status_code == 200
    assert here.post("/", headers={"Host": host}).status_code == 200, "curl has no Origin"


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize("mode", ["no-cors", "cors", "websocket"])
def test_a_page_elsewhere_cannot_embed_a_picture_of_ours(here, site, mode):
    assert here.get("/", headers={"Sec-Fetch-Site": site, "Sec-Fetch-Mode": mode}).status_code == 403


def test_a_link_elsewhere_may_lead_here_and_a_form_may_not(here):
    link = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert here.get("/", headers=link).status_code == 200
    assert here.post("/", headers=link).status_code == 403


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_typing_the_address_is_no_other_site(here, site):
    assert here.get("/", headers={"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "navigate"}).status_code == 200


def test_every_answer_carries_the_headers(here, there):
    answers = [
        here.get("/"),
        here.post("/"),
        here.get("/nothing"),
        here.get("/", headers={"Host": "evil.example"}),
        here.open("/map/x", method="DELETE"),
        there.get("/"),
        there.get("/", query_string={"token": TOKEN}),
    ]
    assert [a.status_code for a in answers] == [200, 200, 404, 403, 405, 401, 302]
    for answer in answers:
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS
        assert answer.headers["Content-Security-Policy"] == "policy"
        assert answer.headers["Cache-Control"] == "no-store"


def test_an_address_may_be_stricter_or_cacheable(here):
    answer = here.get("/health")
    assert (answer.headers["Content-Security-Policy"], answer.headers["Cache-Control"]) == ("own", "max-age=5")


def test_nobody_without_the_token_is_let_in(there):
    for address in ("/", "/map/x", "/nothing"):
        answer = there.get(address)
        assert (answer.status_code, answer.mimetype) == (401, "text/plain")
        assert "token" in answer.text
    assert there.post("/").status_code == 401
    assert there.get("/health").status_code == 200, "a watchdog has none"


def test_the_token_is_asked_once_then_a_cookie_does_and_the_address_is_clean(there):
    answer = there.get("/map/x", query_string={"token": TOKEN})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/map/x")
    cookie = answer.headers["Set-Cookie"]
    assert {"HttpOnly", "SameSite=Strict"} <= {part.strip() for part in cookie.split(";")}
    assert there.get("/map/x").data == b"map"
    assert there.post("/").status_code == 200


def test_over_https_the_cookie_stays_there(there):
    answer = there.get("/", query_string={"token": TOKEN}, base_url="https://box.example")
    assert "Secure" in answer.headers["Set-Cookie"]


@pytest.mark.parametrize("wrong", ["", "x", TOKEN[:-1], f"{TOKEN} ", TOKEN.upper(), "\udce9", "\0"])
def test_a_wrong_token_is_none(there, wrong):
    answer = there.get("/", query_string={"token": wrong.encode("utf-8", "surrogateescape")})
    assert answer.status_code == 401
    assert "Set-Cookie" not in answer.headers
    there.set_cookie(guard.COOKIE, "wr\u00f6ng")
    assert there.get("/").status_code == 401


def test_other_machines_reach_it_by_any_name_and_other_sites_still_do_not(there):
    box = {"base_url": "http://box.example:8050"}
    there.set_cookie(guard.COOKIE, TOKEN, domain="box.example")
    assert there.get("/", **box).status_code == 200
    assert there.post("/", headers={"Origin": "http://box.example:8050"}, **box).status_code == 200
    assert there.post("/", headers={"Origin": "https://evil.example"}, **box).status_code == 403
    assert there.get("/", headers={"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors"}, **box).status_code == 403


def test_a_server_others_can_reach_does_not_start_without_a_token():
    with pytest.raises(BadRequest, match=r"Listening on 0\.0\.0\.0 needs an access token; set IMAGESCAPE_TOKEN"):
        guarded(Settings(host="0.0.0.0"))


def test_a_token_is_not_asked_where_nobody_else_can_come():
    assert guarded(Settings(token=TOKEN)).get("/").status_code == 200


def test_the_policy_lets_nothing_in_from_elsewhere():
    policy = {name: words for name, *words in (part.split() for part in guard.policy(["'sha256-abc='"]).split(";"))}
    assert policy["default-src"] == policy["connect-src"] == policy["form-action"] == ["'self'"]
    assert policy["script-src"] == ["'self'", "'unsafe-eval'", "'sha256-abc='"]
    assert policy["frame-ancestors"] == policy["object-src"] == policy["base-uri"] == ["'none'"]
    assert not any(word.startswith(("http", "*")) for words in policy.values() for word in words)


@pytest.fixture
def with_agents(settings, monkeypatch):
    """The application as it is started where the environment opens Dash's door for agents."""
    from app import create_app

    monkeypatch.setenv("DASH_MCP_ENABLED", "true")
    made = create_app(settings)
    yield made.server.test_client()
    made.server.config["IMAGESCAPE_SERVICES"].jobs.close()


def test_the_door_for_agents_stays_shut_whatever_the_environment_says(with_agents):
    call = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "initialize",
        "params": {"protocolVersion": "2025-03-26", "capabilities": {}},
    }
    for address in ("/_mcp", "/_mcp/", "/mcp"):
        answer = with_agents.post(address, json=call, headers={"Accept": "application/json, text/event-stream"})
        assert answer.status_code in (404, 405)
        assert "jsonrpc" not in answer.text
        assert with_agents.get(address).status_code == 404


def test_the_whole_application_is_guarded(client):
    for address in (
        "/",
        "/health",
        "/nothing",
        "/_dash-layout",
        "/_dash-dependencies",
        "/thumb/x/1",
        *(f"/assets/{path.name}" for path in sorted((ROOT / "assets").glob("*.css"))),
    ):
        with client.get(address) as answer:
            assert {name: answer.headers[name] for name in HEADERS} == HEADERS, address
            assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
        assert client.get(address, headers={"Host": "evil.example"}).status_code == 403
    assert (
        client.post("/_dash-update-component", json={}, headers={"Origin": "https://evil.example"}).status_code == 403
    )


def test_the_token_leaves_the_address_and_the_view_stays(tmp_path):
    from app import create_app

    made = create_app(Settings(library=str(tmp_path / "l"), host="0.0.0.0", token="secret"))
    try:
        answer = made.server.test_client().get("/?token=secret&x=1&y=a%20b")
        assert answer.status_code == 302
        assert answer.headers["Location"] == "/?x=1&y=a+b"
    finally:
        made.server.config["IMAGESCAPE_SERVICES"].jobs.close()
