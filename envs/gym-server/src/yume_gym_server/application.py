"""The routes: from a request to a reply."""

from __future__ import annotations

import contextlib
import hmac
import logging
import platform
import urllib.parse
from collections.abc import Callable
from typing import Any

import gymnasium
import numpy as np

from yume_gym_server import PROTOCOL, VERSION, frames, jsonio, parameters, png, spaces
from yume_gym_server.catalog import Catalog
from yume_gym_server.errors import ApiError, InvalidUsage, excerpt, invalid_parameter
from yume_gym_server.instance import Instance, error_reply
from yume_gym_server.instances import Instances
from yume_gym_server.monitor import Monitor, inside
from yume_gym_server.settings import Settings, loopback
from yume_gym_server.wire import Reply, Request

_LOG = logging.getLogger(__name__)
_FEATURES = (
    "seed",
    "truncation",
    "vector",
    "batch",
    "frame",
    "gzip",
    "render",
    "step_id",
    "repeat",
    "lease",
    "mask",
)
_LOCAL_NAMES = ("localhost", "127.0.0.1", "[::1]")
_MOST_STEPS = 1024

_Route = Callable[[Request], Reply]
_InstanceRoute = Callable[[Request, str], Reply]


class Application:
    """Answers requests; used by many threads.

    stop: called when a client asks the server to shut down
    """

    def __init__(self, settings: Settings, stop: Callable[[], None]) -> None:
        self._settings = settings
        self._stop = stop
        self._catalog = Catalog(settings.allowed, settings.only_allowed, settings.modules)
        self.instances = Instances(settings.limits)
        self._local = loopback(settings.host)
        self._routes: dict[tuple[str, ...], dict[str, _Route]] = {
            ("v1", "health"): {"GET": self._health},
            ("v1", "registry"): {"GET": self._registry},
            ("v1", "envs"): {"GET": self._list, "POST": self._create},
            ("v1", "step_batch"): {"POST": self._step_batch},
            ("v1", "upload"): {"POST": self._upload},
            ("v1", "shutdown"): {"POST": self._shutdown},
        }
        self._instance_routes: dict[tuple[str, ...], dict[str, _InstanceRoute]] = {
            (): {"DELETE": self._close},
            ("step",): {"POST": self._step},
            ("reset",): {"POST": self._reset},
            ("close",): {"POST": self._close},
            ("render",): {"GET": self._render},
            ("action_space",): {"GET": self._action_space},
            ("observation_space",): {"GET": self._observation_space},
            ("action_space", "sample"): {"GET": self._sample},
            ("observation_space", "contains"): {"POST": self._describes},
            ("monitor", "start"): {"POST": self._monitor_start},
            ("monitor", "close"): {"POST": self._monitor_close},
        }

    def answer(self, request: Request) -> Reply:
        """The reply; whatever goes wrong is one, too."""
        strings = request.headers.get("x-gym-protocol") == "2"
        try:
            self._check_allowed(request)
            return self._routed(request)
        except ApiError as failure:
            reply = error_reply(failure, None, strings)
            if failure.status == 401:
                reply.headers = (("WWW-Authenticate", "Bearer"),)
            return reply
        except Exception as failure:  # A defect of ours must not end the connection without a word.
            _LOG.exception("%s %s", request.method, request.path)
            return error_reply(ApiError(500, "internal", f"{type(failure).__name__}: {excerpt(str(failure))}"), None, strings)

    def _check_allowed(self, request: Request) -> None:
        token = self._settings.token
        if token is not None:
            given = request.headers.get("authorization", "").encode("latin-1")
            if not hmac.compare_digest(given, b"Bearer " + token.encode()):
                raise InvalidUsage(401, "unauthorized", "this server asks for its token: Authorization: Bearer TOKEN")
            return
        # Pages in a browser on this machine can reach it, too. They say where they come from.
        if "origin" in request.headers:
            raise InvalidUsage(403, "forbidden", "a server without a token answers no web pages")
        name = request.headers.get("host", "localhost")
        name = name if name.endswith("]") else name.rpartition(":")[0] or name
        if self._local and name.lower() not in _LOCAL_NAMES and not loopback(name):
            raise InvalidUsage(403, "forbidden", f"a server without a token is called by a local name: {excerpt(name)}")

    def _routed(self, request: Request) -> Reply:
        parts = request.path.split("/")
        if parts[-1] == "":
            parts.pop()
        path = tuple(parts[1:])
        if len(path) > 2 and path[:2] == ("v1", "envs"):
            instance_id, tail = path[2], path[3:]
            methods = self._instance_routes.get(tail)
            if methods is not None:
                found = methods.get(request.method)
                if found is not None:
                    try:
                        return found(request, instance_id)
                    except ApiError as failure:
                        failure.details.setdefault("instance_id", instance_id)
                        raise
                raise _wrong_method(request, list(methods))
            if len(tail) == 3 and tail[:2] == ("action_space", "contains"):
                if request.method != "GET":
                    raise _wrong_method(request, ["GET"])
                return self._contains(request, instance_id, tail[2])
        else:
            routes = self._routes.get(path)
            if routes is not None:
                route = routes.get(request.method)
                if route is None:
                    raise _wrong_method(request, list(routes))
                return route(request)
        raise InvalidUsage(404, "not_found", f"there is no such route: {excerpt(request.path)}")

    # Routes of the server

    def _health(self, request: Request) -> Reply:
        limits = self._settings.limits
        return _json(
            request,
            {
                "status": "ok",
                "protocol": PROTOCOL,
                "server": f"yume-gym-server/{VERSION}",
                "python": platform.python_version(),
                "gymnasium": gymnasium.__version__,
                "numpy": np.__version__,
                "features": list(_FEATURES),
                "instances": self.instances.count(),
                "max_instances": limits.instances,
                "max_num_envs": limits.num_envs,
                "max_body": limits.body_bytes,
            },
        )

    def _registry(self, request: Request) -> Reply:
        return _json(request, {"ids": self._catalog.ids()})

    def _list(self, request: Request) -> Reply:
        return _json(request, {"all_envs": self.instances.names()})

    def _create(self, request: Request) -> Reply:
        asked = parameters.document(request)
        order = parameters.order(asked, self._catalog, self._settings.limits)
        instance = self.instances.make(order)
        facts = instance.facts
        return _json(
            request,
            {
                "instance_id": instance.instance_id,
                "env_id": order.recipe.env_id,
                "num_envs": order.rows,
                "vector": order.vector,
                "autoreset": order.recipe.autoreset,
                "lease_s": int(order.lease),
                "action_space": spaces.full(facts.action_space),
                "observation_space": spaces.full(facts.observation_space),
                "spec": {
                    "max_episode_steps": facts.max_episode_steps,
                    "reward_threshold": facts.reward_threshold,
                },
            },
        )

    def _step_batch(self, request: Request) -> Reply:
        strings = request.headers.get("x-gym-protocol") == "2"
        steps = parameters.required(parameters.document(request), "steps")
        if not isinstance(steps, list) or len(steps) > _MOST_STEPS:
            raise invalid_parameter(f"steps must be an array of at most {_MOST_STEPS}: steps={excerpt(steps)}")
        results: list[bytes] = [b""] * len(steps)
        names = [element.get("instance_id") if isinstance(element, dict) else None for element in steps]
        with contextlib.ExitStack() as held:
            instances: dict[str, Instance] = {}
            unknown: dict[Any, ApiError] = {}
            # In one order, so that two batches cannot wait for each other.
            for name in sorted({name for name in names if isinstance(name, str)}):
                try:
                    instances[name] = held.enter_context(self.instances.using(name))
                except ApiError as failure:
                    unknown[name] = failure
            begun: list[tuple[int, Instance, parameters.Step]] = []
            moved: set[str] = set()
            for index, (element, name) in enumerate(zip(steps, names, strict=True)):
                try:
                    if not isinstance(element, dict):
                        raise invalid_parameter(f"each of steps must be an object: {excerpt(element)}")
                    parameters.required(element, "instance_id")
                    if name in unknown:
                        raise unknown[name]
                    if not isinstance(name, str) or name in moved:
                        raise invalid_parameter(f"instance_id must be a text, once in a batch: {excerpt(name)}")
                    step = parameters.step(request, element, batch=True)
                    kept = instances[name].begin_step(step)
                    moved.add(name)
                    if kept is None:
                        begun.append((index, instances[name], step))
                    else:
                        results[index] = _result(kept)
                except ApiError as failure:
                    shown = name if isinstance(name, str) else None
                    results[index] = _result(error_reply(failure, shown, strings))
            for index, instance, step in begun:
                results[index] = _result(instance.finish_step(step))
        return Reply(200, b'{"results":[' + b",".join(results) + b"]}")

    def _upload(self, request: Request) -> Reply:
        asked = parameters.document(request)
        parameters.required(asked, "training_dir")
        parameters.required(asked, "api_key")
        raise InvalidUsage(410, "gone", "the site that results were uploaded to is gone")

    def _shutdown(self, request: Request) -> Reply:
        if self._settings.token is None and not loopback(request.peer):
            raise InvalidUsage(403, "forbidden", "only this machine, or who has the token, may shut the server down")
        self._stop()
        return Reply(200, b"Server shutting down", "text/html; charset=utf-8")

    # Routes of an instance

    def _reset(self, request: Request, instance_id: str) -> Reply:
        with self.instances.using(instance_id) as instance:
            asked = parameters.document(request, lenient=True)
            rows, vector = instance.order.rows, instance.order.vector
            return instance.reset(
                parameters.seeds(asked, rows, vector),
                parameters.options(asked),
                parameters.mask(asked, rows, vector),
                parameters.form(request, asked),
            )

    def _step(self, request: Request, instance_id: str) -> Reply:
        with self.instances.using(instance_id) as instance:
            step = parameters.step(request, parameters.document(request))
            return instance.begin_step(step) or instance.finish_step(step)

    def _close(self, request: Request, instance_id: str) -> Reply:
        self.instances.close(instance_id)
        return Reply(204)

    def _render(self, request: Request, instance_id: str) -> Reply:
        query = urllib.parse.parse_qs(request.query)
        text = query.get("row", ["0"])[0]
        accept = request.headers.get("accept", "*/*")
        frame = frames.MEDIA_TYPE in accept
        if not frame and not any(kind in accept for kind in ("image/png", "image/*", "*/*")):
            raise InvalidUsage(406, "not_acceptable", f"Accept must be image/png or {frames.MEDIA_TYPE}: {excerpt(accept)}")
        with self.instances.using(instance_id) as instance:
            if not text.isdecimal() or len(text) > 9 or int(text) >= instance.order.rows:
                raise invalid_parameter(f"row must be in 0 .. {instance.order.rows - 1}: row={excerpt(text)}")
            image = instance.render(int(text))
        if frame:
            return Reply(200, frames.encode({"image": image}), frames.MEDIA_TYPE)
        return Reply(200, png.still(image), "image/png")

    def _action_space(self, request: Request, instance_id: str) -> Reply:
        with self.instances.using(instance_id) as instance:
            return _space(request, instance.facts.action_space)

    def _observation_space(self, request: Request, instance_id: str) -> Reply:
        with self.instances.using(instance_id) as instance:
            return _space(request, instance.facts.observation_space)

    def _sample(self, request: Request, instance_id: str) -> Reply:
        with self.instances.using(instance_id) as instance:
            space = instance.facts.action_space
            order = instance.order
            action = [space.sample() for _ in range(order.rows)] if order.vector else space.sample()
            return _json(request, {"action": jsonio.plain(action)})

    def _contains(self, request: Request, instance_id: str, text: str) -> Reply:
        with self.instances.using(instance_id) as instance:
            try:
                number = int(urllib.parse.unquote(text)[:100])
            except ValueError:
                raise invalid_parameter(f"x of contains must be a whole number: x={excerpt(text)}") from None
            return _json(request, {"member": bool(instance.facts.action_space.contains(number))})

    def _describes(self, request: Request, instance_id: str) -> Reply:
        with self.instances.using(instance_id) as instance:
            asked = parameters.document(request)
            description = spaces.classic(instance.facts.observation_space)
        unknown = sorted(asked.keys() - description.keys())
        if unknown:
            raise invalid_parameter(f"the space has the keys {list(description)}: unknown={excerpt(unknown)}")
        return _json(request, {"member": all(description[key] == value for key, value in asked.items())})

    def _monitor_start(self, request: Request, instance_id: str) -> Reply:
        with self.instances.using(instance_id) as instance:
            asked = parameters.document(request)
            directory = inside(self._settings.monitor_directory, parameters.required(asked, "directory"))
            every = asked.get("video_callable")
            if every is not None and (not isinstance(every, int) or every < 0):
                raise invalid_parameter(f"video_callable must be false, true or n >= 0: {excerpt(every)}")
            force, resume = parameters.flag(asked, "force"), parameters.flag(asked, "resume")
            if instance.order.vector:
                raise invalid_parameter("a monitor is for one environment, not for a vector")
            if every and instance.order.recipe.render_mode is None:
                raise InvalidUsage(409, "no_render_mode", "films need render_mode: 'rgb_array' when the instance is made")
            if instance.monitor is not None:
                raise invalid_parameter("the instance has a monitor already: close it first")
            instance.monitor = Monitor(directory, force, resume, int(every or 0))
        return Reply(204)

    def _monitor_close(self, request: Request, instance_id: str) -> Reply:
        with self.instances.using(instance_id) as instance:
            monitor, instance.monitor = instance.monitor, None
            if monitor is not None:
                monitor.close()
        return Reply(204)


def _json(request: Request, document: Any) -> Reply:
    return Reply(200, jsonio.encode(document, request.headers.get("x-gym-protocol") == "2"))


def _space(request: Request, space: gymnasium.Space) -> Reply:
    return _json(request, {"info": spaces.classic(space), "space": spaces.full(space)})


def _result(reply: Reply) -> bytes:
    if reply.status == 200:
        return reply.body
    return b'{"error":{"status":' + str(reply.status).encode() + b"," + reply.body[1:] + b"}"


def _wrong_method(request: Request, methods: list[str]) -> InvalidUsage:
    return InvalidUsage(
        405, "method_not_allowed", f"{request.path[:200]} takes {', '.join(methods)}: method={request.method[:20]}"
    )
