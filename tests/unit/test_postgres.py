"""The suite's own PostgreSQL server."""

import os
from collections.abc import Callable

import psycopg
import pytest

from postgres import PostgresMissing, program, running_postgres, server_account


@pytest.mark.postgres
def test_each_database_is_fresh_and_has_all_tables(postgres_url: Callable[[], str]) -> None:
    first, second = postgres_url(), postgres_url()
    with psycopg.connect(first) as connection:
        connection.execute("CREATE TABLE kept (id int)")
    assert first != second
    with psycopg.connect(second) as connection:
        assert connection.execute("SELECT to_regclass('kept')").fetchone() == (None,)
        assert connection.execute("SELECT count(*) FROM posting").fetchone() == (0,)


@pytest.mark.postgres
def test_a_server_is_gone_with_its_block() -> None:
    with running_postgres() as server:
        url = server.url("postgres")
        with psycopg.connect(url) as connection:
            assert connection.execute("SHOW listen_addresses").fetchone() == ("127.0.0.1",)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url, connect_timeout=2)


@pytest.mark.postgres
def test_a_wrong_password_does_not_open_it() -> None:
    with running_postgres() as server, pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(server.url("postgres").replace(server.password, "guess"))


def test_a_missing_program_says_how_to_get_it() -> None:
    with pytest.raises(PostgresMissing, match="apt-get install postgresql"):
        program("no-such-program-of-postgresql")


def test_the_server_is_never_started_as_root() -> None:
    assert (server_account() is None) == (os.geteuid() != 0)
