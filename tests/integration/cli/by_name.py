"""Commands in a process in which Tieout is loaded already: each by a name, how it ended and what it wrote."""

import io
import traceback
from collections.abc import Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from types import TracebackType
from typing import Self


class Ending:
    """What the interpreter does where a process ends: its code, and what is said about it."""

    def __init__(self) -> None:
        self.code, self.out, self.err = 0, io.StringIO(), io.StringIO()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> bool:
        if isinstance(error, SystemExit):
            self.code = error.code if isinstance(error.code, int) else int(error.code is not None)
            if isinstance(error.code, str):
                print(error.code, file=self.err)
        elif error is not None:
            self.code = 1
            traceback.print_exception(kind, error, trace, file=self.err)
        return True


def main(wanted: Mapping[str, Sequence[str]]) -> dict[str, tuple[int, str, str]]:
    """One after the other."""
    return {name: ended(arguments) for name, arguments in wanted.items()}


def ended(arguments: Sequence[str]) -> tuple[int, str, str]:
    from tieout.cli import main as command

    with Ending() as ending, redirect_stdout(ending.out), redirect_stderr(ending.err):
        command(list(arguments))
    return ending.code, ending.out.getvalue(), ending.err.getvalue()
