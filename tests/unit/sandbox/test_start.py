"""What the sandbox begins with, from its two commands and in its books."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from tieout.cli import cli
from tieout.sandbox import __main__ as program
from tieout.sandbox.books import Body
from tieout.sandbox.world import World, check_seed


def bodies(world: World) -> dict[tuple[str, str], list[Body]]:
    books = world.ground.books
    return {(shelf, kind): books.all(shelf, kind) for shelf in books.shelves() for kind in books.kinds(shelf)}


def started(seed: str, path: Path | None = None) -> dict[tuple[str, str], list[Body]]:
    world = World(path, seed=seed)
    found = bodies(world)
    world.close()
    return found


@pytest.mark.parametrize("seed", ["demo", "empty", "large:1", "large:100000"])
def test_these_are_seeds(seed: str) -> None:
    assert check_seed(seed) == seed


@pytest.mark.parametrize("seed", ["", "large", "large:0", "large:-1", "large:1000001", "huge:5", "demo "])
def test_these_are_none(seed: str) -> None:
    with pytest.raises(ValueError, match="the seed is"):
        check_seed(seed)
    with pytest.raises(ValueError, match="the seed is"):
        World(None, seed=seed)


def test_both_commands_refuse_an_unknown_seed(capsys: pytest.CaptureFixture[str]) -> None:
    answer = CliRunner().invoke(cli, ["sandbox", "--seed", "huge"])
    assert (answer.exit_code, "large:N" in answer.output) == (2, True)
    with pytest.raises(SystemExit):
        program.main(["--seed", "huge"])
    assert "huge" in capsys.readouterr().err


@pytest.mark.parametrize("seed", ["demo", "empty", "large:40"])
def test_what_is_kept_in_a_file_is_what_memory_holds(seed: str, tmp_path: Path) -> None:
    path = tmp_path / "sandbox.sqlite"
    first = started(seed, path)
    assert {provider.partition(":")[0] for provider, _ in first} >= {"xero", "quickbooks", "sage"}
    assert started("empty", path) == first, "books that exist already keep what they hold"


def test_a_large_seed_is_the_same_every_time_and_as_large_as_asked() -> None:
    one, other = World(None, seed="large:40"), World(None, seed="large:40")
    for name, provider in one.providers.items():
        for organisation in provider.organisations():
            counts = [provider.overview(organisation.id).counts, other.providers[name].overview(organisation.id).counts]
            assert counts[0] == counts[1]
            assert sum(counts[0].values()) >= 40, organisation.name
