"""Where the results of all rows of an instance lie: one piece of memory, shared with worker processes where there are any.

Observations of fixed size (Box, Discrete, MultiDiscrete, MultiBinary, and Dict and Tuple of them) are arrays ``[rows, ...]``,
so that a reply with all rows is one copy. Others are kept as Python values.
"""

from __future__ import annotations

import mmap
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from gymnasium import spaces

from yume_gym_server.frames import has_dtype

_ALIGNMENT = 64


@dataclass(frozen=True, slots=True)
class Leaf:
    """One part of an observation.

    path: the keys and indices that lead to it
    shape, dtype: of an array; None where the part is kept as a Python value
    """

    path: tuple[Any, ...]
    shape: tuple[int, ...] = ()
    dtype: np.dtype | None = None


class Layout:
    """How observations of a space are taken apart and put together."""

    def __init__(self, space: spaces.Space) -> None:
        self.leaves: tuple[Leaf, ...] = tuple(_leaves(space, ()))
        self._space = space

    def tree(self, part: Callable[[int], Any]) -> Any:
        """The structure of the space with a value for each leaf, by its index."""
        return _tree(self._space, part, iter(range(len(self.leaves))))


class Slab:
    """The results of the rows.

    observations: for each leaf an array ``[rows, ...]``, or a list of values
    finals: the same for the last observations of episodes, where they are kept
    """

    def __init__(self, layout: Layout, rows: int, finals: bool, memory: Any = None) -> None:
        self._taken = 0
        self._memory = np.zeros(_size(layout, rows, finals), np.uint8) if memory is None else memory
        self.layout = layout
        self.rewards = self._array((rows,), np.dtype(np.float64))
        self.terminated = self._array((rows,), np.dtype(np.uint8))
        self.truncated = self._array((rows,), np.dtype(np.uint8))
        self.repeated = self._array((rows,), np.dtype(np.int64))
        self.final_mask = self._array((rows,), np.dtype(np.uint8))
        self.observations = self._observations(rows)
        self.finals = self._observations(rows) if finals else []

    @property
    def valueless(self) -> bool:
        """Whether every part of an observation lies in the memory."""
        return all(leaf.dtype is not None for leaf in self.layout.leaves)

    def keeper(self) -> Callable[[int, Any], None]:
        """What keeps the observation of a row."""
        layout, parts = self.layout, self.observations
        if len(parts) != 1 or layout.leaves[0].path or layout.leaves[0].dtype is None:
            return lambda row, observation: _put(layout, parts, row, observation)
        shape, array = layout.leaves[0].shape, parts[0]

        def keep(row: int, observation: Any) -> None:
            if getattr(observation, "shape", None) == shape:
                array[row] = observation
            else:
                _put(layout, parts, row, observation)

        return keep

    def put_final(self, row: int, observation: Any) -> None:
        """Keeps the last observation of an episode."""
        self.final_mask[row] = 1
        _put(self.layout, self.finals, row, observation)

    def clear(self, row: int) -> None:
        """Makes an observation zeros."""
        for array in self.observations:
            array[row] = None if isinstance(array, list) else 0

    def values(self, row: int) -> list[tuple[Any, Any]]:
        """What of a row does not lie in the memory."""
        if self.valueless:
            return []
        return [
            (part[row], self.finals[index][row] if self.finals else None)
            for index, part in enumerate(self.observations)
            if isinstance(part, list)
        ]

    def put_values(self, row: int, values: list[tuple[Any, Any]]) -> None:
        """Takes over what another process has for values."""
        lists = [index for index, part in enumerate(self.observations) if isinstance(part, list)]
        for index, (value, final) in zip(lists, values, strict=True):
            self.observations[index][row] = value
            if self.finals:
                self.finals[index][row] = final

    def _observations(self, rows: int) -> list[Any]:
        return [
            [None] * rows if leaf.dtype is None else self._array((rows, *leaf.shape), leaf.dtype) for leaf in self.layout.leaves
        ]

    def _array(self, shape: tuple[int, ...], dtype: np.dtype) -> np.ndarray:
        count = int(np.prod(shape, dtype=np.int64))
        array = np.frombuffer(self._memory, dtype, count, self._taken).reshape(shape)
        self._taken += _aligned(count * dtype.itemsize)
        return array


def shared_file() -> int:
    """A file without a name, for memory that processes share; nothing of it is left when they are gone."""
    if hasattr(os, "memfd_create"):
        return os.memfd_create("yume-gym-server")
    with tempfile.TemporaryFile() as file:
        return os.dup(file.fileno())


def shared_slab(layout: Layout, rows: int, finals: bool, descriptor: int) -> Slab:
    """A slab in a shared file, which is made large enough."""
    size = _size(layout, rows, finals)
    if os.fstat(descriptor).st_size < size:
        os.ftruncate(descriptor, size)
    return Slab(layout, rows, finals, mmap.mmap(descriptor, size))


def _size(layout: Layout, rows: int, finals: bool) -> int:
    scalars = 2 * _aligned(8 * rows) + 3 * _aligned(rows)
    observations = sum(
        _aligned(rows * int(np.prod(leaf.shape, dtype=np.int64)) * leaf.dtype.itemsize)
        for leaf in layout.leaves
        if leaf.dtype is not None
    )
    return scalars + (2 if finals else 1) * observations


def _aligned(size: int) -> int:
    return (size + _ALIGNMENT - 1) // _ALIGNMENT * _ALIGNMENT


def _leaves(space: spaces.Space, path: tuple[Any, ...]) -> list[Leaf]:
    if isinstance(space, spaces.Dict):
        return [leaf for key, part in space.spaces.items() for leaf in _leaves(part, (*path, key))]
    if isinstance(space, spaces.Tuple):
        return [leaf for index, part in enumerate(space.spaces) for leaf in _leaves(part, (*path, index))]
    if isinstance(space, (spaces.Box, spaces.Discrete, spaces.MultiDiscrete, spaces.MultiBinary)):
        dtype = np.dtype(space.dtype)
        if has_dtype(dtype):
            return [Leaf(path, tuple(space.shape), dtype)]
    return [Leaf(path)]


def _tree(space: spaces.Space, part: Callable[[int], Any], indices: Any) -> Any:
    if isinstance(space, spaces.Dict):
        return {str(key): _tree(element, part, indices) for key, element in space.spaces.items()}
    if isinstance(space, spaces.Tuple):
        return [_tree(element, part, indices) for element in space.spaces]
    return part(next(indices))


def _put(layout: Layout, parts: list[Any], row: int, observation: Any) -> None:
    for leaf, array in zip(layout.leaves, parts, strict=True):
        value = observation
        for key in leaf.path:
            value = value[key]
        if leaf.dtype is not None and np.shape(value) != leaf.shape:
            # NumPy would spread a value of another shape over the row.
            raise ValueError(
                f"the environment's observation must have the shape of its space: expected={list(leaf.shape)}, "
                f"actual={list(np.shape(value))}"
            )
        array[row] = value
