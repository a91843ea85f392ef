"""The legal forms of companies, which names carry or leave out, and how they are told apart from the name itself."""

from collections.abc import Sequence

# Written forms by the form that they are; single letters ("S.A.", "L L C") are joined before they are looked up here.
_WRITTEN: dict[str, str] = {
    "limited": "ltd ltd. limited lmtd",
    "plc": "plc",
    "llp": "llp",
    "lp": "lp",
    "llc": "llc",
    "inc": "inc incorporated",
    "corporation": "corp corporation",
    "company": "co company",
    "cic": "cic",
    "cio": "cio",
    "pty limited": "pty-ltd pty-limited proprietary-limited pty",
    "pte limited": "pte-ltd pte-limited pte",
    "company limited": "co-ltd co-limited company-limited",
    "gmbh": "gmbh gesellschaft-mit-beschrankter-haftung mbh",
    "gmbh kg": "gmbh-and-co-kg gmbh-co-kg",
    "kg": "kg",
    "ohg": "ohg",
    "ug": "ug ug-haftungsbeschrankt",
    "gbr": "gbr",
    "ek": "ek ekfm",
    "ev": "ev",
    "ag": "ag aktiengesellschaft",
    "se": "se",
    "sa": "sa",
    "sarl": "sarl",
    "sas": "sas sasu",
    "eurl": "eurl",
    "sci": "sci",
    "sl": "sl slu",
    "srl": "srl srls",
    "spa": "spa",
    "snc": "snc",
    "bv": "bv besloten-vennootschap",
    "bvba": "bvba",
    "nv": "nv",
    "vof": "vof",
    "ab": "ab aktiebolag",
    "as": "as asa",
    "aps": "aps",
    "oy": "oy oyj",
    "ou": "ou",
    "sia": "sia",
    "uab": "uab",
    "zoo": "sp-zoo spzoo sp-z-oo",
    "sro": "sro",
    "doo": "doo",
    "kft": "kft",
    "zrt": "zrt nyrt",
    "ltda": "ltda limitada",
    "ooo": "ooo",
    "kk": "kk kabushiki-kaisha",
    "bhd": "sdn-bhd bhd",
}
_FORMS: dict[tuple[str, ...], str] = {
    tuple(written.split("-")): form for form, every in _WRITTEN.items() for written in every.split()
}
_WORDS_MAX = max(len(words) for words in _FORMS)


def without_form(words: Sequence[str]) -> tuple[tuple[str, ...], str]:
    """The words of a name without the legal form at their end, and the form ("" for none); never nothing but a form.

    >>> without_form(["acme", "trading", "co", "ltd"]), without_form(["limited"])
    ((('acme', 'trading'), 'company limited'), (('limited',), ''))
    """
    for count in range(min(_WORDS_MAX, len(words) - 1), 0, -1):
        form = _FORMS.get(tuple(words[-count:]))
        if form is not None:
            return tuple(words[:-count]), form
    return tuple(words), ""
