"""Which role may do what, and who is asking: a person with a session, or a program with a token of a person."""

from typing import Literal, get_args
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from ninja.security import APIKeyCookie
from ninja.utils import check_csrf

from tieout.settings import settings as own_settings
from tieout.store import accounts, tokens
from tieout.store.workspaces import Member, Role, membership
from tieout.web.problems import Refused, not_found

# Where a request keeps what its token may still ask; the headers of the answer say it.
RATE = "tieout.rate"

Permission = Literal[
    "read",
    "export_audit",
    "edit_records",
    "import",
    "link",
    "ask_documents",
    "edit_collections",
    "post",
    "sync",
    "approve",
    "resolve_exceptions",
    "edit_automations",
    "tie_out",
    "connect",
    "manage_members",
    "manage_settings",
]

_AUDITOR: frozenset[Permission] = frozenset({"read", "export_audit"})
_EDITOR: frozenset[Permission] = _AUDITOR | {"edit_records", "import", "link", "ask_documents"}
_FINANCE: frozenset[Permission] = _EDITOR | {
    "edit_collections", "post", "sync", "approve", "resolve_exceptions", "edit_automations", "tie_out"
}  # fmt: skip

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.ADMINISTRATOR: frozenset(get_args(Permission)),
    Role.FINANCE: _FINANCE,
    Role.EDITOR: _EDITOR,
    Role.AUDITOR: _AUDITOR,
}

_WORDS: dict[Permission, str] = {
    "read": "see this workspace",
    "export_audit": "export the audit log",
    "edit_records": "create and change records",
    "import": "import files",
    "link": "link records to the ledger",
    "ask_documents": "ask for invoices and bills",
    "edit_collections": "change collections and what they are to the ledger",
    "post": "post to the ledger",
    "sync": "set up and run syncs",
    "approve": "approve postings",
    "resolve_exceptions": "resolve exceptions",
    "edit_automations": "change automations",
    "tie_out": "start a tie-out",
    "connect": "connect, change or disconnect a ledger",
    "manage_members": "manage members",
    "manage_settings": "change settings",
}


class Asked(HttpRequest):
    """A request that came through `may`: `auth` is the member who asks."""

    auth: Member


def may(permission: Permission) -> "MemberSession":
    """For an operation: `auth=may("sync")`."""
    return MemberSession(permission)


def may_in_person(permission: Permission) -> "PersonMemberSession":
    """For an operation that no token may ask for: it concerns the person, or would give the token's holder more than the token."""
    return PersonMemberSession(permission)


class MemberSession(APIKeyCookie):
    """Lets a member with the permission pass: who is not signed in gets 401, a stranger 404, a lesser role 403 with a sentence.

    It runs before the body is read, so that what a request says wrongly is told to those only who may make it. A token in the
    header Authorization counts alone: no cookie is looked at beside it, and no token of the page is asked for.
    """

    param_name = settings.SESSION_COOKIE_NAME

    def __init__(self, permission: Permission) -> None:
        self.permission = permission
        super().__init__(csrf=False)

    def __call__(self, request: HttpRequest) -> Member | None:
        return self.authenticate(request, None)

    def authenticate(self, request: HttpRequest, key: str | None) -> Member | None:
        match = request.resolver_match
        workspace = str(match.kwargs.get("workspace_id")) if match else ""
        member = asking_member(request, workspace)
        if member is not None:
            require(member, self.permission)
        return member


class PersonMemberSession(MemberSession):
    """The same for a member with a session, and for no token."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Member | None:
        refuse_token(request)
        return super().authenticate(request, key)


class Session(APIKeyCookie):
    """Lets everybody pass who is signed in (`auth` is the user's id) or whose token is good (`auth` is its member)."""

    param_name = settings.SESSION_COOKIE_NAME

    def __init__(self) -> None:
        super().__init__(csrf=False)

    def __call__(self, request: HttpRequest) -> int | Member | None:
        return self.authenticate(request, None)

    def authenticate(self, request: HttpRequest, key: str | None) -> int | Member | None:
        secret = bearer_secret(request)
        if secret is None:
            return signed_in(request)
        return member_of_token(request, secret)


class PersonSession(Session):
    """Lets everybody pass who is signed in, and no token: what concerns the person is not the token's to change."""

    def authenticate(self, request: HttpRequest, key: str | None) -> int | None:
        refuse_token(request)
        return signed_in(request)


def refuse_token(request: HttpRequest) -> None:
    """Raises Refused 403 where a token asks, whatever it may."""
    if bearer_secret(request) is not None:
        raise Refused(403, "A token may not do this: it concerns the person alone.", remedy="Sign in on the page.")


def asking_member(request: HttpRequest, workspace: str, *, counted: bool = True) -> Member | None:
    """None for nobody; raises Refused for a stranger to the workspace, and for what its policy asks. What is not `counted` is no
    call of a token's minute."""
    secret = bearer_secret(request)
    if secret is not None:
        member = member_of_token(request, secret, counted=counted)
        if str(member.workspace_id) != workspace:
            raise not_found("This workspace")
        check_second_step(request, member)
        return member
    user_id = signed_in(request)
    if user_id is None:
        return None
    member = member_of(user_id, workspace)
    check_second_step(request, member)
    return member


def bearer_secret(request: HttpRequest) -> str | None:
    """None when the request carries no token; another scheme than Bearer is none of ours and opens nothing."""
    said = request.headers.get("Authorization")
    if said is None:
        return None
    scheme, _, secret = said.partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else ""


def member_of_token(request: HttpRequest, secret: str, *, counted: bool = True) -> Member:
    """Raises Refused 401 for a token that opens nothing (any more), 429 for one that has made its calls of this minute."""
    token = tokens.by_secret(secret)
    if token is None:
        raise Refused(
            401,
            "This token is not known, was revoked, or has expired.",
            remedy="Make a new one under Settings, API tokens, and send it as: Authorization: Bearer TOKEN.",
        )
    if not counted:
        return token.member
    rate = tokens.count_call(token.workspace_id, token, limit=own_settings().token_calls_per_minute)
    request.META[RATE] = rate
    if rate.left < 0:
        raise Refused(
            429,
            f"This token has made its {rate.limit} calls of this minute.",
            remedy=f"Go on in {rate.reset_seconds} seconds; the header Retry-After says when.",
        )
    return token.member


def check_second_step(request: HttpRequest, member: Member) -> None:
    """Raises Refused 403 where the workspace asks for a second step that this person has not set up."""
    if member.workspace.mfa_required and not has_second_step(request, member):
        raise Refused(
            403,
            f"{member.workspace.name} asks for a second step at sign-in, and you have none.",
            remedy="Set up an authenticator app or a passkey under My account.",
        )


def has_second_step(request: HttpRequest, member: Member) -> bool:
    """An own authenticator, which the sign-in then asks for each time; or single sign-on, whose issuer asks for its own."""
    if accounts.has_authenticator(member.user_id):
        return True
    if member.bearer is not None:
        return accounts.uses_single_sign_on(member.user_id)
    records = request.session.get("account_authentication_methods", [])
    return any(record.get("method") == "socialaccount" for record in records)


def actor_of(request: Asked) -> str:
    """Who an audit entry names."""
    user, bearer = request.auth.user, request.auth.bearer
    person = str(getattr(user, "email", "") or user.get_username())
    return f"token {bearer.name} of {person}"[:200] if bearer else person


def signed_in(request: HttpRequest) -> int | None:
    """The id of the user, None for nobody; raises Refused for a request that another site made in the user's name."""
    if not request.user.is_authenticated:
        return None
    from_this_page(request)
    return int(request.user.pk)


def from_this_page(request: HttpRequest) -> None:
    """Raises Refused for a change that another site asks of this browser."""
    if check_csrf(request) is not None:
        raise Refused(403, "The request did not carry this page's token.", remedy="Reload the page and try again.")


def member_of(user_id: int, workspace: str) -> Member:
    """Raises Refused 404 for a stranger to the workspace, and for an id that is none."""
    try:
        workspace_id = UUID(workspace)
    except ValueError:
        raise not_found("This workspace") from None
    member = membership(workspace_id, user_id)
    if member is None:
        raise not_found("This workspace")
    return member


def allowed(role: str) -> list[Permission]:
    return sorted(PERMISSIONS[Role(role)])


def granted(member: Member) -> frozenset[Permission]:
    """What the asker may now: all of the role, and through a token no more than both the token and its maker may."""
    own = PERMISSIONS[Role(member.role)]
    bearer = member.bearer
    if bearer is None:
        return own
    return frozenset(one for one in own & PERMISSIONS[Role(bearer.role)] if one in bearer.scopes)


def words_of(permission: Permission) -> str:
    return _WORDS[permission]


def require(member: Member, permission: Permission) -> None:
    """Raises Refused 403 with a sentence that says which role may."""
    if permission in granted(member):
        return
    if member.bearer is not None and permission in PERMISSIONS[Role(member.role)]:
        raise Refused(
            403,
            f"The token {member.bearer.name} may not {_WORDS[permission]}.",
            remedy=f"Make a token with the scope {permission}.",
        )
    roles = [role.label for role in Role if permission in PERMISSIONS[role]]
    who = roles[0] if len(roles) == 1 else f"{', '.join(roles[:-1])} or {roles[-1]}"
    raise Refused(
        403,
        f"Your role, {Role(member.role).label}, may not {_WORDS[permission]}.",
        remedy=f"Ask somebody with the role {who}.",
    )
