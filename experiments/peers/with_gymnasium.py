"""Gymnasium in its own process: what stepping costs where nothing goes over a wire."""

import os
import sys

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")

import gymnasium  # noqa: E402: the display must be chosen before
import numpy  # noqa: E402

import protocol  # noqa: E402

_ROWS = {
    "gym-cartpole-1": ("CartPole-v1", 1, None),
    # The fastest that Gymnasium has for it: its second, vectorised CartPole. Called with "sync", a vector of the first.
    "gym-cartpole-64": ("CartPole-v1", 64, "vector_entry_point"),
    "gym-carracing-1": ("CarRacing-v3", 1, None),
    "gym-carracing-8": ("CarRacing-v3", 8, "async"),
}
_DIFFERENT_ACTIONS = 1000


def build(row):
    """One step of a row: an action for each environment, and resets where episodes end."""
    env_id, rows, mode = _ROWS[row]
    if mode is not None and sys.argv[1:]:
        mode = sys.argv[1]
    actions = draw(env_id, rows)
    if mode is None:
        return single(gymnasium.make(env_id), actions[:, 0])
    return vector(gymnasium.make_vec(env_id, rows, vectorization_mode=mode), actions)


def draw(env_id, rows):
    """The actions of ours, by the same congruences: which way a car drives decides how long its frames take."""
    state = 1
    width = 1 if env_id.startswith("CartPole") else 3
    draws = numpy.empty((_DIFFERENT_ACTIONS, rows * width))
    for index in range(draws.size):
        state = (1103515245 * state + 12345) & 0x7FFFFFFF
        draws.flat[index] = state / 0x80000000
    if width == 1:
        return numpy.floor(2 * draws).astype(numpy.int64)
    low, range_ = numpy.array((-1, 0, 0)), numpy.array((2, 0.5, 0.2))
    return (draws.reshape(_DIFFERENT_ACTIONS, rows, width) * range_ + low).astype(numpy.float32)


def single(environment, actions):
    environment.reset(seed=0)
    count = 0
    episode = 0

    def step():
        nonlocal count, episode
        action = actions[count % len(actions)]
        count += 1
        _, _, terminated, truncated, _ = environment.step(action if action.ndim else int(action))
        if terminated or truncated:
            episode += 1
            environment.reset(seed=episode)

    return step


def vector(environment, actions):
    environment.reset(seed=0)
    count = 0

    def step():
        nonlocal count
        environment.step(actions[count % len(actions)])
        count += 1

    return step


if __name__ == "__main__":
    protocol.serve({"gymnasium": gymnasium.__version__, "gymnasium-numpy": numpy.__version__}, build)
