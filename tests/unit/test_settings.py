"""What the environment and secret files tell, and how a wrong value stops the start."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tieout.settings import Settings, SettingsError, settings


@pytest.fixture(autouse=True)
def _read_anew(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("TIEOUT_HOME", str(tmp_path))
    settings.cache_clear()
    yield
    monkeypatch.undo()
    settings.cache_clear()
    settings()


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_may_come_from_the_environment(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong_kind = {"log_level": "DEBUG", "smtp_security": "tls", "oidc_trust_email": "True", "keep_runs_days": "70"}
    told = wrong_kind.get(name, "7")
    monkeypatch.setenv(f"TIEOUT_{name.upper()}", told)
    assert str(getattr(settings(), name)).removesuffix(".0") == told


def test_secrets_come_from_files_and_the_environment_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tieout_xero_client_secret").write_text("from a file\n")
    (tmp_path / "tieout_quickbooks_client_secret").write_text("from a file")
    monkeypatch.setenv("TIEOUT_SECRETS_DIR", str(tmp_path))
    monkeypatch.setenv("TIEOUT_QUICKBOOKS_CLIENT_SECRET", "from the environment")
    assert settings().xero_client_secret == "from a file"
    assert settings().quickbooks_client_secret == "from the environment"


def test_a_folder_of_secrets_that_is_not_there_stops_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for wrong in (tmp_path / "none", tmp_path / "file"):
        (tmp_path / "file").write_text("")
        monkeypatch.setenv("TIEOUT_SECRETS_DIR", str(wrong))
        with pytest.raises(SettingsError, match=f"TIEOUT_SECRETS_DIR: there is no folder {wrong}. Make it"):
            settings()


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("TIEOUT_LIMITS_FACTOR", "0"),
        ("TIEOUT_LIMITS_FACTOR", "many"),
        ("TIEOUT_LOG_LEVEL", "LOUD"),
        ("TIEOUT_WORKER_DEAD_SECONDS", "-1"),
        ("TIEOUT_PROVIDER_TIMEOUT_SECONDS", ""),
    ],
)
def test_a_wrong_value_stops_the_start_with_its_name_and_the_remedy(name: str, wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, wrong)
    with pytest.raises(SettingsError, match=f"{name}: .* Correct these environment variables and start again"):
        settings()


def test_all_wrong_values_are_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIEOUT_LIMITS_FACTOR", "0")
    monkeypatch.setenv("TIEOUT_LOG_LEVEL", "LOUD")
    with pytest.raises(SettingsError, match=r"TIEOUT_LIMITS_FACTOR.*TIEOUT_LOG_LEVEL"):
        settings()
