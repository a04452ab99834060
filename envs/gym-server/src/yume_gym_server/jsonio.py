"""JSON as the protocol has it: non-finite numbers in two forms, and NumPy's values as plain ones."""

from __future__ import annotations

import base64
import json
import math
import sys
from collections.abc import Mapping
from typing import Any

import numpy as np

_LITTLE = sys.byteorder == "little"
_STRICT = json.JSONEncoder(check_circular=False, allow_nan=False, separators=(",", ":"))
_PLAIN = frozenset((bool, int, float, str, type(None)))
_BARE = json.JSONEncoder(check_circular=False, allow_nan=True, separators=(",", ":"))


def encode(document: Any, strings: bool) -> bytes:
    """The document as UTF-8.

    strings: whether non-finite numbers become strings; otherwise they are Python's bare tokens, as classic clients know them
    """
    if not strings:
        return _BARE.encode(document).encode()
    try:
        return _STRICT.encode(document).encode()
    except ValueError:
        return _STRICT.encode(_spelled(document)).encode()


def decode(text: bytes) -> Any:
    """The document in these bytes; ValueError where there is none."""
    try:
        return json.loads(text)
    except RecursionError as failure:
        raise ValueError("nested too deeply") from failure


def plain(value: Any) -> Any:
    """A value of any library as JSON values; what has no such form becomes its repr."""
    if type(value) in _PLAIN:
        return value
    if isinstance(value, dict) and not value:
        return {}
    if isinstance(value, (int, float, str)):
        # Subclasses such as numpy.float64 and enumerations are shed.
        return _shed(value)
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, np.ndarray):
        return value.tolist() if value.dtype.kind in "biuf" else [plain(element) for element in value.tolist()]
    if isinstance(value, Mapping):
        return {str(key): plain(element) for key, element in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(element) for element in value]
    return repr(value)


def number(value: float) -> float | str:
    """A number as space descriptions have it: the non-finite ones are strings in every mode."""
    if math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else ("Infinity" if value > 0 else "-Infinity")


def packed(array: np.ndarray) -> dict[str, Any]:
    """An array inside JSON, as base64 of its little-endian bytes in C order."""
    return {
        "__nd__": 1,
        "dtype": array.dtype.name,
        "shape": list(array.shape),
        "b64": base64.b64encode(little_endian(array).tobytes()).decode("ascii"),
    }


def little_endian(array: np.ndarray) -> np.ndarray:
    """The same array, C-contiguous and little-endian; no copy where it already is."""
    if _LITTLE and array.flags.c_contiguous:
        return array
    return np.asarray(array, dtype=array.dtype.newbyteorder("<"), order="C")


def _shed(value: Any) -> Any:
    for kind in (int, float):
        if isinstance(value, kind):
            return kind(value)
    return str(value)


def _spelled(value: Any) -> Any:
    if isinstance(value, float):
        return number(value)
    if isinstance(value, dict):
        return {key: _spelled(element) for key, element in value.items()}
    if isinstance(value, (list, tuple)):
        return [_spelled(element) for element in value]
    return value
