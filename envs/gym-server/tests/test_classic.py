"""The calls that the official Python client of the classic API makes, on every route, as it makes them."""

from __future__ import annotations

import json

import gymnasium
import numpy as np
import pytest
from gym_client import JSON, Client


def test_an_episode(classic: Client) -> None:
    made = classic.post("/v1/envs/", {"env_id": "CartPole-v0"})
    name = made.json["instance_id"]
    assert made.status == 200
    assert len(name) == 8
    assert int(name, 16) >= 0
    assert classic.get("/v1/envs/").json == {"all_envs": {name: "CartPole-v0"}}

    # The client sends null where it has nothing to say.
    reset = classic.call("POST", f"/v1/envs/{name}/reset/", b"null", JSON)
    assert reset.status == 200
    assert len(reset.json["observation"]) == 4

    rewards = 0.0
    for count in range(200):
        step = classic.post(f"/v1/envs/{name}/step/", {"action": count % 2, "render": False}).json
        assert {"observation", "reward", "done", "info"} <= step.keys()
        rewards += step["reward"]
        if step["done"]:
            break
    assert rewards == count + 1

    closed = classic.call("POST", f"/v1/envs/{name}/close/", b"null", JSON)
    assert (closed.status, closed.body) == (204, b"")
    assert closed.headers["Content-Length"] is None
    assert classic.get("/v1/envs/").json == {"all_envs": {}}


def test_bodies_may_be_absent_where_they_say_nothing(classic: Client) -> None:
    cart = classic.make("CartPole-v1")
    for body, kind in ((None, None), (b"", None), (b"{}", "application/json"), (b"a=b", "text/plain"), (b"null", "text/x")):
        answer = classic.call("POST", cart.path + "/reset/", body, {"Content-Type": kind} if kind else {})
        assert answer.status == 200, answer.body
    assert classic.call("POST", cart.path + "/monitor/close/", None).status == 204
    assert classic.call("POST", cart.path + "/close/", b"whatever", {"Content-Type": "text/plain"}).status == 204


def test_spaces(classic: Client) -> None:
    cart = classic.make("CartPole-v1")
    assert classic.get(cart.path + "/action_space/").json["info"] == {"name": "Discrete", "n": 2}
    info = classic.get(cart.path + "/observation_space/").json["info"]
    limit = float(np.float32(4.8))
    assert info["name"] == "Box"
    assert info["shape"] == [4]
    assert info["low"][:2] == [-limit, -1e100]
    assert info["high"][:2] == [limit, 1e100]
    assert info.keys() == {"name", "shape", "low", "high"}


def test_other_spaces_are_known_by_name(classic: Client) -> None:
    cards = classic.make("Blackjack-v1")
    assert classic.get(cards.path + "/observation_space/").json["info"] == {"name": "Tuple"}


def test_samples_lie_in_the_space(classic: Client) -> None:
    cart = classic.make("CartPole-v1")
    samples = {classic.get(cart.path + "/action_space/sample").json["action"] for _ in range(50)}
    assert samples == {0, 1}
    for number, member in ((0, True), (1, True), (2, False), (-1, False)):
        assert classic.get(f"{cart.path}/action_space/contains/{number}").json == {"member": member}


def test_samples_depend_on_the_seed_alone(classic: Client) -> None:
    pendulums = [classic.make("Pendulum-v1", seed=seed) for seed in (3, 3, 4)]
    samples = [classic.get(pendulum.path + "/action_space/sample").json["action"] for pendulum in pendulums]
    assert samples[0] == samples[1] != samples[2]
    assert len(samples[0]) == 1


def test_observation_space_contains_compares_descriptions(classic: Client) -> None:
    cart = classic.make("CartPole-v1")
    description = classic.get(cart.path + "/observation_space/").json["info"]
    path = cart.path + "/observation_space/contains"
    assert classic.post(path, {"name": "Box", "shape": [4]}).json == {"member": True}
    assert classic.post(path, description).json == {"member": True}
    assert classic.post(path, {"shape": [5]}).json == {"member": False}
    answer = classic.post(path, {"dtype": "float32"})
    assert (answer.status, answer.code) == (400, "invalid_parameter")


def test_discrete_observations_are_numbers(classic: Client) -> None:
    lake = classic.make("FrozenLake-v1")
    assert lake.reset().json["observation"] == 0
    assert isinstance(lake.step(1).json["observation"], int)


def test_a_box_of_one_takes_a_list(classic: Client) -> None:
    pendulum = classic.make("Pendulum-v1")
    pendulum.reset()
    assert pendulum.step([0.5]).status == 200
    answer = pendulum.step(0.5)
    assert (answer.status, answer.json["message"]) == (
        400,
        "action must have the shape of its space: expected=[1], actual=[]",
    )


@pytest.mark.parametrize("seed", [0, 1, 2**63 - 1])
def test_the_seed_of_create_is_that_of_the_first_reset(classic: Client, seed: int) -> None:
    cart = classic.make("CartPole-v1", seed=seed)
    environment = gymnasium.make("CartPole-v1")
    assert cart.reset().json["observation"] == environment.reset(seed=seed)[0].tolist()
    assert cart.reset().json["observation"] == environment.reset()[0].tolist()


def test_truncation_is_told_to_old_clients(classic: Client) -> None:
    car = classic.make("MountainCar-v0")
    car.reset()
    for count in range(200):
        step = car.step(1).json
        assert step["done"] == (count == 199)
    assert step["info"] == {"TimeLimit.truncated": True}


def test_non_finite_numbers_are_bare_tokens(classic: Client) -> None:
    odd = classic.make("Odd-v0", kwargs={"trick": "nan"})
    odd.reset()
    body = odd.step(2).body
    assert b'"observation":[NaN,Infinity],"reward":-Infinity' in body
    assert b'"info":{"x":NaN}' in body


def test_texts_of_errors(classic: Client) -> None:
    unknown = classic.post("/v1/envs/12345678/reset/")
    assert (unknown.status, unknown.json["message"]) == (400, "Instance_id 12345678 unknown")
    missing = classic.post("/v1/envs/", {"env_id": ""})
    assert (missing.status, missing.json["message"]) == (400, "A required request parameter 'env_id' was not provided")
    broken = classic.call("POST", "/v1/envs/", b"{", JSON)
    assert (broken.status, broken.json["message"]) == (400, "Request is not a valid json")
    null = classic.call("POST", "/v1/envs/", b"null", JSON)
    assert (null.status, null.json["message"]) == (400, "Request is not a valid json")
    wrong = classic.post("/v1/envs/", {"env_id": "CartPole"})
    assert wrong.status == 400
    assert wrong.json["message"].startswith("Attempted to look up malformed environment ID 'CartPole'")


def test_monitor(serve, tmp_path) -> None:
    classic = serve(monitor_directory=tmp_path)
    cart = classic.make("CartPole-v1", seed=1)
    start = {"directory": "first/try", "force": True, "resume": False, "video_callable": False}
    answer = classic.post(cart.path + "/monitor/start/", start)
    assert (answer.status, answer.body) == (204, b"")
    lengths = []
    for _ in range(3):
        cart.reset()
        lengths.append(0)
        while True:
            lengths[-1] += 1
            if cart.step(0).json["done"]:
                break
    assert classic.post(cart.path + "/monitor/close/").status == 204
    lines = (tmp_path / "first" / "try" / "episodes.jsonl").read_text().splitlines()
    episodes = [json.loads(line) for line in lines]
    assert [episode["length"] for episode in episodes] == lengths
    assert [episode["reward"] for episode in episodes] == lengths
    # Closing the monitor does not close the environment.
    assert cart.reset().status == 200

    answer = classic.post(cart.path + "/monitor/start/", {"directory": "first/try"})
    assert (answer.status, answer.code) == (400, "invalid_parameter")
    assert classic.post(cart.path + "/monitor/start/", {"directory": "first/try", "resume": True}).status == 204
    assert classic.post(cart.path + "/monitor/start/", {"directory": "other"}).code == "invalid_parameter"
    assert classic.post(cart.path + "/close/").status == 204


def test_upload_is_gone(classic: Client) -> None:
    body = {"training_dir": "/tmp/x", "algorithm_id": None, "api_key": "k"}
    answer = classic.post("/v1/upload/", body)
    assert (answer.status, answer.code) == (410, "gone")
    assert classic.post("/v1/upload/", {"training_dir": "x"}).json["message"] == (
        "A required request parameter 'api_key' was not provided"
    )


def test_shutdown(serve) -> None:
    classic = serve()
    classic.make("CartPole-v1")
    answer = classic.call("POST", "/v1/shutdown/", b"null", JSON)
    assert (answer.status, answer.body) == (200, b"Server shutting down")
    assert answer.headers["Content-Type"].startswith("text/html")
    assert answer.headers["Connection"] == "close"
    with pytest.raises(OSError):
        Client(classic.url).get("/v1/envs/")
