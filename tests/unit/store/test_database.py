"""Which database a setting means, and what is said when it means none."""

from pathlib import Path

import pytest

from tieout.settings import Settings, SettingsError
from tieout.store.database import django_database, engine_database_url


def test_it_is_the_file_in_the_home_when_nothing_is_said(tmp_path: Path) -> None:
    told = Settings(home=tmp_path / "home", database_url="")
    assert django_database(told)["NAME"] == tmp_path / "home" / "tieout.sqlite3"
    assert engine_database_url(told) == f"sqlite:///{tmp_path}/home/tieout.sqlite3"


def test_a_file_elsewhere_is_the_same_one_for_both(tmp_path: Path) -> None:
    told = Settings(database_url=f"sqlite:///{tmp_path}/books/one.db")
    assert django_database(told)["NAME"] == tmp_path / "books" / "one.db"
    assert engine_database_url(told) == f"sqlite:///{tmp_path}/books/one.db"


def test_it_keeps_what_it_accepted_through_a_power_cut() -> None:
    assert "synchronous=FULL" in django_database(Settings(database_url=""))["OPTIONS"]["init_command"]


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_it_is_postgresql_when_its_address_is_given(scheme: str) -> None:
    told = Settings(database_url=f"{scheme}://ann:p%40ss@db.example:5433/books?sslmode=require")
    database = django_database(told)
    assert database["ENGINE"].endswith("postgresql")
    assert [database[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")] == ["books", "ann", "p@ss", "db.example", 5433]
    assert database["OPTIONS"] == {"sslmode": "require"}
    assert engine_database_url(told) == "postgresql://ann:p%40ss@db.example:5433/books?sslmode=require"


@pytest.mark.parametrize(
    "url",
    [
        "mysql://host/name",
        "localhost/name",
        "postgresql://host:no/name",
        "postgresql://ann:se/cret@host/x",
        "postgresql://[::1/name",
        "postgresql://host",
        "sqlite:books.db",
        "sqlite://books.db",
    ],
)
def test_an_address_that_cannot_be_used_is_refused_with_the_setting_and_the_remedy(url: str) -> None:
    with pytest.raises(SettingsError, match=r"^TIEOUT_DATABASE_URL .*Write postgresql://user:password@host:5432/name") as trouble:
        django_database(Settings(database_url=url))
    assert "cret" not in str(trouble.value)


def test_a_home_that_is_a_file_is_refused_with_the_setting_and_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match=r"cannot be made: .* Give TIEOUT_HOME one"):
        django_database(Settings(home=tmp_path / "file", database_url=""))
