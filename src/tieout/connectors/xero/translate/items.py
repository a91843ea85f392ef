"""Items, both ways."""

from tieout.accounting.items import Item, ItemType
from tieout.connectors.xero import wire
from tieout.connectors.xero.translate.parts import Untranslatable, Written, filled
from tieout.connectors.xero.wire import Body


def item(body: Body) -> Item:
    said = wire.Item.model_validate(body)
    bought = said.PurchaseDetails
    return Item(
        id=said.ItemID,
        code=said.Code,
        name=said.Name,
        # Xero does not tell goods from services, only what it counts.
        type=ItemType.STOCK if said.IsTrackedAsInventory or said.InventoryAssetAccountCode else None,
        description=said.Description,
        is_sold=said.IsSold,
        is_purchased=said.IsPurchased,
        sale_price=said.SalesDetails.UnitPrice,
        sale_account=said.SalesDetails.AccountCode,
        sale_tax=said.SalesDetails.TaxType,
        purchase_price=bought.UnitPrice,
        # A tracked item has its purchases on the account of the cost of goods.
        purchase_account=bought.AccountCode or bought.COGSAccountCode,
        purchase_tax=bought.TaxType,
        stock_account=said.InventoryAssetAccountCode,
    )


def item_out(entity: Item) -> Written:
    is_stock = entity.type is ItemType.STOCK
    if is_stock and not (entity.stock_account and entity.purchase_account):
        raise Untranslatable("for an item that is kept in stock an account must be specified for the stock and one for its cost")
    if is_stock and not (entity.is_sold and entity.is_purchased):
        raise Untranslatable("an item that is kept in stock as inventory is both bought and sold in Xero")
    cost = "COGSAccountCode" if is_stock else "AccountCode"
    sold = {"UnitPrice": entity.sale_price, "AccountCode": entity.sale_account, "TaxType": entity.sale_tax}
    bought = {"UnitPrice": entity.purchase_price, cost: entity.purchase_account, "TaxType": entity.purchase_tax}
    body = {
        "Code": entity.code,
        "Name": entity.name,
        "Description": entity.description,
        "IsSold": entity.is_sold,
        "IsPurchased": entity.is_purchased,
        "InventoryAssetAccountCode": entity.stock_account if is_stock else "",
        "SalesDetails": filled(sold) if entity.is_sold else {},
        "PurchaseDetails": filled(bought) if entity.is_purchased else {},
    }
    return filled(body)
