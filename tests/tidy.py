"""The rules of STYLE that a program can judge, each a pure function from a parsed module to what is wrong in it."""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

FUNCTION_LINES, FILE_LINES, ARGUMENTS, POSITIONAL = 60, 400, 5, 2
VAGUE_ROOMS = {"core", "common", "util", "utils", "helper", "helpers", "service", "services", "misc"}
VAGUE_NAME = re.compile(r"(?:Manager|Helper|Handler|Util|Utils|Base|Data|Info)$")
# Pure rooms and connectors carry amounts: a float there has lost cents already.
EXACT_ROOMS = ("accounting", "mapping", "reconciliation", "connectors")
# Likeness of names and the weights of evidence are no amounts.
SCORES = "tieout.reconciliation.identity."
# A mark for later work belongs in an issue. Written apart, so that this file passes its own rule.
LATER = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|HA" + r"CK)\b")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, kw_only=True)
class Module:
    """A parsed file. `name` is dotted and begins at src/ or tests/: `tieout.store.links`, `unit.test_docs`."""

    name: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """All of them, walked once for every rule that looks at each."""
        return list(ast.walk(self.tree))

    @property
    def room(self) -> str:
        return self.name.split(".")[1] if self.name.startswith("tieout.") else ""


@dataclass(frozen=True, kw_only=True)
class Fault:
    """`place` is `module` or `module.function`, as the lists of exceptions name it."""

    place: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.place}, line {self.line}: {self.message}"


def module_of(path: Path, *, root: Path) -> Module:
    parts = list(path.relative_to(root).with_suffix("").parts)
    return Module(name=".".join(parts[:-1] if parts[-1] == "__init__" else parts), text=path.read_text("utf-8"))


def too_long(module: Module) -> Iterator[Fault]:
    lines = module.text.count("\n")
    if lines > FILE_LINES:
        yield Fault(
            place=module.name, line=lines, message=f"{lines} lines; a file has at most {FILE_LINES}. Divide it by its concepts."
        )
    for place, function in functions(module):
        length = (function.end_lineno or 0) - function.lineno + 1
        if length > FUNCTION_LINES:
            yield Fault(place=place, line=function.lineno, message=f"{length} lines; a function has at most {FUNCTION_LINES}.")


def too_many_arguments(module: Module) -> Iterator[Fault]:
    """Left out: commands, to which click gives every option as an argument of its own."""
    for place, function in functions(module):
        if any("click." in ast.unparse(each) or ".command(" in ast.unparse(each) for each in function.decorator_list):
            continue
        total = len(_positional(function)) + len(function.args.kwonlyargs)
        if total > ARGUMENTS:
            yield Fault(
                place=place,
                line=function.lineno,
                message=f"{total} arguments, at most {ARGUMENTS}. Make a value of what belongs together.",
            )


def too_many_by_place(module: Module) -> Iterator[Fault]:
    """From the third on, arguments are given by name.

    Left out: tests and decorated functions, whose framework asks for arguments by name; dunders, whose signature is the language's;
    and functions that are handed on as values, because whoever calls them knows their places only.
    """
    handed_on = _handed_on(module.nodes)
    for place, function in functions(module):
        count = len(_positional(function))
        fixed = function.name.startswith(("test_", "__")) or function.name in handed_on or bool(function.decorator_list)
        if count > POSITIONAL and not fixed:
            yield Fault(place=place, line=function.lineno, message=f"{count} arguments by position; put * after the second.")


def _positional(function: Function) -> list[str]:
    names = [each.arg for each in function.args.posonlyargs + function.args.args]
    return names[1:] if names[:1] in (["self"], ["cls"]) else names


def _handed_on(nodes: Sequence[ast.AST]) -> set[str]:
    """Names that are used otherwise than by calling them."""
    called = {id(node.func) for node in nodes if isinstance(node, ast.Call)}
    used = [node for node in nodes if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load)]
    return {node.id if isinstance(node, ast.Name) else node.attr for node in used if id(node) not in called}


def without_purpose(module: Module) -> Iterator[Fault]:
    if not ast.get_docstring(module.tree):
        yield Fault(place=module.name, line=1, message="opens without a sentence that says what it is for.")


def vague_names(module: Module) -> Iterator[Fault]:
    for part in VAGUE_ROOMS & set(module.name.split(".")):
        yield Fault(place=module.name, line=1, message=f"{part!r} says nothing; name it after what it keeps.")
    for node in module.nodes:
        if isinstance(node, ast.ClassDef) and VAGUE_NAME.search(node.name):
            yield Fault(
                place=f"{module.name}.{node.name}", line=node.lineno, message="the name says nothing; take the domain's word."
            )


def queries_outside_store(module: Module) -> Iterator[Fault]:
    if module.room in ("", "store"):  # a test may look at rows
        return
    for node in module.nodes:
        if isinstance(node, ast.Attribute) and node.attr == "objects":
            yield Fault(
                place=module.name, line=node.lineno, message="`.objects` outside store: write a function in store/ and call it."
            )


def queries_without_workspace(module: Module) -> Iterator[Fault]:
    """A public function of store that queries and does not take the workspace first could give one business another's rows."""
    if module.room != "store":
        return
    for node in module.tree.body:
        if not isinstance(node, Function) or node.name.startswith("_") or not _queries(node):
            continue
        first = [each.arg for each in node.args.posonlyargs + node.args.args][:1]
        if first != ["workspace_id"]:
            yield Fault(
                place=f"{module.name}.{node.name}", line=node.lineno, message="queries, and does not take workspace_id first."
            )


def broad_excepts(module: Module) -> Iterator[Fault]:
    for node in module.nodes:
        if isinstance(node, ast.ExceptHandler) and not _passes_on(node):
            caught = [None] if node.type is None else node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
            if any(each is None or (isinstance(each, ast.Name) and each.id in ("Exception", "BaseException")) for each in caught):
                yield Fault(
                    place=module.name, line=node.lineno, message="catches everything; name what the caller can do something about."
                )


def floats(module: Module) -> Iterator[Fault]:
    if module.room not in EXACT_ROOMS or module.name.startswith(SCORES):
        return
    for node in module.nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float":
            yield Fault(place=module.name, line=node.lineno, message="float() in a room of amounts; Decimal is exact.")


def marks_for_later(module: Module) -> Iterator[Fault]:
    for number, line in enumerate(module.text.splitlines(), 1):
        if LATER.search(line):
            yield Fault(place=module.name, line=number, message="a mark for later; do it, or leave it out.")


def left_out_tests(module: Module) -> Iterator[Fault]:
    for node in module.nodes:
        if (
            isinstance(node, ast.Attribute)
            and node.attr in ("skip", "skipif", "xfail", "importorskip")
            and "pytest" in ast.unparse(node)
        ):
            yield Fault(
                place=module.name, line=node.lineno, message="a test that is left out proves nothing; give it what it needs."
            )


@cache
def functions(module: Module) -> list[tuple[str, Function]]:
    """Every function with its place: `module.function` or `module.Class.method`."""

    def walk(node: ast.AST, place: str) -> Iterator[tuple[str, Function]]:
        for child in ast.iter_child_nodes(node):
            inner = f"{place}.{child.name}" if isinstance(child, Function | ast.ClassDef) else place
            if isinstance(child, Function):
                yield inner, child
            yield from walk(child, inner)

    return list(walk(module.tree, module.name))


def _passes_on(handler: ast.ExceptHandler) -> bool:
    """It ends by raising again what it caught: it takes something back, and hides nothing."""
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def _queries(function: Function) -> bool:
    """It reads or changes rows that it chooses itself. Rows that are handed in carry their workspace: bulk_create, bulk_update."""
    inner = {id(node.value): node.attr for node in ast.walk(function) if isinstance(node, ast.Attribute)}
    for node in ast.walk(function):
        if isinstance(node, ast.Attribute) and node.attr == "objects" and inner.get(id(node)) not in ("bulk_create", "bulk_update"):
            return True
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "cursor":
            return True
    return False


RULES = (
    too_long,
    too_many_arguments,
    too_many_by_place,
    without_purpose,
    vague_names,
    queries_outside_store,
    queries_without_workspace,
    broad_excepts,
    floats,
    marks_for_later,
    left_out_tests,
)
