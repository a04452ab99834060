"""Starts and ends worker processes, so that none outlives the server."""

from __future__ import annotations

import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from multiprocessing.connection import Connection
from pathlib import Path

_PACKAGES = Path(__file__).resolve().parent.parent


class Guard:
    """The process that ends workers when the server is killed; started with the first of them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def watch(self, group: int, folder: str) -> None:
        """Tells of a process group that has started."""
        with self._lock:
            if self._process is None or self._process.poll() is not None:
                self._process = subprocess.Popen(
                    [sys.executable, "-I", "-S", str(Path(__file__).with_name("guardian.py"))],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.DEVNULL,
                    process_group=0,
                )
            self._say(f"+ {group} {folder}\n")

    def forget(self, group: int) -> None:
        """Tells of a process group that has ended."""
        with self._lock:
            self._say(f"- {group}\n")

    def close(self) -> None:
        """Ends it; it kills what it still watches."""
        with self._lock:
            if self._process is not None and self._process.stdin is not None:
                self._process.stdin.close()
                self._process.wait()
                self._process = None

    def _say(self, line: str) -> None:
        if self._process is None or self._process.stdin is None:
            return
        try:
            self._process.stdin.write(line.encode())
            self._process.stdin.flush()
        except OSError:
            self._process = None  # Somebody killed it; the next worker starts another one.


class WorkerProcess:
    """A worker in a process group and an empty folder of its own, where games may write what they like.

    memory: the file that it shares with the server
    """

    def __init__(self, guard: Guard, memory: int) -> None:
        self._guard = guard
        self._folder = tempfile.mkdtemp(prefix="yume-gym-")
        ours, theirs = socket.socketpair()
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "yume_gym_server.worker", str(theirs.fileno()), str(memory)],
                stdin=subprocess.DEVNULL,
                # The server's own output has one line, its address.
                stdout=sys.__stderr__.fileno() if sys.__stderr__ is not None else subprocess.DEVNULL,
                cwd=self._folder,
                env=_environment(),
                pass_fds=(theirs.fileno(), memory),
                process_group=0,
            )
        except BaseException:
            ours.close()
            shutil.rmtree(self._folder, ignore_errors=True)
            raise
        finally:
            theirs.close()
        self.connection = Connection(ours.detach())
        # The connection's own poll makes a selector for each call.
        self._readable = select.poll()
        self._readable.register(self.connection.fileno(), select.POLLIN)
        guard.watch(self._process.pid, self._folder)

    def answers(self, timeout: float) -> bool:
        """Waits that many seconds for a message, or for the end of the process."""
        return bool(self._readable.poll(timeout * 1e3))

    def ask_to_end(self) -> None:
        """Asks politely; ``end`` waits."""
        try:
            self.connection.send(("close", ()))
        except OSError:
            pass  # It is gone already.

    def end(self, patience: float) -> None:
        """Waits that long for the process to end, then ends it and whatever it has started."""
        until = time.monotonic() + patience
        while not self._exited() and time.monotonic() < until:
            time.sleep(0.005)
        # Before the process is reaped, since until then its number belongs to nobody else.
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except OSError:
            pass  # There is nobody left in it.
        self._process.wait()
        self.connection.close()
        self._guard.forget(self._process.pid)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _exited(self) -> bool:
        try:
            return os.waitid(os.P_PID, self._process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
        except ChildProcessError:
            return True


def _environment() -> dict[str, str]:
    environment = dict(os.environ)
    # What the server can import, its workers can; they start in another folder.
    environment["PYTHONPATH"] = os.pathsep.join([str(_PACKAGES), *(str(Path(path).resolve()) for path in sys.path if path)])
    environment.pop("PYTHONOPTIMIZE", None)
    # No display, no sound; one thread, since there are as many workers as there is work.
    environment.update(SDL_VIDEODRIVER="dummy", SDL_AUDIODRIVER="dummy", PYGAME_HIDE_SUPPORT_PROMPT="1")
    environment.setdefault("OMP_NUM_THREADS", "1")
    return environment
