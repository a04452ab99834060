"""HTTP/1.1 over one socket: as much of it as clients of this protocol use, and no more.

Keep-alive, HTTP/1.0, ``Content-Length`` and chunked requests, ``Expect: 100-continue``, gzip both ways. Head and body of a
reply leave in one write. The standard library's server spends most of a step on parsing headers as e-mail; this one does not.
"""

from __future__ import annotations

import gzip
import socket
import struct
import time
import zlib
from dataclasses import dataclass, field
from email.utils import formatdate
from http import HTTPStatus

from yume_gym_server import PROTOCOL
from yume_gym_server.errors import InvalidUsage
from yume_gym_server.settings import Limits

_MOST_HEAD = 64 * 1024
_CHUNK = 256 * 1024
_MOST_HEADS = 64
_LEAST_GZIP = 1024
_REASONS = {status.value: status.phrase for status in HTTPStatus}


@dataclass(frozen=True, slots=True)
class Head:
    """What comes before a body; the names of the headers are in lower case.

    old: whether it is HTTP/1.0
    """

    method: str
    path: str
    query: str
    headers: dict[str, str]
    keep_alive: bool
    old: bool


class Request:
    """A request as it came, with the address of the client."""

    __slots__ = ("body", "headers", "keep_alive", "method", "old", "path", "peer", "query")

    def __init__(self, head: Head, body: bytes, peer: str) -> None:
        self.method = head.method
        self.path = head.path
        self.query = head.query
        self.headers = head.headers
        self.keep_alive = head.keep_alive
        self.old = head.old
        self.body = body
        self.peer = peer


@dataclass(slots=True)
class Reply:
    """What goes back."""

    status: int
    body: bytes = b""
    content_type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = field(default=())


class Hangup(Exception):
    """The other end is gone, or has been silent for too long."""


class Connection:
    """One connection of one client; used by one thread."""

    def __init__(self, sock: socket.socket, peer: str, limits: Limits) -> None:
        self._sock = sock
        self._peer = peer
        self._limits = limits
        self._buffer = b""
        self._heads: dict[bytes, Head] = {}
        self._date = (0, "")
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # The kernel's timeouts and not Python's: these cost one more system call for every read.
        patience = struct.pack("ll", max(1, int(min(limits.request_timeout, limits.idle_timeout))), 0)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, patience)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, patience)

    def read(self) -> Request:
        """The next request.

        Raises Hangup at the end of the connection, and InvalidUsage for what is no request; nothing can be read after either.
        """
        text = self._head_text()
        # Steps of one client look alike.
        head = self._heads.get(text)
        if head is None:
            head = _parsed(text)
            if len(self._heads) >= _MOST_HEADS:
                self._heads.clear()
            self._heads[text] = head
        return Request(head, self._body(head.headers), self._peer)

    def write(self, reply: Reply, request: Request | None, keep_alive: bool) -> None:
        """Sends a reply in one piece."""
        body = reply.body
        extra = "".join(f"{name}: {value}\r\n" for name, value in reply.headers)
        if request is not None and len(body) > _LEAST_GZIP and "gzip" in request.headers.get("accept-encoding", ""):
            packed = gzip.compress(body, 1, mtime=0)
            if len(packed) < len(body):
                body = packed
                extra += "Content-Encoding: gzip\r\nVary: Accept-Encoding\r\n"
        if not keep_alive:
            extra += "Connection: close\r\n"
        elif request is not None and request.old:
            extra += "Connection: keep-alive\r\n"
        if reply.status != 204:
            extra += f"Content-Type: {reply.content_type}\r\nContent-Length: {len(body)}\r\n"
        head = (
            f"HTTP/1.1 {reply.status} {_REASONS.get(reply.status, 'Unknown')}\r\nDate: {self._now()}\r\n"
            f"X-Gym-Protocol: {PROTOCOL}\r\n{extra}\r\n"
        )
        try:
            self._sock.sendall(head.encode("latin-1") + body)
        except OSError as failure:
            raise Hangup from failure

    def linger(self) -> None:
        """Reads for a moment what still comes, so that closing does not destroy a reply that is under way."""
        try:
            self._sock.shutdown(socket.SHUT_WR)
            self._sock.settimeout(1.0)
            until = time.monotonic() + 2.0
            while time.monotonic() < until and self._sock.recv(_CHUNK):
                pass
        except OSError:
            pass  # The connection ends in any case.

    def _now(self) -> str:
        second = int(time.time())
        if self._date[0] != second:
            self._date = (second, formatdate(second, usegmt=True))
        return self._date[1]

    def _head_text(self) -> bytes:
        while self._buffer.startswith(b"\r\n"):  # some clients end a body with an empty line
            self._buffer = self._buffer[2:]
        end = self._buffer.find(b"\r\n\r\n")
        began = time.monotonic() if self._buffer else 0.0
        while end < 0 and len(self._buffer) <= _MOST_HEAD:
            more = self._receive(began) if self._buffer else self._receive_first()
            began = began or time.monotonic()
            self._buffer += more
            end = self._buffer.find(b"\r\n\r\n")
        if end < 0 or end > _MOST_HEAD:
            raise InvalidUsage(431, "bad_request", f"a request's head may have {_MOST_HEAD} bytes")
        head = self._buffer[:end]
        self._buffer = self._buffer[end + 4 :]
        return head

    def _receive_first(self) -> bytes:
        """The first bytes of a request, which may be long in coming."""
        until = time.monotonic() + self._limits.idle_timeout
        while True:
            try:
                return self._some()
            except BlockingIOError:
                if time.monotonic() >= until:
                    raise Hangup from None

    def _receive(self, began: float) -> bytes:
        """More bytes of a request that has begun."""
        if time.monotonic() - began > self._limits.request_timeout:
            raise _slow()
        try:
            return self._some()
        except BlockingIOError:
            raise _slow() from None

    def _some(self) -> bytes:
        try:
            data = self._sock.recv(_CHUNK)
        except BlockingIOError:
            raise
        except OSError as failure:
            raise Hangup from failure
        if not data:
            raise Hangup
        return data

    def _body(self, headers: dict[str, str]) -> bytes:
        coding = headers.get("transfer-encoding")
        length = headers.get("content-length")
        if coding is None and length is None:
            return b""
        if coding is not None and length is not None:
            raise _bad("a request has Content-Length or Transfer-Encoding, not both")
        if coding is not None and coding.lower() != "chunked":
            raise InvalidUsage(501, "bad_request", f"Transfer-Encoding must be chunked: {coding[:40]}")
        if length is not None:
            if not (length.isascii() and length.isdigit()) or len(length) > 18:
                raise _bad(f"Content-Length must be a whole number: {length[:40]}")
            self._check_size(int(length))
        if headers.get("expect", "").lower() == "100-continue" and not self._buffer:
            try:
                self._sock.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
            except OSError as failure:
                raise Hangup from failure
        began = time.monotonic()
        body = self._take(int(length), began) if length is not None else self._chunks(began)
        packing = headers.get("content-encoding", "identity").lower()
        if packing == "identity" or not body:
            return body
        if packing != "gzip":
            raise InvalidUsage(415, "unsupported_media_type", f"Content-Encoding must be gzip: {packing[:40]}")
        return self._inflated(body)

    def _take(self, count: int, began: float) -> bytes:
        if len(self._buffer) < count:
            parts = [self._buffer]
            missing = count - len(self._buffer)
            while missing > 0:
                parts.append(self._receive(began))
                missing -= len(parts[-1])
            self._buffer = b"".join(parts)
        data = self._buffer[:count]
        self._buffer = self._buffer[count:]
        return data

    def _line(self, began: float) -> bytes:
        while (end := self._buffer.find(b"\r\n")) < 0:
            if len(self._buffer) > _MOST_HEAD:
                raise _bad("a line of a chunked body is too long")
            self._buffer += self._receive(began)
        line = self._buffer[:end]
        self._buffer = self._buffer[end + 2 :]
        return line

    def _chunks(self, began: float) -> bytes:
        parts: list[bytes] = []
        size = 0
        while True:
            digits = self._line(began).partition(b";")[0].strip()
            if not digits or len(digits) > 15 or digits.strip(b"0123456789abcdefABCDEF"):
                raise _bad("the size of a chunk must be hexadecimal")
            count = int(digits, 16)
            if count == 0:
                break
            size += count
            self._check_size(size)
            parts.append(self._take(count, began))
            if self._take(2, began) != b"\r\n":
                raise _bad("a chunk must end with a line end")
        while self._line(began):
            pass  # trailers
        return b"".join(parts)

    def _check_size(self, size: int) -> None:
        if size > self._limits.body_bytes:
            raise _too_large(size, self._limits.body_bytes)

    def _inflated(self, body: bytes) -> bytes:
        limit = self._limits.body_bytes
        unpacker = zlib.decompressobj(wbits=31)
        try:
            data = unpacker.decompress(body, limit + 1)
        except zlib.error as failure:
            raise _bad("the body is not gzip") from failure
        if len(data) > limit:
            raise _too_large(len(data), limit)
        if not unpacker.eof:
            raise _bad("the gzip body is cut off")
        return data


def _parsed(text: bytes) -> Head:
    lines = text.decode("latin-1").split("\r\n")
    parts = lines[0].split(" ")
    if len(parts) != 3 or not parts[0].isalpha():
        raise _bad("not an HTTP request line")
    method, target, version = parts
    if version not in ("HTTP/1.1", "HTTP/1.0"):
        raise InvalidUsage(505, "bad_request", f"HTTP version must be 1.0 or 1.1: version={version[:20]}")
    headers = _headers(lines)
    old = version == "HTTP/1.0"
    connection = headers.get("connection", "").lower()
    keep_alive = "keep-alive" in connection if old else "close" not in connection
    if target.startswith("http://"):
        target = "/" + target[7:].partition("/")[2]
    path, _, query = target.partition("?")
    return Head(method, path, query, headers, keep_alive, old)


def _headers(lines: list[str]) -> dict[str, str]:
    headers: dict[str, str] = {}
    for line in lines[1:]:
        name, colon, value = line.partition(":")
        if not colon or not name or name != name.strip():
            raise _bad("not an HTTP header")
        key = name.lower()
        value = value.strip()
        if key in headers:
            if key in ("content-length", "transfer-encoding", "host", "authorization"):
                raise _bad(f"the header {name} comes twice")
            value = headers[key] + ", " + value
        headers[key] = value
    return headers


def _bad(message: str) -> InvalidUsage:
    return InvalidUsage(400, "bad_request", message)


def _slow() -> InvalidUsage:
    return InvalidUsage(408, "bad_request", "the request did not arrive in time")


def _too_large(size: int, limit: int) -> InvalidUsage:
    return InvalidUsage(413, "too_large", f"a body may have {limit} bytes: bytes={size}")
