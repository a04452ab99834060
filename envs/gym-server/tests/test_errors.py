from __future__ import annotations

import sys

import numpy as np
import pytest
from gym_client import FRAME, JSON, Client

from yume_gym_server import frames
from yume_gym_server.settings import Limits


@pytest.mark.parametrize(
    ("env_id", "text"),
    [
        ("os:CartPole-v1", "an id that names a module is never made; did you mean CartPole-v1?"),
        ("evil_module:Env-v0", "an id that names a module is never made"),
        ("CarRacing-v2", "Attempted to look up malformed environment ID 'CarRacing-v2'"),
        ("cartpole-v1", "did you mean CartPole-v1?"),
        ("phys2d/CartPole-v1", "Attempted to look up malformed environment ID"),
        ("../../etc/passwd", "Attempted to look up malformed environment ID '../../etc/passwd'"),
        ("x" * 100_000, "xxx...'"),
        ("HalfCheetah-v5", "; /v1/registry/ lists what this server makes"),
    ],
)
def test_unknown_ids(client: Client, env_id: str, text: str) -> None:
    answer = client.post("/v1/envs/", {"env_id": env_id})
    assert (answer.status, answer.code) == (400, "unknown_environment")
    assert text in answer.json["message"]
    assert len(answer.body) < 1000


def test_a_module_in_an_id_is_never_imported(client: Client, tmp_path, monkeypatch) -> None:
    (tmp_path / "evil_module.py").write_text("raise SystemExit('imported')")
    monkeypatch.syspath_prepend(str(tmp_path))
    for env_id in ("evil_module:CartPole-v1", "evil_module:Env-v0", ":CartPole-v1"):
        assert client.post("/v1/envs/", {"env_id": env_id}).code == "unknown_environment"
    assert "evil_module" not in sys.modules


@pytest.mark.parametrize(
    ("parameters", "text"),
    [
        ({"env_id": 7}, "env_id must be a text: env_id=7"),
        ({"seed": -1}, "seed must be a whole number in 0 .. 9223372036854775807: seed=-1"),
        ({"seed": 1.5}, "seed must be a whole number"),
        ({"seed": True}, "seed must be a whole number"),
        ({"seed": 2**63}, "seed must be a whole number"),
        ({"seed": [1, 2]}, "seed must be a whole number"),
        ({"num_envs": 2, "seed": [1]}, "seed must have one number for each row: expected=2, actual=1"),
        ({"num_envs": 2, "seed": [1, -2]}, "seed=-2"),
        ({"num_envs": 0}, "num_envs must be a whole number in 1 .. 256: num_envs=0"),
        ({"num_envs": 257}, "num_envs=257"),
        ({"vector": "fast"}, "vector must be 'sync' or 'async': vector='fast'"),
        ({"num_envs": 2, "autoreset": "maybe"}, "autoreset must be one of"),
        ({"autoreset": "next_step"}, "autoreset must be 'disabled' unless vector is given"),
        ({"render_mode": "human"}, "render_mode must be null or 'rgb_array'"),
        ({"max_episode_steps": 0}, "max_episode_steps must be a whole number in 1 .."),
        ({"kwargs": {"render_mode": "human"}}, "kwargs of CartPole-v1 must be of ['sutton_barto_reward']"),
        ({"kwargs": {"disable_env_checker": True}}, "kwargs='disable_env_checker'"),
        ({"kwargs": {"sutton_barto_reward": [1]}}, "kwargs.sutton_barto_reward must be a number, a boolean or a short text"),
        ({"kwargs": [1]}, "kwargs must be an object"),
    ],
)
def test_wrong_parameters_of_create(client: Client, parameters: dict, text: str) -> None:
    answer = client.post("/v1/envs/", {"env_id": "CartPole-v1", **parameters})
    assert (answer.status, answer.code) == (400, "invalid_parameter")
    assert text in answer.json["message"]
    assert client.get("/v1/envs/").json["all_envs"] == {}


def test_an_environment_that_cannot_be_made(client: Client) -> None:
    answer = client.post("/v1/envs/", {"env_id": "Odd-v0", "kwargs": {"fails_to_start": True}})
    assert (answer.status, answer.code) == (400, "invalid_parameter")
    assert (
        "Odd-v0 cannot be made with {'fails_to_start': True}: RuntimeError: this one fails to start" in answer.json["message"]
    )
    answer = client.post("/v1/envs/", {"env_id": "Everything-v0", "render_mode": "rgb_array"})
    assert (answer.status, answer.code) == (400, "invalid_parameter")
    answer = client.post("/v1/envs/", {"env_id": "FrozenLake-v1", "kwargs": {"map_name": "none"}})
    assert (answer.status, answer.code) == (400, "invalid_parameter")


@pytest.mark.parametrize(
    ("action", "text"),
    [
        (1.0, "action must be a whole number: 1.0"),
        ("1", "action must be a whole number: '1'"),
        ([1], "action must be a whole number: [1]"),
        ({"a": 1}, "action must be a whole number: {'a': 1}"),
        (2, "action must be in 0 .. 1: 2"),
        (-1, "action must be in 0 .. 1: -1"),
        (10**400, "action must be in 0 .. 1: 1000"),
    ],
)
def test_wrong_discrete_actions_change_nothing(client: Client, action, text: str) -> None:
    one, other = (client.make("CartPole-v1", seed=1) for _ in range(2))
    one.reset()
    other.reset()
    answer = one.step(action)
    assert (answer.status, answer.code) == (400, "invalid_action")
    assert answer.json["message"].startswith(text)
    assert answer.json["instance_id"] == one.name
    assert one.step(0).body == other.step(0).body


@pytest.mark.parametrize(
    ("action", "text"),
    [
        (b"0.5", "action must have the shape of its space: expected=[1], actual=[]"),
        (b"[0.5, 0.5]", "action must have the shape of its space: expected=[1], actual=[2]"),
        (b"[[0.5], [1, 2]]", "action must be numbers of shape [1]"),
        (b'["0.5"]', "action must be numbers of shape [1]"),
        (b"[null]", "action must be numbers of shape [1]"),
        (b'{"x": 1}', "action must be numbers of shape [1]"),
        (b"[NaN]", "action must be finite"),
        (b"[Infinity]", "action must be finite"),
        (b"[1e39]", "action must be finite as float32"),
        (b"[1e999]", "action must be finite"),
    ],
)
def test_wrong_box_actions(client: Client, action: bytes, text: str) -> None:
    pendulum = client.make("Pendulum-v1", seed=1)
    pendulum.reset()
    answer = client.post(pendulum.path + "/step/", b'{"action":' + action + b"}")
    assert (answer.status, answer.code) == (400, "invalid_action")
    assert text in answer.json["message"]


def test_environments_that_clip_take_actions_beyond_their_bounds(client: Client) -> None:
    for env_id in ("Pendulum-v1", "MountainCarContinuous-v0"):
        one = client.make(env_id, seed=1)
        one.reset()
        assert one.step([5.0]).status == 200


@pytest.mark.parametrize("action", [None, "", []])
def test_a_missing_action(client: Client, action) -> None:
    cart = client.make("CartPole-v1", seed=1)
    cart.reset()
    answer = cart.step(action)
    assert (answer.status, answer.code) == (400, "missing_parameter")
    assert answer.json["message"] == "A required request parameter 'action' was not provided"


@pytest.mark.parametrize(
    ("parameters", "name"),
    [
        ({"step_id": -1}, "step_id"),
        ({"step_id": 1.0}, "step_id"),
        ({"step_id": 2**63}, "step_id"),
        ({"repeat": 0}, "repeat"),
        ({"repeat": 1001}, "repeat"),
        ({"frame": "png"}, "frame"),
    ],
)
def test_wrong_parameters_of_step(client: Client, parameters: dict, name: str) -> None:
    cart = client.make("CartPole-v1", seed=1)
    cart.reset()
    answer = cart.step(0, **parameters)
    assert (answer.status, answer.code) == (400, "invalid_parameter")
    assert answer.json["message"].startswith(f"{name} must be")


@pytest.mark.parametrize(
    ("parameters", "name"),
    [({"seed": -1}, "seed"), ({"seed": "x"}, "seed"), ({"mask": [True]}, "mask"), ({"options": 3}, "options")],
)
def test_wrong_parameters_of_reset(client: Client, parameters: dict, name: str) -> None:
    answer = client.make("CartPole-v1").reset(**parameters)
    assert (answer.status, answer.code) == (400, "invalid_parameter")
    assert name in answer.json["message"]


@pytest.mark.parametrize("mask", [[True], [1, 0], "x", {"0": True}])
def test_wrong_masks(client: Client, mask) -> None:
    answer = client.make("CartPole-v1", num_envs=2).reset(mask=mask)
    assert (answer.status, answer.code) == (400, "invalid_parameter")


def test_a_step_before_the_first_reset_and_after_the_end(client: Client) -> None:
    cart = client.make("CartPole-v1", max_episode_steps=1)
    answer = cart.step(0)
    assert (answer.status, answer.code) == (409, "step_before_reset")
    cart.reset()
    assert cart.step(0).json["done"]
    answer = cart.step(0)
    assert (answer.status, answer.code) == (409, "step_after_end")
    assert cart.name in answer.json["message"]
    cart.reset()
    assert cart.step(0).status == 200


def test_closed_instances_are_unknown(client: Client) -> None:
    cart = client.make("CartPole-v1")
    assert cart.close().status == 204
    for answer in (cart.reset(), cart.step(0), cart.close(), client.get(cart.path + "/action_space/")):
        assert (answer.status, answer.code) == (400, "unknown_instance")
        assert answer.json["message"] == f"Instance_id {cart.name} unknown"


def test_routes_that_are_not_there(client: Client) -> None:
    cart = client.make("CartPole-v1")
    for method, path in (("GET", "/"), ("GET", "/v2/envs/"), ("GET", "/v1/envs/a/b/c/d/e"), ("POST", cart.path + "/jump/")):
        answer = client.call(method, path)
        assert (answer.status, answer.code) == (404, "not_found")
    for method, path in (("PUT", "/v1/envs/"), ("GET", cart.path + "/step/"), ("POST", cart.path), ("HEAD", "/v1/health/")):
        answer = client.call(method, path)
        assert answer.status == 405
        if method != "HEAD":
            assert answer.code == "method_not_allowed"


@pytest.mark.parametrize("body", [b"{", b"", b"[1]", b'"x"', b"\xff\xfe", b"[" * 100_000, b"9" * 5000])
def test_bodies_that_are_no_json_objects(client: Client, body: bytes) -> None:
    answer = client.call("POST", "/v1/envs/", body, JSON)
    assert (answer.status, answer.code) == (400, "bad_json")


def test_other_media_types(client: Client) -> None:
    cart = client.make("CartPole-v1")
    for path in ("/v1/envs/", cart.path + "/step/", "/v1/step_batch/"):
        answer = client.call("POST", path, b"{}", {"Content-Type": "application/x-www-form-urlencoded"})
        assert (answer.status, answer.code) == (415, "unsupported_media_type")


@pytest.mark.parametrize(
    "damage",
    [
        lambda frame: frame[:5],
        lambda frame: b"GYMX" + frame[4:],
        lambda frame: frame[:4] + b"\x02" + frame[5:],
        lambda frame: frame[:8] + b"\xff\xff\xff\x7f" + frame[12:],
        lambda frame: frame[:-4],
        lambda frame: frame.replace(b'"int64"', b'"int65"'),
        lambda frame: frame.replace(b'"shape":[2]', b'"shape":[3]'),
        lambda frame: frame.replace(b'"shape":[2]', b'"shape":-23'),
        lambda frame: frame.replace(b'"offset":0', b'"offset":8'),
        lambda frame: frame.replace(b'"offset":0', b'"offset":1'),
        lambda frame: frame.replace(b'{"action"', b'x"action"'),
    ],
)
def test_damaged_frames(client: Client, damage) -> None:
    wide = client.make("CartPole-v1", num_envs=2)
    wide.reset()
    body = damage(frames.encode({"action": np.array([0, 1])}))
    answer = client.post(wide.path + "/step/", body, {"Content-Type": frames.MEDIA_TYPE, **FRAME})
    assert (answer.status, answer.code) == (400, "bad_frame")
    assert answer.headers["Content-Type"] == "application/json"


def test_capacity(serve) -> None:
    client = serve(limits=Limits(instances=2, workers=3))
    carts = [client.make("CartPole-v1") for _ in range(2)]
    answer = client.post("/v1/envs/", {"env_id": "CartPole-v1"})
    assert (answer.status, answer.code) == (429, "capacity")
    carts[0].close()
    client.make("Odd-v0", num_envs=3).close()
    answer = client.post("/v1/envs/", {"env_id": "Odd-v0", "num_envs": 4})
    assert (answer.status, answer.code) == (429, "capacity")
    assert client.get("/v1/health/").json["instances"] == 1


def test_unusual_spaces(client: Client) -> None:
    one = client.make("Everything-v0")
    assert one.made["observation_space"]["keys"] == ["binary", "box", "graph", "many", "pair"]
    parts = one.made["observation_space"]["spaces"]
    assert parts["box"] == {"type": "Box", "dtype": "float64", "shape": [2], "low": "-Infinity", "high": "Infinity"}
    assert parts["binary"] == {"type": "MultiBinary", "shape": [2, 2]}
    assert parts["many"] == {"type": "MultiDiscrete", "nvec": [3, 4], "start": [0, 0]}
    assert parts["graph"]["type"] == "Unsupported"
    assert "Sequence" in parts["graph"]["repr"]
    assert parts["pair"]["type"] == "Tuple"
    assert [part["type"] for part in parts["pair"]["spaces"]] == ["Discrete", "Text"]
    assert parts["pair"]["spaces"][0]["start"] == 2
    expected = {
        "binary": [[1, 0], [0, 1]],
        "box": [1.5, "Infinity"],
        "graph": [1, 0, 1],
        "many": [2, 3],
        "pair": [3, "start"],
    }
    assert one.reset().json["observation"] == expected
    action = {"many": [1, 3], "pair": [2, [0.5, 0.25]], "text": "abc", "binary": [1, 0, 1]}
    step = one.step(action).json
    assert step["observation"] == {**expected, "pair": [3, "abc"]}
    assert step["reward"] == 0.75
    assert step["info"]["action"] == action
    packed = client.post(one.path + "/step/", {"action": action}, FRAME).frame["observation"]
    assert packed["graph"] == [1, 0, 1]
    assert packed["pair"][1] == "abc"
    assert packed["pair"][0].shape == ()
    assert np.array_equal(packed["box"], [1.5, np.inf])

    for part, value, text in (
        ("many", [0, 3], "action.many is outside"),
        ("many", [1, 2.5], "action.many must be whole numbers"),
        ("binary", [1, 0, 2], "action.binary is outside"),
        ("pair", [2], "action.pair must be an array of 2 parts"),
        ("pair", [7, [0, 0]], "action.pair[0] must be in 0 .. 3: 7"),
        ("pair", [1, [0, 2]], "action.pair[1] must lie within its bounds"),
        ("text", "abcd", "action.text must be a text"),
        ("text", 3, "action.text must be a text"),
    ):
        answer = one.step({**action, part: value})
        assert (answer.status, answer.code) == (400, "invalid_action")
        assert text in answer.json["message"]
    assert "must be an object with the keys" in one.step({"many": [1, 3]}).json["message"]


def test_unusual_spaces_in_a_vector(client: Client) -> None:
    wide = client.make("Everything-v0", num_envs=2)
    observation = wide.reset().json["observation"]
    assert observation["many"] == [[2, 3], [2, 3]]
    assert observation["pair"] == [[3, 3], ["start", "start"]]
    action = {"many": [1, 3], "pair": [2, [0.5, 0.25]], "text": "abc", "binary": [1, 0, 1]}
    step = wide.step([action, {**action, "text": "b"}]).json
    assert step["observation"]["pair"][1] == ["abc", "b"]
    assert step["info"]["action"] == [action, {**action, "text": "b"}]


def test_non_finite_numbers_are_strings_for_the_superset(client: Client) -> None:
    odd = client.make("Odd-v0", kwargs={"trick": "nan"})
    odd.reset()
    step = odd.step(2).json
    assert step["observation"] == ["NaN", "Infinity"]
    assert (step["reward"], step["info"]) == ("-Infinity", {"x": "NaN"})
