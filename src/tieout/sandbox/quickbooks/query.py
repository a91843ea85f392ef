"""The query language: its lexer, its grammar, and what a statement means as a value."""

import re
from dataclasses import dataclass, field
from typing import NoReturn

from tieout.sandbox.quickbooks import errors
from tieout.sandbox.quickbooks.errors import FaultError

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<text>'(?:[^'\\]|\\.)*')
      | (?P<number>-?\d+(?:\.\d+)?)(?![\w.])
      | (?P<word>[A-Za-z_][\w]*(?:\.[A-Za-z_]\w*)*)
      | (?P<sign><=|>=|=|<|>|\(|\)|,|\*)
    )""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_OPERATORS = frozenset({"=", "<", ">", "<=", ">="})
ROWS_DEFAULT, ROWS_MAX = 100, 1000
STATEMENT_MAX = 100_000


@dataclass(frozen=True)
class Value:
    """A literal; bare words are `true`, `false` and CURRENT_DATE."""

    text: str
    kind: str  # text, number, word


@dataclass(frozen=True)
class Condition:
    field: str
    operator: str  # =, <, >, <=, >=, in, like
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Statement:
    """`fields` is empty for `*`; `count` asks for the number of rows alone."""

    entity: str
    fields: tuple[str, ...] = ()
    count: bool = False
    conditions: tuple[Condition, ...] = ()
    order: tuple[tuple[str, bool], ...] = field(default=())  # (field, descending)
    start: int = 1
    most: int = ROWS_DEFAULT


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    at: int


def parse(text: str) -> Statement:
    """Raises FaultError with 4000 for what does not parse, with 4001 for numbers that no page can have."""
    if len(text) > STATEMENT_MAX:
        raise FaultError(errors.QUERY_PARSE, "QueryParserError: the statement is too long")
    return _Parser(_tokens(text)).statement()


def _tokens(text: str) -> list[_Token]:
    tokens, at = [], 0
    end = len(text.rstrip().rstrip(";").rstrip())
    while at < end:
        match = _TOKEN.match(text, at, end)
        if match is None or match.lastgroup is None:
            rest = text[at : at + 20].strip()
            raise FaultError(errors.QUERY_PARSE, f'QueryParserError: Encountered "{rest}" at column {at + 1}')
        tokens.append(_Token(match.lastgroup, match.group(match.lastgroup), match.start(match.lastgroup)))
        at = match.end()
    return [*tokens, _Token("end", "<EOF>", end)]


class _Parser:
    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens, self._at = tokens, 0

    def statement(self) -> Statement:
        self._expect("select")
        fields, count = self._selection()
        self._expect("from")
        entity = self._word()
        conditions = self._conditions() if self._accept("where") else ()
        order = self._order()
        start = self._whole("startposition", 1)
        most = self._whole("maxresults", ROWS_DEFAULT)
        if self._now.kind != "end":
            self._wrong()
        if start < 1 or most < 0:
            raise FaultError(errors.QUERY_INVALID, "QueryValidationError: STARTPOSITION and MAXRESULTS are positive numbers")
        # More than the most is cut without a word.
        return Statement(entity, fields, count, conditions, order, start, min(most, ROWS_MAX))

    @property
    def _now(self) -> _Token:
        return self._tokens[self._at]

    def _take(self) -> _Token:
        token = self._now
        if token.kind != "end":
            self._at += 1
        return token

    def _is(self, word: str) -> bool:
        return self._now.kind in ("word", "sign") and self._now.text.lower() == word

    def _accept(self, word: str) -> bool:
        if self._is(word):
            self._take()
            return True
        return False

    def _expect(self, word: str) -> None:
        if not self._accept(word):
            self._wrong()

    def _word(self) -> str:
        if self._now.kind != "word":
            self._wrong()
        return self._take().text

    def _wrong(self) -> NoReturn:
        token = self._now
        raise FaultError(errors.QUERY_PARSE, f'QueryParserError: Encountered "{token.text[:40]}" at column {token.at + 1}')

    def _selection(self) -> tuple[tuple[str, ...], bool]:
        if self._is("count"):
            self._take()
            for sign in ("(", "*", ")"):
                self._expect(sign)
            return (), True
        fields, everything = [], False
        while True:
            if self._accept("*"):
                everything = True
            else:
                fields.append(self._word())
            if not self._accept(","):
                return (() if everything else tuple(fields)), False

    def _conditions(self) -> tuple[Condition, ...]:
        conditions = [self._condition()]
        while self._accept("and"):
            conditions.append(self._condition())
        return tuple(conditions)

    def _condition(self) -> Condition:
        name = self._word()
        if self._accept("in"):
            self._expect("(")
            values = [self._value()]
            while self._accept(","):
                values.append(self._value())
            self._expect(")")
            return Condition(name, "in", tuple(values))
        if self._accept("like"):
            return Condition(name, "like", (self._value(),))
        if self._now.kind != "sign" or self._now.text not in _OPERATORS:
            self._wrong()
        operator = self._take().text
        return Condition(name, operator, (self._value(),))

    def _value(self) -> Value:
        token = self._now
        if token.kind == "text":
            self._take()
            return Value(_ESCAPED.sub(r"\1", token.text[1:-1]), "text")
        if token.kind != "number" and not (token.kind == "word" and token.text.lower() in ("true", "false", "current_date")):
            self._wrong()
        self._take()
        return Value(token.text.lower(), token.kind)

    def _order(self) -> tuple[tuple[str, bool], ...]:
        if self._accept("order"):
            self._expect("by")
        elif not self._accept("orderby"):
            return ()
        order = []
        while True:
            name = self._word()
            descending = self._accept("desc")
            if not descending:
                self._accept("asc")
            order.append((name, descending))
            if not self._accept(","):
                return tuple(order)

    def _whole(self, keyword: str, default: int) -> int:
        if not self._accept(keyword):
            return default
        token = self._now
        if token.kind != "number" or "." in token.text or len(token.text) > 9:
            self._wrong()
        return int(self._take().text)
