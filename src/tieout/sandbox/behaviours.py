"""Writes what the sandbox does into its reference: `python -m tieout.sandbox.behaviours docs/reference/sandbox.md`."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tieout.sandbox import faults
from tieout.sandbox.behaviour import Behaviour
from tieout.sandbox.quickbooks import behaviours as quickbooks
from tieout.sandbox.quickbooks.schema import KINDS
from tieout.sandbox.sage import behaviours as sage
from tieout.sandbox.sage import lookups, resources
from tieout.sandbox.xero import behaviours as xero
from tieout.sandbox.xero import resources as xero_resources
from tieout.sandbox.xero import routes as xero_routes

BEHAVIOURS: Mapping[str, Sequence[Behaviour]] = {
    "Xero": xero.BEHAVIOURS,
    "QuickBooks Online": quickbooks.BEHAVIOURS,
    "Sage": sage.BEHAVIOURS,
}
EVERYWHERE = ("*", "oauth", "webhooks")
_TITLES = {"*": "Every endpoint", "oauth": "Consent and tokens", "webhooks": "Webhooks"}
_OF_FAULTS = (
    ("nothing is done", faults.BEFORE),
    ("it is answered in other circumstances", faults.AMONG),
    ("it is done, and the answer suffers", faults.AFTER),
    ("notices of webhooks", faults.NOTICES),
)


def endpoints() -> dict[str, frozenset[str]]:
    """Every endpoint of each provider's table of routes, in small letters; Sage's look-up lists count as one, `lookups`."""
    xero_names = {one.kind.plural.lower() for one in xero_resources.RESOURCES.values()} | set(xero_routes.READ_ONLY)
    return {
        "Xero": frozenset(xero_names - {"organisations"}),  # another name of organisation
        "QuickBooks Online": frozenset({kind.lower() for kind in KINDS} | {"query", "cdc", "batch", "taxservice"}),
        "Sage": frozenset((set(resources.RESOURCES) - set(lookups.LOOKUPS)) | {"lookups", "businesses"}),
    }


def undescribed() -> dict[str, list[str]]:
    """Endpoints of which nothing is said, by provider."""
    said = {title: {one.endpoint.lower() for one in behaviours} for title, behaviours in BEHAVIOURS.items()}
    return {title: missing for title, known in endpoints().items() if (missing := sorted(known - said[title]))}


def written(page: str) -> str:
    """The page with its written parts anew, between the marks that it has for them; raises ValueError where a mark is missing."""
    for name, lines in (("faults", _faults()), ("behaviours", _behaviours())):
        start, end = f"<!-- {name}: written from the code -->\n", f"<!-- end of {name} -->"
        before, found, rest = page.partition(start)
        _, ended, after = rest.partition(end)
        if not (found and ended):
            raise ValueError(f"the page has no place for {name}: {start.strip()} … {end}")
        page = before + start + "\n" + "\n".join(lines) + "\n\n" + end + after
    return page


def _faults() -> Iterator[str]:
    yield from ("| kind | what happens |", "|---|---|")
    for title, kinds in _OF_FAULTS:
        yield f"| | *{title}* |"
        yield from (f"| `{kind}` | {text} |" for kind, text in kinds.items())


def _behaviours() -> Iterator[str]:
    for number, (title, behaviours) in enumerate(BEHAVIOURS.items()):
        counts = ", ".join(
            f"{sum(one.basis == basis for one in behaviours)} {basis}" for basis in ("documented", "observed", "assumed")
        )
        yield from (*([""] if number else []), f"## {title}", "", f"{len(behaviours)} behaviours: {counts}.")
        rest = sorted({one.endpoint for one in behaviours} - set(EVERYWHERE), key=str.lower)
        for endpoint in (*EVERYWHERE, *rest):
            if own := [one for one in behaviours if one.endpoint == endpoint]:
                yield from ("", f"### {title}: {_TITLES.get(endpoint, endpoint)}", "")
                yield from ("| behaviour | known | source |", "|---|---|---|")
                yield from (f"| {_cell(one.says)} | {one.basis} | {_cell(one.source)} |" for one in own)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def main(path: Path) -> None:
    path.write_text(written(path.read_text("utf-8")), "utf-8")
    for title, missing in undescribed().items():
        sys.stderr.write(f"{title} says nothing of {', '.join(missing)}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
