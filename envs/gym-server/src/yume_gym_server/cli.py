"""The command line of the server."""

from __future__ import annotations

import argparse
import dataclasses
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from yume_gym_server import VERSION
from yume_gym_server.server import Server
from yume_gym_server.settings import Limits, Settings, loopback

_TOKEN = "YUME_GYM_TOKEN"
_PARENT_CHECK_SECONDS = 0.5


def main(arguments: list[str] | None = None) -> int:
    """Serves until told to stop; 0 then, 2 where it was used wrongly, 1 where it cannot listen."""
    parser = _parser()
    given = parser.parse_args(arguments)
    logging.basicConfig(
        level=logging.DEBUG if given.verbose else logging.WARNING,
        stream=sys.stderr,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    try:
        settings = _settings(given)
    except (OSError, ValueError) as failure:
        parser.error(str(failure))
    parent = os.getppid()
    try:
        server = Server(settings)
    except OSError as failure:
        print(f"gym-server: cannot listen on {settings.host}:{settings.port}: {failure}", file=sys.stderr)
        return 1
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        if given.stop_with_stdin and number != signal.SIGTERM:
            # A terminal sends these to the parent, too, which may still have environments to close.
            signal.signal(number, lambda *_: None)
            continue
        # In a thread of its own: a handler interrupts whatever the main thread holds.
        signal.signal(number, lambda *_: _daemon(server.stop))
    if given.stop_with_stdin:
        _daemon(lambda: _until_end_of_input(server))
    if given.stop_with_parent:
        _daemon(lambda: _until_parent_is_gone(server, parent))
    try:
        print(server.url, flush=True)
    except OSError:
        server.stop()  # Whoever wanted to know is gone.
    server.serve()
    return 0


def _parser() -> argparse.ArgumentParser:
    limits = Limits()
    parser = argparse.ArgumentParser(
        prog="gym-server",
        description="Serves Gymnasium environments over HTTP. Prints one line, its address, when it is ready.",
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {VERSION}")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=5000, help="port, 0 for a free one (default: %(default)s)")
    parser.add_argument(
        "--token-file",
        type=Path,
        metavar="FILE",
        help=f"file with the token that requests must have; {_TOKEN} in the environment does the same",
    )
    parser.add_argument(
        "--allow",
        action="append",
        default=[],
        metavar="ID[=KWARG,...]",
        help="one more environment, with the keyword arguments that clients may give",
    )
    parser.add_argument("--only-allowed", action="store_true", help="serve what --allow names and nothing else")
    parser.add_argument(
        "--import",
        dest="modules",
        action="append",
        default=[],
        metavar="MODULE",
        help="module that registers what --allow names",
    )
    parser.add_argument("--monitor-dir", type=Path, metavar="DIR", help="folder for recordings (default: none are made)")
    parser.add_argument("--stop-with-stdin", action="store_true", help="stop when the standard input ends")
    parser.add_argument("--stop-with-parent", action="store_true", help="stop when the process that started this ends")
    parser.add_argument("--verbose", action="store_true", help="log more, to the standard error")
    for option, name, what in (
        ("--max-instances", "instances", "instances"),
        ("--max-num-envs", "num_envs", "environments in one vector"),
        ("--max-workers", "workers", "environments with a process of their own"),
        ("--max-connections", "connections", "connections"),
        ("--max-body", "body_bytes", "bytes of a request's body"),
        ("--lease", "lease", "seconds after which an unused instance is closed, unless it asks for other"),
        ("--step-timeout", "step_timeout", "seconds after which an environment's process counts as hanging"),
    ):
        default = getattr(limits, name)
        parser.add_argument(
            option, dest=name, type=type(default), default=default, metavar="N", help=f"{what} (default: {default})"
        )
    return parser


def _settings(given: argparse.Namespace) -> Settings:
    token = os.environ.get(_TOKEN) or None
    if given.token_file is not None:
        token = given.token_file.read_text(encoding="utf-8").strip()
        if not token:
            raise ValueError(f"the token file must hold a token: file={given.token_file}")
    if token is not None and not (token.isascii() and token.isprintable()):
        raise ValueError("a token must be printable ASCII")
    if token is None and not loopback(given.host):
        raise ValueError(f"an address that others can reach needs a token: host={given.host}")
    if not 0 <= given.port <= 65535:
        raise ValueError(f"port must be in 0 .. 65535: port={given.port}")
    allowed: dict[str, tuple[str, ...]] = {}
    for text in given.allow:
        env_id, _, names = text.partition("=")
        allowed[env_id] = tuple(name for name in names.split(",") if name)
    for env_id in allowed:
        if ":" in env_id or not env_id:
            raise ValueError(f"an allowed id names no module (import it with --import): id={env_id}")
    if given.monitor_dir is not None and not given.monitor_dir.is_dir():
        raise ValueError(f"the folder for recordings must be there: {given.monitor_dir}")
    chosen = {field.name: getattr(given, field.name) for field in dataclasses.fields(Limits) if hasattr(given, field.name)}
    return Settings(
        given.host,
        given.port,
        token,
        allowed,
        given.only_allowed,
        tuple(given.modules),
        given.monitor_dir,
        Limits(**chosen),
    )


def _daemon(work: Callable[[], None]) -> None:
    threading.Thread(target=work, name="watch", daemon=True).start()


def _until_end_of_input(server: Server) -> None:
    try:
        while os.read(0, 4096):
            pass
    except OSError:
        pass  # A closed input has ended, too.
    server.stop()


def _until_parent_is_gone(server: Server, parent: int) -> None:
    pause = threading.Event()
    while os.getppid() == parent:
        pause.wait(_PARENT_CHECK_SECONDS)
    server.stop()
