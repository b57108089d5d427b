"""Requests to a server that the user named, and to no other.

A request has a deadline for the whole of it, its answer a size and a type; redirects are refused. Only
requests that change nothing when they are sent twice are tried again. User and password come from the
environment, are given only where the server asks for them, and stand in no message.
"""

from __future__ import annotations

import base64
import os
import random
import time
from collections.abc import Callable
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit, urlunsplit
from urllib.request import (
    HTTPDigestAuthHandler,
    HTTPPasswordMgrWithDefaultRealm,
    HTTPRedirectHandler,
    Request,
    build_opener,
    parse_http_list,
    parse_keqv_list,
)

import msgspec

from claimgraph.errors import EngineError, UsageError

USER, PASSWORD, TOKEN = (f"CLAIMGRAPH_ENDPOINT_{name}" for name in ("USER", "PASSWORD", "TOKEN"))

_TRIES = 4
_FIRST_WAIT = 0.25
_LONGEST_WAIT = 10.0
_BUSY = frozenset((429, 502, 503, 504))
_CHUNK = 1 << 16
_LOOPBACK = frozenset(("localhost", "127.0.0.1", "::1"))


class Response(msgspec.Struct, frozen=True):
    """What a server answered: status, media type without parameters, body."""

    status: int
    kind: str
    body: bytes


class RefusedError(EngineError):
    """The server answered with a status that is no success.

    Attributes:
        status: the HTTP status.
    """

    def __init__(self, message: str, *, status: int, path: str, remedy: str | None = None) -> None:
        super().__init__(message, path=path, remedy=remedy)
        self.status = status


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def check_url(url: str) -> str:
    """The address, if it is one that may be asked.

    Raises:
        UsageError: it is not http or https, or holds a user or password.
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname
        _ = parts.port
    except ValueError as error:
        raise UsageError(f"an endpoint's address is malformed: {error}") from None
    if parts.username is not None or parts.password is not None:
        raise UsageError(
            "an endpoint's address holds a user or password",
            remedy=f"leave them out and set {USER} and {PASSWORD}",
        )
    if parts.scheme not in ("http", "https") or not host or any(c <= " " or c == "\x7f" for c in url):
        raise UsageError(f"an endpoint is an http or https address, not {url!r}")
    return urlunsplit(parts._replace(fragment=""))


def _check_private(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
        raise UsageError(
            "a password or token would travel in the clear to another machine",
            path=url,
            remedy=f"use https, or unset {USER}, {PASSWORD} and {TOKEN}",
        )


def _wait(attempt: int, asked: str | None) -> float:
    """Seconds before the next try: twice as long each time, with jitter; or as long as the server asks."""
    if asked is not None and asked.isdecimal():
        return min(float(asked), _LONGEST_WAIT)
    # Not for secrets: only so that many clients do not come back at once.
    return min(_FIRST_WAIT * 2.0**attempt, _LONGEST_WAIT) * random.uniform(0.5, 1.5)


class Sender:
    """Sends requests; keeps how each address wants to be logged in to."""

    def __init__(self, *, seconds: float, size: int, sleep: Callable[[float], None] = time.sleep) -> None:
        self.seconds = seconds
        self.size = size
        self._sleep = sleep
        self._logins: dict[str, Login] = {}

    def send(self, request: Request, *, again: bool) -> Response:
        """The answer to a request. ``again``: it changes nothing when sent twice, so it may be tried again.

        Raises:
            RefusedError: the server's answer is no success.
            EngineError: the server cannot be reached or answers too late or too much.
            UsageError: credentials would travel in the clear.
        """
        shown = _address(request.full_url)
        deadline = time.monotonic() + self.seconds
        for attempt in range(_TRIES):
            asked = None
            try:
                return self._logged_in(request, deadline, shown)
            except HTTPError as error:
                with error:
                    failure: EngineError = _refusal(error, shown)
                    asked = error.headers.get("Retry-After") if error.headers else None
                    worth_it = error.code in _BUSY
            except (URLError, HTTPException, OSError) as error:
                reason = getattr(error, "reason", error)
                worth_it = not isinstance(reason, TimeoutError)
                failure = self._unreachable(reason, shown)
            pause = _wait(attempt, asked)
            late = time.monotonic() + pause >= deadline
            if late or not worth_it or not again or attempt == _TRIES - 1:
                # The cause holds the request with its headers, and those may hold a token.
                raise failure from None
            self._sleep(pause)
        raise AssertionError("the last try returns or raises")

    def _unreachable(self, reason: object, shown: str) -> EngineError:
        if isinstance(reason, TimeoutError):
            return EngineError(
                f"the endpoint did not answer within {self.seconds:g} seconds",
                path=shown,
                remedy="ask for less, or allow more with --timeout",
            )
        return EngineError(
            f"the endpoint cannot be reached: {reason}",
            path=shown,
            remedy="check the address, and that the server is running",
        )

    def _logged_in(self, request: Request, deadline: float, shown: str) -> Response:
        login = self._logins.get(shown)
        if login is None:
            login = self._logins[shown] = Login(shown)
            if login.wanted and request.data is not None:
                # A server that wants a password may hang up while it is sent a long body.
                self._learn(request, login, deadline)
        login.sign(request)
        try:
            return self._once(request, deadline, shown)
        except HTTPError as error:
            if error.code != 401 or not login.learn(error):
                raise
            error.close()
        login.sign(request)
        return self._once(request, deadline, shown)

    def _learn(self, request: Request, login: Login, deadline: float) -> None:
        probe = Request(request.full_url, headers={"User-Agent": "claimgraph"})
        try:
            with build_opener(_NoRedirect).open(probe, timeout=_left(deadline)):
                pass
        except HTTPError as error:
            with error:
                if error.code == 401:
                    login.learn(error)

    def _once(self, request: Request, deadline: float, shown: str) -> Response:
        with build_opener(_NoRedirect).open(request, timeout=_left(deadline)) as response:
            body = bytearray()
            while chunk := response.read1(_CHUNK):
                body += chunk
                if len(body) > self.size:
                    raise EngineError(
                        f"the answer is larger than {self.size} bytes",
                        path=shown,
                        remedy="ask for less, with a LIMIT",
                    )
                _left(deadline)
            length = response.headers.get("Content-Length")
            if length is not None and length.isdecimal() and int(length) > len(body):
                raise HTTPException(f"the answer ended after {len(body)} of {length} bytes")
            return Response(response.status, response.headers.get_content_type(), bytes(body))


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _address(url: str) -> str:
    """An address as it may be shown: without its query."""
    return urlunsplit(urlsplit(url)._replace(query=""))


class Login:
    """How one address is logged in to: a token always, user and password only as the server asks."""

    def __init__(self, url: str) -> None:
        self._token = os.environ.get(TOKEN)
        self._user, self._password = os.environ.get(USER), os.environ.get(PASSWORD)
        self._challenge: dict[str, str] | None = None
        self._basic = False
        known = HTTPPasswordMgrWithDefaultRealm()
        if self._token or self.wanted:
            _check_private(url)
        if self._user and self._password:
            known.add_password(None, url, self._user, self._password)
        self._digest = HTTPDigestAuthHandler(known)

    @property
    def wanted(self) -> bool:
        """Whether there are a user and a password to give."""
        return bool(self._user and self._password and not self._token)

    def learn(self, error: HTTPError) -> bool:
        """Takes what a 401 asks for; False where it asks for nothing that we have, or again for the same."""
        if not self.wanted:
            return False
        for asked in error.headers.get_all("WWW-Authenticate") or ():
            scheme, _, rest = asked.partition(" ")
            if scheme.lower() == "digest":
                challenge = parse_keqv_list(list(filter(None, parse_http_list(rest))))
                again = self._challenge is not None and challenge.get("stale", "").lower() != "true"
                self._challenge = challenge
                return not again
            if scheme.lower() == "basic":
                again, self._basic = self._basic, True
                return not again
        return False

    def sign(self, request: Request) -> None:
        """Adds what the address asked for; such headers do not travel with a redirect."""
        value = None
        if self._token:
            value = f"Bearer {self._token}"
        elif self._challenge is not None:
            signed = self._digest.get_authorization(request, self._challenge)
            value = f"Digest {signed}" if signed else None
        elif self._basic:
            pair = f"{self._user}:{self._password}".encode()
            value = "Basic " + base64.b64encode(pair).decode("ascii")
        if value is not None:
            request.add_unredirected_header("Authorization", value)


def _refusal(error: HTTPError, shown: str) -> EngineError:
    headers = error.headers
    if 300 <= error.code < 400:
        target = urlsplit((headers.get("Location") if headers else "") or "")
        where = target._replace(netloc=target.netloc.rpartition("@")[2], query="").geturl()
        return RefusedError(
            f"the endpoint answered {error.code}: it sends us to {where or 'nowhere'}, which was not named",
            status=error.code,
            path=shown,
            remedy="if that is where you want to ask, name that address",
        )
    try:
        detail = error.read(300).decode("utf-8", "replace")
    except (HTTPException, OSError):
        detail = ""
    remedy = f"set {USER} and {PASSWORD}, or {TOKEN}" if error.code in (401, 403) else None
    for name in (PASSWORD, TOKEN):  # a server may repeat what it was sent
        if secret := os.environ.get(name):
            detail = detail.replace(secret, "…")
    message = f"the endpoint answered {error.code}: {' '.join(detail.split()) or error.reason}"
    return RefusedError(message, status=error.code, path=shown, remedy=remedy)
