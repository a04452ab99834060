from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from gym_client import Client

from yume_gym_server.cli import main

SOURCES = Path(__file__).resolve().parent.parent / "src"


def test_a_token_is_asked_for_everywhere(serve) -> None:
    client = serve(token="s3cret")
    for method, path in (("GET", "/v1/health/"), ("POST", "/v1/envs/"), ("POST", "/v1/shutdown/"), ("GET", "/nothing")):
        for headers in ({}, {"Authorization": "Bearer s3cre"}, {"Authorization": "Basic s3cret"}, {"Authorization": "é"}):
            answer = client.call(method, path, None, headers)
            assert (answer.status, answer.code) == (401, "unauthorized")
            assert answer.headers["WWW-Authenticate"] == "Bearer"
    good = {"Authorization": "Bearer s3cret", "Origin": "http://page.example", "Host": "elsewhere"}
    assert client.get("/v1/health/", good).status == 200


def test_pages_in_a_browser_are_refused_without_a_token(client: Client) -> None:
    answer = client.get("/v1/health/", {"Origin": "http://page.example"})
    assert (answer.status, answer.code) == (403, "forbidden")


@pytest.mark.parametrize("host", ["page.example", "page.example:5000", "127.0.0.1.page.example", "localhost.page.example"])
def test_other_names_for_this_machine_are_refused_without_a_token(client: Client, host: str) -> None:
    answer = client.get("/v1/health/", {"Host": host})
    assert (answer.status, answer.code) == (403, "forbidden")


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:5000", "127.0.0.1", "127.0.0.1:80", "[::1]", "[::1]:5000"])
def test_local_names_are_taken(client: Client, host: str) -> None:
    assert client.get("/v1/health/", {"Host": host}).status == 200


def test_monitors_stay_in_their_folder(serve, tmp_path) -> None:
    root = tmp_path / "recordings"
    root.mkdir()
    (root / "link").symlink_to(tmp_path)
    client = serve(monitor_directory=root)
    cart = client.make("CartPole-v1")
    for directory in ("..", "../other", "/tmp/other", "a/../../b", "link/x"):
        answer = client.post(cart.path + "/monitor/start/", {"directory": directory})
        assert (answer.status, answer.code) == (403, "forbidden")
    assert client.post(cart.path + "/monitor/start/", {"directory": "a\0b"}).code == "invalid_parameter"
    assert client.post(cart.path + "/monitor/start/", {"directory": str(root / "inside")}).status == 204
    assert sorted(path.name for path in tmp_path.iterdir()) == ["recordings"]


def test_nothing_is_recorded_without_a_folder(client: Client) -> None:
    cart = client.make("CartPole-v1")
    answer = client.post(cart.path + "/monitor/start/", {"directory": "/tmp/x"})
    assert (answer.status, answer.code) == (403, "forbidden")


def test_only_what_is_allowed_is_served(serve) -> None:
    client = serve(allowed={"CartPole-v1": (), "Taxi-v4": ("is_rainy",)}, only_allowed=True, modules=())
    assert client.get("/v1/registry/").json["ids"] == ["CartPole-v1", "Taxi-v4"]
    assert client.post("/v1/envs/", {"env_id": "Acrobot-v1"}).code == "unknown_environment"
    client.make("CartPole-v1", kwargs={"sutton_barto_reward": True})
    taxi = {"env_id": "Taxi-v4", "kwargs": {"fickle_passenger": True}}
    assert client.post("/v1/envs/", taxi).code == "invalid_parameter"


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["--host", "0.0.0.0"], "an address that others can reach needs a token"),
        (["--host", "::"], "an address that others can reach needs a token"),
        (["--host", "example.org"], "an address that others can reach needs a token"),
        (["--port", "70000"], "port must be in 0 .. 65535"),
        (["--allow", "evil:Env-v0"], "an allowed id names no module"),
        (["--max-instances", "0"], "instances must be > 0"),
        (["--token-file", "/nowhere/token"], "No such file"),
        (["--monitor-dir", "/nowhere"], "the folder for recordings must be there"),
        (["--jump"], "unrecognized arguments"),
    ],
)
def test_wrong_options(arguments: list[str], text: str, capsys, monkeypatch) -> None:
    monkeypatch.delenv("YUME_GYM_TOKEN", raising=False)
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert text in capsys.readouterr().err


def test_an_empty_token_is_no_token(tmp_path, capsys) -> None:
    (tmp_path / "token").write_text("\n")
    with pytest.raises(SystemExit):
        main(["--token-file", str(tmp_path / "token")])
    assert "the token file must hold a token" in capsys.readouterr().err


def test_a_port_in_use(url: str, capsys) -> None:
    assert main(["--port", url.rpartition(":")[2]]) == 1
    assert "cannot listen on 127.0.0.1:" in capsys.readouterr().err


def test_prints_one_line_and_takes_the_token_from_the_environment() -> None:
    command = [sys.executable, "-m", "yume_gym_server", "--port", "0", "--stop-with-stdin", "--host", "127.0.0.2"]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": str(SOURCES), "YUME_GYM_TOKEN": "abc"},
    ) as process:
        url = process.stdout.readline().strip()
        client = Client(url)
        assert client.get("/v1/health/").status == 401
        assert client.get("/v1/health/", {"Authorization": "Bearer abc"}).status == 200
        client.close()
        rest, _ = process.communicate()
    assert rest == ""
    assert process.returncode == 0
