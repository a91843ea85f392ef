"""Before the sign-in: which ways in there are, and what an invitation's link opens."""

from datetime import datetime

from allauth.core.internal import ratelimit
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from tieout.settings import settings
from tieout.store import accounts, database, invitations, mail, workspaces
from tieout.web import single_sign_on
from tieout.web.api.values import RoleName
from tieout.web.permissions import from_this_page
from tieout.web.problems import Refused

router = Router(tags=["sign-in"])

# A secret of 256 bits is not guessed; the limit keeps a stranger from keeping the database busy.
TRIES = "30/m/ip"


class SignInWays(Schema):
    """`single_sign_on` is what the button says, empty where there is none; without `mail` an administrator gives the link for a new
    password."""

    single_sign_on: str
    mail: bool


class SingleSignOnIn(Schema):
    """`next` is where on our own page to go after the sign-in."""

    next: str = Field(default="", max_length=500)


class SingleSignOnOut(Schema):
    url: str


class InvitationSecret(Schema):
    secret: str = Field(min_length=20, max_length=100)


class OpenedInvitation(Schema):
    """`has_account` says that the person signs in to accept; otherwise a name and a password make the account."""

    workspace: str
    email: str
    role: RoleName
    role_label: str
    expires_at: datetime
    has_account: bool


class AcceptInvitation(InvitationSecret):
    """`name` and `password` are for a new account; who has one signs in first."""

    name: str = Field(default="", max_length=150)
    password: str = Field(default="", max_length=200)


@router.get("/sign-in", response=SignInWays, auth=None, operation_id="get_sign_in_ways")
def get_sign_in_ways(request: HttpRequest) -> SignInWays:
    """Which ways in this installation has. The sign-in itself is made with a session, at /_allauth/browser/v1/auth."""
    return SignInWays(single_sign_on=settings().oidc_name if settings().oidc_issuer else "", mail=mail.is_set_up())


@router.post("/sign-in/single-sign-on", response=SingleSignOnOut, auth=None, operation_id="begin_single_sign_on")
def begin_single_sign_on(request: HttpRequest, body: SingleSignOnIn) -> SingleSignOnOut:
    """Begins single sign-on for this browser: the answer says where at the issuer to go on."""
    from_this_page(request)
    _limited(request, "single_sign_on")
    then = body.next if body.next.startswith("/") and body.next[1:2] not in ("/", "\\") else ""
    return SingleSignOnOut(url=single_sign_on.begin(request, then=single_sign_on.landing(then)))


@router.post("/invitations/open", response=OpenedInvitation, auth=None, operation_id="open_invitation")
def open_invitation(request: HttpRequest, body: InvitationSecret) -> OpenedInvitation:
    """What a link invites to. The secret stands behind the # of the link, where no log sees it."""
    from_this_page(request)
    row = _opened(request, body.secret)
    return OpenedInvitation.model_validate(
        {
            "workspace": row.workspace.name,
            "email": row.email,
            "role": row.role,
            "role_label": workspaces.Role(row.role).label,
            "expires_at": row.expires_at,
            "has_account": workspaces.user_by_email(row.email) is not None,
        }
    )


@router.post("/invitations/accept", response={204: None}, auth=None, operation_id="accept_invitation")
def accept_invitation(request: HttpRequest, body: AcceptInvitation) -> Status[None]:
    """Makes the invited person a member: with a new account, or the one that is signed in."""
    from_this_page(request)
    row = _opened(request, body.secret)
    with database.atomic():
        user = _invited(request, row, body=body)
        if row.is_mailed:
            # Only who reads the mail to this address could open the link.
            accounts.mark_proved(user)
        if invitations.accept(row, user_id=user.pk) is None:
            raise _gone()
    return Status(204, None)


def _invited(request: HttpRequest, row: invitations.Invitation, *, body: AcceptInvitation) -> User:
    """Raises Refused unless the account is the invited one, and signed in or new."""
    known = workspaces.user_by_email(row.email)
    if known is None:
        _check_new(row.email, body)
        return workspaces.make_user(email=row.email, name=body.name.strip(), password=body.password)
    if not request.user.is_authenticated:
        raise Refused(401, f"Sign in as {row.email} to accept.", remedy="Then open the invitation again.")
    if request.user.pk != known.pk:
        raise Refused(
            409,
            f"This invitation is for {row.email}, and you are signed in as somebody else.",
            remedy=f"Sign out, and sign in as {row.email}.",
        )
    return known


def _check_new(email: str, body: AcceptInvitation) -> None:
    fields: dict[str, str] = {}
    if not body.name.strip():
        fields["name"] = "Enter your name."
    try:
        validate_password(body.password, user=User(username=email, email=email, first_name=body.name))
    except ValidationError as wrong:
        fields["password"] = " ".join(wrong.messages)
    if fields:
        raise Refused(422, " ".join(fields.values()), remedy="Correct what is named and try again.", fields=fields)


def _opened(request: HttpRequest, secret: str) -> invitations.Invitation:
    _limited(request, "invitation")
    row = invitations.by_secret(secret)
    if row is None:
        raise _gone()
    return row


def _gone() -> Refused:
    return Refused(
        404,
        "This invitation was used, withdrawn, or is older than seven days.",
        remedy="Ask the person who invited you for a new one.",
    )


def _limited(request: HttpRequest, action: str) -> None:
    """Raises Refused 429; counted in the database, so by all processes together."""
    if ratelimit.consume(request, app="tieout", action=action, config={action: TRIES}) is None:
        raise Refused(429, "That was tried too often.", remedy="Wait a minute, then try again.")
