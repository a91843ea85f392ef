"""The settings of a step filled in with the values of one run: what would be sent, field by field, and everything that is wrong."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from tieout.accounting.kinds import EntityKind
from tieout.accounting.money import MoneyError, decimal_places, parse_amount, plain
from tieout.engine.steps.books import Books, Unfit
from tieout.engine.steps.contract import PreviewField, StepInput
from tieout.engine.steps.worked_out import source_of
from tieout.mapping.conditions import ConditionError, read_path
from tieout.mapping.rules import ValueRule, evaluate_text
from tieout.store.mirror import MirrorEntity

LINES_MAX = 1_000
# The values of one row of a list, for the rules of its line.
ROW = "line"


class Form:
    """Gathers `fields` and `problems` while it is filled in; what cannot be read is left out of what is sent."""

    def __init__(self, books: Books, one: StepInput) -> None:
        self.books = books
        self.fields: list[PreviewField] = []
        self.problems: list[str] = []
        self.warnings: list[str] = []
        self._scope: Mapping[str, object] = one.scope
        self._types: Mapping[str, str] = one.types

    def rows(self, path: str) -> Sequence["Form"]:
        """A form for each row of the list that stands there, which sees the row as `line.…`; they share what is gathered."""
        found = read_path(self._scope, path)
        if not isinstance(found, list | tuple) or not found:
            self.problems.append(f"There is no list with rows at {path}. Choose the list whose rows become lines.")
            return ()
        if len(found) > LINES_MAX:
            self.problems.append(f"The list at {path} has {len(found)} rows; at most {LINES_MAX} become lines of one document.")
            return ()
        types = {f"{ROW}.{key.removeprefix(f'{path}.')}": type_ for key, type_ in self._types.items() if key.startswith(f"{path}.")}
        return [self._inner({**self._scope, ROW: row}, {**self._types, **types}) for row in found]

    def text(self, name: str, rule: ValueRule | None, *, required: bool = False, type_: str = "text") -> str:
        return self._filled(name, rule, required=required, type_=type_, read=str)

    def amount(self, name: str, rule: ValueRule | None, *, required: bool = False) -> Decimal | None:
        said = self._filled(name, rule, required=required, type_="money", read=_amount)
        return parse_amount(said) if said else None

    def day(self, name: str, rule: ValueRule | None, *, required: bool = False) -> date | None:
        said = self._filled(name, rule, required=required, type_="date", read=_day)
        return date.fromisoformat(said) if said else None

    def account(self, name: str, rule: ValueRule | None, *, required: bool = False, of_money: bool = False) -> str:
        def read(text: str) -> str:
            return self.books.account(text, of_money=of_money)

        return self._filled(name, rule, required=required, type_="account", read=read)

    def tax_code(self, name: str, rule: ValueRule | None) -> str:
        return self._filled(name, rule, required=False, type_="tax_code", read=self.books.tax_code)

    def item(self, name: str, rule: ValueRule | None) -> str:
        return self._filled(name, rule, required=False, type_="item", read=self.books.item)

    def entity(
        self, name: str, rule: ValueRule | None, *, kinds: Sequence[EntityKind], required: bool = True, with_deleted: bool = False
    ) -> MirrorEntity | None:
        found: list[MirrorEntity] = []

        def read(text: str) -> str:
            found.append(self.books.entity(text, kinds=kinds, with_deleted=with_deleted))
            return found[0].number or found[0].name or text

        self._filled(name, rule, required=required, type_=kinds[0].value, read=read)
        return found[0] if found else None

    def said(self, name: str, value: str, *, source: str = "this step", type_: str = "text") -> None:
        """A field that no rule gives."""
        self.fields.append(PreviewField(name=name, label=label_of(name), value=value, source=source, type=type_))

    def refuse(self, said: str, *, field: str = "") -> None:
        """A problem of the whole, or of a field that was filled in before."""
        self.problems.append(said)
        self._mark(field, said)

    def warn(self, said: str, *, field: str = "") -> None:
        """What to think of; it stands in nobody's way."""
        self.warnings.append(said)
        self._mark(field, said)

    def refuse_fractions(self, name: str, amount: Decimal, *, currency: str, field: str) -> None:
        """Of an amount that the ledger would have to round: what is recorded is what was asked, to the cent."""
        places, exponent = decimal_places(currency), amount.normalize().as_tuple().exponent
        if isinstance(exponent, int) and -exponent > places:
            shown = plain(amount, places=places)
            self.refuse(f"{name}: {shown} has more digits than {currency} has. Round it: round(…, {places}).", field=field)

    def _mark(self, field: str, said: str) -> None:
        place = next((at for at, one in enumerate(self.fields) if one.name == field), None) if field else None
        if place is not None:
            self.fields[place] = replace(self.fields[place], problem=said)

    def _inner(self, scope: Mapping[str, object], types: Mapping[str, str]) -> "Form":
        inner = object.__new__(Form)
        inner.books, inner.fields, inner.problems, inner.warnings = self.books, self.fields, self.problems, self.warnings
        inner._scope, inner._types = scope, types
        return inner

    def _filled(self, name: str, rule: ValueRule | None, *, required: bool, type_: str, read: Callable[[str], str]) -> str:
        text, problem, label = "", "", label_of(name)
        try:
            text = evaluate_text(rule, self._scope, types=self._types)
            meant = read(text) if text else ""
            if required and not text:
                problem = f"{label} is empty. Fill it in, or map it to a value that is there."
        except ConditionError as error:
            meant, problem = "", f"{label}: {error}"
        except Unfit as error:
            meant, problem = "", str(error)
        except ValueError as error:
            meant, problem = "", f"{label}: {error}."
        if problem:
            self.problems.append(problem)
        if rule is not None or problem:
            shown = PreviewField(name=name, label=label, value=text, type=type_, source=source_of(rule), problem=problem)
            self.fields.append(shown)
        return meant


def label_of(name: str) -> str:
    """
    >>> label_of("due_on"), label_of("lines.2.unit_price")
    ('Due on', 'Line 2: unit price')
    """
    parts = name.replace("_", " ").split(".")
    if len(parts) == 3 and parts[1].isdigit():
        return f"{parts[0].removesuffix('s').capitalize()} {parts[1]}: {parts[2]}"
    return " ".join(parts).capitalize()


def _amount(text: str) -> str:
    try:
        return plain(parse_amount(text), places=0)
    except MoneyError:
        raise ValueError(f"{text!r} is no amount; write it like 1234.50") from None


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        raise ValueError(f"{text!r} is no date; write it like 2026-10-05") from None
