"""Texts in files that a spreadsheet opens: what it would take for a formula is marked as text, and the mark is taken off again."""

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def marked(text: str) -> str:
    """With an apostrophe before what would be a formula; what looks marked already gets another, so that none is lost.

    >>> marked("=SUM(A1)"), marked("'=SUM(A1)"), marked("O'Neill")
    ("'=SUM(A1)", "''=SUM(A1)", "O'Neill")
    """
    return f"'{text}" if text.lstrip("'").startswith(FORMULA) else text


def unmarked(text: str) -> str:
    """What was marked, and any other text as it is.

    >>> unmarked("'=SUM(A1)"), unmarked("'tis")
    ('=SUM(A1)', "'tis")
    """
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(FORMULA) else text
