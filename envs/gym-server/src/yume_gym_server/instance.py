"""An instance: one environment, or a vector of them, with its step ids and its lease."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from yume_gym_server import jsonio, replies
from yume_gym_server.actions import ActionReader
from yume_gym_server.errors import ApiError, EnvError, InvalidUsage, excerpt, invalid_parameter, unknown_instance
from yume_gym_server.lanes import Lane, LocalLane, WorkerLane
from yume_gym_server.monitor import Monitor
from yume_gym_server.processes import Guard
from yume_gym_server.replies import Form
from yume_gym_server.runner import NO_RESET, SAME_STEP, Recipe
from yume_gym_server.settings import Limits
from yume_gym_server.slab import Layout, Slab, shared_file, shared_slab
from yume_gym_server.wire import Reply
from yume_gym_server.worker import failure_of

# Seconds that all worker processes of an instance have to end by themselves.
_PATIENCE = 2.0


@dataclass(frozen=True, slots=True)
class Order:
    """What a client asked to be made.

    seeds: one for each row; None where there is none
    vector: whether actions and results have rows, which they may with one environment, too
    processes: whether each row runs in a process of its own
    clips: whether the environment clips actions by itself
    lease: seconds
    """

    recipe: Recipe
    rows: int
    vector: bool
    processes: bool
    clips: bool
    seeds: tuple[int | None, ...]
    lease: float


@dataclass(frozen=True, slots=True)
class Step:
    """A step as it was asked for."""

    action: Any
    step_id: int | None
    repeat: int | None
    form: Form


class Instance:
    """Used inside ``with``, by one thread at a time; only ``close`` and ``expired`` may be called outside."""

    def __init__(self, instance_id: str, order: Order, limits: Limits, guard: Guard) -> None:
        self.instance_id = instance_id
        self.order = order
        self._lock = threading.RLock()
        self.monitor: Monitor | None = None
        self._used = time.monotonic()
        self._closed = False
        self._closing = threading.Lock()
        self._memory = shared_file() if order.processes else -1
        self._lanes: list[Lane] = []
        try:
            # All worker processes start at the same time.
            for row in range(order.rows):
                self._lanes.append(self._lane(row, limits, guard))
            facts = [lane.facts() for lane in self._lanes]
        except EnvError as failure:
            self.close()
            raise _not_made(order.recipe, failure) from failure
        except BaseException:
            self.close()
            raise
        self.facts = facts[0]
        self.layout = Layout(self.facts.observation_space)
        finals = order.recipe.autoreset == SAME_STEP
        if order.processes:
            self._slab = shared_slab(self.layout, order.rows, finals, self._memory)
        else:
            self._slab = Slab(self.layout, order.rows, finals)
        for lane in self._lanes:
            lane.attach(self._slab)
        self._reader = ActionReader(self.facts.action_space, bounded=not order.clips)
        self.facts.action_space.seed(order.seeds[0] if order.seeds[0] is not None else 0)
        self._pending_seeds = list(order.seeds)
        # Rows that only the client can bring back with a reset, and rows that the next step resets by itself.
        self._waiting = set(range(order.rows))
        self._failed: set[int] = set()
        self._ready = False
        self._last_id: int | None = None
        self._last_reply = Reply(200)

    def _lane(self, row: int, limits: Limits, guard: Guard) -> Lane:
        order = self.order
        if not order.processes:
            return LocalLane(order.recipe, row)
        return WorkerLane(order.recipe, row, order.rows, self._memory, guard, limits.step_timeout, limits.start_timeout)

    def __enter__(self) -> Instance:
        """Waits for other threads and renews the lease; an error where the instance was closed meanwhile."""
        self._lock.acquire()
        if self._closed:
            self._lock.release()
            raise unknown_instance(self.instance_id)
        self._used = time.monotonic()
        return self

    def __exit__(self, *_: object) -> None:
        """Renews the lease again, since what was done may have taken long."""
        self._used = time.monotonic()
        self._lock.release()

    def expired(self) -> bool:
        """Whether nobody has used it for as long as its lease is, and nobody does now."""
        if time.monotonic() - self._used <= self.order.lease or not self._lock.acquire(blocking=False):
            return False
        self._lock.release()
        return True

    def reset(
        self,
        seeds: list[int | None] | None,
        options: dict[str, Any] | None,
        mask: list[bool] | None,
        form: Form,
    ) -> Reply:
        """Begins episodes in all rows, or in those of the mask."""
        rows = [row for row in range(self.order.rows) if mask is None or mask[row]]
        for row in rows:
            seed = self._pending_seeds[row] if seeds is None else seeds[row]
            self._pending_seeds[row] = None
            self._lanes[row].begin_reset(seed, options)
        infos: list[dict[str, Any]] = [{} for _ in self._lanes]
        errors = self._finish(rows, infos)
        if errors and not self.order.vector:
            raise errors[0]
        if self.monitor is not None:
            self.monitor.begin(self._lanes[0].render)
        document = {
            "observation": replies.observation(self._slab, form, self.order.vector),
            "info": replies.info_of(infos, self.order.vector),
            **_described(errors),
        }
        return form.reply(document)

    def begin_step(self, step: Step) -> Reply | None:
        """Checks a step and begins it in all rows, unless the same step has been made before: then its reply."""
        if step.step_id is not None and self._last_id is not None:
            if step.step_id == self._last_id:
                kept = self._last_reply
                return Reply(kept.status, kept.body, kept.content_type, (*kept.headers, ("X-Gym-Replayed", "1")))
            if step.step_id != self._last_id + 1:
                raise InvalidUsage(
                    409,
                    "step_id_gap",
                    f"step_id must be the last one or one more: last={self._last_id}, step_id={step.step_id}",
                )
        if not self._ready:
            self._refuse()
        order = self.order
        if order.vector and step.repeat is not None:
            raise InvalidUsage(400, "invalid_parameter", f"a vector has no repeat: repeat={step.repeat}")
        actions = self._reader.rows(step.action, order.rows) if order.vector else [self._reader.one(step.action)]
        if order.recipe.autoreset == SAME_STEP:
            # Rows that have begun again meanwhile write nothing but what ends them.
            for flags in (self._slab.final_mask, self._slab.terminated, self._slab.truncated):
                flags[:] = 0
        repeat = step.repeat or 1
        failed = self._failed
        for row, lane in enumerate(self._lanes):
            if row in failed:
                lane.begin_reset(None, None)
            else:
                lane.begin_step(actions[row], repeat)
        return None

    def finish_step(self, step: Step) -> Reply:
        """Waits for the rows, and makes the reply; a failure of the only row is a reply, too."""
        infos: list[dict[str, Any]] = [{} for _ in self._lanes]
        errors = self._finish(range(self.order.rows), infos)
        vector = self.order.vector
        if errors and not vector:
            reply = error_reply(errors[0], self.instance_id, step.form.strings)
        else:
            reply = self._reply(step, infos, errors)
            if self.monitor is not None:
                self.monitor.step(float(self._slab.rewards[0]), self._any_ended(), self._lanes[0].render)
        if step.step_id is not None:
            self._last_id = step.step_id
            self._last_reply = reply
        return reply

    def _reply(self, step: Step, infos: list[dict[str, Any]], errors: dict[int, EnvError]) -> Reply:
        try:
            return step.form.reply(self._document(step, infos, errors))
        except Exception as failure:  # The step was made, and must not be made again because nobody can be told of it.
            return error_reply(EnvError(**failure_of(failure)), self.instance_id, step.form.strings)

    def _document(self, step: Step, infos: list[dict[str, Any]], errors: dict[int, EnvError]) -> dict[str, Any]:
        slab = self._slab
        vector = self.order.vector
        document = {
            "observation": replies.observation(slab, step.form, vector),
            **replies.step_values(slab, step.form, vector),
            "info": replies.info_of(infos, vector),
        }
        if step.step_id is not None:
            document["step_id"] = step.step_id
        if step.repeat is not None:
            document["repeated"] = int(slab.repeated[0]) if step.repeat > 1 else 1
        if self.order.recipe.autoreset == SAME_STEP:
            masked = slab.final_mask
            document["final_mask"] = masked if step.form.frame else masked.astype(bool).tolist()
            if masked.any():
                document["final_observation"] = replies.final_observation(slab, step.form)
        document.update(_described(errors))
        return document

    def _refuse(self) -> None:
        what = "reset it first: "
        if self._waiting:
            raise InvalidUsage(409, "step_before_reset", what + self._rows_text(sorted(self._waiting)))
        rows = [row for row, ended in enumerate(self._slab.terminated | self._slab.truncated) if ended]
        raise InvalidUsage(409, "step_after_end", "the episode has ended, " + what + self._rows_text(rows))

    def _any_ended(self) -> bool:
        return bool(self._slab.terminated.any() or self._slab.truncated.any())

    def _rows_text(self, rows: list[int]) -> str:
        text = f"instance_id={self.instance_id}"
        return f"{text}, rows={excerpt(rows)}" if self.order.vector else text

    def _finish(self, rows: Iterable[int], infos: list[dict[str, Any]]) -> dict[int, EnvError]:
        errors: dict[int, EnvError] = {}
        lanes = self._lanes
        for row in rows:
            try:
                infos[row] = lanes[row].finish()
            except EnvError as failure:
                errors[row] = failure
        if self._failed:
            self._failed.difference_update(rows)
        if self._waiting:
            self._waiting.difference_update(rows)
        for row in errors:
            self._fail(row)
        self._ready = not self._waiting and (self.order.recipe.autoreset != NO_RESET or not self._any_ended())
        return errors

    def _fail(self, row: int) -> None:
        """A row whose environment failed counts as cut off; it has to be reset, by autoreset or by the client."""
        slab = self._slab
        slab.clear(row)
        slab.rewards[row] = 0.0
        slab.terminated[row] = 0
        slab.truncated[row] = 1
        slab.final_mask[row] = 0
        (self._waiting if self.order.recipe.autoreset == NO_RESET else self._failed).add(row)

    def render(self, row: int) -> np.ndarray:
        """The picture of a row."""
        if self.order.recipe.render_mode is None:
            raise InvalidUsage(409, "no_render_mode", "an instance that renders is made with render_mode: 'rgb_array'")
        if row in self._waiting:
            raise InvalidUsage(409, "step_before_reset", f"reset it first: instance_id={self.instance_id}")
        return self._lanes[row].render()

    def close(self) -> None:
        """Ends it, whoever uses it; may be called twice."""
        self._closed = True
        for lane in self._lanes:
            if isinstance(lane, WorkerLane):
                lane.ask_to_end()
        until = time.monotonic() + _PATIENCE
        for lane in self._lanes:
            lane.close(max(0.0, until - time.monotonic()))
        if self.monitor is not None:
            self.monitor.close()
        with self._closing:
            memory, self._memory = self._memory, -1
        if memory >= 0:
            os.close(memory)


def error_reply(failure: ApiError, instance_id: str | None, strings: bool) -> Reply:
    """An error as a reply."""
    return Reply(failure.status, jsonio.encode(failure.document(instance_id), strings))


def _not_made(recipe: Recipe, failure: EnvError) -> ApiError:
    """Who asked for something unusual is told that this is why it cannot be made."""
    asked = {**recipe.kwargs, "max_episode_steps": recipe.max_episode_steps, "render_mode": recipe.render_mode}
    unusual = {name: value for name, value in asked.items() if value is not None}
    if not unusual:
        return failure
    return invalid_parameter(f"{recipe.env_id} cannot be made with {excerpt(unusual)}: {failure.message}")


def _described(errors: dict[int, EnvError]) -> dict[str, Any]:
    if not errors:
        return {}
    return {
        "errors": {
            str(row): {"message": failure.message, "code": failure.code, "type": type(failure).__name__}
            for row, failure in errors.items()
        }
    }
