"""A client for tests: plain calls, and what came back as it came."""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from yume_gym_server import frames

JSON = {"Content-Type": "application/json"}
SUPERSET = {"X-Gym-Protocol": "2"}
FRAME = {"Accept": frames.MEDIA_TYPE}


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def frame(self) -> dict[str, Any]:
        assert self.headers["Content-Type"] == frames.MEDIA_TYPE, self.body[:500]
        return frames.decode(self.body)

    @property
    def code(self) -> str:
        return self.json["code"]


class Client:
    def __init__(self, url: str, headers: dict[str, str] | None = None) -> None:
        parts = urlsplit(url)
        self._connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=60)
        self._headers = headers or {}

    def call(self, method: str, path: str, document: Any = None, headers: dict[str, str] | None = None) -> Answer:
        body = document if isinstance(document, bytes) or document is None else json.dumps(document)
        kind = JSON if body is not None else {}
        self._connection.request(method, path, body, {**kind, **self._headers, **(headers or {})})
        reply = self._connection.getresponse()
        return Answer(reply.status, reply.headers, reply.read())

    def get(self, path: str, headers: dict[str, str] | None = None) -> Answer:
        return self.call("GET", path, None, headers)

    def post(self, path: str, document: Any = None, headers: dict[str, str] | None = None) -> Answer:
        return self.call("POST", path, document, headers)

    def make(self, env_id: str, **parameters: Any) -> Instance:
        answer = self.post("/v1/envs/", {"env_id": env_id, **parameters})
        assert answer.status == 200, answer.body
        return Instance(self, answer.json)

    def close(self) -> None:
        self._connection.close()


class Instance:
    def __init__(self, client: Client, made: dict[str, Any]) -> None:
        self.client = client
        self.made = made
        self.name = made["instance_id"]
        self.path = f"/v1/envs/{self.name}"

    def reset(self, headers: dict[str, str] | None = None, **parameters: Any) -> Answer:
        return self.client.post(self.path + "/reset/", parameters, headers)

    def step(self, action: Any, headers: dict[str, str] | None = None, **parameters: Any) -> Answer:
        return self.client.post(self.path + "/step/", {"action": action, **parameters}, headers)

    def step_frame(self, action: np.ndarray, **parameters: Any) -> dict[str, Any]:
        body = frames.encode({"action": action, **parameters})
        answer = self.client.post(self.path + "/step/", body, {"Content-Type": frames.MEDIA_TYPE, **FRAME})
        assert answer.status == 200, answer.body
        return answer.frame

    def close(self) -> Answer:
        return self.client.post(self.path + "/close/")
