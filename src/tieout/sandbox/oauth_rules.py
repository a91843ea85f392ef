"""What differs between the providers' OAuth, and the words that it is told in."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from tieout.sandbox.call import Json


@dataclass(frozen=True)
class Grant:
    """What one consent allowed; `owner` at the provider is the user and the app together."""

    id: str
    client_id: str
    user: str
    organisations: tuple[str, ...]
    scope: str
    began_at: datetime


@dataclass(frozen=True)
class TokenSet:
    grant: Grant
    access_token: str
    access_seconds: int
    refresh_token: str | None
    refresh_seconds: int


@dataclass(frozen=True)
class OAuthRules:
    """What differs between the providers."""

    provider: str
    title: str
    access_seconds: int
    refresh_seconds: int
    rotate_after_seconds: int  # a refresh token older than this is replaced when it is used
    grace_seconds: int  # how long a replaced refresh token still works
    several_organisations: bool
    token_body: Callable[[TokenSet], dict[str, Json]]
    code_seconds: int = 300
    scopes_add_up: bool = False  # a new consent brings the scopes of the same user's earlier ones too
    # An OAuth error code for scopes that cannot be asked for.
    scope_error: Callable[[Sequence[str]], str | None] = lambda _scopes: None
    # What goes back to the client beside code and state, by the chosen organisations.
    callback_query: Callable[[Sequence[str]], dict[str, str]] = lambda _organisations: {}
    # What a code begins with, by the chosen organisations.
    code_prefix: Callable[[Sequence[str]], str] = lambda _organisations: ""
    # Whether these scopes bring a refresh token.
    offline: Callable[[Sequence[str]], bool] = lambda _scopes: True
    # Called when a consent or control made a grant, and when a grant ends.
    granted: Callable[[Grant], None] = lambda _grant: None
    revoked: Callable[[Grant], None] = lambda _grant: None
    # Called when one organisation is taken from a grant.
    left: Callable[[Grant, str], None] = lambda _grant, _organisation: None
    new_access_token: Callable[[Grant, datetime], str] = lambda _grant, _expires_at: "at_" + secrets.token_urlsafe(48)
