"""Actions from requests: cast to the space's type, then checked, before any environment moves."""

from __future__ import annotations

from typing import Any

import numpy as np
from gymnasium import spaces

from yume_gym_server.errors import InvalidUsage, excerpt, invalid_action


class ActionReader:
    """Reads the actions of one space.

    bounded: whether a Box value beyond its bounds is refused; some environments clip by themselves
    """

    def __init__(self, space: spaces.Space, bounded: bool) -> None:
        self._space = space
        self._bounded = bounded

    def one(self, value: Any) -> Any:
        """The action in this JSON value or tensor, as the environment takes it."""
        return self._read(self._space, value, "action")

    def rows(self, value: Any, count: int) -> list[Any]:
        """One action for each row."""
        space = self._space
        if isinstance(value, np.ndarray):
            if value.ndim == 0 or len(value) != count:
                raise invalid_action(f"there must be one action for each row: expected={count}, shape={list(value.shape)}")
        elif not isinstance(value, list) or len(value) != count:
            actual = len(value) if isinstance(value, list) else excerpt(value)
            raise invalid_action(f"there must be one action for each row: expected={count}, actual={actual}")
        if isinstance(space, spaces.Discrete):
            numbers = _numbers(value)
            # Anything unusual goes the slow way, which finds the row and says what is wrong.
            usual = numbers is not None and numbers.ndim == 1 and numbers.dtype.kind in "iu"
            if usual and ((numbers >= space.start) & (numbers < space.start + space.n)).all():
                return numbers.tolist()
        elif isinstance(space, spaces.Box):
            numbers = _numbers(value)
            if numbers is not None and numbers.shape == (count, *space.shape):
                try:
                    return list(self._box(space, numbers, "action"))
                except InvalidUsage:
                    pass
        return [self._read(space, element, f"action of row {row}") for row, element in enumerate(value)]

    def _read(self, space: spaces.Space, value: Any, what: str) -> Any:
        if isinstance(space, spaces.Discrete):
            return _discrete(space, value, what)
        if isinstance(space, (spaces.Box, spaces.MultiDiscrete, spaces.MultiBinary)):
            numbers = _numbers(value)
            if numbers is None:
                raise invalid_action(f"{what} must be numbers of shape {list(space.shape)}: {excerpt(value)}")
            if numbers.shape != space.shape:
                raise invalid_action(
                    f"{what} must have the shape of its space: expected={list(space.shape)}, actual={list(numbers.shape)}"
                )
            return self._box(space, numbers, what) if isinstance(space, spaces.Box) else _whole(space, numbers, what)
        if isinstance(space, spaces.Tuple):
            if not isinstance(value, list) or len(value) != len(space.spaces):
                raise invalid_action(f"{what} must be an array of {len(space.spaces)} parts: {excerpt(value)}")
            return tuple(
                self._read(part, element, f"{what}[{index}]")
                for index, (part, element) in enumerate(zip(space.spaces, value, strict=True))
            )
        if isinstance(space, spaces.Dict):
            names = {str(key): key for key in space.spaces}
            if not isinstance(value, dict) or value.keys() != names.keys():
                raise invalid_action(f"{what} must be an object with the keys {list(names)}: {excerpt(value)}")
            return {key: self._read(space.spaces[key], value[name], f"{what}.{name}") for name, key in names.items()}
        if isinstance(space, spaces.Text):
            if not isinstance(value, str) or not space.contains(value):
                raise invalid_action(f"{what} must be a text of {space!r}: {excerpt(value)}")
            return value
        raise invalid_action(f"actions of this space cannot be sent: space={space!r}")

    def _box(self, space: spaces.Box, numbers: np.ndarray, what: str) -> np.ndarray:
        if numbers.dtype.kind == "f" and not np.isfinite(numbers).all():
            raise invalid_action(f"{what} must be finite: {excerpt(numbers.tolist())}")
        if space.dtype.kind in "iub":
            if numbers.dtype.kind == "f" and (numbers != np.trunc(numbers)).any():
                raise invalid_action(f"{what} must be whole numbers: {excerpt(numbers.tolist())}")
            # Before the cast, which would wrap around.
            self._check_bounds(space, numbers, what)
        with np.errstate(over="ignore"):
            cast = numbers.astype(space.dtype)
        if not np.isfinite(cast).all():
            raise invalid_action(f"{what} must be finite as {space.dtype}: {excerpt(numbers.tolist())}")
        if self._bounded:
            self._check_bounds(space, cast, what)
        return cast

    @staticmethod
    def _check_bounds(space: spaces.Box, numbers: np.ndarray, what: str) -> None:
        if not ((numbers >= space.low) & (numbers <= space.high)).all():
            raise invalid_action(
                f"{what} must lie within its bounds: low={excerpt(space.low.tolist())}, high={excerpt(space.high.tolist())}, "
                f"action={excerpt(numbers.tolist())}"
            )


def _discrete(space: spaces.Discrete, value: Any, what: str) -> int:
    number = value
    if isinstance(value, (np.ndarray, np.generic)):
        if value.shape != ():
            raise invalid_action(f"{what} must be one whole number: shape={list(value.shape)}")
        number = value.item()
        # A tensor may have any type; JSON says itself whether a number is whole.
        if isinstance(number, float) and number.is_integer():
            number = int(number)
    if not isinstance(number, int):
        raise invalid_action(f"{what} must be a whole number: {excerpt(number)}")
    number = int(number)
    first, count = int(space.start), int(space.n)
    if not first <= number < first + count:
        raise invalid_action(f"{what} must be in {first} .. {first + count - 1}: {excerpt(number)}")
    return number


def _whole(space: spaces.MultiDiscrete | spaces.MultiBinary, numbers: np.ndarray, what: str) -> np.ndarray:
    if numbers.dtype.kind == "f" and not (np.isfinite(numbers) & (numbers == np.trunc(numbers))).all():
        raise invalid_action(f"{what} must be whole numbers: {excerpt(numbers.tolist())}")
    low: Any = 0 if isinstance(space, spaces.MultiBinary) else space.start
    high: Any = 1 if isinstance(space, spaces.MultiBinary) else space.start + space.nvec - 1
    if not ((numbers >= low) & (numbers <= high)).all():
        raise invalid_action(f"{what} is outside {space!r}: {excerpt(numbers.tolist())}")
    return numbers.astype(space.dtype)


def _numbers(value: Any) -> np.ndarray | None:
    """The value as an array of numbers, or None where it is ragged, a text or anything else."""
    if isinstance(value, np.generic):
        value = np.asarray(value)
    if not isinstance(value, np.ndarray):
        if not isinstance(value, (list, int, float)):
            return None
        try:
            value = np.asarray(value)
        except (ValueError, OverflowError):
            return None
    return value if value.dtype.kind in "iufb" else None
