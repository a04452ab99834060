"""HTTP as clients of all ages speak it, byte by byte."""

from __future__ import annotations

import gzip
import socket
import threading
import time
import zlib
from urllib.parse import urlsplit

import pytest

from yume_gym_server.settings import Limits


class Raw:
    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.socket = socket.create_connection((parts.hostname, parts.port), timeout=20)
        self.buffer = b""

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def reply(self) -> tuple[int, dict[str, str], bytes]:
        while b"\r\n\r\n" not in self.buffer:
            data = self.socket.recv(65536)
            assert data, f"the connection ended after {self.buffer!r}"
            self.buffer += data
        head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
        lines = head.decode().split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines[1:])
        length = int(headers.get("Content-Length", 0))
        while len(self.buffer) < length:
            self.buffer += self.socket.recv(65536)
        body, self.buffer = self.buffer[:length], self.buffer[length:]
        return int(lines[0].split(" ")[1]), headers, body

    def ended(self) -> bool:
        return self.buffer == b"" and self.socket.recv(1) == b""


@pytest.fixture
def raw(url: str):
    made = Raw(url)
    yield made
    made.socket.close()


GET = b"GET /v1/health/ HTTP/1.1\r\nHost: localhost\r\n\r\n"
CREATE = b"POST /v1/envs/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"


def test_connections_are_kept(raw: Raw) -> None:
    for _ in range(3):
        raw.send(GET)
        status, headers, _ = raw.reply()
        assert status == 200
        assert "Connection" not in headers
        assert "Date" in headers


def test_requests_may_come_in_one_piece(raw: Raw) -> None:
    raw.send(GET * 5)
    assert [raw.reply()[0] for _ in range(5)] == [200] * 5


def test_requests_may_come_in_many_pieces(raw: Raw) -> None:
    body = b'{"env_id": "nothing"}'
    for byte in CREATE + b"Content-Length: %d\r\n\r\n" % len(body) + body:
        raw.send(bytes([byte]))
    assert raw.reply()[0] == 400
    raw.send(GET)
    assert raw.reply()[0] == 200


def test_old_http_closes(raw: Raw) -> None:
    raw.send(b"GET /v1/health/ HTTP/1.0\r\n\r\n")
    status, headers, _ = raw.reply()
    assert (status, headers["Connection"]) == (200, "close")
    assert raw.ended()


def test_old_http_may_keep(raw: Raw) -> None:
    for _ in range(2):
        raw.send(b"GET /v1/health/ HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        assert raw.reply()[1]["Connection"] == "keep-alive"


def test_connection_close_is_obeyed(raw: Raw) -> None:
    raw.send(b"GET /v1/health/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    assert raw.reply()[1]["Connection"] == "close"
    assert raw.ended()


def test_chunked_bodies(raw: Raw) -> None:
    raw.send(CREATE + b"Transfer-Encoding: chunked\r\n\r\n")
    raw.send(b'8;x=y\r\n{"env_id\r\n')
    raw.send(b'A\r\n": "none"}\r\n0\r\nTrailer: x\r\n\r\n')
    status, _, body = raw.reply()
    assert status == 400
    assert b"malformed environment ID 'none'" in body
    raw.send(GET)
    assert raw.reply()[0] == 200


def test_unread_bodies_do_not_become_requests(raw: Raw) -> None:
    body = b"POST /v1/shutdown/ HTTP/1.1\r\n\r\n"
    raw.send(b"POST /v1/nothing/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n" % len(body) + body + GET)
    assert raw.reply()[0] == 404
    assert raw.reply()[0] == 200


def test_expect_continue(raw: Raw) -> None:
    body = b'{"env_id": "none"}'
    raw.send(CREATE + b"Expect: 100-continue\r\nContent-Length: %d\r\n\r\n" % len(body))
    assert raw.reply()[0] == 100
    raw.send(body)
    assert raw.reply()[0] == 400


def test_upgrades_are_ignored(raw: Raw) -> None:
    body = b'{"env_id": "none"}'
    upgrade = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAA\r\n"
    raw.send(CREATE + upgrade + b"Content-Length: %d\r\n\r\n" % len(body) + body)
    assert b"'none'" in raw.reply()[2]


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"hello\r\n\r\n", 400),
        (b"GET  /v1/health/ HTTP/1.1\r\n\r\n", 400),
        (b"GET /v1/health/ HTTP/2.0\r\n\r\n", 505),
        (b"\x16\x03\x01\x02\x00\x01\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nno colon\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n folded: x\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nName : x\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n" + b"X: " + b"y" * 70_000 + b"\r\n\r\n", 431),
        (CREATE + b"Content-Length: -1\r\n\r\n", 400),
        (CREATE + b"Content-Length: +1\r\n\r\n", 400),
        (CREATE + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
        (CREATE + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        (CREATE + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501),
        (CREATE + b"Transfer-Encoding: chunked\r\n\r\nxyz\r\n", 400),
        (CREATE + b"Transfer-Encoding: chunked\r\n\r\n-1\r\n", 400),
        (CREATE + b"Transfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n", 400),
        (CREATE + b"Content-Encoding: br\r\nContent-Length: 2\r\n\r\n{}", 415),
        (CREATE + b"Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}", 400),
    ],
)
def test_what_is_no_request_ends_the_connection_with_a_reason(raw: Raw, request_bytes: bytes, status: int) -> None:
    raw.send(request_bytes)
    found, headers, body = raw.reply()
    assert found == status
    assert headers["Content-Type"] == "application/json"
    assert headers["Connection"] == "close"
    assert b'"message"' in body
    assert raw.ended()


@pytest.mark.parametrize(
    "head",
    [
        CREATE + b"Content-Length: 2000000\r\n\r\n" + b" " * 2_000_000,
        CREATE + b"Transfer-Encoding: chunked\r\n\r\n1E8480\r\n" + b" " * 2_000_000,
        CREATE + b"Content-Length: 999999999999\r\n\r\n",
        CREATE + b"Content-Length: 999999999999\r\nExpect: 100-continue\r\n\r\n",
    ],
)
def test_large_bodies_are_refused_and_the_reply_arrives(serve, head: bytes) -> None:
    raw = Raw(serve(limits=Limits(body_bytes=1000)).url)
    raw.send(head)
    status, headers, body = raw.reply()
    assert status == 413
    assert b'"code":"too_large"' in body
    assert headers["Connection"] == "close"
    raw.socket.close()


def test_a_small_gzip_body_that_becomes_large_is_refused(serve) -> None:
    raw = Raw(serve(limits=Limits(body_bytes=100_000)).url)
    body = gzip.compress(b" " * 50_000_000, 9)
    assert len(body) < 100_000
    raw.send(CREATE + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
    assert raw.reply()[0] == 413
    raw.socket.close()


def test_a_cut_off_gzip_body(raw: Raw) -> None:
    body = gzip.compress(zlib.compress(b'{"env_id": "none"}'))[:-9]
    raw.send(CREATE + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
    assert raw.reply()[0] == 400


def test_slow_requests_are_ended(serve) -> None:
    raw = Raw(serve(limits=Limits(request_timeout=1.0)).url)
    raw.send(b"GET /v1/hea")
    assert raw.reply()[0] == 408
    raw.socket.close()


def test_idle_connections_are_ended(serve) -> None:
    raw = Raw(serve(limits=Limits(request_timeout=1.0, idle_timeout=1.0)).url)
    raw.send(GET)
    assert raw.reply()[0] == 200
    assert raw.ended()
    raw.socket.close()


def test_too_many_connections(serve) -> None:
    url = serve(limits=Limits(connections=2)).url
    some = [Raw(url) for _ in range(2)]
    for raw in some:
        raw.send(GET)
        assert raw.reply()[0] == 200
    third = Raw(url)
    status, _, body = third.reply()
    assert status == 503
    assert b"at most 2 connections" in body
    for raw in [*some, third]:
        raw.socket.close()


def test_clients_that_vanish_do_no_harm(url: str) -> None:
    for data in (b"", b"GET /v1", CREATE + b"Content-Length: 100\r\n\r\n{", GET):
        raw = Raw(url)
        raw.send(data)
        raw.socket.close()
    raw = Raw(url)
    raw.send(GET)
    assert raw.reply()[0] == 200
    raw.socket.close()


def test_steps_of_one_instance_take_turns(client, url: str) -> None:
    cart = client.make("Odd-v0", max_episode_steps=400, autoreset="next_step", vector="sync")
    cart.reset()
    body = b'{"action":[0]}'
    request = f"POST {cart.path}/step/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n".encode()
    request += b"Content-Length: %d\r\n\r\n" % len(body) + body
    statuses: list[int] = []

    def step_many() -> None:
        raw = Raw(url)
        for _ in range(30):
            raw.send(request)
            statuses.append(raw.reply()[0])
        raw.socket.close()

    threads = [threading.Thread(target=step_many) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert statuses == [200] * 120


def test_many_requests_on_new_connections(url: str) -> None:
    before = threading.active_count()
    for _ in range(300):
        raw = Raw(url)
        raw.send(GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        assert raw.reply()[0] == 200
        raw.socket.close()
    until = time.monotonic() + 10
    while threading.active_count() > before and time.monotonic() < until:
        time.sleep(0.02)
    assert threading.active_count() <= before
