"""What is left of Gym's monitor: a line for each episode, and films of some of them, inside the operator's folder."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from yume_gym_server.errors import ApiError, InvalidUsage, excerpt, invalid_parameter
from yume_gym_server.png import Movie

_LOG = logging.getLogger(__name__)
_EPISODES = "episodes.jsonl"
_MOVIE = "episode-{:06d}.png"
_MOST_FRAMES = 10_000
_FRAMES_PER_SECOND = 30

Render = Callable[[], np.ndarray]


def inside(root: Path | None, directory: object) -> Path:
    """The folder that a request names, if it lies inside the operator's."""
    if root is None:
        raise InvalidUsage(403, "forbidden", "this server records nothing: it was started without --monitor-dir")
    if not isinstance(directory, str) or "\0" in directory:
        raise invalid_parameter(f"directory must be a path: directory={excerpt(directory)}")
    top = root.resolve()
    path = (top / directory).resolve()
    if not path.is_relative_to(top):
        raise InvalidUsage(403, "forbidden", f"directory must lie inside {top}: directory={excerpt(directory)}")
    return path


class Monitor:
    """Records the episodes of one instance.

    every: films each so-manieth episode, the first included; 0 films none
    """

    def __init__(self, directory: Path, force: bool, resume: bool, every: int) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        file = directory / _EPISODES
        if file.exists() and not resume:
            if not force:
                raise invalid_parameter(f"directory has recordings already; say force or resume: directory={directory}")
            for old in (file, *directory.glob(_MOVIE.format(0).replace("000000", "*"))):
                old.unlink()
        self._directory = directory
        self._file = file.open("a", encoding="utf-8")
        self._every = every
        self._episode = len(file.read_text(encoding="utf-8").splitlines()) if resume else 0
        self._movie: Movie | None = None
        self._steps = 0
        self._reward = 0.0
        self._began = time.time()

    def begin(self, render: Render) -> None:
        """An episode begins; one that had begun and not ended is dropped."""
        self._guarded(lambda: self._begin(render))

    def step(self, reward: float, ended: bool, render: Render) -> None:
        """A step was taken."""
        self._guarded(lambda: self._step(reward, ended, render))

    def close(self) -> None:
        """Ends the recording; an episode under way is dropped."""
        self._drop_movie()
        self._file.close()

    def _begin(self, render: Render) -> None:
        self._drop_movie()
        self._steps = 0
        self._reward = 0.0
        self._began = time.time()
        if self._every > 0 and self._episode % self._every == 0:
            self._movie = Movie(self._directory / _MOVIE.format(self._episode), _FRAMES_PER_SECOND)
            self._movie.add(render())

    def _step(self, reward: float, ended: bool, render: Render) -> None:
        self._steps += 1
        self._reward += reward
        if self._movie is not None and self._movie.frames < _MOST_FRAMES:
            self._movie.add(render())
        if not ended:
            return
        if self._movie is not None:
            self._movie.close()
            self._movie = None
        line = {
            "episode": self._episode,
            "reward": self._reward,
            "length": self._steps,
            "began": self._began,
            "ended": time.time(),
        }
        self._file.write(json.dumps(line) + "\n")
        self._file.flush()
        self._episode += 1

    def _guarded(self, record: Callable[[], None]) -> None:
        # A full disk must not take a step away that has been made.
        if self._file.closed:
            return
        try:
            record()
        except (OSError, ValueError, ApiError):
            _LOG.exception("the recording in %s ends here", self._directory)
            self.close()

    def _drop_movie(self) -> None:
        if self._movie is not None:
            self._movie.drop()
            self._movie = None
