"""Spaces as JSON: the classic description, and the full one."""

from __future__ import annotations

from typing import Any

import numpy as np
from gymnasium import spaces

from yume_gym_server.jsonio import number, plain

_CLASSIC_INFINITY = 1e100


def classic(space: spaces.Space) -> dict[str, Any]:
    """What clients of the classic API know: Discrete and Box; of all others the name alone."""
    description: dict[str, Any] = {"name": type(space).__name__}
    if isinstance(space, spaces.Discrete):
        description["n"] = int(space.n)
    elif isinstance(space, spaces.Box):
        description["shape"] = list(space.shape)
        description["low"] = _bounded(space.low)
        description["high"] = _bounded(space.high)
    return description


def full(space: spaces.Space) -> dict[str, Any]:
    """The recursive description, with types and starts; bounds that are all equal are one number."""
    if isinstance(space, spaces.Discrete):
        return {"type": "Discrete", "n": int(space.n), "start": int(space.start), "dtype": np.dtype(space.dtype).name}
    if isinstance(space, spaces.Box):
        return {
            "type": "Box",
            "dtype": space.dtype.name,
            "shape": list(space.shape),
            "low": _bound(space.low),
            "high": _bound(space.high),
        }
    if isinstance(space, spaces.MultiDiscrete):
        return {"type": "MultiDiscrete", "nvec": plain(space.nvec), "start": plain(space.start)}
    if isinstance(space, spaces.MultiBinary):
        return {"type": "MultiBinary", "shape": list(space.shape)}
    if isinstance(space, spaces.Tuple):
        return {"type": "Tuple", "spaces": [full(part) for part in space.spaces]}
    if isinstance(space, spaces.Dict):
        parts = {str(key): full(part) for key, part in space.spaces.items()}
        return {"type": "Dict", "keys": list(parts), "spaces": parts}
    if isinstance(space, spaces.Text):
        return {
            "type": "Text",
            "min_length": int(space.min_length),
            "max_length": int(space.max_length),
            "characters": space.characters,
        }
    return {"type": "Unsupported", "repr": repr(space)}


def _bounded(bound: np.ndarray) -> list[float]:
    # Infinity is 1e100 in classic descriptions; float32's largest number stays as it is.
    return np.clip(np.asarray(bound, np.float64).ravel(), -_CLASSIC_INFINITY, _CLASSIC_INFINITY).tolist()


def _bound(bound: np.ndarray) -> Any:
    flat = bound.ravel().tolist()
    if flat and all(value == flat[0] for value in flat[1:]):
        return number(flat[0])
    return [number(value) for value in flat]
