"""What a drag on the canvas costs: how many steps are drawn anew for a move, the frames that were shown, the page's own work."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page

PHASES = ("pick", "move", "drop")
FRAME_MILLISECONDS = 1000 / 60
_TRACED = ["disabled-by-default-devtools.timeline", "devtools.timeline", "toplevel", "blink.user_timing"]
# React tells developers' tools of each commit, in what is shipped as well; a step was drawn anew when its component's work is a
# new one that says so (flag 1). Frames are those that the browser gives, and each is said to belong to what was done meanwhile.
LISTEN = """() => {
  const PERFORMED = 1, HOST = 5, COMPONENTS = [0, 14, 15];
  const known = new Map(), drawn = { pick: [], move: [], drop: [] }, frames = { pick: [], move: [], drop: [] };
  let phase = null, last = null;
  const componentOf = (fiber) => { let up = fiber.return; while (up && !COMPONENTS.includes(up.tag)) up = up.return; return up; };
  const stepsIn = (first, found) => {
    for (let fiber = first; fiber; fiber = fiber.sibling) {
      const step = fiber.tag === HOST && fiber.memoizedProps?.["data-step"];
      if (step) found.set(step, componentOf(fiber));
      if (fiber.child) stepsIn(fiber.child, found);
    }
    return found;
  };
  const onCommitFiberRoot = (_id, root) => {
    let count = 0;
    for (const [step, fiber] of stepsIn(root.current, new Map())) {
      const before = known.get(step);
      if (before !== undefined && before !== fiber && fiber.flags & PERFORMED) count++;
      known.set(step, fiber);
    }
    if (phase) drawn[phase].push(count);
  };
  const nothing = () => undefined;
  window.__REACT_DEVTOOLS_GLOBAL_HOOK__ =
    { supportsFiber: true, inject: () => 1, onCommitFiberRoot, onCommitFiberUnmount: nothing, onPostCommitFiberRoot: nothing };
  const frame = (at) => {
    if (!phase) return;
    if (last !== null) frames[phase].push(at - last);
    last = at;
    requestAnimationFrame(frame);
  };
  window.frameTest = {
    phase: (next) => {
      const begins = phase === null;
      phase = next;
      performance.mark(`frames:${next ?? "end"}`);
      if (begins) { last = null; requestAnimationFrame(frame); }
    },
    told: () => ({ drawn, frames }),
  };
}"""


@dataclass
class Dragged:
    """By phase: how many steps each commit drew anew, how long frames took, and the page's own tasks in milliseconds of its CPU."""

    drawn: dict[str, list[int]] = field(default_factory=dict)
    frames: dict[str, list[float]] = field(default_factory=dict)
    tasks: dict[str, list[float]] = field(default_factory=dict)

    def report(self) -> str:
        shown = [milliseconds for phase in PHASES for milliseconds in self.frames[phase]]
        said = [f"frames: {_spread(shown)}; longest at pick-up {_most(self.frames['pick'])}, at drop {_most(self.frames['drop'])}"]
        said += [f"work of the page in CPU time, {phase}: {_spread(self.tasks[phase])}" for phase in PHASES]
        said.append("steps drawn anew, at most: " + ", ".join(f"{phase} {max(self.drawn[phase], default=0)}" for phase in PHASES))
        return "\n".join(said)


@contextmanager
def watched(page: Page) -> Iterator[Dragged]:
    """Of a page to which `LISTEN` was added before it was opened; `phase` says what is being done."""
    browser, dragged = page.context.browser, Dragged()
    assert browser is not None
    browser.start_tracing(page=page, categories=_TRACED)
    yield dragged
    phase(page, None)
    told = page.evaluate("window.frameTest.told()")
    dragged.drawn, dragged.frames = told["drawn"], told["frames"]
    dragged.tasks = _tasks(json.loads(browser.stop_tracing())["traceEvents"])


def phase(page: Page, name: str | None) -> None:
    page.evaluate("(name) => window.frameTest.phase(name)", name)


def _tasks(events: list[dict[str, Any]]) -> dict[str, list[float]]:
    """The tasks of the thread that made the marks, by what was done when they began."""
    marks = sorted((one for one in events if str(one["name"]).startswith("frames:")), key=lambda one: one["ts"])
    place = (marks[0]["pid"], marks[0]["tid"])
    begins = [(one["ts"], str(one["name"]).removeprefix("frames:")) for one in marks]
    found: dict[str, list[float]] = {name: [] for name in PHASES}
    for one in events:
        if one["name"] != "RunTask" or (one["pid"], one["tid"]) != place or "tdur" not in one:
            continue
        during = next((name for at, name in reversed(begins) if at <= one["ts"]), "")
        if during in found:
            found[during].append(one["tdur"] / 1000)
    return found


def _spread(values: list[float]) -> str:
    if not values:
        return "none"
    ordered = sorted(values)
    middle, most = ordered[len(ordered) // 2], ordered[min(len(ordered) - 1, len(ordered) * 95 // 100)]
    return f"{len(ordered)}, median {middle:.1f} ms, p95 {most:.1f} ms, longest {ordered[-1]:.1f} ms"


def _most(values: list[float]) -> str:
    return f"{max(values, default=0):.1f} ms"
