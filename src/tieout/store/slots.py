"""The columns of the list rows, and which field has which."""

from collections.abc import Iterable, Mapping
from typing import Protocol, TypeVar

from tieout.mapping.places import NUMBER_KINDS, compared_kind

TEXT_SLOTS = tuple(f"t{number:02}" for number in range(1, 31))
NUMBER_SLOTS = tuple(f"n{number:02}" for number in range(1, 16))


class Slotted(Protocol):
    """A field, as far as its column is concerned."""

    type: str
    slot: str

    @property
    def options(self) -> Mapping[str, object]: ...


_Field = TypeVar("_Field", bound=Slotted)


def give_slots(fields: Iterable[_Field]) -> list[_Field]:
    """Gives each field of one collection that has no column of its kind a free one, and tells which changed.

    What finds none cannot be listed by: a collection has room for 30 texts, days and choices and for 15 numbers.
    """
    own = list(fields)
    taken = {field.slot for field in own if field.slot}
    changed: list[_Field] = []
    for field in own:
        wanted = NUMBER_SLOTS if compared_kind(field.type, field.options) in NUMBER_KINDS else TEXT_SLOTS
        if field.slot in wanted:
            continue
        before, field.slot = field.slot, next((slot for slot in wanted if slot not in taken), "")
        if field.slot != before:
            taken.add(field.slot)
            changed.append(field)
    return changed
