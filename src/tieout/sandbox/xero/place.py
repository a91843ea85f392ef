"""A path under one object: the notes of an invoice, the files of a contact, the options of a tracking category."""

from dataclasses import dataclass

from tieout.sandbox.books import Body
from tieout.sandbox.xero.lists import Kind


@dataclass(frozen=True)
class Place:
    """`child` is in lower case, `child_id` as the client wrote it."""

    kind: Kind
    body: Body  # the object as it is kept
    child: str
    child_id: str

    @property
    def id(self) -> str:
        return str(self.body[self.kind.id_field])

    @property
    def of(self) -> str:
        """What the files and notes of the object are kept under."""
        return f"{self.kind.plural}/{self.id}"
