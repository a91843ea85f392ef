"""The second step of the sign-in: authenticator apps, passkeys, recovery codes; their secrets are sealed at rest."""

from allauth.mfa.adapter import DefaultMFAAdapter

from tieout.store.vault import vault

_PLACE = "mfa_authenticator/secret"


class SecondStep(DefaultMFAAdapter):  # type: ignore[misc]
    def encrypt(self, text: str) -> str:
        return vault().seal(text, place=_PLACE)

    def decrypt(self, encrypted_text: str) -> str:
        return vault().open(encrypted_text, place=_PLACE)

    def get_totp_issuer(self) -> str:
        return "Tieout"

    def _get_site_name(self) -> str:
        """What an authenticator app and a passkey are called after."""
        return "Tieout"
