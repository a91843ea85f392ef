"""Makes the workspaces of the browser tests in the home that the environment names; a program, because there Django is its own."""

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
WORKSPACES = (DEMO, CORNER, GARDEN)


def main() -> None:
    """The tables, then each workspace with four people and the ready-made collections of a shop."""
    from tieout.cli import ground

    ground.ready()
    from tieout.engine import shop
    from tieout.store import database, workspaces

    for wanted in WORKSPACES:
        with database.atomic():
            made = workspaces.create_workspace(wanted.name)
            for role in workspaces.Role:
                workspaces.add_member(
                    made.id, email=wanted.person(role.value), name=role.label, password=PASSWORD, role=workspaces.Role(role)
                )
            shop.set_up(made.id, actor="tests")


if __name__ == "__main__":
    main()
