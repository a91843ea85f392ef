"""Lines of documents and bank transactions, both ways."""

from decimal import Decimal

from tieout.accounting.documents import Line, TaxMode
from tieout.accounting.money import round_half_up
from tieout.connectors.xero import wire
from tieout.connectors.xero.translate.parts import MONEY_PLACES, Untranslatable, Written, filled, tracking_out

UNIT_PLACES = 4
QUANTITY_PLACES = 4
PERCENT_PLACES = 6

TAX_MODES = {"Exclusive": TaxMode.EXCLUSIVE, "Inclusive": TaxMode.INCLUSIVE, "NoTax": TaxMode.NONE}
TAX_WORDS = {mode: word for word, mode in TAX_MODES.items()}


def line_in(said: wire.LineItem, *, mode: TaxMode) -> Line:
    quantity, price = said.Quantity, said.UnitAmount
    if quantity is None and price is None and said.LineAmount is not None:
        quantity, price = Decimal(1), said.LineAmount
    quantity, price, tax = quantity or Decimal(0), price or Decimal(0), said.TaxAmount or Decimal(0)
    return Line(
        id=said.LineItemID,
        description=said.Description,
        quantity=quantity,
        unit_price=price,
        item=said.ItemCode,
        account=said.AccountCode,
        tax_code=said.TaxType,
        discount_percent=_discount(said, before=quantity * price),
        tracking=tracking_in(said.Tracking),
        # With tax in the prices, the line's amount has it too.
        net=said.LineAmount - tax if mode is TaxMode.INCLUSIVE and said.LineAmount is not None else said.LineAmount,
        tax=said.TaxAmount,
    )


def tracking_in(said: tuple[wire.LineTracking, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((found.TrackingCategoryID, found.TrackingOptionID or found.Option) for found in said)


def line_out(line: Line, *, keeps_id: bool, discounts: bool = True) -> Written:
    """A line of a document. Without `discounts`, which Xero has on invoices only, one that has one goes as its rounded amount."""
    quantity, price, discount = line.quantity, line.unit_price, line.discount_percent
    # A line that is sent without its id on a change is made anew; on a creation an id could only be another ledger's.
    known = {"LineItemID": line.id} if keeps_id and line.id else {}
    if not (quantity or price or line.item or line.account or line.tax_code):
        return {**known, "Description": line.description}
    if _places(price) > UNIT_PLACES or _places(quantity) > QUANTITY_PLACES or (discount and not discounts):
        # Xero would round before it multiplies: the line goes as one of its rounded amount.
        amount = round_half_up(quantity * price * (100 - discount) / 100, places=MONEY_PLACES)
        quantity, price, discount = Decimal(1), amount, Decimal(0)
    body = {
        "Description": line.description,
        "ItemCode": line.item,
        "AccountCode": line.account,
        "TaxType": line.tax_code,
        "DiscountRate": discount or None,
        "Tracking": tracking_out(line.tracking),
    }
    return {**known, **filled(body), "Quantity": quantity, "UnitAmount": price}


def _discount(said: wire.LineItem, *, before: Decimal) -> Decimal:
    if said.DiscountRate or not said.DiscountAmount:
        return said.DiscountRate or Decimal(0)
    percent = round_half_up(said.DiscountAmount * 100 / before, places=PERCENT_PLACES) if before else Decimal(0)
    if round_half_up(before * (100 - percent) / 100, places=MONEY_PLACES) != round_half_up(
        before - said.DiscountAmount, places=MONEY_PLACES
    ):
        raise Untranslatable(f"a line's discount of {said.DiscountAmount} cannot be said as a percentage")
    return percent.quantize(Decimal(1)) if percent == percent.to_integral_value() else percent


def _places(amount: Decimal) -> int:
    exponent = amount.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
