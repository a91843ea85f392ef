"""What control is asked, and whom it is about."""

from collections.abc import Mapping
from dataclasses import dataclass

from tieout.sandbox.call import Json
from tieout.sandbox.ground import Organisation
from tieout.sandbox.provider import Provider
from tieout.sandbox.world import World

Wish = Mapping[str, Json]


@dataclass(frozen=True)
class Order:
    """What stands in the address, and the JSON of the body."""

    query: Mapping[str, str]
    wish: Wish


class OrderError(Exception):
    """What is wrong with the order, for the answer."""

    def __init__(self, message: str, *, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


def provider_of(world: World, wish: Wish) -> Provider:
    if (provider := world.providers.get(str(wish.get("provider", "")))) is None:
        raise OrderError(f"provider is one of {', '.join(sorted(world.providers))}")
    return provider


def organisation_of(provider: Provider, wanted: str) -> Organisation:
    for organisation in provider.organisations():
        if wanted in (organisation.id, organisation.name):
            return organisation
    names = ", ".join(organisation.name for organisation in provider.organisations())
    raise OrderError(f"{provider.title} has no organisation {wanted!r}; it has {names}", status=404)
