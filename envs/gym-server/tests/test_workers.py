"""Environments that fail, hang or die, and what is left of a server's processes when it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from gym_client import Client

from yume_gym_server.settings import Limits

SOURCES = Path(__file__).resolve().parent.parent / "src"
TESTS = Path(__file__).resolve().parent


def test_whatever_an_info_holds_can_be_told(client: Client) -> None:
    odd = client.make("Odd-v0", kwargs={"trick": "strange"}, seed=3)
    odd.reset()
    info = odd.step(2).json["info"]
    assert info.keys() == {"lambda", "bytes", "set", "('a', 1)"}
    assert (info["bytes"], info["set"]) == ("b'x'", [1])


@pytest.mark.parametrize("trick", ["raise", "die", "ragged", "endless"])
def test_a_failure_is_told_and_a_reset_brings_the_environment_back(client: Client, trick: str) -> None:
    odd = client.make("Odd-v0", kwargs={"trick": trick}, seed=3)
    odd.reset()
    odd.step(0)
    answer = odd.step(2, step_id=1)
    assert (answer.status, answer.code) == (500, "environment_failed")
    assert answer.json["type"] == "EnvError"
    assert answer.json["instance_id"] == odd.name
    if trick == "raise":
        assert answer.json["message"] == "RuntimeError: the trick"
        assert "with a second line" in answer.json["traceback"]
    if trick == "die":
        assert answer.json["message"] == "the environment's process died"
    if trick == "ragged":
        assert "expected=[2], actual=[3]" in answer.json["message"]
    again = odd.step(2, step_id=1)
    assert (again.status, again.body, again.headers["X-Gym-Replayed"]) == (500, answer.body, "1")
    assert odd.step(0).code == "step_before_reset"
    # Its generator is gone, so that the next episode is seeded by the last seed and the number of failures.
    assert odd.reset().json["info"] == {"seed": 4}
    assert odd.step(0).json["info"] == {"count": 1}
    assert odd.reset().json["info"] == {"seed": None}


def test_a_reset_that_fails(client: Client) -> None:
    odd = client.make("Odd-v0")
    answer = odd.reset(options={"fail": True})
    assert (answer.status, answer.code) == (500, "environment_failed")
    assert odd.step(0).code == "step_before_reset"
    assert odd.reset().status == 200


@pytest.mark.parametrize("trick", ["raise", "die"])
@pytest.mark.parametrize("autoreset", ["next_step", "same_step", "disabled"])
def test_the_other_rows_go_on(client: Client, trick: str, autoreset: str) -> None:
    wide = client.make("Odd-v0", num_envs=3, autoreset=autoreset, kwargs={"trick": trick})
    wide.reset()
    wide.step([0, 0, 0])
    answer = wide.step([0, 2, 0])
    assert answer.status == 200
    step = answer.json
    assert list(step["errors"]) == ["1"]
    assert step["errors"]["1"]["code"] == "environment_failed"
    assert step["truncated"] == step["done"] == [False, True, False]
    assert step["reward"] == [0.5, 0.0, 0.5]
    assert step["observation"][1] == [0, 0]
    assert [row[0] for row in step["observation"]] == [2, 0, 2]
    if autoreset == "disabled":
        assert wide.step([0, 0, 0]).code == "step_before_reset"
        assert wide.reset(mask=[False, True, False]).status == 200
        assert [row[0] for row in wide.step([0, 0, 0]).json["observation"]] == [3, 1, 3]
    else:
        step = wide.step([0, 0, 0]).json
        assert "errors" not in step
        assert not any(step["done"])
        assert [row[0] for row in step["observation"]] == [3, 0, 3]


def test_an_environment_that_hangs_is_ended(serve) -> None:
    client = serve(limits=Limits(step_timeout=3.0))
    wide = client.make("Odd-v0", num_envs=2, kwargs={"trick": "hang"})
    wide.reset()
    step = wide.step([2, 0]).json
    assert step["errors"]["0"]["message"] == "the environment did not answer within 3 s; its process was ended"
    assert [row[0] for row in wide.step([0, 0]).json["observation"]] == [0, 2]


class Started:
    """A server in a process of its own, with a worker of it."""

    def __init__(self, *options: str, parent: tuple[str, ...] = ()) -> None:
        self.folder = tempfile.TemporaryDirectory()
        command = [*parent, sys.executable, "-m", "yume_gym_server", "--port", "0", "--allow", "Odd-v0=trick"]
        self.process = subprocess.Popen(
            [*command, "--import", "odd_environments", *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join([str(SOURCES), str(TESTS)]),
                "TMPDIR": self.folder.name,
            },
        )
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().strip()
        assert self.url.startswith("http://127.0.0.1:")
        self.client = Client(self.url)
        self.odd = self.client.make("Odd-v0", kwargs={"trick": "hang"}, num_envs=2, vector="async")
        self.odd.reset()
        self.family = descendants(self.process.pid)
        assert len(self.family) >= 3  # two workers and their guardian
        assert len(list(Path(self.folder.name).iterdir())) == 2

    def left(self) -> list[int]:
        """What is still there after a while."""
        until = time.monotonic() + 20
        while time.monotonic() < until:
            left = [pid for pid in self.family if alive(pid)]
            if not left and not list(Path(self.folder.name).iterdir()):
                break
            time.sleep(0.05)
        self.client.close()
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()
        left = [pid for pid in self.family if alive(pid)]
        for pid in left:
            os.kill(pid, signal.SIGKILL)
        folders = list(Path(self.folder.name).iterdir())
        self.folder.cleanup()
        assert not folders
        return left


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes are counted in /proc")
class TestNothingIsLeft:
    def test_when_its_input_ends(self) -> None:
        started = Started("--stop-with-stdin")
        started.process.stdin.close()
        assert started.process.wait(20) == 0
        assert started.left() == []

    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
    def test_when_it_is_told_to_stop(self, number: int) -> None:
        started = Started()
        started.process.send_signal(number)
        assert started.process.wait(20) == 0
        assert started.left() == []

    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])
    def test_signals_of_the_terminal_are_left_to_who_holds_the_input(self, number: int) -> None:
        started = Started("--stop-with-stdin")
        started.process.send_signal(number)
        assert started.client.get("/v1/health/").status == 200
        started.process.stdin.close()
        assert started.process.wait(20) == 0
        assert started.left() == []

    def test_when_a_client_shuts_it_down(self) -> None:
        started = Started()
        assert started.client.post("/v1/shutdown/").body == b"Server shutting down"
        assert started.process.wait(20) == 0
        assert started.left() == []

    def test_when_it_is_killed(self) -> None:
        started = Started()
        started.process.kill()
        assert started.left() == []

    def test_when_it_is_killed_while_a_worker_hangs(self) -> None:
        started = Started()
        body = b'{"action": [2, 2]}'
        started.client._connection.request("POST", started.odd.path + "/step/", body, {"Content-Type": "application/json"})
        time.sleep(0.3)
        started.process.kill()
        assert started.left() == []

    def test_when_its_input_ends_while_a_worker_hangs(self) -> None:
        started = Started("--stop-with-stdin")
        body = b'{"action": [2, 2]}'
        started.client._connection.request("POST", started.odd.path + "/step/", body, {"Content-Type": "application/json"})
        time.sleep(0.3)
        started.process.stdin.close()
        assert started.process.wait(20) == 0
        assert started.left() == []

    def test_when_its_parent_is_killed(self) -> None:
        # A shell that starts it and waits.
        started = Started("--stop-with-parent", parent=("/bin/sh", "-c", '"$@"; exit $?', "sh"))
        started.process.kill()
        assert started.left() == []

    def test_when_an_instance_is_closed(self) -> None:
        started = Started()
        assert started.odd.close().status == 204
        left = [pid for pid in descendants(started.process.pid) if "worker" in command_line(pid)]
        started.process.terminate()
        assert left == []
        assert started.left() == []


def descendants(pid: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    found, todo = [], [pid]
    while todo:
        some = children.get(todo.pop(), [])
        found += some
        todo += some
    return found


def command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
