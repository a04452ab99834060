"""PNG pictures, still and moving, with nothing but zlib."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from typing import IO

import numpy as np

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_LEVEL = 6


def still(image: np.ndarray) -> bytes:
    """A picture of uint8 ``[height, width, 3]``."""
    return _SIGNATURE + _header(image) + _chunk(b"IDAT", _packed(image)) + _chunk(b"IEND", b"")


class Movie:
    """An animated PNG, written as its frames come. It has its name only once it is complete."""

    def __init__(self, path: Path, frames_per_second: int) -> None:
        self._path = path
        self._part = path.with_name(path.name + ".part")
        self._rate = frames_per_second
        self._file: IO[bytes] = self._part.open("wb")
        self._shape: tuple[int, ...] = ()
        self._sequence = 0
        self.frames = 0

    def add(self, image: np.ndarray) -> None:
        """One more frame; all have one size."""
        if self.frames == 0:
            self._shape = image.shape
            self._file.write(_SIGNATURE + _header(image) + _control(0))
        elif image.shape != self._shape:
            raise ValueError(f"all frames must have one shape: expected={self._shape}, actual={image.shape}")
        height, width = image.shape[:2]
        control = struct.pack(">IIIIIHHBB", self._next(), width, height, 0, 0, 1, self._rate, 0, 0)
        self._file.write(_chunk(b"fcTL", control))
        packed = _packed(image)
        if self.frames == 0:
            self._file.write(_chunk(b"IDAT", packed))
        else:
            self._file.write(_chunk(b"fdAT", struct.pack(">I", self._next()) + packed))
        self.frames += 1

    def close(self) -> None:
        """Completes the file; without frames there is none."""
        if self.frames > 0:
            self._file.write(_chunk(b"IEND", b""))
            # The number of frames stands in front of them.
            self._file.seek(len(_SIGNATURE) + 25)
            self._file.write(_control(self.frames))
        self._file.close()
        if self.frames > 0:
            self._part.replace(self._path)
        else:
            self._part.unlink()

    def drop(self) -> None:
        """Gives it up, and leaves no file."""
        self._file.close()
        self._part.unlink(missing_ok=True)

    def _next(self) -> int:
        self._sequence += 1
        return self._sequence - 1


def _header(image: np.ndarray) -> bytes:
    if image.dtype != np.uint8 or image.ndim != 3 or image.shape[2] != 3:
        raise ValueError(f"a picture must be uint8 [height, width, 3]: {image.dtype} {list(image.shape)}")
    height, width = image.shape[:2]
    return _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))


def _control(frames: int) -> bytes:
    return _chunk(b"acTL", struct.pack(">II", frames, 0))


def _packed(image: np.ndarray) -> bytes:
    height, width = image.shape[:2]
    lines = np.zeros((height, 1 + 3 * width), np.uint8)
    lines[:, 1:] = image.reshape(height, 3 * width)
    return zlib.compress(lines.tobytes(), _LEVEL)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
