"""Accounts of people as the sign-in library keeps them: proved addresses, second steps, sessions, single sign-on."""

from collections.abc import Sequence

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import User
from django.db import transaction

from tieout.store import audit, tokens
from tieout.store.workspaces import memberships_of

STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_authenticator(user_id: int) -> bool:
    return bool(Authenticator.objects.filter(user_id=user_id, type__in=STEPS).exists())


def with_authenticators(user_ids: Sequence[int]) -> set[int]:
    """Which of these people have a second step."""
    rows = Authenticator.objects.filter(user_id__in=list(user_ids), type__in=STEPS)
    return set(rows.values_list("user_id", flat=True))


def uses_single_sign_on(user_id: int) -> bool:
    return bool(SocialAccount.objects.filter(user_id=user_id).exists())


def mark_proved(user: User) -> None:
    """The person has shown that mail to the address arrives."""
    EmailAddress.objects.update_or_create(user=user, email=user.email.lower(), defaults={"verified": True, "primary": True})


def is_proved(user: User) -> bool:
    return bool(EmailAddress.objects.filter(user=user, email__iexact=user.email, verified=True).exists())


def take_from_impostor(user: User) -> None:
    """For the proved owner of an address whose account was made by somebody who never proved it: what the other one left there
    (password, second steps, sessions, tokens) opens nothing any more."""
    with transaction.atomic():
        user.set_unusable_password()
        user.save(update_fields=["password"])
        Authenticator.objects.filter(user=user).delete()
        end_sessions(user.pk)
        tokens.revoke_all_of(user.pk)
        mark_proved(user)


def end_sessions(user_id: int) -> None:
    for session in UserSession.objects.filter(user_id=user_id):
        session.end()


def forget_second_step(user_id: int) -> int:
    """How many authenticators and sets of recovery codes were there."""
    count, _ = Authenticator.objects.filter(user_id=user_id).delete()
    return int(count)


def note(user: User, *, action: str, text: str) -> None:
    """In the audit log of every workspace where the person is a member."""
    for row in memberships_of(user.pk):
        entry = audit.Note(actor=user.email, action=action, subject_kind="member", subject_id=str(row.id), text=text)
        audit.add(row.workspace_id, [entry])
