"""The environments that may be made, and with which keyword arguments.

An id is looked up here and nowhere else: Gymnasium itself would import any module that is named in front of a colon.
"""

from __future__ import annotations

import difflib
import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from yume_gym_server.errors import InvalidUsage, excerpt, invalid_parameter

_MOST_KWARGS = 32
_MOST_TEXT = 200

_BOX2D = ("Box2D", "pygame")
_VIZDOOM = ("vizdoom", "pygame")
_VIZDOOM_MODULE = "vizdoom.gymnasium_wrapper"
_VIZDOOM_KWARGS = (
    "doom_skill",
    "episode_start_time",
    "episode_timeout",
    "frame_skip",
    "max_buttons_pressed",
    "render_crosshair",
    "render_decals",
    "render_hud",
    "render_particles",
    "render_screen_flashes",
    "render_weapon",
    "screen_resolution",
    "treat_episode_timeout_as_truncation",
    "use_multi_binary_action_space",
)
_VIZDOOM_SCENARIOS = (
    "Basic",
    "DeadlyCorridor",
    "DefendCenter",
    "DefendLine",
    "HealthGathering",
    "HealthGatheringSupreme",
    "MyWayHome",
    "PredictPosition",
    "TakeCover",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """An environment that may be made.

    kwargs: the keyword arguments that clients may give
    heavy: whether each one runs in a process of its own: native code, rendering, steps that take long
    clips: whether it clips actions beyond their bounds by itself
    needs: the modules that have to be installed
    imports: the modules that register it
    """

    env_id: str
    kwargs: tuple[str, ...] = ()
    heavy: bool = False
    clips: bool = False
    needs: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()

    def missing(self) -> list[str]:
        """What of its needs is not installed."""
        return [name for name in self.needs if importlib.util.find_spec(name) is None]


_BUILT_IN = (
    Entry("CartPole-v0", ("sutton_barto_reward",)),
    Entry("CartPole-v1", ("sutton_barto_reward",)),
    Entry("MountainCar-v0", ("goal_velocity",)),
    Entry("MountainCarContinuous-v0", ("goal_velocity",), clips=True),
    Entry("Pendulum-v1", ("g",), clips=True),
    Entry("Acrobot-v1"),
    Entry("Blackjack-v1", ("natural", "sab")),
    Entry("FrozenLake-v1", ("is_slippery", "map_name", "success_rate")),
    Entry("FrozenLake8x8-v1", ("is_slippery", "map_name", "success_rate")),
    Entry("CliffWalking-v1", ("is_slippery",)),
    Entry("CliffWalkingSlippery-v1"),
    Entry("Taxi-v4", ("is_rainy", "fickle_passenger")),
    Entry("CarRacing-v3", ("continuous", "domain_randomize", "lap_complete_percent"), True, needs=_BOX2D),
    Entry(
        "LunarLander-v3",
        ("continuous", "enable_wind", "gravity", "turbulence_power", "wind_power"),
        True,
        needs=_BOX2D,
    ),
    Entry("LunarLanderContinuous-v3", ("enable_wind", "gravity", "turbulence_power", "wind_power"), True, needs=_BOX2D),
    Entry("BipedalWalker-v3", ("hardcore",), True, needs=_BOX2D),
    Entry("BipedalWalkerHardcore-v3", (), True, needs=_BOX2D),
    *(
        Entry(f"Vizdoom{name}{kind}-v1", _VIZDOOM_KWARGS, True, needs=_VIZDOOM, imports=(_VIZDOOM_MODULE,))
        for name in _VIZDOOM_SCENARIOS
        for kind in ("", "-MultiBinary")
    ),
)


class Catalog:
    """What this server may make.

    allowed: more ids with their keyword arguments, from the operator; these run in processes of their own
    only_allowed: whether these are the only ones
    modules: what the operator wants imported for these
    """

    def __init__(
        self,
        allowed: Mapping[str, tuple[str, ...]] | None = None,
        only_allowed: bool = False,
        modules: tuple[str, ...] = (),
    ) -> None:
        entries = {entry.env_id: entry for entry in _BUILT_IN}
        chosen = dict(allowed or {})
        self._entries = {} if only_allowed else dict(entries)
        for env_id, kwargs in chosen.items():
            if ":" in env_id or not env_id:
                raise ValueError(f"an allowed id names no module (import it with --import): id={env_id}")
            known = entries.get(env_id)
            if known is not None and not kwargs:
                self._entries[env_id] = known
            elif known is not None:
                self._entries[env_id] = Entry(env_id, kwargs, known.heavy, known.clips, known.needs, known.imports)
            else:
                self._entries[env_id] = Entry(env_id, kwargs, heavy=True, imports=modules)

    def ids(self) -> list[str]:
        """The ids that can be made here, in order."""
        return sorted(env_id for env_id, entry in self._entries.items() if not entry.missing())

    def entry(self, env_id: Any) -> Entry:
        """The entry of an id from a request."""
        if not isinstance(env_id, str):
            raise invalid_parameter(f"env_id must be a text: env_id={excerpt(env_id)}")
        shown = env_id if len(env_id) <= _MOST_TEXT else env_id[:_MOST_TEXT] + "..."
        # The first sentence is that of the classic server.
        message = f"Attempted to look up malformed environment ID '{shown}'"
        entry = self._entries.get(env_id)
        if entry is None:
            if ":" in env_id:
                message += ": an id that names a module is never made"
            near = difflib.get_close_matches(env_id[:_MOST_TEXT], self.ids(), 1)
            message += f"; did you mean {near[0]}?" if near else "; /v1/registry/ lists what this server makes"
            raise InvalidUsage(400, "unknown_environment", message)
        missing = entry.missing()
        if missing:
            raise InvalidUsage(
                400, "unknown_environment", f"{message}: it needs what is not installed here: {', '.join(missing)}"
            )
        return entry


def checked_kwargs(entry: Entry, kwargs: Any) -> dict[str, Any]:
    """The keyword arguments of a request, if all of them may be given."""
    if kwargs is None:
        return {}
    if not isinstance(kwargs, dict) or len(kwargs) > _MOST_KWARGS:
        raise invalid_parameter(f"kwargs must be an object of at most {_MOST_KWARGS} keys: kwargs={excerpt(kwargs)}")
    for name, value in kwargs.items():
        if name not in entry.kwargs:
            raise invalid_parameter(f"kwargs of {entry.env_id} must be of {list(entry.kwargs)}: kwargs={excerpt(name)}")
        text = isinstance(value, str) and len(value) <= _MOST_TEXT
        if not (value is None or text or isinstance(value, (bool, int, float))):
            raise invalid_parameter(f"kwargs.{name} must be a number, a boolean or a short text: {excerpt(value)}")
    return dict(kwargs)
