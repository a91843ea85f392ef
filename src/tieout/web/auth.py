"""Who may sign up: nobody by themselves; people are invited. What an account's owner changes about it is noted."""

import secrets
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import default_token_generator
from allauth.account.signals import password_changed, password_reset
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth.models import User
from django.dispatch import receiver
from django.http import HttpRequest

from tieout.settings import settings
from tieout.store import accounts, mail
from tieout.web.letters import password_letter

_WORDS = {"totp": "an authenticator app", "webauthn": "a passkey", "recovery_codes": "recovery codes"}


class ClosedSignup(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """To the address that we know, never to the one that was typed, which may only look the same.

        It is posted like any other mail and sent later: the answer takes no longer for an address that has an account.
        """
        letter = password_letter(user.email, link=str(context["password_reset_url"]))
        mail.post(mail.Letter(key=f"password:{secrets.token_hex(16)}", to=user.email, subject=letter[0], text=letter[1]))


def password_link(user: User) -> str:
    """A link with which the owner of the account chooses a password, once, within a day."""
    return f"{settings().base_url}/reset/{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"


@receiver(password_changed)
def _password_changed(sender: object, *, user: User, **_: object) -> None:
    accounts.note(user, action="member.password_changed", text=f"{user.email} changed the password")


@receiver(password_reset)
def _password_reset(sender: object, *, user: User, **_: object) -> None:
    accounts.end_sessions(user.pk)
    accounts.note(user, action="member.password_reset", text=f"{user.email} chose a new password by a link")


@receiver(authenticator_added)
def _added(sender: object, *, user: User, authenticator: Any, **_: object) -> None:
    what = _WORDS.get(str(authenticator.type), "a second step")
    accounts.note(user, action="member.second_step_added", text=f"{user.email} set up {what}")


@receiver(authenticator_removed)
def _removed(sender: object, *, user: User, authenticator: Any, **_: object) -> None:
    what = _WORDS.get(str(authenticator.type), "a second step")
    accounts.note(user, action="member.second_step_removed", text=f"{user.email} removed {what}")


@receiver(authenticator_reset)
def _reset(sender: object, *, user: User, **_: object) -> None:
    accounts.note(user, action="member.recovery_codes_made", text=f"{user.email} made new recovery codes")
