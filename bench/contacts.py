"""Generated business contacts, labelled: who is whom, who only looks so; and an installation whose mirror holds them."""

import json
import os
import random
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

sys.path.insert(0, str(Path(__file__).parent.parent / "src"))

from tieout.accounting.contacts import Address, Contact
from tieout.accounting.kinds import EntityKind
from tieout.accounting.serial import to_json

# Invented words that company names, people and streets are made of.
_WORDS: dict[str, str] = json.loads((Path(__file__).parent / "words.json").read_text())
FIRST, NAMES, TRADES, PEOPLE, STREETS, TOWNS = (
    _WORDS[kind].split() for kind in ("first", "names", "trades", "people", "streets", "towns")
)
FORMS = ["Ltd", "Limited", "Ltd", "Limited", "LLP", "PLC", "", ""]
FREE = ["gmail.com", "outlook.com", "yahoo.co.uk", "btinternet.com"]
RELATED = ["Holdings", "Group", "Trading", "Services", "International", "Properties"]
SHARED_EVERY, RELATED_EVERY = 40, 12


@dataclass(frozen=True)
class Asked:
    """A new contact, and the id of the one that it is (None: of none)."""

    contact: Contact
    truth: str | None


def contacts(count: int, *, seed: int = 1) -> list[Contact]:
    """Of which every twelfth is related to the one before: another company of the owners, with their mailbox or switchboard."""
    chance = random.Random(seed)
    made: list[Contact] = []
    taken: set[str] = set()
    while len(made) < count:
        number = len(made)
        one = _related(chance, made[-1], number=number) if number % RELATED_EVERY == 7 else _company(chance, number=number)
        if one.name not in taken:  # No ledger takes two contacts of one name.
            taken.add(one.name)
            made.append(one)
    return made


def asked(there: list[Contact], count: int, *, seed: int = 2) -> list[Asked]:
    """Half are there, written otherwise; of the others half are related to one that is, or have its name in another town."""
    chance = random.Random(seed)
    wanted: list[Asked] = []
    names = {one.name for one in there}
    while len(wanted) < count:
        one = chance.choice(there)
        kind = len(wanted) % 8
        if kind < 4:
            wanted.append(Asked(noisy(chance, one), one.id))
            continue
        other = (
            _company(chance, number=10**7 + len(wanted)) if kind < 6
            else _related(chance, one, number=10**7 + len(wanted)) if kind == 6
            else _namesake(chance, one, number=10**7 + len(wanted))
        )  # fmt: skip
        if other.name not in names or kind == 7:
            wanted.append(Asked(noisy(chance, other) if chance.random() < 0.5 else replace(other, id=None), None))
    return wanted


def _company(chance: random.Random, *, number: int) -> Contact:
    shape = chance.random()
    if shape < 0.45:
        core = f"{chance.choice(FIRST)} {chance.choice(TRADES)}"
    elif shape < 0.75:
        core = f"{chance.choice(NAMES)} {chance.choice(['& Sons', '& ' + chance.choice(NAMES), ''])} {chance.choice(TRADES)}"
    elif shape < 0.9:
        core = f"{chance.choice(FIRST)} {chance.choice(FIRST)} {chance.choice(TRADES)}"
    else:
        core = f"{chance.choice(PEOPLE)} {chance.choice(NAMES)}"
    core = " ".join(core.split())
    # Larger lists of names than these exist; a third word keeps the collisions of a hundred thousand at what they are in life.
    if chance.random() < 0.5:
        core = f"{core} {chance.choice(TOWNS + NAMES)}"
    name = f"{core} {chance.choice(FORMS)}".strip()
    first, last = chance.choice(PEOPLE), chance.choice(NAMES)
    own = "".join(character for character in core.lower() if character.isalnum())[:22] + str(number % 97)
    mail = (
        f"{first.lower()}.{last.lower()}{number % 1000}@{chance.choice(FREE)}"
        if chance.random() < 0.35
        else f"{chance.choice(['info', 'accounts', first.lower()])}@{own}.co.uk"
    )
    if number % SHARED_EVERY == 3:
        mail = f"clients@{chance.choice(NAMES).lower()}accountants.co.uk"
    return Contact(
        kind=EntityKind.CONTACT, id=f"c-{number}", name=name,
        first_name=first, last_name=last, email=mail if chance.random() < 0.8 else "",
        phone=_phone(chance) if chance.random() < 0.75 else "",
        tax_number=f"GB{_vat(chance)}" if chance.random() < 0.45 else "",
        company_number=f"{chance.randrange(10**6, 10**8):08d}" if chance.random() < 0.2 else "",
        account_number=f"A{number:06d}" if chance.random() < 0.3 else "",
        addresses=(_address(chance),), is_customer=True,
    )  # fmt: skip


def _related(chance: random.Random, one: Contact, *, number: int) -> Contact:
    """Another company of the same people: never the same, whatever they share."""
    core = " ".join(word for word in one.name.split() if word not in FORMS)
    other = _company(chance, number=number)
    sibling = f"{core} {chance.choice(RELATED)}" if chance.random() < 0.7 else f"{core} ({chance.choice(TOWNS)})"
    return replace(
        other, name=f"{sibling} {chance.choice(FORMS)}".strip(),
        email=one.email if chance.random() < 0.5 else other.email,
        phone=one.phone if chance.random() < 0.5 else other.phone,
        addresses=one.addresses if chance.random() < 0.5 else other.addresses,
        first_name=one.first_name, last_name=one.last_name,
    )  # fmt: skip


def _namesake(chance: random.Random, one: Contact, *, number: int) -> Contact:
    """Somebody else who happens to be called the same."""
    return replace(_company(chance, number=number), name=one.name)


def noisy(chance: random.Random, one: Contact) -> Contact:
    """The same contact as another person would have written it down."""
    name = one.name
    words = name.split()
    if words[-1] in FORMS and chance.random() < 0.35:
        words = (
            words[:-1]
            if chance.random() < 0.6
            else [*words[:-1], chance.choice(["Ltd.", "LIMITED", "Ltd"] if words[-1] in ("Ltd", "Limited") else [words[-1]])]
        )
    if chance.random() < 0.2:
        place = chance.randrange(len(words))
        words[place] = _slip(chance, words[place])
    if len(words) > 2 and chance.random() < 0.04:
        words[0], words[1] = words[1], words[0]
    name = " ".join(words)
    name = name.replace("&", "and") if chance.random() < 0.3 else name
    name = name.upper() if chance.random() < 0.1 else name
    kept = chance.random()
    email = one.email if kept < 0.6 else "" if kept < 0.8 else f"sales@{one.email.partition('@')[2]}" if one.email else ""
    address = one.addresses[0]
    moved = chance.random()
    return replace(
        one, id=None, name=name, email=email.upper() if chance.random() < 0.05 else email,
        phone=_written(chance, one.phone) if chance.random() < 0.6 else "" if chance.random() < 0.6 else _phone(chance),
        tax_number=one.tax_number if chance.random() < 0.6 else "",
        company_number=one.company_number if chance.random() < 0.6 else "",
        account_number=one.account_number if chance.random() < 0.5 else "",
        first_name=one.first_name if chance.random() < 0.6 else chance.choice(PEOPLE),
        addresses=(address,) if moved < 0.6 else () if moved < 0.8 else (_address(chance),),
    )  # fmt: skip


def _slip(chance: random.Random, word: str) -> str:
    if len(word) < 5:
        return word
    place = chance.randrange(1, len(word) - 1)
    kind = chance.randrange(3)
    if kind == 0:
        return word[:place] + word[place + 1 :]
    if kind == 1:
        return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    return word[:place] + chance.choice("aeioustrn") + word[place:]


def _phone(chance: random.Random) -> str:
    return f"+44 {chance.choice(['20', '113', '117', '161', '1223', '1865'])} {chance.randrange(200_0000, 999_9999)}"


def _written(chance: random.Random, phone: str) -> str:
    if not phone:
        return ""
    return chance.choice([phone, phone.replace("+44 ", "0"), phone.replace(" ", ""), phone.replace("+44 ", "0044 (0)")])


def _vat(chance: random.Random) -> str:
    """Nine digits whose check digits agree."""
    digits = [chance.randrange(1, 10), *(chance.randrange(10) for _ in range(6))]
    rest = sum(digit * weight for digit, weight in zip(digits, range(8, 1, -1), strict=True)) % 97
    return "".join(map(str, digits)) + f"{97 - rest if rest else 0:02d}"[-2:]


def _address(chance: random.Random) -> Address:
    town = chance.choice(TOWNS)
    code = f"{town[:2].upper()}{chance.randrange(1, 30)} {chance.randrange(1, 10)}{''.join(chance.choices('ABDEFGHJLN', k=2))}"
    return Address(
        lines=(f"{chance.randrange(1, 220)} {chance.choice(STREETS)} Street",),
        city=town,
        postal_code=code,
        country="United Kingdom",
    )


@contextmanager
def installation(there: list[Contact]) -> Iterator[tuple[UUID, UUID]]:
    """One in a temporary home, with a connection whose mirror has these contacts; gives workspace and connection."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["TIEOUT_HOME"] = home
        os.environ.pop("TIEOUT_DATABASE_URL", None)
        from tieout.store import database

        database.set_up()
        from tieout.store import connections, grants, mirror, workspaces

        database.migrate()
        workspace_id = workspaces.create_workspace("Benchmark").id
        tokens = grants.NewTokens(access_token="a", refresh_token="b", expires_at=datetime.now(UTC) + timedelta(days=1))
        with database.atomic():
            grant_id = grants.create_grant(workspace_id, provider="xero", tokens=tokens)
            organisation = {"id": "o", "name": "Demo Company (UK)", "country": "GB", "currency": "GBP"}
            row = connections.save_connection(workspace_id, grant_id=grant_id, provider="xero", organisation=organisation)
        for start in range(0, len(there), 5000):
            with database.atomic():
                mirror.take_in(workspace_id, row.id, sights=[_sight(one) for one in there[start : start + 5000]])
        yield workspace_id, row.id


def _sight(one: Contact) -> object:
    from tieout.store.mirror import Sight

    return Sight(
        kind="contact", external_id=one.id or "", body=f'{{"ContactID":"{one.id}"}}', entity=to_json(one),
        name=one.name, number=one.account_number, status=one.status.value,
    )  # fmt: skip
