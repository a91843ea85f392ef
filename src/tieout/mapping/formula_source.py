"""A formula's text, as a spreadsheet's user writes it, read into a tree whose places are columns of that text."""

import ast
import io
import re
import tokenize
from dataclasses import dataclass
from decimal import Decimal

_NUMBER = re.compile(r"^(\d+(\.\d*)?|\.\d+)$")
_REWRITTEN = {"=": "==", "<>": "!="}
# After one of these a new value begins, so an `if` that follows is the function.
_VALUE_ENDS = frozenset({tokenize.NAME, tokenize.NUMBER, tokenize.STRING})
_WORDS = frozenset({"and", "or", "not", "else", "if"})
DEPTH_MAX = 40


class FormulaError(ValueError):
    """What is wrong with a formula, from column `start` to before column `end` (the first is 0)."""

    def __init__(self, message: str, *, start: int = 0, end: int = 0) -> None:
        super().__init__(message)
        self.message, self.start, self.end = message, start, end


@dataclass(frozen=True)
class Source:
    """`shifts` are (column of the rewritten text, how much longer it is there)."""

    text: str
    rewritten: str
    tree: ast.Expression
    shifts: tuple[tuple[int, int], ...]

    def error(self, message: str, node: ast.expr) -> FormulaError:
        start, end = self._column(node.col_offset), self._column(node.end_col_offset or node.col_offset + 1)
        return FormulaError(message, start=start, end=max(end, start + 1))

    def number(self, node: ast.expr) -> Decimal:
        """The digits as they were written, so that 0.1 stays 0.1; raises FormulaError for any other way to write a number."""
        written = ast.get_source_segment(self.rewritten, node) or ""
        if not _NUMBER.match(written):
            raise self.error("Write a number with digits and a point, like 1234.50.", node)
        return Decimal(written)

    def _column(self, byte_column: int) -> int:
        column = len(self.rewritten.encode()[:byte_column].decode(errors="ignore"))
        longer = 0
        for place, shift in self.shifts:
            if place < column:
                longer = shift
        return min(column - longer, len(self.text))


def parse(text: str, *, characters_max: int, nodes_max: int) -> Source:
    """Raises FormulaError for what is too long, or no expression."""
    if len(text) > characters_max:
        raise FormulaError(f"A formula has at most {characters_max} characters.", start=characters_max, end=len(text))
    written = text[1:] if text.lstrip().startswith("=") else text
    if text.lstrip().startswith("="):
        # As in a spreadsheet; the columns stay those of the text.
        written = text.replace("=", " ", 1)
    if not written.strip():
        raise FormulaError("Write a formula, such as quantity * unit_price.")
    flat = re.sub(r"[\r\n\t\f]", " ", written)
    rewritten, shifts = _rewritten(flat)
    # Python minds white space at the beginning of a line.
    body = rewritten.lstrip()
    indent = len(rewritten) - len(body)
    try:
        tree = ast.parse(body, mode="eval")
    except SyntaxError as error:
        column = (error.offset or 1) - 1 + indent
        raise FormulaError("This is no formula: something is missing or left over here.", start=_at(column, shifts, text=text),
                           end=_at(column, shifts, text=text) + 1) from None  # fmt: skip
    except (ValueError, RecursionError, MemoryError):
        raise FormulaError("This formula cannot be read.", end=len(text)) from None
    for node in ast.walk(tree):
        if isinstance(node, ast.expr):
            node.col_offset += len(rewritten[:indent].encode())
            node.end_col_offset = (node.end_col_offset or 0) + len(rewritten[:indent].encode())
    source = Source(text=text, rewritten=rewritten, tree=tree, shifts=tuple(shifts))
    if sum(1 for _ in ast.walk(tree)) > nodes_max:
        raise FormulaError(f"This formula is too large: at most {nodes_max} parts.", end=len(text))
    return source


def _at(column: int, shifts: list[tuple[int, int]], *, text: str) -> int:
    longer = max((shift for place, shift in shifts if place < column), default=0)
    return max(0, min(column - longer, len(text) - 1))


def _rewritten(text: str) -> tuple[str, list[tuple[int, int]]]:
    """`=` and `<>` as Python writes them, and `if(` as the name of a function."""
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(text.strip()).readline))
    except (tokenize.TokenError, SyntaxError, IndentationError):
        # An open bracket or quote; the parser says where.
        return text, []
    indent = len(text) - len(text.lstrip())
    done, written, shifts = 0, text[:indent], [(0, 0)]
    body = text[indent:]
    before: tokenize.TokenInfo | None = None
    depth = 0
    for index, token in enumerate(tokens):
        if token.start[0] != 1:
            break
        depth += (token.string in ("(", "[", "{")) - (token.string in (")", "]", "}"))
        if depth > DEPTH_MAX:
            raise FormulaError(
                f"At most {DEPTH_MAX} brackets inside each other.", start=indent + token.start[1], end=indent + token.end[1]
            )
        follows = tokens[index + 1].string if index + 1 < len(tokens) else ""
        new = _token(token, before, follows=follows)
        # `<>` is two tokens to a newer Python.
        if token.string == "<" and follows == ">" and tokens[index + 1].start == token.end:
            new = "!"
        elif token.string == ">" and before is not None and before.string == "<" and before.end == token.start:
            new = "="
        written += body[done : token.start[1]] + new
        done = token.end[1]
        if new != token.string:
            shifts.append((len(written) - 1, len(written) - (indent + done)))
        if token.string.strip():
            before = token
    return written + body[done:], shifts


def _token(token: tokenize.TokenInfo, before: tokenize.TokenInfo | None, *, follows: str) -> str:
    if token.type == tokenize.OP and token.string in _REWRITTEN:
        return _REWRITTEN[token.string]
    begins = before is None or before.string in _WORDS or (before.type not in _VALUE_ENDS and before.string not in (")", "]"))
    if token.string in ("if", "and", "or", "not") and follows == "(" and begins and token.string != "not":
        return f"{token.string}_"
    return token.string
