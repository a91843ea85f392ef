"""The thread of a worker that walks what is on its lane, and those that act outside meanwhile."""

import threading
import time
from collections import Counter, deque
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from uuid import UUID

from tieout.engine import acting, intake, lane, run
from tieout.engine.acting import Begun, Came, Later
from tieout.engine.steps.contract import StepResult
from tieout.engine.walk import Stand, Walked
from tieout.store import database, progress, runs
from tieout.store.ids import new_id

# So many act at once, and so many of one automation, so that a receiver that hangs does not stand in everybody's way.
PLACES, PLACES_EACH = 64, 32
LOOK_SECONDS = 0.5
SHOW_SECONDS = 0.25
BATCH = 500


class Places:
    """How many may act at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._taken: Counter[UUID] = Counter()

    def free(self, automation_id: UUID) -> int:
        with self._lock:
            return max(min(PLACES - self._taken.total(), PLACES_EACH - self._taken[automation_id]), 0)

    def place(self, automation_id: UUID) -> bool:
        with self._lock:
            if self._taken.total() >= PLACES or self._taken[automation_id] >= PLACES_EACH:
                return False
            self._taken[automation_id] += 1
            return True

    def leave(self, automation_id: UUID) -> None:
        with self._lock:
            self._taken[automation_id] -= 1
            if self._taken[automation_id] <= 0:
                del self._taken[automation_id]


class Taking:
    """The places that one walk takes, which it gives back if it is undone."""

    def __init__(self, places: Places, *, name: str) -> None:
        self.name = name
        self._places = places
        self._fresh: list[UUID] = []

    def place(self, automation_id: UUID) -> bool:
        taken = self._places.place(automation_id)
        if taken:
            self._fresh.append(automation_id)
        return taken

    def give_back(self) -> None:
        for automation_id in self._fresh:
            self._places.leave(automation_id)
        self._fresh.clear()

    def settle(self) -> None:
        self._fresh.clear()


@dataclass(kw_only=True)
class _Waiting:
    """Acts of one automation at one step, which wait for a place."""

    workspace_id: UUID
    automation_id: UUID
    path: str
    run_ids: list[UUID]


class Walker:
    """Of one worker; `start` and `stop` once."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._places = Places()
        self._came: dict[UUID, list[Came]] = {}
        self._under_way: set[UUID] = set()
        self._lock = threading.Lock()
        self._waiting: deque[_Waiting] = deque()
        self._walked: Counter[UUID] = Counter()
        self._shown_at = 0.0
        self._ending = threading.Event()
        self._astray: set[UUID] = set()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        recover(self._name)
        self._lane = lane.open_lane(self._name)
        self._pool = ThreadPoolExecutor(max_workers=PLACES, thread_name_prefix="tieout-act")
        run.act_through(self)
        self.see_to()

    def see_to(self) -> None:
        """Begins the thread, also anew where trouble has ended it."""
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._go, name="tieout-walk", daemon=True)
            self._thread.start()

    def stop(self, *, seconds: float = 5.0) -> None:
        """What is under way may end; what is left then goes the long way."""
        run.act_through(None)
        lane.close_lane()
        until = time.monotonic() + seconds
        while time.monotonic() < until and (self._lane.waiting() or self._under_way):
            time.sleep(0.02)
        self._ending.set()
        self._lane.poke()
        if self._thread is not None:
            self._thread.join(timeout=seconds)
        self._pool.shutdown(wait=False, cancel_futures=True)
        recover(self._name)

    def sweep(self) -> None:
        """What is on the lane by its row and unknown here, twice in a row, goes the long way."""
        with self._lock:
            known = {*self._under_way, *(run_id for one in list(self._waiting) for run_id in one.run_ids)}
        known |= self._lane.waiting()
        astray = {row.id for rows in runs.on_lane(self._name).values() for row in rows if not row.paused} - known
        recover(self._name, only=astray & self._astray)
        self._astray = astray

    def _go(self) -> None:
        while not self._ending.is_set():
            work = self._lane.next(seconds=LOOK_SECONDS)
            with self._lock:
                came, self._came = self._came, {}
            going = {work.workspace_id: work.run_ids} if work is not None else {}
            try:
                database.tidy_connections()
                for workspace_id in [*came, *(one for one in going if one not in came)]:
                    self._walk(workspace_id, going.get(workspace_id, []), came=came.get(workspace_id, []))
                    going.pop(workspace_id, None)
                    came.pop(workspace_id, None)
                self._begin_waiting()
            except BaseException:  # The database is away: what acts have come to must not be lost, and what waits waits on.
                self._put_back(going, came)
                raise
            self._show()
        database.close_connections()

    def _put_back(self, going: Mapping[UUID, Sequence[UUID]], came: Mapping[UUID, list[Came]]) -> None:
        with self._lock:
            for workspace_id, those in came.items():
                self._came.setdefault(workspace_id, []).extend(those)
        for workspace_id, run_ids in going.items():
            self._lane.walk(workspace_id, run_ids)

    def _walk(self, workspace_id: UUID, run_ids: Sequence[UUID], *, came: list[Came]) -> None:
        stand = self.stand()
        try:
            walked = run.walk_on(workspace_id, run_ids, came=came, stand=stand)
        except BaseException:  # As above.
            stand.give_back()
            raise
        with self._lock:
            self._under_way.difference_update(one.run.id for one, _ in came)
        self.take(workspace_id, walked, stand=stand)

    def stand(self) -> Taking:
        return Taking(self._places, name=self._name)

    def take(self, workspace_id: UUID, walked: Walked, *, stand: Stand) -> None:
        """Also from other threads: what was walked in the transaction that began it."""
        self._send(workspace_id, walked.begun)
        stand.settle()
        with self._lock:
            self._walked[workspace_id] += walked.count
        for (automation_id, path), ids in walked.waiting.items():
            self._waiting.append(_Waiting(workspace_id=workspace_id, automation_id=automation_id, path=path, run_ids=list(ids)))
        if walked.left:
            self._lane.walk(workspace_id, walked.left)
        elif walked.waiting:
            self._lane.poke()

    def _send(self, workspace_id: UUID, begun: Sequence[Begun]) -> None:
        with self._lock:
            self._under_way.update(one.run.id for one in begun)
        for one in begun:
            future = self._pool.submit(acting.done, workspace_id, one)
            future.add_done_callback(lambda ended, one=one: self._back(workspace_id, one, future=ended))  # type: ignore[misc]

    def _back(self, workspace_id: UUID, one: Begun, *, future: "Future[StepResult | Later]") -> None:
        self._places.leave(_automation_of(one))
        if future.cancelled():
            return
        with self._lock:
            self._came.setdefault(workspace_id, []).append((one, acting.result_of(one, future)))
        self._lane.poke()

    def _begin_waiting(self) -> None:
        for _ in range(len(self._waiting)):
            one = self._waiting.popleft()
            free = self._places.free(one.automation_id)
            if free:
                try:
                    ready = acting.begin(one.workspace_id, one.run_ids[:free], path=one.path)
                except BaseException:  # As above.
                    self._waiting.append(one)
                    raise
                for each in ready:
                    self._places.place(_automation_of(each))
                self._send(one.workspace_id, ready)
                one.run_ids = one.run_ids[free:]
            if one.run_ids:
                self._waiting.append(one)

    def _show(self) -> None:
        """The page's live view, a few times a second."""
        if not self._walked or time.monotonic() - self._shown_at < SHOW_SECONDS:
            return
        with self._lock:
            walked, self._walked = self._walked, Counter()
        self._shown_at = time.monotonic()
        for workspace_id, count in walked.items():
            progress.show(workspace_id, "run", subject_id="all", done=count, state="running", text=f"{count} runs")


def recover(name: str, *, only: Collection[UUID] | None = None) -> int:
    """What a worker left on its lane, or of it only these, goes the long way; gives how many."""
    count = 0
    for workspace_id, found in runs.on_lane(name).items():
        rows = [row for row in found if only is None or row.id in only]
        for start in range(0, len(rows), BATCH):
            part = rows[start : start + BATCH]
            count += len(part)
            _the_long_way(workspace_id, part, name=name)
    return count


def _the_long_way(workspace_id: UUID, part: Sequence[runs.Run], *, name: str) -> None:
    with database.atomic():
        ids = [row.id for row in part]
        steps = runs.steps_of(workspace_id, ids)
        runs.leave_lane(workspace_id, ids, lane=name)
        acts: dict[str, list[UUID]] = {}
        going: list[UUID] = []
        for row in part:
            step = steps.get(row.id, {}).get(row.position)
            if step is not None and step.status == "acting" and "result" not in step.state:
                acts.setdefault(row.position, []).append(row.id)
            elif not row.paused:
                going.append(row.id)
        for path, acting_ids in acts.items():
            for start in range(0, len(acting_ids), lane.TOGETHER):
                acting.enqueue(workspace_id, acting_ids[start : start + lane.TOGETHER], path=path, turn=new_id().hex)
        intake.enqueue_advance(workspace_id, going, turn=new_id().hex)


def _automation_of(one: Begun) -> UUID:
    return one.run.version.automation_id if one.run.version is not None else one.run.id
