"""Lines of the log, without the keys that stand in addresses."""

import logging
import re

# The address of an outside webhook is a secret of its own.
_HOOK = re.compile(r"(/hooks/)[A-Za-z0-9_~%.-]+")


class Line(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return _HOOK.sub(r"\1…", super().format(record))
