"""Who works in the organisation, and the looks and ways to pay that its documents are sent out with."""

from collections.abc import Mapping

from tieout.sandbox.books import Body
from tieout.sandbox.call import Call, Json, Reply
from tieout.sandbox.xero import errors
from tieout.sandbox.xero.bulk import Elements, save_each
from tieout.sandbox.xero.errors import InvalidError
from tieout.sandbox.xero.place import Place
from tieout.sandbox.xero.state import State, Wish, of_text
from tieout.sandbox.xero.wire import elements, envelope, milliseconds, moment_out, text_of

_USERS = (("Finance", "Adviser", "FINANCIALADVISER", True), ("Office", "Bookkeeper", "STANDARD", False))
_THEMES = ("Standard", "Retail")


def furnish(state: State) -> None:
    """What every organisation begins with."""
    for first, last, role, subscriber in _USERS:
        user = {
            "UserID": of_text(state.organisation_id, "user", role),
            "EmailAddress": f"{last.lower()}@example.com",
            "FirstName": first,
            "LastName": last,
            "IsSubscriber": subscriber,
            "OrganisationRole": role,
        }
        state.save("Users", user)
    for place, name in enumerate(_THEMES):
        theme = {
            "BrandingThemeID": of_text(state.organisation_id, "theme", name),
            "Name": name,
            "SortOrder": place,
            "Type": "INVOICE",
            "CreatedDateUTC": milliseconds(state.clock.now()),
            "Services": [],
        }
        state.keep("BrandingThemes", theme)


def show_user(user: Body) -> Body:
    return {**user, "UpdatedDateUTC": moment_out(user["UpdatedDateUTC"])}


def show_theme(theme: Body) -> Body:
    shown = {field: value for field, value in theme.items() if field != "Services"}
    return {**shown, "CreatedDateUTC": moment_out(theme["CreatedDateUTC"])}


def save_service(state: State, sent: Mapping[str, Json], *, wish: Wish) -> Body:
    """A payment service of one's own: a name, an address and the words on the button."""
    if not wish.create_only or wish.id:
        raise errors.refuse(501, "Not Implemented", detail="Payment services can be added")
    fields = ("PaymentServiceName", "PaymentServiceUrl", "PayNowText")
    missing = [errors.REQUIRED.format(field) for field in fields if not text_of(sent, field)]
    if missing:
        raise InvalidError(*missing)
    if not text_of(sent, "PaymentServiceUrl").startswith(("http://", "https://")):
        raise InvalidError("PaymentServiceUrl is not valid")  # assumed
    service = {
        "PaymentServiceID": state.new_id(),
        **{field: text_of(sent, field) for field in fields},
        "PaymentServiceType": "Custom",
    }
    return state.keep("PaymentServices", service)


def answer_services(state: State, call: Call, *, place: Place) -> Reply:
    """The payment services of a branding theme."""
    if place.kind.plural != "BrandingThemes" or place.child_id:
        raise errors.not_found()
    if call.method == "GET":
        found = [state.need("PaymentServices", own_id) for own_id in place.body["Services"]]
        return envelope("PaymentServices", found, call=call)
    if call.method != "POST":
        raise errors.refuse(501, "Not Implemented", detail=f"{call.method} is not implemented for payment services of a theme")
    sent = Elements("PaymentServices", "PaymentServiceID", elements(call, "PaymentServices"))
    return save_each(state, call, elements=sent, save=lambda one: _add(state, place.id, sent=one))


def _add(state: State, theme_id: str, *, sent: Mapping[str, Json]) -> Body:
    theme, service = state.need("BrandingThemes", theme_id), state.get("PaymentServices", text_of(sent, "PaymentServiceID"))
    if service is None:
        raise InvalidError("Payment service could not be found")  # assumed
    if service["PaymentServiceID"] not in theme["Services"]:
        state.keep("BrandingThemes", {**theme, "Services": [*theme["Services"], service["PaymentServiceID"]]})
    return service


def answer_reminders(_state: State, call: Call, *, key: str) -> Reply:
    """Whether customers are reminded of what is overdue: in the sandbox nobody is."""
    if key.lower() != "settings" or call.method != "GET":
        raise errors.not_found()
    return envelope("InvoiceReminders", [{"Enabled": False}], call=call)


def answer_cis(state: State, call: Call, *, place: Place) -> Reply:
    """The construction industry scheme of the United Kingdom, which nobody in the sandbox has joined."""
    if place.kind.plural not in ("Contacts", "Organisation") or place.child_id or call.method != "GET":
        raise errors.not_found()
    if state.organisation["CountryCode"] != "GB":
        raise InvalidError("CIS settings are for organisations in the United Kingdom")  # assumed words
    fields = ("CISEnabled",) if place.kind.plural == "Contacts" else ("CISContractorEnabled", "CISSubContractorEnabled")
    return envelope("CISSettings", [dict.fromkeys(fields, False)], call=call)
