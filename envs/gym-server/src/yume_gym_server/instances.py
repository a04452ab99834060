"""All instances of a server: made within limits, found, and closed when their leases run out."""

from __future__ import annotations

import logging
import secrets
import threading

from yume_gym_server.errors import InvalidUsage, unknown_instance
from yume_gym_server.instance import Instance, Order
from yume_gym_server.processes import Guard
from yume_gym_server.settings import Limits

_LOG = logging.getLogger(__name__)
_LEASE_CHECK_SECONDS = 0.5


class Instances:
    """Used by many threads."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._guard = Guard()
        self._lock = threading.Lock()
        self._there: dict[str, Instance] = {}
        self._promised: dict[str, Order] = {}
        self._stopped = threading.Event()
        self._reaper = threading.Thread(target=self._reap, name="leases", daemon=True)
        self._reaper.start()

    def make(self, order: Order) -> Instance:
        """A new instance; 429 where there are too many."""
        with self._lock:
            if self._stopped.is_set():
                raise InvalidUsage(503, "capacity", "the server is shutting down")
            orders = [*self._promised.values(), *(instance.order for instance in self._there.values())]
            if len(orders) >= self._limits.instances:
                raise InvalidUsage(
                    429, "capacity", f"at most {self._limits.instances} instances: close one first: there={len(orders)}"
                )
            workers = sum(other.rows for other in orders if other.processes)
            if order.processes and workers + order.rows > self._limits.workers:
                raise InvalidUsage(
                    429,
                    "capacity",
                    f"at most {self._limits.workers} environments with a process each: there={workers}, asked={order.rows}",
                )
            instance_id = secrets.token_hex(4)
            while instance_id in self._there or instance_id in self._promised:
                instance_id = secrets.token_hex(4)
            self._promised[instance_id] = order
        try:
            instance = Instance(instance_id, order, self._limits, self._guard)
        finally:
            with self._lock:
                del self._promised[instance_id]
        with self._lock:
            late = self._stopped.is_set()
            if not late:
                self._there[instance_id] = instance
        if late:
            instance.close()
            raise InvalidUsage(503, "capacity", "the server is shutting down")
        return instance

    def using(self, instance_id: str) -> Instance:
        """The instance, which ``with`` then keeps for this thread alone."""
        instance = self._there.get(instance_id)
        if instance is None:
            raise unknown_instance(instance_id)
        return instance

    def close(self, instance_id: str) -> None:
        """Closes and forgets an instance, once nobody uses it."""
        with self.using(instance_id) as instance:
            with self._lock:
                self._there.pop(instance_id, None)
            instance.close()

    def names(self) -> dict[str, str]:
        """The environment id of each instance."""
        with self._lock:
            return {instance_id: instance.order.recipe.env_id for instance_id, instance in self._there.items()}

    def count(self) -> int:
        """How many there are."""
        return len(self._there)

    def stop(self) -> None:
        """Closes all, whoever uses them, and makes no more."""
        with self._lock:
            self._stopped.set()
            left = list(self._there.values())
            self._there.clear()
        # At the same time, since each may take a moment to end its processes.
        closers = [threading.Thread(target=instance.close, name="close") for instance in left]
        for closer in closers:
            closer.start()
        for closer in closers:
            closer.join()
        self._reaper.join()
        self._guard.close()

    def _reap(self) -> None:
        while not self._stopped.wait(_LEASE_CHECK_SECONDS):
            for instance_id, instance in list(self._there.items()):
                if instance.expired():
                    _LOG.info("the lease of %s has run out", instance_id)
                    try:
                        self.close(instance_id)
                    except InvalidUsage:
                        pass  # Somebody else closed it just now.
