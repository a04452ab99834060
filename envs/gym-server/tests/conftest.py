from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Iterator

import pytest
from gym_client import Client

from yume_gym_server.server import Server
from yume_gym_server.settings import Limits, Settings

ODD = {"Odd-v0": ("trick", "fails_to_start"), "Everything-v0": ()}


@contextlib.contextmanager
def serving(settings: Settings) -> Iterator[str]:
    server = Server(settings)
    thread = threading.Thread(target=server.serve)
    thread.start()
    try:
        yield server.url
    finally:
        server.stop()
        thread.join(30)
        assert not thread.is_alive()


@pytest.fixture(scope="session")
def url() -> Iterator[str]:
    """A server for all tests; with YUME_GYM_URL that one, be it of another language."""
    other = os.environ.get("YUME_GYM_URL")
    if other:
        yield other
        return
    with serving(Settings(port=0, allowed=ODD, modules=("odd_environments",))) as address:
        yield address


@pytest.fixture
def client(url: str) -> Iterator[Client]:
    with contextlib.closing(Client(url, {"X-Gym-Protocol": "2"})) as made:
        yield made
        for name in made.get("/v1/envs/").json["all_envs"]:
            made.post(f"/v1/envs/{name}/close/")


@pytest.fixture
def classic(url: str) -> Iterator[Client]:
    with contextlib.closing(Client(url)) as made:
        yield made
        for name in made.get("/v1/envs/").json["all_envs"]:
            made.post(f"/v1/envs/{name}/close/")


@pytest.fixture
def serve() -> Iterator[Callable[..., Client]]:
    """Starts a server of its own for a test, and stops it afterwards."""
    with contextlib.ExitStack() as stack:

        def start(limits: Limits | None = None, headers: dict[str, str] | None = None, **settings) -> Client:
            given = {"port": 0, "allowed": ODD, "modules": ("odd_environments",), **settings}
            address = stack.enter_context(serving(Settings(limits=limits or Limits(), **given)))
            made = stack.enter_context(contextlib.closing(Client(address, headers)))
            made.url = address
            return made

        yield start
