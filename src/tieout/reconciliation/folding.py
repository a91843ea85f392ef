"""Names and keys made comparable: what a person would call the same."""

import unicodedata


def folded(text: str) -> str:
    """Without case, accents, marks and doubled spaces; `&` is `and`.

    >>> folded("Café  MÜLLER & Co."), folded("cafe muller and co")
    ('cafe muller and co', 'cafe muller and co')
    """
    # Taken apart before the case is folded, because what comes of it may have a case, and after it, because folding makes accents.
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()).replace("&", " and ")
    kept = "".join(character if character.isalnum() else " " for character in plain if not unicodedata.combining(character))
    return " ".join(kept.split())


def folded_key(text: str) -> str:
    """A code, number or address of mail: only case and outer spaces do not count.

    >>> folded_key(" INV-0012 ")
    'inv-0012'
    """
    return text.casefold().strip()
