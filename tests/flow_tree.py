"""Automations made at random of the steps of flow, and what each must come to: worked out beside the engine, by plain recursion."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

DEPTH_MAX = 3
Job = Mapping[str, Any]
Act = Callable[[Job, "Seen"], None]


class Stopped(Exception):
    """A run that ends where it stands."""


@dataclass
class Seen:
    """What a run brings about. `item` is the code of the item that it is at."""

    marks: list[str] = field(default_factory=list)
    posts: list[str] = field(default_factory=list)
    item: str = ""


@dataclass
class Tree:
    """`steps` are the automation's; `called` those of a second one that it calls, "CALLED" standing for its id."""

    steps: list[dict[str, Any]]
    called: list[dict[str, Any]]
    acts: list[Act]

    def expected(self, job: Job) -> Seen:
        seen = Seen()
        _do(self.acts, job, seen=seen)
        return seen


def tree(seed: int, *, hook_url: str) -> Tree:
    """One that has every kind at least once."""
    return _Maker(random.Random(seed), hook_url).whole()


def _do(acts: Sequence[Act], job: Job, *, seen: Seen) -> None:
    try:
        for act in acts:
            act(job, seen)
    except Stopped:
        return


class _Maker:
    def __init__(self, chance: random.Random, hook_url: str) -> None:
        self._chance, self._hook_url = chance, hook_url
        self._count = 0
        self._in_loop = False

    def whole(self) -> Tree:
        kinds = [
            self._condition, self._switch, self._loop, self._wait, self._approval, self._call, self._variable, self._compute,
            self._log, self._mark, self._post,
        ]  # fmt: skip
        self._chance.shuffle(kinds)
        made = [kind(0) for kind in kinds]
        called = [self._marking("called", [{"path": "job"}, "-", {"path": "which"}])]
        return Tree(steps=[step for step, _ in made], called=called, acts=[act for _, act in made])

    def _some(self, depth: int) -> tuple[list[dict[str, Any]], list[Act]]:
        kinds = [self._mark, self._post, self._variable, self._log, self._wait]
        if depth < DEPTH_MAX:
            kinds += [self._condition, self._switch, self._approval, self._call]
            kinds += [] if self._in_loop else [self._loop]
        made = [self._chance.choice(kinds)(depth) for _ in range(self._chance.randint(1, 2))]
        if depth and self._chance.random() < 0.3:
            made.append(self._stop())
        return [step for step, _ in made], [act for _, act in made]

    def _step(self, kind: str, settings: dict[str, Any], **more: Any) -> dict[str, Any]:
        self._count += 1
        return {"id": f"s{self._count}", "kind": kind, "settings": settings, **more}

    def _text(self, name: str) -> list[Any]:
        return [f"{name}-", {"path": "key"}, "-", *([{"path": "item.code"}] if self._in_loop else [])]

    def _marking(self, name: str, parts: list[Any]) -> dict[str, Any]:
        rule = {"kind": "text", "parts": [f"{name}-", *parts] if name == "called" else parts}
        values = {"name": rule, "account_number": rule, "country": {"kind": "fixed", "value": "United Kingdom"}}
        return self._step("create_record", {"collection": "customers", "key": rule, "values": values})

    def _mark(self, depth: int) -> tuple[dict[str, Any], Act]:
        del depth
        name = f"m{self._count}"
        step = self._marking(name, self._text(name))
        return step, lambda job, seen: seen.marks.append(f"{name}-{job['key']}-{seen.item}")

    def _post(self, depth: int) -> tuple[dict[str, Any], Act]:
        del depth
        name, safe = f"p{self._count}", self._chance.random() < 0.5
        body = {"mark": {"kind": "text", "parts": self._text(f"{'safe' if safe else 'once'}{name}")}}
        address = {"kind": "fixed", "value": self._hook_url}
        settings = {"method": "POST", "url": address, "body_kind": "json", "body": body, "repeat_safe": safe}
        step = self._step("http_request", settings, on_error="continue", retry={"tries": 5, "seconds": 1})
        return step, lambda job, seen: seen.posts.append(f"{'safe' if safe else 'once'}{name}-{job['key']}-{seen.item}")

    def _variable(self, depth: int) -> tuple[dict[str, Any], Act]:
        del depth
        return self._step("set_variable", {"name": f"v{self._count}", "value": {"kind": "field", "path": "total"}}), _nothing

    def _compute(self, depth: int) -> tuple[dict[str, Any], Act]:
        del depth
        result = {"name": "twice", "value": {"kind": "formula", "source": "total * 2"}, "type": "money"}
        return self._step("compute", {"results": [result]}), _nothing

    def _log(self, depth: int) -> tuple[dict[str, Any], Act]:
        del depth
        return self._step("log", {"message": {"kind": "field", "path": "name"}}), _nothing

    def _wait(self, depth: int) -> tuple[dict[str, Any], Act]:
        del depth
        return self._step("wait", {"until": "date", "date": {"kind": "fixed", "value": "2026-01-05"}}), _nothing

    def _stop(self) -> tuple[dict[str, Any], Act]:
        def stop(job: Job, seen: Seen) -> None:
            raise Stopped

        return self._step("stop", {}), stop

    def _condition(self, depth: int) -> tuple[dict[str, Any], Act]:
        than = self._chance.randint(2, 8)
        then, otherwise = self._some(depth + 1), self._some(depth + 1)
        condition = {"field": "total", "operator": ">", "value": str(than)}
        step = self._step("condition", {"condition": condition}, branches={"then": then[0], "otherwise": otherwise[0]})

        def act(job: Job, seen: Seen) -> None:
            for one in then[1] if job["total"] > than else otherwise[1]:
                one(job, seen)

        return step, act

    def _switch(self, depth: int) -> tuple[dict[str, Any], Act]:
        names = ["new", "old"]
        held = {name: self._some(depth + 1) for name in (*names, "otherwise")}
        cases = [{"id": name, "condition": {"field": "state", "operator": "=", "value": name}} for name in names]
        step = self._step("switch", {"cases": cases}, branches={name: steps for name, (steps, _) in held.items()})

        def act(job: Job, seen: Seen) -> None:
            for one in held.get(job["state"], held["otherwise"])[1]:
                one(job, seen)

        return step, act

    def _loop(self, depth: int) -> tuple[dict[str, Any], Act]:
        self._in_loop = True
        steps, acts = self._some(depth + 1)
        self._in_loop = False
        mode = self._chance.choice(["keep_going", "stop"])
        step = self._step("for_each", {"items": "lines", "when_one_fails": mode}, branches={"do": steps})

        def act(job: Job, seen: Seen) -> None:
            for line in job["lines"]:
                within = Seen(marks=seen.marks, posts=seen.posts, item=line["code"])
                _do(acts, job, seen=within)

        return step, act

    def _approval(self, depth: int) -> tuple[dict[str, Any], Act]:
        steps, acts = self._some(depth + 1)
        step = self._step("approval", {"own_allowed": True}, branches={"approved": steps})

        def act(job: Job, seen: Seen) -> None:
            for one in acts:
                one(job, seen)

        return step, act

    def _call(self, depth: int) -> tuple[dict[str, Any], Act]:
        del depth
        name = f"c{self._count}"
        item = [{"path": "item.code"}] if self._in_loop else []
        values = {"job": {"kind": "text", "parts": [f"{name}-", {"path": "key"}]}, "which": {"kind": "text", "parts": ["i", *item]}}
        step = self._step("call", {"automation": "CALLED", "values": values})
        return step, lambda job, seen: seen.marks.append(f"called-{name}-{job['key']}-i{seen.item}")


def _nothing(job: Job, seen: Seen) -> None:
    del job, seen
