"""The one exception that becomes an error reply."""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """A request that cannot be done: the rule, then the value.

    status: the HTTP status
    code: a stable word for programs, such as ``invalid_action``
    details: more keys of the reply, such as ``traceback``
    """

    def __init__(self, status: int, code: str, message: str, **details: Any) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.details = details

    def document(self, instance_id: str | None = None) -> dict[str, Any]:
        """The reply as JSON values."""
        document: dict[str, Any] = {
            "message": self.message,
            "code": self.code,
            "type": type(self).__name__,
            **self.details,
        }
        if instance_id is not None:
            document["instance_id"] = instance_id
        return document


class InvalidUsage(ApiError):
    """The client asked for something wrong."""


class EnvError(ApiError):
    """The environment itself failed, hung or died."""

    def __init__(self, message: str, traceback: str | None = None) -> None:
        details = {} if traceback is None else {"traceback": traceback}
        super().__init__(500, "environment_failed", message, **details)


def invalid_parameter(message: str) -> InvalidUsage:
    """A parameter that breaks a rule."""
    return InvalidUsage(400, "invalid_parameter", message)


def invalid_action(message: str) -> InvalidUsage:
    """An action that its space does not hold."""
    return InvalidUsage(400, "invalid_action", message)


def missing_parameter(name: str) -> InvalidUsage:
    """A required parameter that is not there; the text is that of the classic server."""
    return InvalidUsage(400, "missing_parameter", f"A required request parameter '{name}' was not provided")


def unknown_instance(instance_id: str) -> InvalidUsage:
    """An instance that is not there (any more); the text is that of the classic server."""
    return InvalidUsage(400, "unknown_instance", f"Instance_id {instance_id} unknown", instance_id=instance_id)


def excerpt(value: Any, limit: int = 200) -> str:
    """A value as it stands in an error message, never longer than that."""
    text = repr(value)
    return text if len(text) <= limit else text[:limit] + "..."
