"""A process that runs one environment for the server, and ends when the server's end of the socket does.

It is started as ``python -m yume_gym_server.worker SOCKET MEMORY``, two inherited file descriptors. Messages are pickles of our
own two processes; observations and rewards go through the shared memory. What most steps say is shorter: ``STEP`` and the bytes
of an array, and nothing at all where there is nothing to tell but what lies in the memory.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import sys
import traceback
from multiprocessing.connection import Connection
from typing import Any

import numpy as np

from yume_gym_server import jsonio
from yume_gym_server.runner import SAME_STEP, Recipe, Runner
from yume_gym_server.slab import Layout, shared_slab

# No pickle begins so.
STEP = b"s"


def failure_of(error: BaseException) -> dict[str, str]:
    """What the server is told of an exception."""
    lines = str(error).strip().splitlines()
    message = type(error).__name__ + (": " + lines[0] if lines else "")
    return {"message": message, "traceback": "".join(traceback.format_exception(error))[-8192:]}


class _Worker:
    def __init__(self, memory: int) -> None:
        self._memory = memory
        self._runner: Runner | None = None
        self._slab: Any = None
        self._row = 0

    def make(self, recipe: Recipe, row: int, rows: int) -> Any:
        self._runner = Runner(recipe, row)
        self._row = row
        layout = Layout(self._runner.facts.observation_space)
        self._slab = shared_slab(layout, rows, recipe.autoreset == SAME_STEP, self._memory)
        self._runner.attach(self._slab)
        # What was made until now stays: the collector need not look at it again and again.
        gc.collect()
        gc.freeze()
        return self._runner.facts

    def reset(self, seed: int | None, options: dict[str, Any] | None, anew: bool) -> Any:
        assert self._runner is not None
        return self._told(self._runner.reset(seed, options, anew))

    def step(self, action: Any, repeat: int) -> Any:
        assert self._runner is not None
        return self._told(self._runner.step(action, repeat))

    def step_bytes(self, action: bytes) -> Any:
        assert self._runner is not None
        space = self._runner.facts.action_space
        # A copy, since an environment may change what it is given.
        return self.step(np.frombuffer(action, space.dtype).reshape(space.shape or ()).copy(), 1)

    def _told(self, info: dict[str, Any]) -> Any:
        # The server need not be able to import what an environment puts there.
        told = jsonio.plain(info), jsonio.plain(self._slab.values(self._row))
        return told if any(told) else None

    def render(self) -> Any:
        assert self._runner is not None
        return self._runner.render()

    def close(self) -> None:
        if self._runner is not None:
            self._runner.close()


def main(arguments: list[str]) -> int:
    """Answers messages until there are no more."""
    # Ctrl-C on a terminal is for the server, which then ends its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    connection = Connection(int(arguments[0]))
    worker = _Worker(int(arguments[1]))
    while True:
        try:
            message = connection.recv_bytes()
            name, parameters = ("step_bytes", (message[1:],)) if message[:1] == STEP else pickle.loads(message)
        except Exception:  # The server is gone, or stops in the middle of a message.
            break
        try:
            said = getattr(worker, name)(*parameters)
            answer = b"" if said is None else pickle.dumps((True, said), protocol=pickle.HIGHEST_PROTOCOL)
        except Exception as failure:  # Whatever an environment raises is the answer.
            answer = pickle.dumps((False, failure_of(failure)))
        try:
            connection.send_bytes(answer)
        except OSError:
            break
        if name == "close":
            return 0
    try:
        worker.close()
    finally:
        # Libraries may have started threads that would keep a process alive whose server is gone.
        os._exit(0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
