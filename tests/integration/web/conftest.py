"""Two workspaces with a bit of everything, and browsers of their people."""

import os
from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import Settings

from chances import IS_LONG
from integration.web.world import World, make_world
from tieout.store.workspaces import Role

# In what these ask, the database has little part: they run on SQLite only. Of the others, those whose own statements the tests of
# the store and of the engine run on PostgreSQL in every run are played there in the long run only.
NOT_AGAIN = [
    "test_accounting.py",
    "test_configuration.py",
    "test_openapi.py",
    "test_pages.py",
    "test_people.py",
    "test_permissions.py",
    "test_sign_in.py",
    "test_single_sign_on.py",
    "test_tokens.py",
    "test_values.py",
]
AGAIN_IN_THE_LONG_RUN = [
    "test_approval_decisions.py",
    "test_approvals_api.py",
    "test_automation_drafts.py",
    "test_automation_starts.py",
    "test_automation_text.py",
    "test_automation_trials.py",
    "test_collections.py",
    "test_documents.py",
    "test_hook_replays.py",
    "test_outside_resources.py",
    "test_posting_api.py",
    "test_record_changes.py",
    "test_resources.py",
    "test_run_actions.py",
    "test_what_is_refused.py",
]
collect_ignore = [*NOT_AGAIN, *([] if IS_LONG else AGAIN_IN_THE_LONG_RUN)] if os.environ.get("TEST_DATABASE") == "postgres" else []


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def world(db: None) -> World:
    return make_world("Home")


@pytest.fixture
def other_world(db: None) -> World:
    return make_world("Away")


@pytest.fixture
def browser(world: World) -> Callable[[Role], Client]:
    """A signed-in person of the workspace with that role."""

    def signed_in(role: Role) -> Client:
        client = Client()
        client.force_login(world.users[role])
        return client

    return signed_in


@pytest.fixture
def finance(browser: Callable[[Role], Client]) -> Client:
    return browser(Role.FINANCE)


@pytest.fixture
def base(world: World) -> str:
    return f"/api/v1/workspaces/{world.workspace_id}"
