"""What the operator decides."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Limits:
    """What one server gives away at most; seconds where nothing else is said."""

    instances: int = 64
    num_envs: int = 256
    workers: int = 32
    connections: int = 256
    body_bytes: int = 64 * 1024 * 1024
    lease: int = 3600
    longest_lease: int = 86400
    step_timeout: float = 120.0
    start_timeout: float = 120.0
    idle_timeout: float = 3600.0
    request_timeout: float = 60.0

    def __post_init__(self) -> None:
        for name in self.__slots__:
            value = getattr(self, name)
            if not value > 0:
                raise ValueError(f"{name} must be > 0: {name}={value}")


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the server listens and what it allows.

    allowed: more environment ids, each with the names of its allowed keyword arguments
    modules: imported before an environment is made, since they register it
    monitor_directory: the only folder that monitors may write into; none, no monitors
    """

    host: str = "127.0.0.1"
    port: int = 5000
    token: str | None = None
    allowed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    only_allowed: bool = False
    modules: tuple[str, ...] = ()
    monitor_directory: Path | None = None
    limits: Limits = field(default_factory=Limits)


def loopback(host: str) -> bool:
    """Whether only this machine can reach this address."""
    if host == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback
