"""Makes the workspaces of the browser tests in the home that the environment names; a program, because there Django is its own."""

import functools
from dataclasses import dataclass

PASSWORD = "only-for-tests"


@dataclass(frozen=True)
class Workspace:
    """One with a person for each role; its addresses are its own, so that nobody is a member of two."""

    name: str
    domain: str

    def person(self, role: str) -> str:
        return f"{role}@{self.domain}"


DEMO = Workspace("Demo shop", "demo-shop.example")
CORNER = Workspace("Corner shop", "corner-shop.example")
GARDEN = Workspace("Garden shop", "garden-shop.example")
STAFF = Workspace("Staff shop", "staff-shop.example")
QUAY = Workspace("Quay shop", "quay-shop.example")
WORKSPACES = (DEMO, CORNER, GARDEN, STAFF, QUAY)
# A collection as a business makes its own, with a field of every type that is not in the shop's.
JOBS: list[dict[str, object]] = [
    {"key": "name", "name": "Name", "type": "text", "required": True},
    {"key": "customer", "name": "Customer", "type": "relation", "options": {"collection": "customers"}},
    {"key": "email", "name": "E-mail", "type": "email"},
    {"key": "phone", "name": "Phone", "type": "phone", "options": {"country": "GB"}},
    {"key": "starts_on", "name": "Starts on", "type": "date"},
    {"key": "budget", "name": "Budget", "type": "money", "options": {"currency": "GBP"}},
    {"key": "urgent", "name": "Urgent", "type": "checkbox"},
    {"key": "kind", "name": "Kind", "type": "choice", "options": {"choices": ["Repair", "Painting", "Survey"]}},
    {"key": "tags", "name": "Tags", "type": "multi_choice", "options": {"choices": ["Roof", "Garden", "Kitchen"]}},
    {
        "key": "stage",
        "name": "Stage",
        "type": "stage",
        "default": "asked",
        "options": {
            "stages": [
                {"key": "asked", "name": "Asked", "is_final": False},
                {"key": "under_way", "name": "Under way", "is_final": False},
                {"key": "done", "name": "Done", "is_final": True},
            ]
        },
    },
    {"key": "owner", "name": "Owner", "type": "person"},
    {"key": "notes", "name": "Notes", "type": "long_text"},
    {
        "key": "lines",
        "name": "Work",
        "type": "line_items",
        "options": {
            "columns": [
                {"key": "description", "name": "Description", "type": "text"},
                {"key": "quantity", "name": "Quantity", "type": "number"},
                {"key": "unit_price", "name": "Unit price", "type": "money"},
            ]
        },
    },
]


def hash_once() -> None:
    """Hashing is slow on purpose; for the one password that everybody here has, once is enough."""
    from django.contrib.auth import models

    # By name, because the module is typed without what it imports.
    setattr(models, "make_password", functools.cache(getattr(models, "make_password")))  # noqa: B009, B010


def main() -> None:
    """The tables, then each workspace with four people and the ready-made collections of a shop."""
    from tieout.cli import ground

    ground.ready()
    hash_once()
    from tieout.engine import shop
    from tieout.store import collections, database, workspaces

    for wanted in WORKSPACES:
        with database.atomic():
            made = workspaces.create_workspace(wanted.name)
            for role in workspaces.Role:
                workspaces.add_member(
                    made.id, email=wanted.person(role.value), name=role.label, password=PASSWORD, role=workspaces.Role(role)
                )
            shop.set_up(made.id, actor="tests")
            collections.save_collection(made.id, key="jobs", name="Jobs", fields=JOBS)


if __name__ == "__main__":
    main()
