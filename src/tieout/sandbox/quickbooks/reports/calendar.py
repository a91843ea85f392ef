"""Spans of days as reports name them: fiscal years, quarters, months and weeks."""

from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """Both days belong to it."""

    first: date
    last: date

    def holds(self, day: str) -> bool:
        return self.first.isoformat() <= day <= self.last.isoformat()

    def cut(self, months: int) -> list["Span"]:
        """Pieces of whole calendar months, the first and the last as far as the span goes."""
        pieces, first = [], self.first
        while first <= self.last:
            start = (first.month - 1) // months * months + 1
            end = month_start(first.replace(day=1, month=start), months) - DAY
            pieces.append(Span(first, min(end, self.last)))
            first = end + DAY
        return pieces


def month_start(day: date, later: int = 0) -> date:
    """The first of the month, so many months later."""
    count = day.year * 12 + day.month - 1 + later
    return date(count // 12, count % 12 + 1, 1)


def year_start(day: date, *, month: int) -> date:
    """The first day of the fiscal year, which begins with that month."""
    return date(day.year if day.month >= month else day.year - 1, month, 1)


def macro(name: str, *, today: date, month: int) -> Span | None:
    """The span that a date_macro means; None for a name that is not known. Weeks begin on Sunday (assumed)."""
    words = name.lower().replace("-to-date", " to date").split()
    to_date = words[-2:] == ["to", "date"]
    words = words[:-2] if to_date else words
    if words in (["today"], ["yesterday"]):
        day = today if words == ["today"] else today - DAY
        return Span(day, day)
    if words == ["all"]:
        return Span(date(1900, 1, 1), today)
    if len(words) < 2 or words[0] not in ("this", "last", "next"):
        return None
    step = {"this": 0, "last": -1, "next": 1}[words[0]]
    whole = _period(" ".join(words[1:]), today=today, month=month, step=step)
    if whole is None or not to_date:
        return whole
    until = _same_day(today, months={"month": 1, "quarter": 3, "year": 12}.get(words[-1], 0) * step, weeks=step)
    return Span(whole.first, max(whole.first, min(whole.last, until)))


def _period(unit: str, *, today: date, month: int, step: int) -> Span | None:
    fiscal = year_start(today, month=month)
    quarter = month_start(fiscal, ((today.year - fiscal.year) * 12 + today.month - fiscal.month) // 3 * 3)
    starts = {
        "month": (month_start(today, step), 1),
        "quarter": (month_start(today.replace(month=(today.month - 1) // 3 * 3 + 1), 3 * step), 3),
        "fiscal quarter": (month_start(quarter, 3 * step), 3),
        "fiscal year": (month_start(fiscal, 12 * step), 12),
        **dict.fromkeys(("calendar year", "year"), (date(today.year + step, 1, 1), 12)),
    }
    if unit == "week":
        first = today - timedelta(days=(today.weekday() + 1) % 7) + timedelta(days=7 * step)
        return Span(first, first + timedelta(days=6))
    found = starts.get(unit)
    return Span(found[0], month_start(found[0], found[1]) - DAY) if found else None


def _same_day(today: date, *, months: int, weeks: int) -> date:
    if not months:
        return today + timedelta(days=7 * weeks)
    first = month_start(today, months)
    return min(first + timedelta(days=today.day - 1), month_start(first, 1) - DAY)
