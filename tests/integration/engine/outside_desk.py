"""What tests of steps that act outside have in common: what is allowed, secrets, and one step done as a run would do it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from uuid import UUID

import pytest
from django.test import override_settings
from pydantic import JsonValue

from integration.engine.at_step import at
from integration.engine.stage import Shop
from tieout.engine import outside
from tieout.engine.catalogue import STEP_KINDS
from tieout.engine.steps.contract import Acts, StepResult
from tieout.settings import settings
from tieout.store import database, step_secrets
from tieout.store.step_secrets import NewSecret

KEY = "run:1:call"


@contextmanager
def told(**values: str) -> Iterator[None]:
    """This process with these settings."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in values.items():
            patch.setenv(f"TIEOUT_{name.upper()}", value)
        settings.cache_clear()
        yield
    settings.cache_clear()
    outside.forget_tokens()


@contextmanager
def mail_server() -> Iterator[None]:
    """One that takes everything, into django.core.mail.outbox."""
    backend = "django.core.mail.backends.locmem.EmailBackend"
    with told(smtp_host="mail.example"), override_settings(EMAIL_BACKEND=backend):
        yield


def secret(shop: Shop, kind: str, *, host: str = "127.0.0.1", **parts: str) -> UUID:
    with database.atomic():
        name = f"{kind} {len(step_secrets.secrets(shop.workspace_id))}"
        return step_secrets.make(shop.workspace_id, NewSecret(name=name, kind=kind, hosts=(host,), parts=parts), by="tests").id


def acted(shop: Shop, kind: str, *, settings: Mapping[str, JsonValue], scope: Mapping[str, object] | None = None) -> StepResult:
    """Prepared in a transaction, then done outside of any; what is refused before comes back as it is."""
    one = at(shop, settings, scope=scope)
    step = STEP_KINDS[kind]
    with database.atomic():
        first = step.run_many(shop.workspace_id, [one])[one.run.id]
    if first.status != "acting":
        return first
    assert isinstance(step, Acts)
    return step.act(shop.workspace_id, first.prepared, key=KEY)  # type: ignore[arg-type]  # as it comes back from the database
