"""Secrets at rest open where they were sealed, under a key of the ring, unchanged, and nowhere else."""

import base64
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.settings import SettingsError
from tieout.store.vault import Unreadable, Vault, kept, ring

PLACE = "grant/018f/access_token"
OLD, NEW = os.urandom(32), os.urandom(32)
VAULT = Vault({"k1": OLD})


def written(key: bytes) -> str:
    return base64.b64encode(key).decode()


@given(st.text())
def test_it_opens_what_it_sealed(text: str) -> None:
    assert VAULT.open(VAULT.seal(text, place=PLACE), place=PLACE) == text


def test_it_seals_the_same_text_differently_each_time_and_shows_nothing_of_it() -> None:
    one, other = VAULT.seal("a secret token", place=PLACE), VAULT.seal("a secret token", place=PLACE)
    assert one != other
    assert "secret" not in one + base64.urlsafe_b64decode(one.partition(".")[2]).decode("latin-1")


@pytest.mark.parametrize("place", ["grant/018f/refresh_token", "grant/0190/access_token", "pending_consent/018f/access_token", ""])
def test_it_does_not_open_in_another_row_or_column(place: str) -> None:
    with pytest.raises(Unreadable, match=f"^{place}$"):
        VAULT.open(VAULT.seal("token", place=PLACE), place=place)


@given(st.data())
def test_it_does_not_open_with_any_character_changed(data: st.DataObject) -> None:
    sealed = VAULT.seal("token", place=PLACE)
    position = data.draw(st.integers(0, len(sealed) - 1))
    other = data.draw(st.characters(codec="utf-8").filter(lambda one: one != sealed[position]))
    with pytest.raises(Unreadable) as trouble:
        VAULT.open(sealed[:position] + other + sealed[position + 1 :], place=PLACE)
    assert str(trouble.value) == PLACE


@given(st.text())
def test_it_does_not_open_what_nobody_sealed(value: str) -> None:
    with pytest.raises(Unreadable):
        VAULT.open(value, place=PLACE)


def test_it_does_not_open_under_a_key_that_it_does_not_have() -> None:
    sealed = VAULT.seal("token", place=PLACE)
    for keys in ({"k2": OLD}, {"k1": NEW}):
        with pytest.raises(Unreadable):
            Vault(keys).open(sealed, place=PLACE)


def test_after_a_rotation_the_old_opens_as_stale_and_the_new_key_seals() -> None:
    sealed = VAULT.seal("token", place=PLACE)
    rotated = Vault(ring(f"k2:{written(NEW)}, k1:{written(OLD)}"))
    assert rotated.open(sealed, place=PLACE) == "token"
    assert rotated.is_stale(sealed)
    again = rotated.seal("token", place=PLACE)
    assert not rotated.is_stale(again)
    assert Vault({"k2": NEW}).open(again, place=PLACE) == "token"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "key 1 has no id"),
        (written(NEW), "key 1 has no id"),
        (f"k.1:{written(NEW)}", "key 1 has no id"),
        ("k1:###", "key k1 is not base64"),
        (f"k1:{written(NEW[:16])}", "key k1 has 16 bytes instead of 32"),
        (f"k1:{written(NEW)},k1:{written(OLD)}", "the id k1 is there twice"),
        (f"k2:{written(NEW)},", "key 2 has no id"),
    ],
    # A test has the same name in every process; the keys are made anew in each.
    ids=["nothing", "no id", "no such id", "no base64", "too short", "twice", "nothing behind the comma"],
)
def test_a_ring_that_cannot_be_used_is_refused_without_showing_a_key(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said) as trouble:
        ring(text)
    assert written(NEW) not in str(trouble.value)


def test_a_key_file_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    file = tmp_path / "new" / "vault.key"
    assert kept(file, make=lambda: "first") == kept(file, make=lambda: "second") == "first"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [one.name for one in file.parent.iterdir()] == ["vault.key"]


def test_two_processes_that_start_together_end_with_one_key(tmp_path: Path) -> None:
    program = (
        "import os, sys; from pathlib import Path; from tieout.store.vault import kept; print('here', flush=True);"
        " sys.stdin.readline(); print(kept(Path(sys.argv[1]), make=lambda: os.urandom(8).hex()))"
    )
    file = tmp_path / "vault.key"
    together = [
        subprocess.Popen([sys.executable, "-c", program, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    for process in together:
        assert process.stdout is not None
        assert process.stdout.readline() == "here\n"
    for process in together:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    answers = {process.communicate(timeout=30)[0].strip() for process in together}
    assert answers == {file.read_text()}
    assert [one.name for one in tmp_path.iterdir()] == ["vault.key"]


def test_a_place_that_cannot_be_written_is_named_with_its_remedy(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file, no folder")
    with pytest.raises(SettingsError, match=r"vault\.key cannot be kept: .* Give TIEOUT_HOME a folder"):
        kept(tmp_path / "home" / "vault.key", make=lambda: "key")
