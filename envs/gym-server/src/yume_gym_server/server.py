"""Listens, gives each connection a thread, and stops without leaving anything behind."""

from __future__ import annotations

import gc
import logging
import socket
import threading

from yume_gym_server.application import Application
from yume_gym_server.errors import ApiError, InvalidUsage
from yume_gym_server.instance import error_reply
from yume_gym_server.settings import Settings
from yume_gym_server.wire import Connection, Hangup

_LOG = logging.getLogger(__name__)
_BACKLOG = 256


class Server:
    """A server that listens from the moment it is made; ``serve`` answers until ``stop``."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._stopping = threading.Event()
        family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
        self._listener = socket.create_server((settings.host, settings.port), family=family, backlog=_BACKLOG)
        self._application = Application(settings, self.stop)
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()

    @property
    def url(self) -> str:
        """Where it listens."""
        host, port = self._listener.getsockname()[:2]
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    def serve(self) -> None:
        """Answers until ``stop``, then closes all instances."""
        # What was made until now stays: the collector need not look at it again and again.
        gc.collect()
        gc.freeze()
        try:
            acceptor = threading.Thread(target=self._accept, name="accept", daemon=True)
            acceptor.start()
            self._stopping.wait()
        finally:
            self._stopping.set()
            self._wake()
            self._application.instances.stop()
            self._hang_up()

    def stop(self) -> None:
        """Makes ``serve`` return; may be called by any thread and by signal handlers."""
        self._stopping.set()

    def _wake(self) -> None:
        try:
            self._listener.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # Not every system can shut a listening socket down; closing it does.
        self._listener.close()

    def _hang_up(self) -> None:
        with self._lock:
            left = list(self._open)
        for sock in left:
            try:
                # Only the reading half: a reply that is under way still arrives.
                sock.shutdown(socket.SHUT_RD)
            except OSError:
                pass  # It has just ended.

    def _accept(self) -> None:
        while not self._stopping.is_set():
            try:
                sock, address = self._listener.accept()
            except OSError:
                if self._stopping.is_set():
                    return
                _LOG.exception("a connection could not be accepted")
                # Out of file descriptors, usually: some have to be closed first.
                self._stopping.wait(0.1)
                continue
            with self._lock:
                self._open.add(sock)
                full = len(self._open) > self._settings.limits.connections
            threading.Thread(target=self._converse, args=(sock, str(address[0]), full), name="connection", daemon=True).start()

    def _converse(self, sock: socket.socket, peer: str, full: bool) -> None:
        try:
            connection = Connection(sock, peer, self._settings.limits)
            if full:
                most = self._settings.limits.connections
                self._refuse(connection, InvalidUsage(503, "capacity", f"at most {most} connections: close some first"))
            else:
                self._answer_all(connection)
        except OSError:
            _LOG.debug("a connection ended", exc_info=True)
        finally:
            with self._lock:
                self._open.discard(sock)
            sock.close()

    def _answer_all(self, connection: Connection) -> None:
        try:
            keep_alive = True
            while keep_alive and not self._stopping.is_set():
                request = connection.read()
                reply = self._application.answer(request)
                keep_alive = request.keep_alive and not self._stopping.is_set()
                connection.write(reply, request, keep_alive)
            connection.linger()
        except Hangup:
            return
        except ApiError as failure:
            self._refuse(connection, failure)

    @staticmethod
    def _refuse(connection: Connection, failure: ApiError) -> None:
        """The last reply of a connection that cannot go on."""
        try:
            connection.write(error_reply(failure, None, strings=True), None, keep_alive=False)
        except Hangup:
            return
        connection.linger()
