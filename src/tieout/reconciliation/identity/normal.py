"""Texts made comparable: words, addresses of mail, telephone and tax numbers as one writes them in many ways."""

import re
from functools import lru_cache

import phonenumbers
from anyascii import anyascii
from email_validator import EmailNotValidError, validate_email
from stdnum.eu import vat as eu_vat
from stdnum.exceptions import ValidationError
from stdnum.gb import vat as gb_vat

# Mailboxes that anybody may have: their domain says nothing of who it is.
FREE_DOMAINS = frozenset({
    "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "hotmail.co.uk", "live.com", "live.co.uk", "msn.com",
    "yahoo.com", "yahoo.co.uk", "yahoo.fr", "ymail.com", "icloud.com", "me.com", "mac.com", "aol.com", "btinternet.com",
    "sky.com", "talktalk.net", "virginmedia.com", "proton.me", "protonmail.com", "gmx.de", "gmx.net", "web.de",
    "t-online.de", "freenet.de", "orange.fr", "free.fr", "laposte.net", "wanadoo.fr", "libero.it", "mail.ru", "yandex.ru",
    "qq.com", "163.com", "zoho.com", "fastmail.com"
})  # fmt: skip
_DOTLESS_DOMAINS = frozenset({"gmail.com", "googlemail.com"})
_MAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
_WORDS = re.compile(r"[a-z0-9]+")
_NOT_ALNUM = re.compile(r"[^A-Z0-9]")
_PREFIX = re.compile(r"^[A-Z]{2}(?=[A-Z0-9]*\d)")
_TAIL_DIGITS = 9
_TAX_LENGTH_MIN = 6


def words(text: str) -> tuple[str, ...]:
    """Lower-case words in the letters of English; letters that stand alone beside each other are one word.

    >>> words("Ćevapi & Söhne S.A."), words("J. P. O'Hara")
    (('cevapi', 'and', 'sohne', 'sa'), ('jp', 'ohara'))
    """
    plain = (text if text.isascii() else anyascii(text)).lower().replace("&", " and ").replace("'", "")
    joined: list[str] = []
    initials = False
    for word in _WORDS.findall(plain):
        if len(word) == 1 and initials:
            joined[-1] += word
        else:
            joined.append(word)
        initials = len(word) == 1
    return tuple(joined)


def mailbox(text: str) -> str:
    """An address of mail as the same mailbox is always written, "" for what is none.

    >>> mailbox(" Ann.Lee+shop@GMail.com "), mailbox("none")
    ('annlee@gmail.com', '')
    """
    text = text.strip()
    if not text.isascii():
        try:
            checked = validate_email(text, check_deliverability=False)
        except EmailNotValidError:
            return ""
        text = f"{checked.local_part}@{checked.ascii_domain}"
    text = text.lower()
    if not _MAIL.match(text):
        return ""
    local, _, domain = text.rpartition("@")
    local = local.partition("+")[0] or local
    if domain in _DOTLESS_DOMAINS:
        local, domain = local.replace(".", ""), "gmail.com"
    return f"{local}@{domain}"


def own_domain(address: str) -> str:
    """The domain of a mailbox, "" where anybody may have one there."""
    domain = address.rpartition("@")[2]
    return "" if domain in FREE_DOMAINS else domain


def number_tail(text: str) -> str:
    """The last digits of a telephone number, which its many ways of writing have in common; "" for fewer than six.

    >>> number_tail("+44 (0)20 7946 0018"), number_tail("020 7946 0018")
    ('079460018', '079460018')
    """
    digits = "".join(character for character in text if character.isdigit()).lstrip("0")
    return digits[-_TAIL_DIGITS:] if len(digits) >= 6 else ""


@lru_cache(maxsize=20_000)
def is_same_number(one: str, other: str, *, region: str) -> bool:
    """Whether two telephone numbers are the same, each as dialled from `region` (two letters, "" for unknown)."""
    if number_tail(one) != number_tail(other) or not number_tail(one):
        return False
    match = phonenumbers.is_number_match(_parsed(one, region), _parsed(other, region))
    return bool(match != phonenumbers.MatchType.NO_MATCH)


def _parsed(text: str, region: str) -> "phonenumbers.PhoneNumber | str":
    try:
        return phonenumbers.parse(text, region or None)
    except phonenumbers.NumberParseException:
        return text


def tax_key(text: str) -> str:
    """A tax or company number without its country, marks and leading noughts; "" for what cannot be one.

    >>> tax_key("GB 123 4567 82"), tax_key("123456782"), tax_key("n/a"), tax_key("000000000")
    ('123456782', '123456782', '', '')
    """
    compact = _PREFIX.sub("", _NOT_ALNUM.sub("", text.upper()))
    digits = sum(character.isdigit() for character in compact)
    if digits < _TAX_LENGTH_MIN - 1 or len(compact) < _TAX_LENGTH_MIN or len(set(compact)) == 1:
        return ""
    return compact.lstrip("0")


@lru_cache(maxsize=20_000)
def is_valid_tax_number(text: str) -> bool:
    """Whether the number's own check digits agree, as a British or European VAT number."""
    compact = _NOT_ALNUM.sub("", text.upper())
    for module in (gb_vat, eu_vat):
        try:
            module.validate(compact)
        except ValidationError:
            continue
        return True
    return False


def code_key(text: str) -> str:
    """A code or number that the business gave: case, spaces and marks do not count, noughts do.

    >>> code_key(" sku-00 12/b ")
    'sku0012b'
    """
    return "".join((text if text.isascii() else anyascii(text)).lower().split()).translate(_MARKS)


_MARKS = str.maketrans("", "", "-_./\\,:;#'\"()[]")
