"""Sign in with Intuit: the id token beside the first access token, the key that proves it, and what is known of the user."""

import base64
import hashlib
import json
from collections.abc import Sequence

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from tieout.sandbox.books import Body, Books
from tieout.sandbox.call import Call, Json
from tieout.sandbox.oauth import Grant

SCOPES = frozenset({"openid", "profile", "email", "phone", "address"})
_SHELF, _KIND, _ID = "quickbooks:", "openid_key", "key"
_SECONDS = 3600
_BITS = 2048


def id_token(books: Books, grant: Grant, *, call: Call, issuer: str) -> str:
    """A JWT signed with RS256; `aud` is a list that begins with the client's id."""
    key = _key(books)
    now = int(call.at.timestamp())
    head = {"kid": _key_id(key.public_key()), "typ": "JWT", "alg": "RS256"}
    claims: Body = {
        "sub": subject(grant),
        "aud": [grant.client_id],
        "iss": issuer,
        "iat": now,
        "exp": now + _SECONDS,
        "auth_time": now,
        "realmid": grant.organisations[0],
    }
    text = f"{_encoded(json.dumps(head).encode())}.{_encoded(json.dumps(claims).encode())}"
    signature = key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{text}.{_encoded(signature)}"


def key_set(books: Books) -> dict[str, Json]:
    """The JWKS document."""
    public = _key(books).public_key()
    numbers = public.public_numbers()
    key = {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": _key_id(public), "n": _number(numbers.n), "e": _number(numbers.e)}
    return {"keys": [key]}


def user_info(grant: Grant) -> dict[str, Json]:
    """What the scopes of the grant let be seen; the people of the sandbox are made up."""
    return {"sub": subject(grant), **_claims(grant.scope.split(), user=grant.user)}


def _claims(scopes: Sequence[str], *, user: str) -> dict[str, Json]:
    claims: dict[str, Json] = {}
    if "email" in scopes:
        claims |= {"email": f"{user}@example.com", "emailVerified": True}
    if "profile" in scopes:
        claims |= {"givenName": "Sandbox", "familyName": "Bookkeeper"}
    if "phone" in scopes:
        claims |= {"phoneNumber": "+44 20 7946 0000", "phoneNumberVerified": False}
    if "address" in scopes:
        claims["address"] = {
            "streetAddress": "1 Sandbox Street",
            "locality": "Sandbox",
            "region": "",
            "postalCode": "",
            "country": "",
        }
    return claims


def subject(grant: Grant) -> str:
    """One id for one user, whatever app asks."""
    return hashlib.sha256(f"user:{grant.user}".encode()).hexdigest()[:32]


def _key(books: Books) -> rsa.RSAPrivateKey:
    """Made when it is first needed, which takes a moment, and kept with the books."""
    kept = books.get(_SHELF, _KIND, id=_ID)
    if kept is not None:
        key = serialization.load_pem_private_key(str(kept["pem"]).encode(), password=None)
        if not isinstance(key, rsa.RSAPrivateKey):
            raise TypeError("the key of the id tokens is an RSA key")
        return key
    key = rsa.generate_private_key(public_exponent=65537, key_size=_BITS)
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    books.put(_SHELF, _KIND, id=_ID, body={"pem": pem.decode()})
    return key


def _key_id(public: rsa.RSAPublicKey) -> str:
    return hashlib.sha256(str(public.public_numbers().n).encode()).hexdigest()[:16]


def _number(value: int) -> str:
    return _encoded(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def _encoded(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()
