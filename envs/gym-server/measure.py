"""How many steps per second go through the server on loopback, beside the same environments in this process.

``python measure.py [cartpole] [cartpole64] [carracing] [carracing8]``; needs the package on the path and, for cars, Box2D.
Both sides take turns, and the medians are printed.
"""

from __future__ import annotations

import json
import os
import socket
import statistics
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gymnasium
import numpy as np

from yume_gym_server import frames

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
_TURNS = 7
_SECONDS = 2.0


class Client:
    """As little as a client can do: one socket, one write for each request."""

    def __init__(self, url: str) -> None:
        host, _, port = url.removeprefix("http://").rpartition(":")
        self._socket = socket.create_connection((host, int(port)))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._buffer = bytearray(4 << 20)

    def post(self, path: str, body: bytes, kind: str = "application/json", accept: str = "application/json") -> memoryview:
        """The body of the reply, which is valid until the next call."""
        head = (
            f"POST {path} HTTP/1.1\r\nHost: localhost\r\nX-Gym-Protocol: 2\r\nContent-Type: {kind}\r\n"
            f"Accept: {accept}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        self._socket.sendall(head.encode() + body)
        view = memoryview(self._buffer)
        have = 0
        while (end := self._buffer.find(b"\r\n\r\n", 0, have)) < 0:
            have += self._socket.recv_into(view[have:])
        lines = bytes(view[:end])
        if not lines.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(bytes(view[:have]).decode())
        start = lines.lower().index(b"content-length:") + 15
        length = int(lines[start:].split(b"\r\n", 1)[0])
        while have < end + 4 + length:
            have += self._socket.recv_into(view[have:])
        return view[end + 4 : end + 4 + length]

    def make(self, document: dict[str, Any]) -> str:
        """A new instance, after its first reset."""
        reply = json.loads(bytes(self.post("/v1/envs/", json.dumps(document).encode())))
        path = f"/v1/envs/{reply['instance_id']}"
        self.post(path + "/reset/", b"{}", accept=frames.MEDIA_TYPE)
        return path


def observation(frame: memoryview) -> np.ndarray:
    """The observation of a frame, without a copy."""
    length = struct.unpack_from("<I", frame, 8)[0]
    header = json.loads(bytes(frame[12 : 12 + length]))["observation"]
    start = (12 + length + 7) // 8 * 8 + header["offset"]
    return np.frombuffer(frame[start : start + header["nbytes"]], header["dtype"]).reshape(header["shape"])


def rate(step: Callable[[int], None], rows: int) -> float:
    """Steps per second, over all rows."""
    count = 0
    began = time.perf_counter()
    while time.perf_counter() - began < _SECONDS:
        step(count)
        count += 1
    return count * rows / (time.perf_counter() - began)


def cart_actions(rows: int) -> np.ndarray:
    """Actions for many steps."""
    return np.random.default_rng(0).integers(0, 2, (1000, rows))


def compare(name: str, rows: int, sides: dict[str, Callable[[int], None]]) -> None:
    """Measures the sides in turns, and prints their medians and ratios to the first."""
    rates: dict[str, list[float]] = {side: [] for side in sides}
    for step in sides.values():
        for count in range(20):
            step(count)
    for _ in range(_TURNS):
        for side, step in sides.items():
            rates[side].append(rate(step, rows))
    first = statistics.median(next(iter(rates.values())))
    for side, values in rates.items():
        median = statistics.median(values)
        print(f"{name:12} {side:28} {median:12,.0f} steps/s  {median / first:5.2f}", flush=True)


def cartpole(url: str) -> None:
    """One CartPole."""
    client = Client(url)
    paths = [client.make({"env_id": "CartPole-v1", "seed": 1}) for _ in range(2)]
    environment = gymnasium.make("CartPole-v1")
    environment.reset(seed=1)

    def local(count: int) -> None:
        _, _, terminated, truncated, _ = environment.step(count // 7 % 2)
        if terminated or truncated:
            environment.reset()

    def as_json(count: int) -> None:
        if json.loads(bytes(client.post(paths[0] + "/step/", b'{"action":%d}' % (count // 7 % 2))))["done"]:
            client.post(paths[0] + "/reset/", b"{}")

    compare("CartPole", 1, {"in process": local, "HTTP, JSON": as_json})


def cartpole64(url: str) -> None:
    """A vector of 64."""
    rows = 64
    actions = cart_actions(rows)
    client = Client(url)
    path = client.make({"env_id": "CartPole-v1", "seed": 1, "num_envs": rows})
    packed = [frames.encode({"action": action.astype(np.int32)}) for action in actions]
    spoken = [json.dumps({"action": action.tolist()}).encode() for action in actions]
    sides: dict[str, Callable[[int], None]] = {}
    for mode in ("sync", "vector_entry_point"):
        vector = gymnasium.make_vec("CartPole-v1", rows, vectorization_mode=mode)
        vector.reset(seed=1)
        sides[f"in process, {mode}"] = lambda count, vector=vector: vector.step(actions[count % 1000])
    sides["HTTP, frames"] = lambda count: observation(
        client.post(path + "/step/", packed[count % 1000], frames.MEDIA_TYPE, frames.MEDIA_TYPE)
    )
    sides["HTTP, JSON"] = lambda count: json.loads(bytes(client.post(path + "/step/", spoken[count % 1000])))
    compare("CartPole x64", rows, sides)


def cars(url: str, rows: int) -> None:
    """One CarRacing, or a vector of them."""
    actions = np.random.default_rng(0).uniform((-1, 0, 0), (1, 0.5, 0.2), (1000, rows, 3)).astype(np.float32)
    client = Client(url)
    path = client.make({"env_id": "CarRacing-v3", "seed": 1, "num_envs": rows, "vector": "sync"})
    packed = [frames.encode({"action": action}) for action in actions]
    sides: dict[str, Callable[[int], None]] = {}
    if rows == 1:
        vectors = {"in process": gymnasium.make_vec("CarRacing-v3", 1, vectorization_mode="sync")}
    else:
        vectors = {
            "in process, async": gymnasium.make_vec("CarRacing-v3", rows, vectorization_mode="async"),
            "in process, sync": gymnasium.make_vec("CarRacing-v3", rows, vectorization_mode="sync"),
        }
    for name, vector in vectors.items():
        vector.reset(seed=1)
        sides[name] = lambda count, vector=vector: vector.step(actions[count % 1000])
    sides["HTTP, frames"] = lambda count: observation(
        client.post(path + "/step/", packed[count % 1000], frames.MEDIA_TYPE, frames.MEDIA_TYPE)
    )
    compare(f"CarRacing x{rows}", rows, sides)
    for vector in vectors.values():
        vector.close()


_ROWS: dict[str, Callable[[str], None]] = {
    "cartpole": cartpole,
    "cartpole64": cartpole64,
    "carracing": lambda url: cars(url, 1),
    "carracing8": lambda url: cars(url, 8),
}


def main(names: list[str]) -> None:
    """Measures these rows, or all."""
    command = [sys.executable, "-O", "-m", "yume_gym_server", "--port", "0", "--stop-with-stdin"]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parent / "src")}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment) as server:
        assert server.stdout is not None
        url = server.stdout.readline().strip()
        for name in names or _ROWS:
            _ROWS[name](url)


if __name__ == "__main__":
    main(sys.argv[1:])
