"""One row of an instance: an environment in this process, or one in a worker process."""

from __future__ import annotations

import pickle
import threading
from typing import Any, Protocol

import numpy as np

from yume_gym_server.errors import EnvError
from yume_gym_server.processes import Guard, WorkerProcess
from yume_gym_server.runner import Facts, Recipe, Runner
from yume_gym_server.slab import Slab
from yume_gym_server.worker import STEP, failure_of

_LARGEST_SEED = 2**63 - 1


class Lane(Protocol):
    """Runs one environment. What is begun must be finished before anything else is begun."""

    def facts(self) -> Facts:
        """Waits for the environment to be made."""

    def attach(self, slab: Slab) -> None:
        """Says where the results go."""

    def begin_reset(self, seed: int | None, options: dict[str, Any] | None) -> None:
        """Begins an episode."""

    def begin_step(self, action: Any, repeat: int) -> None:
        """Begins a step."""

    def finish(self) -> dict[str, Any]:
        """The info of what was begun; EnvError where it failed."""

    def render(self) -> np.ndarray:
        """The picture, uint8 ``[height, width, 3]``."""

    def close(self, patience: float) -> None:
        """Frees the environment, whatever it is doing after so many seconds; may be called twice."""


class _Seeds:
    """Remembers the seed, so that an environment made again after a failure still depends on nothing but that."""

    def __init__(self) -> None:
        self._last: int | None = None
        self._failures = 0
        self.failed = False

    def fail(self) -> None:
        self._failures += 1
        self.failed = True

    def next(self, seed: int | None) -> int | None:
        if seed is not None:
            self._last = seed
        elif self.failed and self._last is not None:
            # Not the same episode again, which would fail again.
            seed = (self._last + self._failures) % (_LARGEST_SEED + 1)
        return seed


class LocalLane:
    """An environment in this process, for light ones."""

    def __init__(self, recipe: Recipe, row: int) -> None:
        try:
            self._runner = Runner(recipe, row)
        except Exception as failure:  # Whatever an environment raises is the answer.
            raise EnvError(**failure_of(failure)) from failure
        self._seeds = _Seeds()
        self._info: dict[str, Any] = {}
        self._failure: EnvError | None = None

    def facts(self) -> Facts:
        """Known at once."""
        return self._runner.facts

    def attach(self, slab: Slab) -> None:
        """Says where the results go."""
        self._runner.attach(slab)

    def begin_reset(self, seed: int | None, options: dict[str, Any] | None) -> None:
        anew = self._seeds.failed
        seed = self._seeds.next(seed)
        try:
            self._info = self._runner.reset(seed, options, anew)
            self._seeds.failed = False
        except Exception as failure:  # Whatever an environment raises is the answer.
            self._fail(failure)

    def begin_step(self, action: Any, repeat: int) -> None:
        try:
            self._info = self._runner.step(action, repeat)
        except Exception as failure:  # Whatever an environment raises is the answer.
            self._fail(failure)

    def finish(self) -> dict[str, Any]:
        if self._failure is not None:
            failure, self._failure = self._failure, None
            raise failure
        return self._info

    def render(self) -> np.ndarray:
        try:
            return self._runner.render()
        except Exception as failure:  # Whatever an environment raises is the answer.
            raise EnvError(**failure_of(failure)) from failure

    def close(self, patience: float) -> None:
        self._runner.close()

    def _fail(self, failure: Exception) -> None:
        self._seeds.fail()
        self._failure = EnvError(**failure_of(failure))


class WorkerLane:
    """An environment in a process of its own; when that dies or hangs, the next reset starts another one.

    step_timeout, start_timeout: seconds, after which it counts as hanging
    """

    def __init__(
        self,
        recipe: Recipe,
        row: int,
        rows: int,
        memory: int,
        guard: Guard,
        step_timeout: float,
        start_timeout: float,
    ) -> None:
        self._recipe = recipe
        self._row = row
        self._rows = rows
        self._memory = memory
        self._guard = guard
        self._step_timeout = step_timeout
        self._start_timeout = start_timeout
        self._seeds = _Seeds()
        self._slab: Slab | None = None
        self._unmade = True
        self._failure: EnvError | None = None
        self._ending = threading.Lock()
        self._closed = False
        self._process: WorkerProcess | None = None
        self._start()

    def facts(self) -> Facts:
        self._unmade = False
        process = self._process
        try:
            facts = self._answer(self._start_timeout)
        except EnvError:
            # What was sent after the order to make it would be answered, too.
            if process is not None:
                self._drop(process)
            raise
        assert isinstance(facts, Facts)
        return facts

    def attach(self, slab: Slab) -> None:
        self._slab = slab

    def begin_reset(self, seed: int | None, options: dict[str, Any] | None) -> None:
        anew = self._seeds.failed
        seed = self._seeds.next(seed)
        self._seeds.failed = False
        if self._process is None and not self._closed:
            anew = False
            try:
                self._start()
            except OSError as failure:
                # Other rows may have begun already: this is the answer of this one.
                self._failure = EnvError(**failure_of(failure))
                return
        self._send("reset", seed, options, anew)

    def begin_step(self, action: Any, repeat: int) -> None:
        if repeat == 1 and isinstance(action, np.ndarray):
            # It has the type of its space.
            self._write(STEP + action.tobytes())
        else:
            self._send("step", action, repeat)

    def finish(self) -> dict[str, Any]:
        if self._failure is not None:
            failure, self._failure = self._failure, None
            self._seeds.fail()
            raise failure
        try:
            if self._unmade:
                self.facts()
            info, values = self._answer(self._step_timeout)
        except EnvError:
            self._seeds.fail()
            raise
        if values and self._slab is not None:
            self._slab.put_values(self._row, values)
        return info

    def render(self) -> np.ndarray:
        self._send("render")
        if self._failure is not None:
            failure, self._failure = self._failure, None
            raise failure
        return self._answer(self._step_timeout)

    def close(self, patience: float) -> None:
        with self._ending:
            self._closed = True
            process, self._process = self._process, None
        if process is not None:
            process.end(patience)

    def ask_to_end(self) -> None:
        """Lets the worker end while others are asked, too."""
        process = self._process
        if process is not None:
            process.ask_to_end()

    def _start(self) -> None:
        process = WorkerProcess(self._guard, self._memory)
        with self._ending:
            if not self._closed:
                self._process = process
                process = None
        if process is not None:
            process.end(0)
            return
        self._unmade = True
        self._send("make", self._recipe, self._row, self._rows)

    def _send(self, name: str, *parameters: Any) -> None:
        self._write(pickle.dumps((name, parameters), protocol=pickle.HIGHEST_PROTOCOL))

    def _write(self, message: bytes) -> None:
        process = self._process
        if process is None:
            self._failure = EnvError("the environment's process is gone")
            return
        try:
            process.connection.send_bytes(message)
        except OSError:
            self._failure = self._died(process)

    def _answer(self, timeout: float) -> Any:
        process = self._process
        if process is None:
            raise EnvError("the environment's process is gone")
        try:
            there = process.answers(timeout)
            message = process.connection.recv_bytes() if there else b""
            good, answer = pickle.loads(message) if message else (there, ({}, []))
        except (EOFError, OSError) as failure:
            raise self._died(process) from failure
        except Exception as failure:  # Unpickling may import, and thereby raise whatever it likes.
            raise EnvError(**failure_of(failure)) from failure
        if not there:
            self._drop(process)
            raise EnvError(f"the environment did not answer within {timeout:g} s; its process was ended")
        if good:
            return answer
        raise EnvError(**answer)

    def _died(self, process: WorkerProcess) -> EnvError:
        self._drop(process)
        return EnvError("the environment's process died")

    def _drop(self, process: WorkerProcess) -> None:
        with self._ending:
            mine = self._process is process
            if mine:
                self._process = None
        if mine:
            process.end(0)
