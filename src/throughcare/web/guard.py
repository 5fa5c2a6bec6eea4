"""What every request passes: this machine only, the start link's token, and headers that let a page load nothing but itself.

Source: trust note, section 13. A foreign `Host` is answered 400; without the token's cookie the answer is 403.
"""

import base64
import hashlib
import re
import secrets
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

COOKIE = "throughcare"
_STYLE = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)


def make_token() -> str:
    """A token for one start of the server."""
    return secrets.token_urlsafe(24)


def make_policy(page: str) -> str:
    """The content security policy of a page: nothing but its own inline styles, named by their hashes."""
    hashes = [base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() for style in _STYLE.findall(page)]
    styles = " ".join(["'self'", *(f"'sha256-{found}'" for found in hashes)])
    return f"default-src 'none'; style-src {styles}; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"


def is_equal(given: str, secret: str) -> bool:
    """Whether two texts are the same, in a time that does not tell how much of them is."""
    return secrets.compare_digest(given.encode(), secret.encode())


HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
}


@dataclass
class Guard:
    """Wraps an application: `hosts` are the names it answers to; `token` opens it once, and leaves a cookie that is not the token."""

    app: ASGIApp
    token: str
    cookie: str = field(default_factory=make_token)
    is_spent: bool = False
    hosts: frozenset[str] = field(default_factory=lambda: frozenset({"127.0.0.1", "localhost", "[::1]"}))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        answer = self.refuse(Request(scope))
        await (answer or self.app)(scope, receive, send)

    def refuse(self, request: Request) -> Response | None:
        """The answer to a request that may not pass, or None."""
        host = request.headers.get("host", "").rsplit(":", 1)[0]
        if host not in self.hosts:
            return PlainTextResponse("this server answers to this machine only", 400, HEADERS)
        if request.method not in {"GET", "HEAD"}:
            return PlainTextResponse("these pages can only be read", 405, HEADERS)
        is_known = is_equal(request.cookies.get(COOKIE, ""), self.cookie)
        given = request.query_params.get("token", "")
        if given and is_known:
            return RedirectResponse(request.url.path, 303, HEADERS)
        if not self.is_spent and is_equal(given, self.token):
            self.is_spent = True
            welcome = RedirectResponse(request.url.path, 303, HEADERS)
            welcome.set_cookie(COOKIE, self.cookie, httponly=True, samesite="strict")
            return welcome
        if not is_known:
            return PlainTextResponse(
                "open the link that the command printed: it opens these pages once, in one browser", 403, HEADERS
            )
        return None
