"""Single sign-on by OpenID Connect: who is invited, or comes with an address of an allowed domain, may enter."""

from typing import Any

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.adapter import get_adapter as social
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialLogin, SocialToken
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode

from tieout.settings import settings
from tieout.store import accounts, audit, database, invitations, workspaces
from tieout.web.problems import Refused

PROVIDER = "sso"


class Checked(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """Checks more than the library does: every signature, that both answers speak of the same person, and the issuer's own name."""

    def complete_login(self, request: HttpRequest, app: Any, token: SocialToken, **kwargs: Any) -> SocialLogin:
        claims = self._claims(app, kwargs["response"].get("id_token"))
        more: dict[str, Any] = {}
        if "email" not in claims and "userinfo_endpoint" in self.openid_config:
            more = self._fetch_user_info(token.token)
            if more.get("sub") != claims["sub"]:
                raise OAuth2Error("the user info speaks of somebody else")
        said: dict[str, Any] = {**claims, **more}
        proved = said.get("email_verified") in (True, "true") or settings().oidc_trust_email
        return self.get_provider().sociallogin_from_response(request, {"id_token": {**said, "email_verified": proved}})

    def _claims(self, app: Any, id_token: str | None) -> dict[str, Any]:
        issuer = str(self.openid_config["issuer"])
        if not id_token or issuer.rstrip("/") != settings().oidc_issuer.rstrip("/"):
            raise OAuth2Error("no token of the issuer that is set up")
        claims: dict[str, Any] = jwtkit.verify_and_decode(
            credential=id_token,
            keys_url=self.openid_config["jwks_uri"],
            issuer=issuer,
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
        )
        return claims

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        """From the settings, not from what the request says its host is."""
        return settings().base_url + reverse("openid_connect_callback", kwargs={"provider_id": PROVIDER})


class ByInvitation(DefaultSocialAccountAdapter):  # type: ignore[misc]
    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Who comes for the first time is known by the proved address, or not at all."""
        if sociallogin.is_existing:
            return
        email = proved_address(sociallogin)
        if not email:
            raise ValidationError("The issuer does not say that the address is proved.", code="address_not_proved")
        user = workspaces.user_by_email(email)
        if user is None:
            return
        with database.atomic():
            if not accounts.is_proved(user):
                accounts.take_from_impostor(user)
            sociallogin.connect(request, user)
            join_all(user)

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        email = proved_address(sociallogin)
        return bool(email) and bool(invitations.open_for(email) or workspaces.open_to_domain(_domain(email)))

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> User:
        user: User = super().populate_user(request, sociallogin, data)
        user.email = user.email.lower()
        user.username = user.email
        return user

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: object = None) -> User:
        with database.atomic():
            user: User = super().save_user(request, sociallogin, form)
            join_all(user)
        return user


def begin(request: HttpRequest, *, then: str) -> str:
    """The issuer's address for this browser; raises Refused when it does not answer. `then` is an address of our own page."""
    if not settings().oidc_issuer:
        raise Refused(404, "Single sign-on is not set up here.", remedy="Sign in with e-mail and password.")
    provider = social().get_provider(request, PROVIDER)
    provider.oauth2_adapter_class = Checked
    try:
        answer = provider.redirect(request, AuthProcess.LOGIN, next_url=then, headless=True)
    except (OSError, KeyError):  # every trouble of the library's HTTP client is an OSError
        raise Refused(
            503, "The single sign-on service does not answer.", remedy="Try again in a moment, or sign in with your password."
        ) from None
    return str(answer["Location"])


def callback(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Where the issuer sends the browser back to."""
    answer: HttpResponseBase = OAuth2CallbackView.adapter_view(Checked(request, PROVIDER))(request)
    return answer


def landing(then: str) -> str:
    """The sign-in page, which goes on from where the sign-in stands: through the second step to `then`."""
    return f"{settings().base_url}/sign-in?{urlencode({'next': then})}" if then else f"{settings().base_url}/sign-in"


def proved_address(sociallogin: SocialLogin) -> str:
    return next((one.email.lower() for one in sociallogin.email_addresses if one.verified), "")


def join_all(user: User) -> None:
    """At the first single sign-on only: whom an administrator removes later does not come back by it."""
    for row in invitations.open_for(user.email):
        invitations.accept(row, user_id=user.pk)
    for workspace in workspaces.open_to_domain(_domain(user.email)):
        if workspaces.membership(workspace.id, user.pk) is None:
            member = workspaces.join(workspace.id, user_id=user.pk, role=workspace.sso_role)
            text = f"{user.email} joined by single sign-on as {workspaces.Role(member.role).label}"
            note = audit.Note(actor=user.email, action="member.joined", subject_kind="member", subject_id=str(member.id), text=text)
            audit.add(workspace.id, [note])


def _domain(email: str) -> str:
    return email.rpartition("@")[2].lower()
