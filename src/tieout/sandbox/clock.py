"""The sandbox's own time, which a test can set, move and hold still."""

from datetime import UTC, datetime, timedelta


class Clock:
    """Runs beside real time at an offset; a frozen clock stands still until it is moved or released."""

    def __init__(self) -> None:
        self._offset = timedelta()
        self._held: datetime | None = None

    def now(self) -> datetime:
        """The sandbox's present instant, always in UTC."""
        return self._held if self._held is not None else datetime.now(UTC) + self._offset

    @property
    def frozen(self) -> bool:
        return self._held is not None

    def reset(self) -> None:
        """Real time again."""
        self._offset, self._held = timedelta(), None

    def set(self, instant: datetime) -> None:
        instant = instant.astimezone(UTC)
        if self._held is not None:
            self._held = instant
        self._offset = instant - datetime.now(UTC)

    def advance(self, seconds: float) -> None:
        self.set(self.now() + timedelta(seconds=seconds))

    def freeze(self, *, frozen: bool) -> None:
        now = self.now()
        self._held = now if frozen else None
        self._offset = now - datetime.now(UTC)
