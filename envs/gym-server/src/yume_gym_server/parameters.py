"""What requests say, checked: the parameters of each route as values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from yume_gym_server import frames, jsonio
from yume_gym_server.catalog import Catalog, checked_kwargs
from yume_gym_server.errors import InvalidUsage, excerpt, invalid_parameter, missing_parameter
from yume_gym_server.instance import Order, Step
from yume_gym_server.replies import Form
from yume_gym_server.runner import AUTORESETS, NEXT_STEP, NO_RESET, Recipe
from yume_gym_server.settings import Limits
from yume_gym_server.wire import Request

_LARGEST = 2**63 - 1
_MOST_REPEAT = 1000
_MOST_STEPS = 2**31 - 1
_MOST_OPTIONS = 64 * 1024
_JSON = "application/json"


def document(request: Request, lenient: bool = False) -> dict[str, Any]:
    """The JSON object or the frame in the body.

    lenient: for routes whose body may be absent, null, or of another type
    """
    body = request.body
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if lenient and (not body or kind not in (_JSON, frames.MEDIA_TYPE)):
        return {}
    if kind == frames.MEDIA_TYPE:
        return frames.decode(body)
    if kind != _JSON:
        raise InvalidUsage(415, "unsupported_media_type", f"Content-Type must be {_JSON}: {excerpt(kind)}")
    try:
        value = jsonio.decode(body)
    except ValueError as failure:
        raise InvalidUsage(400, "bad_json", "Request is not a valid json") from failure
    if value is None and lenient:
        return {}
    if not isinstance(value, dict):
        raise InvalidUsage(400, "bad_json", "Request is not a valid json")
    return value


def required(parameters: Mapping[str, Any], name: str) -> Any:
    """A parameter that must be there; null and nothing count as missing, 0 and false do not."""
    value = parameters.get(name)
    if value is None or (isinstance(value, (str, list)) and len(value) == 0):
        raise missing_parameter(name)
    return value


def whole(parameters: Mapping[str, Any], name: str, least: int, most: int) -> int | None:
    """A whole number in a range, if it is there."""
    value = parameters.get(name)
    if value is None:
        return None
    if type(value) is not int or not least <= value <= most:
        raise invalid_parameter(f"{name} must be a whole number in {least} .. {most}: {name}={excerpt(value)}")
    return value


def flag(parameters: Mapping[str, Any], name: str) -> bool:
    """A boolean that is false where it is not there."""
    value = parameters.get(name)
    if value is None:
        return False
    if not isinstance(value, bool):
        raise invalid_parameter(f"{name} must be true or false: {name}={excerpt(value)}")
    return value


def form(request: Request, parameters: Mapping[str, Any], batch: bool = False) -> Form:
    """How the reply shall look; the parts of a batch are JSON."""
    wanted = parameters.get("frame")
    if wanted not in (None, "json", "base64"):
        raise invalid_parameter(f"frame must be 'json' or 'base64': frame={excerpt(wanted)}")
    return Form(
        frame=not batch and frames.MEDIA_TYPE in request.headers.get("accept", ""),
        packed=wanted == "base64",
        strings=request.headers.get("x-gym-protocol") == "2",
    )


def order(parameters: Mapping[str, Any], catalog: Catalog, limits: Limits) -> Order:
    """What ``create`` asks for."""
    entry = catalog.entry(required(parameters, "env_id"))
    rows = whole(parameters, "num_envs", 1, limits.num_envs) or 1
    kind = parameters.get("vector")
    if kind not in (None, "sync", "async"):
        raise invalid_parameter(f"vector must be 'sync' or 'async': vector={excerpt(kind)}")
    vector = rows > 1 or kind is not None
    autoreset = parameters.get("autoreset")
    if autoreset is None:
        autoreset = NEXT_STEP if vector else NO_RESET
    if autoreset not in AUTORESETS or (not vector and autoreset != NO_RESET):
        some = f"one of {list(AUTORESETS)}" if vector else f"{NO_RESET!r} unless vector is given"
        raise invalid_parameter(f"autoreset must be {some}: autoreset={excerpt(autoreset)}")
    render_mode = parameters.get("render_mode")
    if render_mode not in (None, "rgb_array"):
        raise invalid_parameter(f"render_mode must be null or 'rgb_array': render_mode={excerpt(render_mode)}")
    lease = whole(parameters, "lease_s", 1, limits.longest_lease)
    recipe = Recipe(
        entry.env_id,
        entry.imports,
        checked_kwargs(entry, parameters.get("kwargs")),
        whole(parameters, "max_episode_steps", 1, _MOST_STEPS),
        render_mode,
        autoreset,
    )
    return Order(
        recipe,
        rows,
        vector,
        entry.heavy or kind == "async" or render_mode is not None,
        entry.clips,
        tuple(seeds(parameters, rows, vector) or [None] * rows),
        float(limits.lease if lease is None else lease),
    )


def seeds(parameters: Mapping[str, Any], rows: int, vector: bool) -> list[int | None] | None:
    """The seed of each row: from one number on, or as the array says; None where there is none at all."""
    value = parameters.get("seed")
    if value is None:
        return None
    if vector and isinstance(value, list):
        if len(value) != rows:
            raise invalid_parameter(f"seed must have one number for each row: expected={rows}, actual={len(value)}")
        return [whole({"seed": element}, "seed", 0, _LARGEST) for element in value]
    seed = whole(parameters, "seed", 0, _LARGEST)
    assert seed is not None
    return [seed + row for row in range(rows)]


def mask(parameters: Mapping[str, Any], rows: int, vector: bool) -> list[bool] | None:
    """Which rows a reset is for."""
    value = parameters.get("mask")
    if value is None:
        return None
    if not vector:
        raise invalid_parameter("mask is for vectors")
    if not isinstance(value, list) or len(value) != rows or not all(isinstance(element, bool) for element in value):
        raise invalid_parameter(f"mask must be an array of {rows} booleans: mask={excerpt(value)}")
    return value


def options(parameters: Mapping[str, Any]) -> dict[str, Any] | None:
    """What the environment itself reads at a reset."""
    value = parameters.get("options")
    if value is None:
        return None
    if not isinstance(value, dict) or len(jsonio.encode(value, strings=False)) > _MOST_OPTIONS:
        raise invalid_parameter(f"options must be an object of at most {_MOST_OPTIONS} bytes: options={excerpt(value)}")
    return value


def step(request: Request, parameters: Mapping[str, Any], batch: bool = False) -> Step:
    """What ``step`` asks for. ``render`` is ignored, since there is no window; a picture is had from a route of its own."""
    return Step(
        required(parameters, "action"),
        whole(parameters, "step_id", 0, _LARGEST),
        whole(parameters, "repeat", 1, _MOST_REPEAT),
        form(request, parameters, batch),
    )
