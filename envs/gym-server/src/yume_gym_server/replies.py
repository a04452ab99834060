"""Replies to reset and step: as JSON, as JSON with packed arrays, or as a binary frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from yume_gym_server import frames, jsonio
from yume_gym_server.slab import Slab
from yume_gym_server.wire import Reply


@dataclass(frozen=True, slots=True)
class Form:
    """How the client wants its reply.

    frame: as a binary frame
    packed: as JSON with arrays in base64
    strings: non-finite numbers as strings and not as bare tokens
    """

    frame: bool = False
    packed: bool = False
    strings: bool = False

    def reply(self, document: dict[str, Any]) -> Reply:
        """The document in this form."""
        if self.frame:
            return Reply(200, frames.encode(document), frames.MEDIA_TYPE)
        return Reply(200, jsonio.encode(document, self.strings))


def observation(slab: Slab, form: Form, vector: bool) -> Any:
    """The observation of the only row, or of all rows."""
    return slab.layout.tree(lambda index: _part(slab.observations[index], form, vector))


def final_observation(slab: Slab, form: Form) -> Any:
    """The last observations of the episodes that have just ended; of other rows nothing."""

    def part(index: int) -> Any:
        values = slab.finals[index]
        if isinstance(values, list):
            return [jsonio.plain(value) if ended else None for value, ended in zip(values, slab.final_mask, strict=True)]
        if form.frame:
            masked = values.copy()
            masked[slab.final_mask == 0] = 0
            return masked
        return [_array(value, form) if ended else None for value, ended in zip(values, slab.final_mask, strict=True)]

    return slab.layout.tree(part)


def step_values(slab: Slab, form: Form, vector: bool) -> dict[str, Any]:
    """Reward and end: tensors in a frame, else numbers and booleans."""
    rewards, terminated, truncated = slab.rewards, slab.terminated, slab.truncated
    if form.frame:
        if vector:
            return {"reward": rewards, "terminated": terminated, "truncated": truncated}
        return {
            "reward": rewards.reshape(()),
            "terminated": terminated.reshape(()),
            "truncated": truncated.reshape(()),
        }
    if vector:
        return {
            "reward": rewards.tolist(),
            "done": (terminated | truncated).astype(bool).tolist(),
            "terminated": terminated.astype(bool).tolist(),
            "truncated": truncated.astype(bool).tolist(),
        }
    ended, cut = bool(terminated[0]), bool(truncated[0])
    return {"reward": float(rewards[0]), "done": ended or cut, "terminated": ended, "truncated": cut}


def info_of(infos: list[dict[str, Any]], vector: bool) -> dict[str, Any]:
    """One object: that of the only row, or for each key an array over the rows and a mask of those that have it."""
    if not vector:
        return jsonio.plain(infos[0])
    if not any(infos):
        return {}
    merged: dict[str, Any] = {}
    for row, info in enumerate(infos):
        for key, value in info.items():
            name = str(key)
            values = merged.setdefault(name, [None] * len(infos))
            values[row] = jsonio.plain(value)
            merged.setdefault("_" + name, [False] * len(infos))[row] = True
    return merged


def _part(values: Any, form: Form, vector: bool) -> Any:
    if isinstance(values, list):
        return jsonio.plain(values if vector else values[0])
    array = values if vector else values[0]
    # The element of a one-dimensional array is no array any more.
    return _array(np.asarray(array), form)


def _array(array: np.ndarray, form: Form) -> Any:
    if form.frame:
        return array
    if form.packed and array.ndim > 0:
        return jsonio.packed(array)
    return array.tolist()
