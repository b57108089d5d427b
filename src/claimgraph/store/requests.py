"""Requests to a server that the user named, and to no other.

A request has a deadline for the whole of it, its answer a size and a type; redirects are refused. Only
requests that change nothing when they are sent twice are tried again. User and password come from the
environment, are given only where the server asks for them, and stand in no message.
"""

from __future__ import annotations

import os
import random
import socket
import time
from collections.abc import Callable
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit, urlunsplit
from urllib.request import (
    HTTPBasicAuthHandler,
    HTTPDigestAuthHandler,
    HTTPPasswordMgrWithDefaultRealm,
    HTTPRedirectHandler,
    OpenerDirector,
    Request,
    build_opener,
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


def _opener(url: str) -> OpenerDirector:
    handlers: list[Any] = [_NoRedirect]
    user, password = os.environ.get(USER), os.environ.get(PASSWORD)
    if user and password:
        _check_private(url)
        known = HTTPPasswordMgrWithDefaultRealm()
        known.add_password(None, url, user, password)
        handlers += [HTTPDigestAuthHandler(known), HTTPBasicAuthHandler(known)]
    return build_opener(*handlers)


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


def send(
    request: Request,
    *,
    seconds: float,
    size: int,
    again: bool,
    sleep: Callable[[float], None] = time.sleep,
) -> Response:
    """The answer to a request. ``again``: it changes nothing when sent twice, so it may be tried again.

    Raises:
        RefusedError: the server's answer is no success.
        EngineError: the server cannot be reached or answers too late or too much.
        UsageError: credentials would travel in the clear.
    """
    url = request.full_url
    shown = urlunsplit(urlsplit(url)._replace(query=""))
    token = os.environ.get(TOKEN)
    if token:
        _check_private(url)
        request.add_unredirected_header("Authorization", f"Bearer {token}")
    deadline = time.monotonic() + seconds
    for attempt in range(_TRIES):
        last = attempt == _TRIES - 1 or not again
        asked = None
        try:
            return _once(request, deadline, size, shown)
        except HTTPError as error:
            with error:
                failure: EngineError = _refusal(error, shown)
                asked = error.headers.get("Retry-After") if error.headers else None
                worth_it = error.code in _BUSY
        except (URLError, HTTPException, OSError) as error:
            reason = getattr(error, "reason", error)
            if isinstance(reason, TimeoutError | socket.timeout):
                failure = EngineError(
                    f"the endpoint did not answer within {seconds:g} seconds",
                    path=shown,
                    remedy="ask for less, or allow more with --timeout",
                )
                worth_it = False
            else:
                failure = EngineError(
                    f"the endpoint cannot be reached: {reason}",
                    path=shown,
                    remedy="check the address, and that the server is running",
                )
                worth_it = True
        pause = _wait(attempt, asked)
        if last or not worth_it or time.monotonic() + pause >= deadline:
            # The cause holds the request with its headers, and those may hold a token.
            raise failure from None
        sleep(pause)
    raise AssertionError("the last try returns or raises")


def _once(request: Request, deadline: float, size: int, shown: str) -> Response:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    with _opener(request.full_url).open(request, timeout=left) as response:
        body = bytearray()
        while chunk := response.read1(_CHUNK):
            body += chunk
            if len(body) > size:
                raise EngineError(
                    f"the answer is larger than {size} bytes", path=shown, remedy="ask for less, with a LIMIT"
                )
            if time.monotonic() > deadline:
                raise TimeoutError
        length = response.headers.get("Content-Length")
        if length is not None and length.isdecimal() and int(length) > len(body):
            raise HTTPException(f"the answer ended after {len(body)} of {length} bytes")
        return Response(response.status, response.headers.get_content_type(), bytes(body))


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
