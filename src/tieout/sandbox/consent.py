"""The page on which a user lets an app into an organisation; a plain form, so that a script can press its buttons too."""

from collections.abc import Mapping, Sequence
from html import escape

from tieout.sandbox.call import Reply
from tieout.sandbox.ground import Organisation
from tieout.sandbox.page import page


def consent_page(
    title: str, query: Mapping[str, str], *, organisations: Sequence[Organisation], several: bool, problem: str = ""
) -> Reply:
    """The form posts `user` (full, read_only), `organisation` (an id; several where the provider allows) and `decision`."""
    kind = "checkbox" if several else "radio"
    choices = "".join(
        f'<label><input type="{kind}" name="organisation" value="{escape(organisation.id)}"> {escape(organisation.name)}'
        f' <span class="soft">{escape(organisation.country)} · {escape(organisation.currency)}</span></label>'
        for organisation in organisations
    )
    scopes = " ".join(f"<li>{escape(scope)}</li>" for scope in query.get("scope", "").split())
    noun = "organisations" if several else "company"
    warning = f'<p class="problem" role="alert">{escape(problem)}</p>' if problem else ""
    body = (
        f"<h1>{escape(title)}: allow access</h1>"
        f'<p class="soft">This is the sandbox: nothing here reaches {escape(title)} itself.</p>'
        f"<p><strong>{escape(query['client_id'])}</strong> asks for access to your {noun}.</p>{warning}"
        f'<form method="post"><fieldset><legend>Signed in as</legend>'
        '<label><input type="radio" name="user" value="full" checked> a user with full access</label>'
        '<label><input type="radio" name="user" value="read_only"> a read-only user'
        ' <span class="soft">(cannot connect an app; the answer is “access denied”)</span></label></fieldset>'
        f"<fieldset><legend>Choose your {noun}</legend>{choices}</fieldset>"
        f'<details><summary>What it may do</summary><ul class="soft">{scopes}</ul></details><p></p>'
        '<button class="first" name="decision" value="allow">Allow access</button> '
        '<button name="decision" value="deny">Deny</button></form>'
    )
    return page(f"{title}: allow access", body, narrow=True)


def refusal_page(title: str, problem: str) -> Reply:
    body = f"<h1>{escape(title)}: this request cannot be shown</h1><p>{escape(problem)}</p>"
    return page(f"{title}: error", body, narrow=True, status=400)
