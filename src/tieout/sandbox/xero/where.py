"""Xero's `where` and `order`: a small C#-like language, parsed and held against objects."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from tieout.sandbox.call import Json
from tieout.sandbox.xero.errors import bad_query
from tieout.sandbox.xero.wire import instant

Lookup = Callable[[str], Json]  # a dotted path, to its value in one object
Test = Callable[[Lookup], Json]

LENGTH_MAX, DEPTH_MAX = 8_000, 50
_TOKEN = re.compile(
    r"""\s*(?:
    (?P<string>"[^"]*") | (?P<single>'[^']*'?) | (?P<number>-?\d+(?:\.\d+)?) |
    (?P<name>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*) |
    (?P<op>==|!=|<>|>=|<=|&&|\|\||[=<>!(),.]) )""",
    re.VERBOSE,
)
_METHODS = {"contains", "startswith", "endswith", "tolower", "toupper"}
_COMPARE: dict[str, Callable[[Json, Json], bool]] = {
    "==": lambda a, b: bool(a == b),
    "!=": lambda a, b: bool(a != b),
    ">": lambda a, b: bool(a > b),
    "<": lambda a, b: bool(a < b),
    ">=": lambda a, b: bool(a >= b),
    "<=": lambda a, b: bool(a <= b),
}
_SAME = {"=": "==", "<>": "!="}


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str


def parse_where(text: str) -> Callable[[Lookup], bool]:
    """A test for objects; raises the provider's QueryParseException for what it cannot read."""
    if len(text) > LENGTH_MAX:
        raise bad_query("Query is too long")
    parser = _Parser(_tokens(text))
    test = parser.either(0)
    parser.end()
    return lambda lookup: test(lookup) is True


def parse_order(text: str) -> list[tuple[str, bool]]:
    """Fields with whether they descend."""
    found = []
    for part in text.split(","):
        words = part.split()
        if not 1 <= len(words) <= 2 or (len(words) == 2 and words[1].upper() not in ("ASC", "DESC")):
            raise bad_query("Expression expected")
        found.append((words[0], len(words) == 2 and words[1].upper() == "DESC"))
    return found


def _tokens(text: str) -> list[_Token]:
    found, at = [], 0
    while text[at:].strip():
        match = _TOKEN.match(text, at)
        if match is None:
            raise bad_query(f"Syntax error '{text[at:].strip()[:1]}'")
        kind = str(match.lastgroup)
        if kind == "single":
            raise bad_query("Character literal must contain exactly one character")
        found.append(_Token(kind, match[kind]))
        at = match.end()
    return found


class _Parser:
    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens, self._at = tokens, 0

    def _peek(self) -> str:
        return self._tokens[self._at].text if self._at < len(self._tokens) else ""

    def _take(self, *wanted: str) -> bool:
        if self._at < len(self._tokens) and self._tokens[self._at].kind != "string" and self._peek().upper() in wanted:
            self._at += 1
            return True
        return False

    def end(self) -> None:
        if self._at < len(self._tokens):
            raise bad_query("Syntax error")

    def either(self, depth: int) -> Test:
        if depth > DEPTH_MAX:
            raise bad_query("Query is too deep")
        tests = [self._all(depth)]
        while self._take("OR", "||"):
            tests.append(self._all(depth))
        return tests[0] if len(tests) == 1 else lambda lookup: any(test(lookup) is True for test in tests)

    def _all(self, depth: int) -> Test:
        tests = [self._one(depth)]
        while self._take("AND", "&&"):
            tests.append(self._one(depth))
        return tests[0] if len(tests) == 1 else lambda lookup: all(test(lookup) is True for test in tests)

    def _one(self, depth: int) -> Test:
        if self._take("NOT", "!"):
            inner = self._one(depth + 1) if depth < DEPTH_MAX else self.either(depth + 1)
            return lambda lookup: inner(lookup) is not True
        if self._take("("):
            inner = self.either(depth + 1)
            self._close()
            left = self._called(inner)
        else:
            left = self._value()
        sign = self._peek() if self._at < len(self._tokens) and self._tokens[self._at].kind == "op" else ""
        sign = _SAME.get(sign, sign)
        if sign not in _COMPARE:
            return left
        self._at += 1
        right, compare = self._value(), _COMPARE[sign]
        return lambda lookup: _compared(compare, sign, left=left(lookup), right=right(lookup))

    def _close(self) -> None:
        if not self._take(")"):
            raise bad_query("')' or ',' expected")

    def _value(self) -> Test:
        if self._at >= len(self._tokens):
            raise bad_query("Expression expected")
        token = self._tokens[self._at]
        self._at += 1
        if token.kind == "string":
            return self._called(_constant(token.text[1:-1]))
        if token.kind == "number":
            return _constant(Decimal(token.text))
        if token.kind != "name":
            raise bad_query("Expression expected")
        word = token.text.lower()
        if word in ("true", "false", "null"):
            return _constant({"true": True, "false": False, "null": None}[word])
        if word in ("datetime", "guid", "datetime.parse"):
            return self._literal(word)
        path, _, method = token.text.rpartition(".")
        if method.lower() in _METHODS and self._peek() == "(":
            return self._method(_field(path), method.lower())
        return self._called(_field(token.text))

    def _literal(self, word: str) -> Test:
        arguments = self._arguments()
        try:
            if word == "datetime":
                return _constant(datetime(*(int(part) for part in arguments), tzinfo=UTC))  # type: ignore[arg-type, misc]
            (text,) = arguments
            if word == "guid":
                return _constant(str(text).lower())
            moment = datetime.fromisoformat(str(text))
            return _constant(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
        except (ValueError, TypeError, OverflowError):
            raise bad_query("Expression expected") from None

    def _arguments(self) -> list[Json]:
        if not self._take("("):
            raise bad_query("'(' expected")
        found: list[Json] = []
        while not self._take(")"):
            found.append(self._value()(lambda _path: None))
            if not self._take(",") and self._peek() != ")":
                raise bad_query("')' or ',' expected")
        return found

    def _called(self, value: Test) -> Test:
        """Methods after a value, such as `.ToLower().Contains("x")`."""
        while self._peek() == "." and self._at + 1 < len(self._tokens):
            name = self._tokens[self._at + 1].text.lower()
            if name not in _METHODS:
                raise bad_query(f"No property or field '{name}' exists")
            self._at += 2
            value = self._method(value, name)
        return value

    def _method(self, value: Test, name: str) -> Test:
        arguments = self._arguments()
        if name in ("tolower", "toupper"):
            return self._called(lambda lookup: _folded(value(lookup)))
        if len(arguments) != 1 or not isinstance(arguments[0], str):
            raise bad_query("Expression expected")
        part = _folded(arguments[0])
        tests: dict[str, Callable[[str], bool]] = {
            "contains": lambda text: part in text,
            "startswith": lambda text: text.startswith(part),
            "endswith": lambda text: text.endswith(part),
        }
        test = tests[name]
        return lambda lookup: isinstance(found := value(lookup), str) and test(_folded(found))


def _constant(value: Json) -> Test:
    return lambda _lookup: value


def _field(path: str) -> Test:
    return lambda lookup: lookup(path)


def _folded(value: Json) -> Json:
    """Comparison of texts ignores case and accents (documented for the optimised contact fields, assumed for the rest)."""
    if not isinstance(value, str):
        return value
    if value.isascii():
        return value.lower()
    return "".join(c for c in unicodedata.normalize("NFKD", value) if not unicodedata.combining(c)).lower()


def _compared(compare: Callable[[Json, Json], bool], sign: str, *, left: Json, right: Json) -> bool:
    if left is None or right is None:
        return (left is right) == (sign == "==") if sign in ("==", "!=") else False
    if isinstance(right, datetime) or isinstance(left, datetime):
        left, right = _moment(left), _moment(right)
    elif isinstance(left, str) and isinstance(right, str):
        left, right = _folded(left), _folded(right)
    if left is None or right is None or not _comparable(left, right):
        return sign == "!="
    return compare(left, right)


def _comparable(left: Json, right: Json) -> bool:
    numbers = (int, Decimal)
    if isinstance(left, bool) or isinstance(right, bool):
        return isinstance(left, bool) and isinstance(right, bool)
    return (isinstance(left, numbers) and isinstance(right, numbers)) or type(left) is type(right)


def _moment(value: Json) -> datetime | None:
    if isinstance(value, datetime):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return instant(value)
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def sort_key(values: Iterable[Json]) -> tuple[tuple[int, Json], ...]:
    """A key under which values of mixed presence sort: nothing first, then by kind."""
    return tuple(
        (0, 0) if value is None else (1, value) if isinstance(value, int | Decimal) else (2, _folded(str(value)))
        for value in values
    )
