"""What comes over HTTP equals Gymnasium in this process, bit by bit."""

from __future__ import annotations

import importlib.util
import os

import gymnasium
import numpy as np
import pytest
from gym_client import FRAME, Client

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")

needs_cars = pytest.mark.skipif(
    importlib.util.find_spec("Box2D") is None or importlib.util.find_spec("pygame") is None,
    reason="CarRacing is not installed (Box2D, pygame-ce)",
)
needs_doom = pytest.mark.skipif(importlib.util.find_spec("vizdoom") is None, reason="ViZDoom is not installed")


@pytest.mark.parametrize(
    "env_id",
    ["CartPole-v0", "CartPole-v1", "MountainCar-v0", "MountainCarContinuous-v0", "Pendulum-v1", "Acrobot-v1", "Taxi-v4"],
)
def test_light_environments(client: Client, env_id: str) -> None:
    mine = gymnasium.make(env_id)
    mine.action_space.seed(3)
    theirs = client.make(env_id, seed=11)
    expected, _ = mine.reset(seed=11)
    actual = theirs.reset().json["observation"]
    for episode in range(3):
        assert np.array_equal(np.asarray(actual, mine.observation_space.dtype), expected)
        ended = False
        while not ended:
            action = mine.action_space.sample()
            expected, reward, terminated, truncated, _ = mine.step(action)
            sent = action.tolist() if isinstance(action, np.ndarray) else int(action)
            step = theirs.step(sent).json
            assert np.array_equal(np.asarray(step["observation"], mine.observation_space.dtype), expected)
            assert (step["reward"], step["terminated"], step["truncated"]) == (float(reward), terminated, truncated)
            ended = terminated or truncated
        expected, _ = mine.reset()
        actual = theirs.reset().json["observation"]
        del episode


def test_golden_trajectory(client: Client) -> None:
    cart = client.make("CartPole-v1", seed=42)
    start = [0.027395604855596334, -0.006112156024794771, 0.03585979199113824, 0.019736802905936393]
    assert cart.reset().json["observation"] == np.array(start, np.float32).tolist()
    for count in range(23):
        step = cart.step(count % 2).json
        assert step["terminated"] == (count == 22)
    end = [-0.023232166795156346, -0.23219836892868473, 0.21864778382805364, 1.0176443826012553]
    assert step["observation"] == np.array(end, np.float32).tolist()


@needs_cars
def test_cars(client: Client) -> None:
    actions = np.random.default_rng(1).uniform((-1, 0, 0), (1, 1, 0.3), (60, 2, 3)).astype(np.float32)
    theirs = client.make("CarRacing-v3", num_envs=2, autoreset="disabled")
    mine = [gymnasium.make("CarRacing-v3") for _ in range(2)]
    frame = theirs.reset(headers=FRAME, seed=5).frame["observation"]
    assert frame.shape == (2, 96, 96, 3)
    for row, environment in enumerate(mine):
        assert np.array_equal(frame[row], environment.reset(seed=5 + row)[0])
    for action in actions:
        step = theirs.step_frame(action)
        for row, environment in enumerate(mine):
            observation, reward, terminated, truncated, _ = environment.step(action[row])
            assert np.array_equal(step["observation"][row], observation)
            assert step["reward"][row] == reward
            assert (step["terminated"][row], step["truncated"][row]) == (terminated, truncated)
    for environment in mine:
        environment.close()


@needs_cars
def test_a_car_over_json_and_with_pictures(client: Client) -> None:
    car = client.make("CarRacing-v3", render_mode="rgb_array", kwargs={"continuous": False}, max_episode_steps=3)
    assert car.made["action_space"]["n"] == 5
    assert car.made["observation_space"]["low"] == 0
    observation = car.reset(seed=1).json["observation"]
    assert np.shape(observation) == (96, 96, 3)
    assert client.get(car.path + "/render/", FRAME).frame["image"].shape == (400, 600, 3)
    assert [car.step(3).json["truncated"] for _ in range(3)] == [False, False, True]
    low = client.get(car.path + "/observation_space/").json["info"]["low"]
    assert low == [0.0] * (96 * 96 * 3)


@needs_cars
def test_actions_beyond_the_bounds_of_a_car_are_refused(client: Client) -> None:
    car = client.make("CarRacing-v3")
    car.reset()
    answer = car.step([0, 0, 1.5])
    assert (answer.status, answer.code) == (400, "invalid_action")
    assert "low=[-1.0, 0.0, 0.0], high=[1.0, 1.0, 1.0]" in answer.json["message"]


@needs_doom
def test_doom(client: Client, tmp_path, monkeypatch) -> None:
    # The game writes its settings where it is started.
    monkeypatch.chdir(tmp_path)
    import vizdoom.gymnasium_wrapper  # noqa: F401

    mine = gymnasium.make("VizdoomTakeCover-v1", max_episode_steps=2100)
    theirs = client.make("VizdoomTakeCover-v1", seed=3, max_episode_steps=2100)
    assert theirs.made["action_space"]["n"] == 3
    assert theirs.made["observation_space"]["keys"] == ["gamevariables", "screen"]
    expected, _ = mine.reset(seed=3)
    actual = theirs.reset(headers=FRAME).frame["observation"]
    assert actual["screen"].shape == (240, 320, 3)
    count = 0
    terminated = truncated = False
    while not (terminated or truncated):
        assert np.array_equal(actual["screen"], expected["screen"])
        assert np.array_equal(actual["gamevariables"], expected["gamevariables"])
        expected, reward, terminated, truncated, _ = mine.step(count // 20 % 3)
        step = theirs.step_frame(np.array(count // 20 % 3))
        actual = step["observation"]
        assert (step["reward"], step["terminated"], step["truncated"]) == (reward, terminated, truncated)
        count += 1
    # The last frame of an episode is no picture.
    assert not actual["screen"].any()
    assert count > 35
    mine.close()


@needs_doom
def test_the_game_of_the_paper(client: Client) -> None:
    kwargs = {"doom_skill": 5, "screen_resolution": "RES_640X480", "frame_skip": 4}
    theirs = client.make("VizdoomTakeCover-v1", seed=3, kwargs=kwargs, num_envs=2)
    observation = theirs.reset(headers=FRAME).frame["observation"]
    assert observation["screen"].shape == (2, 480, 640, 3)
    assert observation["gamevariables"].tolist() == [[100.0], [100.0]]
    for _ in range(10):
        step = theirs.step_frame(np.array([1, 2]))
    left, right = step["observation"]["screen"]
    assert not np.array_equal(left, right)
    assert step["reward"].tolist() == [4.0, 4.0]
