"""Environments that misbehave or have unusual spaces; the server imports this module where a test asks for it."""

from __future__ import annotations

import os
import time
from typing import Any

import gymnasium
import numpy as np
from gymnasium import spaces


class Odd(gymnasium.Env):
    """Counts its steps; a trick happens when the action says so."""

    metadata: dict[str, Any] = {"render_modes": ["rgb_array"]}  # noqa: RUF012

    def __init__(self, render_mode: str | None = None, trick: str = "none", fails_to_start: bool = False) -> None:
        if fails_to_start:
            raise RuntimeError("this one fails to start")
        self.render_mode = render_mode
        self.observation_space = spaces.Box(0, 100, (2,), np.float32)
        self.action_space = spaces.Discrete(3)
        self._trick = trick
        self._count = 0

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None):
        super().reset(seed=seed)
        self._count = 0
        if options and options.get("fail"):
            raise RuntimeError("this reset fails")
        return self._look(), {"seed": seed}

    def step(self, action: int):
        self._count += 1
        if action == 2:
            if self._trick == "die":
                os._exit(3)
            if self._trick == "hang":
                time.sleep(600)
            if self._trick == "raise":
                raise RuntimeError("the trick\nwith a second line")
            if self._trick == "ragged":
                return np.zeros(3, np.float32), 0.0, False, False, {}
            if self._trick == "strange":
                endless: dict[str, Any] = {"lambda": lambda: 0, "bytes": b"x", "set": {1}, ("a", 1): self}
                return self._look(), 0.0, False, False, endless
            if self._trick == "endless":
                endless = {}
                endless["endless"] = endless
                return self._look(), 0.0, False, False, endless
            if self._trick == "nan":
                return np.array([np.nan, np.inf], np.float32), -np.inf, False, False, {"x": np.nan}
        return self._look(), np.float32(0.5), self._count >= 5, False, {"count": np.int64(self._count)}

    def render(self):
        return np.full((4, 6, 3), self._count, np.uint8)

    def _look(self):
        return np.array([self._count, os.getpid() % 100], np.float32)


class Everything(gymnasium.Env):
    """One of each space."""

    def __init__(self) -> None:
        self.observation_space = spaces.Dict(
            {
                "box": spaces.Box(-np.inf, np.inf, (2,), np.float64),
                "binary": spaces.MultiBinary((2, 2)),
                "many": spaces.MultiDiscrete([3, 4]),
                "pair": spaces.Tuple((spaces.Discrete(4, start=2), spaces.Text(5))),
                "graph": spaces.Sequence(spaces.Discrete(2)),
            }
        )
        self.action_space = spaces.Dict(
            {
                "many": spaces.MultiDiscrete([3, 4], start=[1, 0]),
                "pair": spaces.Tuple((spaces.Discrete(4), spaces.Box(-1, 1, (2,), np.float32))),
                "text": spaces.Text(3),
                "binary": spaces.MultiBinary(3),
            }
        )

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None):
        super().reset(seed=seed)
        return self._look("start"), {}

    def step(self, action: Any):
        assert self.action_space.contains(action), action
        return self._look(action["text"]), float(action["pair"][1].sum()), False, False, {"action": action}

    @staticmethod
    def _look(text: str):
        return {
            "box": np.array([1.5, np.inf]),
            "binary": np.array([[1, 0], [0, 1]], np.int8),
            "many": np.array([2, 3]),
            "pair": (3, text),
            "graph": (1, 0, 1),
        }


for _name, _class in (("Odd-v0", Odd), ("Everything-v0", Everything)):
    if _name not in gymnasium.registry:
        gymnasium.register(_name, _class)
