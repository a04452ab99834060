"""One environment: made from a recipe, reset and stepped with its results in a slab."""

from __future__ import annotations

import copy
import importlib
from dataclasses import dataclass, field
from typing import Any

import gymnasium
import numpy as np

from yume_gym_server.slab import Slab

NO_RESET = "disabled"
NEXT_STEP = "next_step"
SAME_STEP = "same_step"
AUTORESETS = (NEXT_STEP, SAME_STEP, NO_RESET)


@dataclass(frozen=True, slots=True)
class Recipe:
    """How an environment is made; it travels to worker processes."""

    env_id: str
    imports: tuple[str, ...] = ()
    kwargs: dict[str, Any] = field(default_factory=dict)
    max_episode_steps: int | None = None
    render_mode: str | None = None
    autoreset: str = NO_RESET

    def make(self) -> gymnasium.Env:
        """A new environment."""
        for module in self.imports:
            importlib.import_module(module)
        gymnasium.logger.min_level = gymnasium.logger.ERROR
        # The server checks actions and the order of calls itself, and the runner counts the steps: wrappers cost time.
        spec = copy.deepcopy(gymnasium.spec(self.env_id))
        spec.order_enforce = False
        # Environments without pictures may not know the parameter.
        rendering = {} if self.render_mode is None else {"render_mode": self.render_mode}
        return gymnasium.make(spec, max_episode_steps=-1, disable_env_checker=True, **rendering, **self.kwargs)

    def limit(self) -> int | None:
        """The steps after which an episode is truncated, once its module is imported."""
        return self.max_episode_steps or gymnasium.spec(self.env_id).max_episode_steps


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an environment once it is made."""

    action_space: gymnasium.Space
    observation_space: gymnasium.Space
    max_episode_steps: int | None
    reward_threshold: float | None


class Runner:
    """Runs one environment as one row of a slab. Used by one thread at a time."""

    def __init__(self, recipe: Recipe, row: int) -> None:
        self._recipe = recipe
        self._row = row
        self._environment = recipe.make()
        self._ended = False
        self._limit = recipe.limit() or 0
        self._taken = 0
        spec = self._environment.spec
        self.facts = Facts(
            self._environment.action_space,
            self._environment.observation_space,
            recipe.limit(),
            None if spec is None or spec.reward_threshold is None else float(spec.reward_threshold),
        )

    def attach(self, slab: Slab) -> None:
        """Says where the results go; before the first reset."""
        self._slab = slab
        self._rewards = slab.rewards
        self._keep = slab.keeper()

    def reset(self, seed: int | None, options: dict[str, Any] | None, anew: bool = False) -> dict[str, Any]:
        """Starts an episode and returns its info.

        anew: makes the environment again, since the one there has failed
        """
        if anew:
            self.close()
            self._environment = self._recipe.make()
        observation, info = self._environment.reset(seed=seed, options=options)
        self._ended = False
        self._taken = 0
        self._rewards[self._row] = 0.0
        self._slab.terminated[self._row] = 0
        self._slab.truncated[self._row] = 0
        self._keep(self._row, observation)
        return info

    def step(self, action: Any, repeat: int = 1) -> dict[str, Any]:
        """Takes an action, up to so often, and returns the info of the last step; with autoreset, as that says."""
        if self._ended and self._recipe.autoreset != NO_RESET:
            return self.reset(None, None)
        row = self._row
        observation, reward, terminated, truncated, info = self._environment.step(action)
        self._taken += 1
        if repeat > 1:
            taken = 1
            while taken < repeat and not (terminated or truncated or self._taken == self._limit):
                observation, more, terminated, truncated, info = self._environment.step(action)
                reward += more
                taken += 1
                self._taken += 1
            self._slab.repeated[row] = taken
        if self._taken == self._limit:
            truncated = True
        self._rewards[row] = reward
        if terminated or truncated:
            return self._end(observation, terminated, truncated, info)
        self._keep(row, observation)
        return info

    def render(self) -> np.ndarray:
        """The picture, uint8 ``[height, width, 3]``."""
        image = self._environment.render()
        if not isinstance(image, np.ndarray) or image.dtype != np.uint8 or image.ndim != 3 or image.shape[2] != 3:
            raise TypeError(f"render must return uint8 [height, width, 3]: {type(image).__name__}")
        return image

    def close(self) -> None:
        """Frees the environment."""
        self._environment.close()

    def _end(self, observation: Any, terminated: bool, truncated: bool, info: dict[str, Any]) -> dict[str, Any]:
        row = self._row
        if truncated and not terminated:
            info = {**info, "TimeLimit.truncated": True}
        if self._recipe.autoreset == SAME_STEP:
            reward = self._rewards[row]
            self._slab.put_final(row, observation)
            begun = self.reset(None, None)
            self._rewards[row] = reward
            info = {**begun, "final_info": info}
        else:
            self._ended = True
            self._keep(row, observation)
        self._slab.terminated[row] = terminated
        self._slab.truncated[row] = truncated
        return info
