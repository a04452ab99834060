"""Binary frames: a JSON header, then tensors.

``GYMF``, u16 version, u16 flags, u32 length of the header, the header, zeros up to a multiple of 8, the tensors, each at a
multiple of 8. All numbers are little-endian; offsets count from the first byte after the padding.
"""

from __future__ import annotations

import struct
from typing import Any

import numpy as np

from yume_gym_server import jsonio
from yume_gym_server.errors import InvalidUsage

MEDIA_TYPE = "application/x-gym-frame"

_MAGIC = b"GYMF"
_VERSION = 1
_START = struct.Struct("<4sHHI")
_DTYPES = {
    name: np.dtype(name).newbyteorder("<")
    for name in ("uint8", "int8", "uint16", "int16", "int32", "uint32", "int64", "uint64", "float32", "float64", "bool")
}
# NumPy makes the name of a type anew each time.
_NAMES = {np.dtype(name): name for name in _DTYPES}
_TENSOR = frozenset(("dtype", "shape", "offset", "nbytes"))
_ZEROS = (b"", b"\0" * 7, b"\0" * 6, b"\0" * 5, b"\0" * 4, b"\0" * 3, b"\0" * 2, b"\0")
_MOST_DIMENSIONS = 32


def encode(header: dict[str, Any]) -> bytes:
    """A frame of this header, whose arrays become tensors; they are copied."""
    parts: list[Any] = [b"", b"", b""]
    document = _described(header, parts, [0])
    text = jsonio.encode(document, strings=True)
    parts[0] = _START.pack(_MAGIC, _VERSION, 0, len(text))
    parts[1] = text
    parts[2] = _ZEROS[(_START.size + len(text)) % 8]
    return b"".join(parts)


def has_dtype(dtype: np.dtype) -> bool:
    """Whether frames can carry such numbers."""
    return dtype in _NAMES


def decode(body: bytes) -> dict[str, Any]:
    """The header of a frame with its tensors as arrays (read-only views of the body)."""
    if len(body) < _START.size:
        raise _bad(f"a frame has at least {_START.size} bytes: bytes={len(body)}")
    magic, version, _, length = _START.unpack_from(body)
    if magic != _MAGIC:
        raise _bad(f"a frame starts with GYMF: start={magic!r}")
    if version != _VERSION:
        raise _bad(f"frame version must be {_VERSION}: version={version}")
    end = _START.size + length
    if end > len(body):
        raise _bad(f"the header ends after the frame: headerLen={length}, bytes={len(body)}")
    try:
        header = jsonio.decode(body[_START.size : end])
    except ValueError as failure:
        raise _bad("the header of a frame is JSON") from failure
    if not isinstance(header, dict):
        raise _bad("the header of a frame is an object")
    start = end + len(_ZEROS[end % 8])
    tensors = memoryview(body)[start:]
    return {key: _resolved(value, tensors) for key, value in header.items()}


def _described(value: Any, parts: list[Any], position: list[int]) -> Any:
    if isinstance(value, np.ndarray):
        return _tensor(value, parts, position)
    if isinstance(value, dict):
        return {key: _described(element, parts, position) for key, element in value.items()}
    if isinstance(value, list) and any(isinstance(element, (np.ndarray, dict, list)) for element in value):
        return [_described(element, parts, position) for element in value]
    return value


def _tensor(array: np.ndarray, parts: list[Any], position: list[int]) -> dict[str, Any]:
    offset = position[0]
    padding = _ZEROS[offset % 8]
    if padding:
        parts.append(padding)
        offset += len(padding)
    parts.append(jsonio.little_endian(array).tobytes() if array.ndim == 0 else jsonio.little_endian(array).data)
    position[0] = offset + array.nbytes
    return {"dtype": _NAMES[array.dtype], "shape": list(array.shape), "offset": offset, "nbytes": array.nbytes}


def _resolved(value: Any, tensors: memoryview) -> Any:
    if isinstance(value, list):
        nested = any(isinstance(element, (dict, list)) for element in value)
        return [_resolved(element, tensors) for element in value] if nested else value
    if not isinstance(value, dict):
        return value
    if not value.keys() >= _TENSOR:
        return {key: _resolved(element, tensors) for key, element in value.items()}
    shape = value["shape"]
    if not isinstance(value["dtype"], str) or value["dtype"] not in _DTYPES:
        raise _bad(f"dtype must be one of {sorted(_DTYPES)}: dtype={value['dtype']!r}")
    sizes = [*shape, value["offset"], value["nbytes"]] if isinstance(shape, list) else [-1]
    if any(type(size) is not int or size < 0 for size in sizes) or len(sizes) > _MOST_DIMENSIONS:
        raise _bad("shape, offset and nbytes of a tensor are whole numbers >= 0")
    dtype = _DTYPES[value["dtype"]]
    elements = 1
    for size in shape:
        elements *= size
    if elements * dtype.itemsize != value["nbytes"]:
        raise _bad(f"nbytes must match shape and dtype: expected={elements * dtype.itemsize}, actual={value['nbytes']}")
    if value["offset"] % 8 != 0 or value["offset"] + value["nbytes"] > len(tensors):
        raise _bad(
            f"a tensor lies inside the frame at a multiple of 8: offset={value['offset']}, nbytes={value['nbytes']}, "
            f"there={len(tensors)}"
        )
    return np.frombuffer(tensors, dtype, elements, value["offset"]).reshape(shape)


def _bad(message: str) -> InvalidUsage:
    return InvalidUsage(400, "bad_frame", message)
