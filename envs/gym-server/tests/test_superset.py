from __future__ import annotations

import base64
import gzip
import itertools
import time
import zlib

import gymnasium
import numpy as np
import pytest
from gym_client import FRAME, Client, Instance

from yume_gym_server import frames
from yume_gym_server.settings import Limits


def test_health(client: Client) -> None:
    answer = client.get("/v1/health/")
    assert answer.headers["X-Gym-Protocol"] == "2"
    health = answer.json
    assert (health["status"], health["protocol"], health["instances"]) == ("ok", 2, 0)
    assert {"seed", "truncation", "vector", "batch", "frame", "gzip", "render", "step_id"} <= set(health["features"])
    assert health["gymnasium"] == gymnasium.__version__
    assert health["numpy"] == np.__version__
    client.make("CartPole-v1")
    assert client.get("/v1/health").json["instances"] == 1


def test_registry_lists_what_can_be_made(client: Client) -> None:
    ids = client.get("/v1/registry/").json["ids"]
    assert {"CartPole-v1", "Pendulum-v1", "Acrobot-v1"} <= set(ids)
    assert ids == sorted(ids)
    for env_id in ids:
        if not env_id.startswith("Vizdoom"):
            assert client.make(env_id).close().status == 204


def test_create_says_everything(client: Client) -> None:
    made = client.make("CartPole-v1", max_episode_steps=7, lease_s=11).made
    del made["instance_id"]
    limit, angle = float(np.float32(4.8)), float(np.float32(24 * np.pi / 180))
    assert made == {
        "env_id": "CartPole-v1",
        "num_envs": 1,
        "vector": False,
        "autoreset": "disabled",
        "lease_s": 11,
        "action_space": {"type": "Discrete", "n": 2, "start": 0, "dtype": "int64"},
        "observation_space": {
            "type": "Box",
            "dtype": "float32",
            "shape": [4],
            "low": [-limit, "-Infinity", -angle, "-Infinity"],
            "high": [limit, "Infinity", angle, "Infinity"],
        },
        "spec": {"max_episode_steps": 7, "reward_threshold": 475.0},
    }


def test_routes_with_and_without_the_last_slash(client: Client) -> None:
    cart = client.make("CartPole-v1")
    for path in ("/v1/health", "/v1/envs", "/v1/registry", cart.path + "/action_space", cart.path + "/action_space/sample/"):
        assert client.get(path).status == 200
    assert client.post(cart.path + "/reset").status == 200
    assert client.post(cart.path + "/observation_space/contains/", {"name": "Box"}).status == 200
    assert client.call("DELETE", cart.path).status == 204


def test_termination_and_truncation_are_two_things(client: Client) -> None:
    cart = client.make("CartPole-v1", max_episode_steps=5)
    cart.reset(seed=42)
    steps = [cart.step(count % 2).json for count in range(5)]
    assert [step["truncated"] for step in steps] == [False] * 4 + [True]
    assert [step["terminated"] for step in steps] == [False] * 5
    assert [step["done"] for step in steps] == [False] * 4 + [True]
    assert steps[-1]["info"] == {"TimeLimit.truncated": True}


def test_reset_takes_seed_and_options(client: Client) -> None:
    cart = client.make("CartPole-v1")
    environment = gymnasium.make("CartPole-v1")
    options = {"low": -0.01, "high": 0.01}
    expected = environment.reset(seed=5, options=options)[0]
    assert cart.reset(seed=5, options=options).json["observation"] == expected.tolist()


def test_repeat_sums_rewards_and_stops_at_the_end(client: Client) -> None:
    cart = client.make("CartPole-v1", seed=42)
    cart.reset()
    step = cart.step(0, repeat=3).json
    assert (step["reward"], step["repeated"], step["done"]) == (3.0, 3, False)
    step = cart.step(0, repeat=1000).json
    assert step["done"]
    assert step["reward"] == step["repeated"] < 20
    cart.reset()
    assert cart.step(0, repeat=1).json["repeated"] == 1
    car = client.make("MountainCar-v0", max_episode_steps=4)
    car.reset()
    assert car.step(1).json["truncated"] is False
    step = car.step(1, repeat=1000).json
    assert (step["reward"], step["repeated"], step["truncated"], step["terminated"]) == (-3.0, 3, True, False)


def test_a_frame_holds_the_same_as_json(client: Client) -> None:
    one, other = (client.make("Pendulum-v1", seed=3) for _ in range(2))
    spoken, packed = one.reset().json, other.reset(headers=FRAME).frame
    assert packed["observation"].dtype == np.float32
    assert packed["observation"].tolist() == spoken["observation"]
    assert packed["info"] == {}
    for _ in range(200):
        spoken = one.step([0.25], step_id=None).json
        packed = other.step_frame(np.array([0.25], np.float64))
    assert packed.keys() == {"observation", "reward", "terminated", "truncated", "info"}
    assert packed["observation"].tolist() == spoken["observation"]
    assert packed["reward"].dtype == np.float64
    assert packed["reward"].shape == ()
    assert packed["reward"] == spoken["reward"]
    assert (packed["terminated"].dtype, packed["terminated"].shape) == (np.uint8, ())
    assert (packed["terminated"], packed["truncated"]) == (0, 1)
    assert packed["info"] == {"TimeLimit.truncated": True}


def test_a_frame_may_bring_the_action_as_json_and_ask_for_json(client: Client) -> None:
    cart = client.make("CartPole-v1", seed=3)
    cart.reset()
    body = frames.encode({"action": 1, "step_id": 4})
    answer = client.post(cart.path + "/step/", body, {"Content-Type": frames.MEDIA_TYPE})
    assert answer.json["step_id"] == 4
    for action in (np.int32(0), np.float32(1.0), np.uint8(1)):
        assert cart.step_frame(np.asarray(action))["reward"] == 1.0


def test_base64_inside_json(client: Client) -> None:
    pendulum = client.make("Pendulum-v1", seed=3)
    expected = client.make("Pendulum-v1", seed=3).reset().json["observation"]
    packed = pendulum.reset(frame="base64").json["observation"]
    assert packed["__nd__"] == 1
    assert (packed["dtype"], packed["shape"]) == ("float32", [3])
    assert np.frombuffer(base64.b64decode(packed["b64"]), "<f4").tolist() == expected
    assert pendulum.step([0.0], frame="base64").json["observation"]["__nd__"] == 1


def test_gzip_is_only_for_those_who_ask_and_only_where_it_shrinks(client: Client) -> None:
    wide = client.make("CartPole-v1", num_envs=64, seed=1)
    plain = wide.reset(seed=1)
    packed = wide.reset(headers={"Accept-Encoding": "gzip"}, seed=1)
    assert plain.headers["Content-Encoding"] is None
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    small = client.make("CartPole-v1").reset(headers={"Accept-Encoding": "gzip"})
    assert small.headers["Content-Encoding"] is None


def test_a_gzip_request_is_inflated(client: Client) -> None:
    body = gzip.compress(b'{"env_id": "CartPole-v1"}')
    assert client.post("/v1/envs/", body, {"Content-Encoding": "gzip"}).status == 200


class TestStepIds:
    def test_the_same_id_is_not_stepped_twice(self, client: Client) -> None:
        cart = client.make("CartPole-v1", seed=1)
        cart.reset()
        first = cart.step(1, step_id=7)
        again = cart.step(1, step_id=7)
        assert first.headers["X-Gym-Replayed"] is None
        assert again.headers["X-Gym-Replayed"] == "1"
        assert again.body == first.body
        assert first.json["step_id"] == 7
        second = cart.step(1, step_id=8)
        assert second.json["observation"] != first.json["observation"]

    def test_a_gap_changes_nothing(self, client: Client) -> None:
        one, other = (client.make("CartPole-v1", seed=1) for _ in range(2))
        for cart in (one, other):
            cart.reset()
            cart.step(1, step_id=0)
        for step_id in (2, 99):
            answer = one.step(1, step_id=step_id)
            assert (answer.status, answer.code) == (409, "step_id_gap")
        assert one.step(0, step_id=1).body == other.step(0, step_id=1).body

    def test_refused_steps_and_resets_and_steps_without_id_do_not_count(self, client: Client) -> None:
        cart = client.make("CartPole-v1", seed=1)
        assert cart.step(0, step_id=5).code == "step_before_reset"
        cart.reset()
        assert cart.step("x", step_id=3).code == "invalid_action"
        assert cart.step(0, step_id=3).status == 200
        assert cart.step(9, step_id=4).code == "invalid_action"
        cart.reset()
        assert cart.step(0).status == 200
        assert cart.step(0, step_id=4).headers["X-Gym-Replayed"] is None

    def test_the_last_step_of_an_episode_can_be_asked_for_again(self, client: Client) -> None:
        cart = client.make("CartPole-v1", seed=1, max_episode_steps=1)
        cart.reset()
        first = cart.step(0, step_id=1)
        assert first.json["done"]
        assert cart.step(0, step_id=1).body == first.body
        assert cart.step(0, step_id=2).code == "step_after_end"

    def test_a_frame_is_kept_as_it_was(self, client: Client) -> None:
        wide = client.make("CartPole-v1", seed=1, num_envs=3)
        wide.reset()
        actions = np.array([0, 1, 0])
        first = wide.step_frame(actions, step_id=1)
        wide.reset()
        again = wide.step_frame(actions, step_id=1)
        assert np.array_equal(first["observation"], again["observation"])


class TestVectors:
    ACTIONS = tuple([count % 2, (count // 2) % 2, 1] for count in range(60))

    def vector(self, client: Client, autoreset: str | None, **parameters) -> Instance:
        extra = {} if autoreset is None else {"autoreset": autoreset}
        return client.make("CartPole-v1", num_envs=3, max_episode_steps=25, **extra, **parameters)

    @pytest.mark.parametrize(
        ("autoreset", "mode"),
        [
            (None, gymnasium.vector.AutoresetMode.NEXT_STEP),
            ("next_step", gymnasium.vector.AutoresetMode.NEXT_STEP),
            ("same_step", gymnasium.vector.AutoresetMode.SAME_STEP),
        ],
    )
    @pytest.mark.parametrize("kind", ["sync", "async"])
    def test_equals_gymnasium(self, client: Client, autoreset, mode, kind: str) -> None:
        wide = self.vector(client, autoreset, vector=kind)
        peer = gymnasium.make_vec(
            "CartPole-v1", 3, vectorization_mode="sync", max_episode_steps=25, vector_kwargs={"autoreset_mode": mode}
        )
        assert np.array_equal(wide.reset(headers=FRAME, seed=9).frame["observation"], peer.reset(seed=9)[0])
        finals = 0
        for actions in self.ACTIONS:
            expected = peer.step(np.array(actions))
            actual = wide.step_frame(np.array(actions, np.int32))
            for key, value in zip(("observation", "reward", "terminated", "truncated"), expected, strict=False):
                assert np.array_equal(actual[key], value), key
            if autoreset == "same_step":
                ended = expected[2] | expected[3]
                assert np.array_equal(actual["final_mask"], ended)
                assert ("final_observation" in actual) == ended.any()
                for row in np.flatnonzero(ended):
                    finals += 1
                    assert np.array_equal(actual["final_observation"][row], expected[4]["final_obs"][row])
                    assert not actual["final_observation"][~ended].any()
        assert (finals > 3) == (autoreset == "same_step")

    def test_json_has_rows_first(self, client: Client) -> None:
        wide = self.vector(client, "same_step")
        reset = wide.reset(seed=9).json
        assert np.shape(reset["observation"]) == (3, 4)
        assert reset["info"] == {}
        for count in itertools.count():
            step = wide.step([1, 1, count % 2]).json
            assert step["final_mask"] == step["done"]
            if any(step["done"]):
                break
            assert "final_observation" not in step
        assert [final is not None for final in step["final_observation"]] == step["done"]
        assert step["info"]["_final_info"] == step["done"]

    def test_next_step_ignores_the_action_of_a_row_that_is_reset(self, client: Client) -> None:
        wide = self.vector(client, "next_step")
        wide.reset(seed=9)
        while not any(done := wide.step([1, 1, 0]).json["done"]):
            pass
        step = wide.step([0, 0, 0]).json
        assert [reward == 0 for reward in step["reward"]] == done
        assert not any(now and before for now, before in zip(step["done"], done, strict=True))

    def test_disabled_waits_for_a_reset_of_the_rows_that_ended(self, client: Client) -> None:
        wide = self.vector(client, "disabled")
        wide.reset(seed=9)
        while not any(done := wide.step([1, 1, 0]).json["done"]):
            pass
        refused = wide.step([1, 1, 0])
        rows = [row for row, ended in enumerate(done) if ended]
        assert (refused.status, refused.code) == (409, "step_after_end")
        assert f"rows={rows}" in refused.json["message"]
        before = wide.reset(mask=[False] * 3).json["observation"]
        after = wide.reset(mask=done).json["observation"]
        assert [old != new for old, new in zip(before, after, strict=True)] == done
        assert wide.step([1, 1, 0]).status == 200

    def test_rows_that_never_began_are_named(self, client: Client) -> None:
        wide = self.vector(client, "disabled")
        wide.reset(mask=[True, False, True])
        answer = wide.step([0, 0, 0])
        assert (answer.status, answer.code) == (409, "step_before_reset")
        assert "rows=[1]" in answer.json["message"]
        wide.reset(mask=[False, True, False])
        assert wide.step([0, 0, 0]).status == 200

    def test_seeds_may_be_an_array(self, client: Client) -> None:
        one = self.vector(client, None).reset(seed=[5, 6, 7]).json
        assert one == self.vector(client, None).reset(seed=5).json
        assert one == self.vector(client, None, seed=[5, 6, 7]).reset().json
        assert one == self.vector(client, None, seed=5).reset().json

    def test_a_vector_of_one_has_rows_too(self, client: Client) -> None:
        one = client.make("CartPole-v1", vector="sync")
        assert (one.made["vector"], one.made["num_envs"], one.made["autoreset"]) == (True, 1, "next_step")
        assert np.shape(one.reset(seed=1).json["observation"]) == (1, 4)
        assert one.step([0]).json["reward"] == [1.0]

    def test_infos_have_a_mask(self, client: Client) -> None:
        wide = client.make("Odd-v0", num_envs=2, autoreset="next_step")
        info = wide.reset(seed=3).json["info"]
        assert info == {"seed": [3, 4], "_seed": [True, True]}

    def test_all_actions_are_checked_before_any_row_moves(self, client: Client) -> None:
        wide, other = (self.vector(client, None, seed=1) for _ in range(2))
        wide.reset()
        other.reset()
        for actions, text in (
            ([0, 1], "there must be one action for each row: expected=3, actual=2"),
            (0, "there must be one action for each row: expected=3, actual=0"),
            ([0, 1, 2], "action of row 2 must be in 0 .. 1: 2"),
            ([0, 0.5, 1], "action of row 1 must be a whole number: 0.5"),
            ([0, [1], 1], "action of row 1 must be a whole number: [1]"),
        ):
            answer = wide.step(actions)
            assert (answer.status, answer.code, answer.json["message"]) == (400, "invalid_action", text)
        assert wide.step([1, 0, 1]).body == other.step([1, 0, 1]).body

    def test_boxes_have_rows_of_actions(self, client: Client) -> None:
        wide = client.make("Pendulum-v1", num_envs=2, seed=1)
        wide.reset()
        assert wide.step([[0.5], [-0.5]]).status == 200
        answer = wide.step([[0.5], [1, 2]])
        assert "row 1" in answer.json["message"]
        assert wide.step_frame(np.zeros((2, 1)))["reward"].shape == (2,)

    def test_repeat_is_not_for_vectors(self, client: Client) -> None:
        wide = self.vector(client, None)
        wide.reset()
        assert wide.step([0, 0, 0], repeat=2).code == "invalid_parameter"


class TestBatches:
    def test_steps_many_and_leaves_the_others_alone(self, client: Client) -> None:
        carts = [client.make("CartPole-v1", seed=seed) for seed in range(3)]
        peers = [client.make("CartPole-v1", seed=seed) for seed in range(3)]
        for cart in carts[:2] + peers[:2]:
            cart.reset()
        steps = [{"instance_id": cart.name, "action": 1, "step_id": 4} for cart in carts]
        steps += [{"instance_id": "ffffffff", "action": 1}, {"instance_id": carts[0].name, "action": 1}, "x", {"action": 1}]
        steps[1]["action"] = 5
        answer = client.post("/v1/step_batch/", {"steps": steps})
        assert answer.status == 200
        results = answer.json["results"]
        assert results[0] == peers[0].step(1, step_id=4).json
        codes = [result["error"]["code"] for result in results[1:]]
        statuses = [result["error"]["status"] for result in results[1:]]
        assert codes == [
            "invalid_action",
            "step_before_reset",
            "unknown_instance",
            "invalid_parameter",
            "invalid_parameter",
            "missing_parameter",
        ]
        assert statuses == [400, 409, 400, 400, 400, 400]
        assert results[1]["error"]["instance_id"] == carts[1].name

    def test_a_batch_can_be_sent_again(self, client: Client) -> None:
        carts = [client.make("CartPole-v1", seed=seed) for seed in range(2)]
        for cart in carts:
            cart.reset()
        steps = {"steps": [{"instance_id": cart.name, "action": 1, "step_id": 1, "frame": "base64"} for cart in carts]}
        first = client.post("/v1/step_batch/", steps)
        assert first.json["results"][0]["observation"]["__nd__"] == 1
        assert client.post("/v1/step_batch", steps).body == first.body

    def test_processes_work_at_the_same_time(self, client: Client) -> None:
        odd = [client.make("Odd-v0") for _ in range(2)]
        for one in odd:
            one.reset()
        results = client.post("/v1/step_batch/", {"steps": [{"instance_id": one.name, "action": 0} for one in odd]}).json[
            "results"
        ]
        assert [result["info"]["count"] for result in results] == [1, 1]

    @pytest.mark.parametrize("steps", [None, [], "x", {"a": 1}])
    def test_refuses_what_is_no_list(self, client: Client, steps) -> None:
        assert client.post("/v1/step_batch/", {"steps": steps}).status == 400


class TestRendering:
    def test_needs_a_render_mode(self, client: Client) -> None:
        cart = client.make("CartPole-v1")
        cart.reset()
        answer = client.get(cart.path + "/render/")
        assert (answer.status, answer.code) == (409, "no_render_mode")

    def test_pictures(self, client: Client) -> None:
        odd = client.make("Odd-v0", render_mode="rgb_array")
        assert client.get(odd.path + "/render/").code == "step_before_reset"
        odd.reset()
        odd.step(0)
        image = client.get(odd.path + "/render/", FRAME).frame["image"]
        assert image.dtype == np.uint8
        assert np.array_equal(image, np.full((4, 6, 3), 1))
        picture = client.get(odd.path + "/render/", {"Accept": "image/png"})
        assert picture.headers["Content-Type"] == "image/png"
        assert np.array_equal(unpacked(picture.body), image)
        assert client.get(odd.path + "/render/", {"Accept": "image/jpeg"}).status == 406

    def test_a_row_of_a_vector(self, client: Client) -> None:
        wide = client.make("Odd-v0", render_mode="rgb_array", num_envs=2, autoreset="disabled")
        wide.reset()
        wide.step([0, 0])
        wide.reset(mask=[False, True])
        images = [client.get(f"{wide.path}/render/?row={row}", FRAME).frame["image"] for row in (0, 1)]
        assert [image.max() for image in images] == [1, 0]
        assert client.get(wide.path + "/render/?row=2").code == "invalid_parameter"

    def test_films(self, serve, tmp_path) -> None:
        client = serve(monitor_directory=tmp_path)
        still = client.make("Odd-v0")
        start = {"directory": "films", "video_callable": 2}
        assert client.post(still.path + "/monitor/start/", start).code == "no_render_mode"
        odd = client.make("Odd-v0", render_mode="rgb_array")
        assert client.post(odd.path + "/monitor/start/", start).status == 204
        for _ in range(3):
            odd.reset()
            while not odd.step(0).json["done"]:
                pass
        odd.reset()
        assert client.post(odd.path + "/monitor/close/").status == 204
        films = sorted(path.name for path in (tmp_path / "films").iterdir())
        assert films == ["episode-000000.png", "episode-000002.png", "episodes.jsonl"]
        film = (tmp_path / "films" / films[0]).read_bytes()
        kinds = [kind for kind, _ in chunks(film)]
        assert kinds == [b"IHDR", b"acTL", b"fcTL", b"IDAT"] + [b"fcTL", b"fdAT"] * 5 + [b"IEND"]
        assert dict(chunks(film))[b"acTL"][:4] == (6).to_bytes(4, "big")


class TestLeases:
    def test_an_unused_instance_is_closed(self, serve) -> None:
        client = serve(headers={"X-Gym-Protocol": "2"}, limits=Limits(lease=3000))
        short = client.make("Odd-v0", lease_s=1)
        long = client.make("CartPole-v1")
        assert (short.made["lease_s"], long.made["lease_s"]) == (1, 3000)
        until = time.monotonic() + 20
        while short.name in client.get("/v1/envs/").json["all_envs"] and time.monotonic() < until:
            time.sleep(0.1)
        assert client.get("/v1/envs/").json["all_envs"] == {long.name: "CartPole-v1"}
        assert short.reset().code == "unknown_instance"

    @pytest.mark.parametrize("lease", [0, -1, 86401, 1.5, "1", True])
    def test_refuses_impossible_ones(self, client: Client, lease) -> None:
        answer = client.post("/v1/envs/", {"env_id": "CartPole-v1", "lease_s": lease})
        assert (answer.status, answer.code) == (400, "invalid_parameter")


def chunks(png: bytes) -> list[tuple[bytes, bytes]]:
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    found, start = [], 8
    while start < len(png):
        length = int.from_bytes(png[start : start + 4], "big")
        kind, data = png[start + 4 : start + 8], png[start + 8 : start + 8 + length]
        assert png[start + 8 + length : start + 12 + length] == zlib.crc32(kind + data).to_bytes(4, "big")
        found.append((kind, data))
        start += 12 + length
    return found


def unpacked(png: bytes) -> np.ndarray:
    parts = dict(chunks(png))
    width, height = (int.from_bytes(parts[b"IHDR"][index : index + 4], "big") for index in (0, 4))
    lines = np.frombuffer(zlib.decompress(parts[b"IDAT"]), np.uint8).reshape(height, 1 + 3 * width)
    assert not lines[:, 0].any()
    return lines[:, 1:].reshape(height, width, 3)
