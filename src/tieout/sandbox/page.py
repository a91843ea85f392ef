"""The sandbox's HTML frame: plain, light or dark as the reader's system says, without scripts."""

from collections.abc import Mapping
from html import escape

from tieout.sandbox.call import Reply

_STYLE = """
:root { color-scheme: light dark; --ink: #1c2530; --soft: #5b6876; --paper: #f5f7f9; --card: #fff; --line: #dde3e9;
  --mark: #0b6bcb; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6ebf0; --soft: #9aa7b4; --paper: #12171d; --card: #1b222a; --line: #2c3641; --mark: #6cb4ff; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 68rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
main.narrow { max-width: 30rem; padding-top: 4rem; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; } h2 { font-size: 1.1rem; margin: 0; } h3 { font-size: .95rem; margin: 1rem 0 .25rem; }
p { margin: .25rem 0 1rem; } .soft { color: var(--soft); }
section, form { background: var(--card);
  border: 1px solid var(--line); border-radius: 10px; padding: 1rem 1.25rem; margin: 1rem 0; }
table { width: 100%; border-collapse: collapse; }
th, td { text-align: left; padding: .3rem .6rem .3rem 0; border-top: 1px solid var(--line); }
th { color: var(--soft); font-weight: 500; } td.amount, th.amount { text-align: right; font-variant-numeric: tabular-nums; }
ul.counts { display: flex; flex-wrap: wrap; gap: .4rem 1.2rem; list-style: none; padding: 0; margin: .5rem 0; }
fieldset { border: 0; padding: 0; margin: 0 0 1rem; } legend { font-weight: 600; padding: 0; margin-bottom: .3rem; }
label { display: block; padding: .2rem 0; } .problem { color: #c62828; font-weight: 600; }
button { font: inherit;
  padding: .5rem 1.2rem; border-radius: 8px; border: 1px solid var(--line); background: transparent; color: inherit; }
button.first { background: var(--mark); border-color: var(--mark); color: #fff; }
@media (prefers-color-scheme: dark) { button.first { color: #0b1117; } .problem { color: #ff8a80; } }
"""


def page(title: str, body: str, *, narrow: bool = False, status: int = 200) -> Reply:
    """`body` is HTML already; the title is text."""
    text = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">'
        f"<style>{_STYLE}</style></head>"
        f"<body><main{' class=narrow' if narrow else ''}>{body}</main></body></html>"
    )
    headers = {"X-Frame-Options": "DENY", "Cache-Control": "no-store"}
    return Reply(status=status, body=text.encode(), headers=headers, media_type="text/html; charset=utf-8")


def facts(title: str, body: Mapping[str, object]) -> Reply:
    """A page that shows an object: its plain values, without what is the sandbox's own and without what hangs below it."""
    rows = "".join(
        f"<tr><th>{escape(name)}</th><td>{escape(str(value))}</td></tr>"
        for name, value in body.items()
        if not name.startswith("_") and not isinstance(value, dict | list) and value not in (None, "")
    )
    return page(title, f"<h1>{escape(title)}</h1><section><table>{rows}</table></section>")
