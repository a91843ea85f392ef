"""The part of Tieout that runs things: launches the durable engine, beats, and takes over what a dead worker left."""

import logging
import threading
from concurrent.futures import ThreadPoolExecutor

from tieout.engine import (
    access,
    acting,
    alert_messages,
    alerts,
    digests,
    document_files,
    durable,
    outside,
    overdue,
    poll,
    retention,
    run,
    schedules,
    send,
    turns,
    undoing,
    walker,
    work,
)
from tieout.settings import Settings, settings
from tieout.store import connections, database, workers

# What must be registered before the engine is launched.
WORKFLOWS = (run, acting, send, work, undoing, document_files, alert_messages)
# What should go on by itself and does not, for whatever reason, is found so many beats later.
SWEEP_EVERY = 15
TICK_SECONDS = 2.0

_log = logging.getLogger(__name__)


class Worker:
    """One per process; `worker_name` must be unique among the live processes on one database."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._beats = threading.Thread(target=self._beat, name="tieout-beat", daemon=True)
        self._sweeping: threading.Thread | None = None
        self._clock: threading.Thread | None = None
        self._walker = walker.Walker(settings().worker_name)

    def start(self) -> None:
        access.be_worker()
        outside.allowed()  # What cannot be used stops the start.
        connections.release_all_leases(settings().worker_name)
        durable.launch()
        workers.beat(settings().worker_name)
        self._walker.start()
        self._beats.start()
        for connection in filter(access.may_call, connections.active_connections()):
            with database.atomic():
                turns.wake(connection.workspace_id, connection.id)

    def stop(self) -> None:
        self._stopping.set()
        self._beats.join(timeout=10)
        for thread in (self._sweeping, self._clock):
            if thread is not None:
                thread.join(timeout=10)
        self._walker.stop()
        durable.stop()
        workers.leave(settings().worker_name)

    def _beat(self) -> None:
        own, beats = settings(), 0
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="tieout-beat") as pool:
            while not self._stopping.wait(min(2.0, own.worker_dead_seconds / 4)):
                beats += 1
                trouble = pool.submit(self._beat_once, own, beats).exception()
                if trouble is not None:  # One that fell silent for good would be taken for dead while it works.
                    _log.error("the beat of worker %s failed; the next one is tried", own.worker_name, exc_info=trouble)

    def _beat_once(self, own: Settings, beats: int) -> None:
        database.tidy_connections()
        workers.beat(own.worker_name)
        self._walker.see_to()
        if self._clock is None or not self._clock.is_alive():
            self._clock = threading.Thread(target=self._tick, name="tieout-clock", daemon=True)
            self._clock.start()
        if beats % SWEEP_EVERY == 0 and (self._sweeping is None or not self._sweeping.is_alive()):
            # In a thread of its own: trouble there must not silence the beat, or others would take us for dead.
            self._sweeping = threading.Thread(target=_sweep, args=[self._walker], name="tieout-sweep", daemon=True)
            self._sweeping.start()
        for name in workers.take_dead(seconds=own.worker_dead_seconds, me=own.worker_name):
            connections.release_all_leases(name)
            taken = durable.take_over(name) + walker.recover(name)
            _log.warning("worker %s is dead; %d of its workflows and runs go on", name, taken)

    def _tick(self) -> None:
        """What is due is begun within two seconds; a thread that trouble ends is begun again with the next beat."""
        while not self._stopping.wait(TICK_SECONDS):
            database.tidy_connections()
            schedules.start_due()


def _sweep(own: walker.Walker) -> None:
    database.tidy_connections()
    try:
        own.sweep()
        send.sweep()
        poll.start_due()
        schedules.align()
        overdue.sweep()
        alerts.look_all()
        digests.send_all()
        retention.sweep()
    finally:
        database.tidy_connections()
