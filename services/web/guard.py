"""Owns who may ask: Host, Origin, the access token, and the headers every answer carries.

A page on another site must not read or change anything here through the user's browser. The Host check stops DNS
rebinding; the Origin and ``Sec-Fetch-Site`` checks stop cross-site requests. With an address that other machines can
reach, every visitor needs an access token: once in the address, then in a cookie.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from urllib.parse import SplitResult, urlencode, urlsplit

from flask import Flask, Request, Response, redirect, request

from services.errors import BadRequest
from services.settings import LOOPBACK, Settings

COOKIE = "imagescape_token"
#: Methods that cannot change anything.
SAFE = ("GET", "HEAD", "OPTIONS")
#: Our own scripts send it with every POST; a form on another site cannot.
HEADER = "X-Imagescape"

FOREIGN = "This request came from another site, and Imagescape answers its own page only."


def install(server: Flask, settings: Settings, *, csp: Callable[[], str]) -> None:
    """Check every request to ``server`` and put the security headers on every answer.

    Parameters
    ----------
    settings : Settings
        With a host that other machines can reach, every visitor needs its token.
    csp : callable
        Returns the Content-Security-Policy. It is called with the first answer, as Dash knows its inline scripts only
        once the layout stands.

    Raises
    ------
    BadRequest
        Other machines may connect, and there is no token.
    """
    token = settings.token if settings.exposed else ""
    if settings.exposed and not token:
        raise BadRequest(
            f"Listening on {settings.host} needs an access token; set IMAGESCAPE_TOKEN, or start with app.py serve."
        )

    @server.before_request
    def check() -> Response | None:
        refusal = _refusal(request, settings)
        if refusal:
            return Response(refusal, status=403, mimetype="text/plain")
        if token and request.path != "/health":
            return _token_answer(request, token)
        return None

    @server.after_request
    def harden(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", csp())
        headers["X-Content-Type-Options"] = "nosniff"
        headers["X-Frame-Options"] = "DENY"
        # With no-referrer a browser would hide the origin of our own forms, and a selection could not be downloaded.
        headers["Referrer-Policy"] = "same-origin"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
        headers.setdefault("Cache-Control", "no-store")
        return response


def only_own(needing: str) -> None:
    """Refuse a request that does not come from our own page. ``needing`` begins the sentence, such as "A name needs".

    Raises
    ------
    BadRequest
        :data:`HEADER` is missing.
    """
    if HEADER not in request.headers:
        raise BadRequest(f"{needing} the header {HEADER}: 1, which Imagescape's own page sends.")


def policy(script_hashes: list[str]) -> str:
    """The Content-Security-Policy: nothing from anywhere but this server; inline scripts only by their hash.

    Styles may be inline because Mantine and Plotly write style attributes. Scripts may not be inline, except those that
    Dash makes, whose hashes are given. Plotly's WebGL layer (regl) needs ``unsafe-eval`` as it compiles its draw calls;
    without it no point is drawn.
    """
    scripts = " ".join(["'self'", "'unsafe-eval'", *script_hashes])
    return (
        f"default-src 'self'; script-src {scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        "font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    )


def _refusal(asked: Request, settings: Settings) -> str:
    host = split_address(f"//{asked.host}").hostname or ""
    if not settings.exposed and host not in LOOPBACK:
        return (
            f"This server answers to http://localhost:{settings.port} only, not to {host!r}. "
            "Use that address, or start it with --host."
        )
    origin = asked.headers.get("Origin")
    if asked.method not in SAFE and origin and split_address(origin).netloc != asked.host:
        return FOREIGN
    site = asked.headers.get("Sec-Fetch-Site", "same-origin")
    navigating = asked.headers.get("Sec-Fetch-Mode") == "navigate" and asked.method in SAFE
    if site in ("cross-site", "same-site") and not navigating:
        return FOREIGN
    return ""


def split_address(address: str) -> SplitResult:
    """The parts of an address, which anyone may have written; empty ones where it is no address."""
    try:
        return urlsplit(address)
    except ValueError:
        # Such as a bracket that is not closed.
        return urlsplit("")


def _token_answer(asked: Request, token: str) -> Response | None:
    given = asked.args.get("token", "")
    if given and hmac.compare_digest(given.encode(), token.encode()):
        # The token leaves the address at once: there it would stay in the history and in screenshots.
        rest = [(key, value) for key, value in asked.args.items(multi=True) if key != "token"]
        answer = redirect(asked.path + (f"?{urlencode(rest)}" if rest else ""))
        answer.set_cookie(COOKIE, token, httponly=True, samesite="Strict", secure=asked.is_secure)
        return Response(answer.get_data(), answer.status_code, answer.headers)
    if hmac.compare_digest(asked.cookies.get(COOKIE, "").encode(), token.encode()):
        return None
    return Response(
        "An access token is needed. Open the address with ?token=… that the terminal printed when the server started.",
        status=401,
        mimetype="text/plain",
    )
