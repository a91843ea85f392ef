"""Reading the attributes of a write by a table of their kinds; every problem is told at once."""

from collections.abc import Callable, Mapping

from tieout.sandbox.books import Body
from tieout.sandbox.call import Json
from tieout.sandbox.sage.errors import NOT_A_NUMBER, NOT_AN_OBJECT, InvalidError, Problem, invalid, not_found
from tieout.sandbox.sage.state import State
from tieout.sandbox.sage.wire import Sent, read_date, read_decimal, read_flag

Read = Callable[[State, Json, str], Json]  # from the value and its source to what is kept; null never comes here


def _text(_state: State, value: Json, _source: str) -> Json:
    return value.strip() if isinstance(value, str) else str(value)


def _amount(_state: State, value: Json, source: str) -> Json:
    return None if value == "" else read_decimal(value, source=source)


def _whole(_state: State, value: Json, source: str) -> Json:
    number = read_decimal(value, source=source)
    if number != int(number):
        raise invalid(source, NOT_A_NUMBER)
    return int(number)


def _flag(_state: State, value: Json, _source: str) -> Json:
    return read_flag(value)


def _day(_state: State, value: Json, source: str) -> Json:
    return None if value == "" else read_date(value, source=source)


def to(kind: str) -> Read:
    """An id of that list; one that is not known in this business is a record not found."""

    def read(state: State, value: Json, source: str) -> Json:
        if value == "":
            return None
        if not isinstance(value, str) or state.get(kind, value) is None:
            raise not_found(source)
        return value

    return read


def one_of(*words: str) -> Read:
    def read(_state: State, value: Json, source: str) -> Json:
        if value not in words:
            raise invalid(source, f"is not one of {', '.join(words)}")
        return value

    return read


def part(fields: Mapping[str, Read]) -> Read:
    """An object with attributes of its own."""

    def read(state: State, value: Json, source: str) -> Json:
        if not isinstance(value, dict):
            raise invalid(source, NOT_AN_OBJECT)
        return written(state, value, fields=fields, prefix=f"{source}.")

    return read


def parts(fields: Mapping[str, Read]) -> Read:
    """A list of such objects."""
    one = part(fields)

    def read(state: State, value: Json, source: str) -> Json:
        if not isinstance(value, list):
            raise invalid(source, NOT_AN_OBJECT)
        return [one(state, element, f"{source}[{index}]") for index, element in enumerate(value)]

    return read


def _words(_state: State, value: Json, source: str) -> Json:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise invalid(source, NOT_AN_OBJECT)
    return value


def written(state: State, sent: Sent, *, fields: Mapping[str, Read], prefix: str = "") -> Body:
    """The attributes of the table that were sent, as they are kept; others are passed over, as Sage does (assumed)."""
    found: Body = {}
    problems: list[Problem] = []
    for name, read in fields.items():
        if name not in sent:
            continue
        try:
            found[name] = None if sent[name] is None else read(state, sent[name], f"{prefix}{name}")
        except InvalidError as refused:
            problems.extend(refused.problems)
    if problems:
        raise InvalidError(*problems)
    return found


text: Read = _text
amount: Read = _amount
whole: Read = _whole
flag: Read = _flag
day: Read = _day
words: Read = _words
