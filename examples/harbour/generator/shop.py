"""A sister company's web shop: products with costs, orders with lines, shipments, loyalty points, in one database."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from sqlalchemy import Column, Date, DateTime, Integer, MetaData, String, Table, create_engine, insert

from .model import LAST_DAY, chance, moment
from .world import World

Row = dict[str, Any]
Tables = dict[str, list[Row]]

COMPANY = "Harbour Online GmbH"
PRODUCTS = (
    ("ROPE-10", "Mooring rope 10 mm", "Ropes", "Deck", "m", "2.90", "1.35", "EUR"),
    ("ROPE-24", "Mooring rope 24 mm", "Ropes", "Deck", "m", "11.40", "6.10", "EUR"),
    ("FEND-3", "Fender size 3", "Fenders", "Deck", "pcs", "48.00", "26.50", "EUR"),
    ("ANCH-15", "Anchor 15 kg", "Anchors", "Deck", "pcs", "189.00", "112.00", "EUR"),
    ("CHAIN-8", "Anchor chain 8 mm", "Anchors", "Deck", "m", "9.80", "5.20", "EUR"),
    ("VEST-A", "Life vest, adult", "Safety", "Safety", "pcs", "84.90", "41.00", "USD"),
    ("RAFT-6", "Life raft, six persons", "Safety", "Safety", "pcs", "1490.00", "985.00", "USD"),
    ("FLARE", "Hand flare", "Safety", "Safety", "pcs", "12.50", "6.90", "USD"),
    ("PAINT-W", "Deck paint, white, 2.5 l", "Paints", "Paint", "can", "59.00", "33.00", "EUR"),
    ("ANTIF", "Antifouling, 2.5 l", "Paints", "Paint", "can", "142.00", "96.00", "EUR"),
    ("LOG-BOOK", "Log book", "Galley", "Galley", "pcs", "19.90", "7.20", "EUR"),
    ("OLD-LAMP", "Oil lamp", "Galley", "Galley", "pcs", "39.00", "22.00", "EUR"),
)
"""sku, name, category, department, unit, price, cost, currency."""

_CARRIERS = ("DHL", "DPD", "Kuehne+Nagel", "СДЭК")
_UTM = ("", "", "spring-rope", "newsletter", "anchor-2024", "boot-2024")
_METADATA = MetaData()
_MONEY = String(16)  # SQLite has no decimals: the shop keeps the text.


def _texts(*names: str) -> tuple[Column[str], ...]:
    return tuple(Column(name, String(120)) for name in names)


Table(
    "products",
    _METADATA,
    Column("sku", String(20), primary_key=True),
    *_texts("name", "category", "department", "unit"),
    Column("price", _MONEY),
    Column("cost_price", _MONEY),
    Column("currency", String(3)),
    Column("active", Integer),
    Column("updated_at", DateTime),
)
Table(
    "orders",
    _METADATA,
    Column("id", Integer, primary_key=True),
    *_texts("number", "email", "status", "utm_campaign"),
    Column("currency", String(3)),
    Column("total", _MONEY),
    Column("ordered_at", DateTime),
    Column("updated_at", DateTime, index=True),
    Column("archived", Integer),
)
Table(
    "order_items",
    _METADATA,
    Column("id", Integer, primary_key=True),
    Column("order_id", Integer),
    Column("line", Integer),
    *_texts("sku", "title"),
    Column("quantity", Integer),
    Column("unit_price", _MONEY),
    Column("discount", _MONEY),
    Column("total", _MONEY),
    Column("cost", _MONEY),
)
Table(
    "shipments",
    _METADATA,
    Column("id", Integer, primary_key=True),
    Column("order_id", Integer),
    *_texts("carrier", "tracking_number", "status", "country"),
    Column("shipped_at", DateTime),
    Column("promised_on", Date),
    Column("delivered_at", DateTime),
    Column("carriage", _MONEY),
    Column("updated_at", DateTime, index=True),
)
Table(
    "loyalty_accounts",
    _METADATA,
    Column("card", String(20), primary_key=True),
    *_texts("email", "tier"),
    Column("points", Integer),
    Column("expires_on", Date),
    Column("updated_at", DateTime, index=True),
)


def sell_online(world: World, subscribers: list[tuple[str, ...]]) -> Tables:
    """What the shop's database holds; its customers are on the mailing list, under the same addresses."""
    rng = world.rng("shop")
    mailboxes = [row[0] for row in subscribers]
    regulars = rng.sample(mailboxes, max(len(mailboxes) // 3, 5))
    tables: Tables = {table.name: [] for table in _METADATA.sorted_tables}
    for number, (sku, name, category, department, unit, price, cost, currency) in enumerate(PRODUCTS):
        row: Row = {"sku": sku, "name": name, "category": category, "department": department, "unit": unit}
        row |= {"price": price, "cost_price": cost, "currency": currency, "active": int(number != len(PRODUCTS) - 1)}
        tables["products"].append(row | {"updated_at": datetime.fromisoformat("2024-01-02T09:00:00")})
    times = sorted(moment(rng, LAST_DAY - timedelta(days=600)) for _ in range(max(len(mailboxes), 30)))
    for number, at in enumerate(times):
        _order(rng, tables, number, at, rng.choice(regulars))
    _loyalty(rng, tables, regulars)
    _spoil(tables)
    return tables


def _order(rng: Random, tables: Tables, number: int, at: datetime, email: str) -> None:
    order_id, currency = 10_000 + number, rng.choice(("EUR", "EUR", "EUR", "USD"))
    status = rng.choices(("paid", "shipped", "cancelled"), (15, 78, 7))[0]
    total = Decimal(0)
    for line, product in enumerate(rng.sample(PRODUCTS, rng.choices((1, 2, 3, 4), (45, 30, 17, 8))[0]), 1):
        quantity = rng.randrange(1, 40) if product[4] == "m" else rng.randrange(1, 4)
        price = Decimal(product[5])
        discount = (price * quantity / 10).quantize(Decimal("0.01")) if chance(rng, 0.15) else Decimal(0)
        amount = price * quantity - discount
        total += amount
        # Of half the lines the shop noted what the goods cost that day; the others have the price list's cost.
        cost = (Decimal(product[6]) * quantity * rng.randrange(92, 109) / 100).quantize(Decimal("0.01"))
        tables["order_items"].append(
            {
                "id": order_id * 10 + line,
                "order_id": order_id,
                "line": line,
                "sku": product[0],
                "title": product[1],
                "quantity": quantity,
                "unit_price": str(price),
                "discount": str(discount),
                "total": str(amount),
                "cost": str(cost) if chance(rng, 0.5) and currency == product[7] else None,
            }
        )
    tables["orders"].append(
        {
            "id": order_id,
            "number": f"HO-{order_id}",
            "email": email,
            "status": status,
            "utm_campaign": rng.choice(_UTM),
            "currency": currency,
            "total": str(total),
            "ordered_at": at,
            "updated_at": at + timedelta(hours=rng.randrange(1, 90)),
            "archived": int(status == "cancelled" and at < LAST_DAY - timedelta(days=400)),
        }
    )
    if status == "shipped":
        _shipment(rng, tables, order_id, at)


def _shipment(rng: Random, tables: Tables, order_id: int, at: datetime) -> None:
    shipped = at + timedelta(hours=rng.randrange(3, 70))
    delivered = shipped + timedelta(days=rng.randrange(1, 9), hours=rng.randrange(0, 8))
    is_there = delivered < LAST_DAY
    tables["shipments"].append(
        {
            "id": order_id,
            "order_id": order_id,
            "carrier": rng.choice(_CARRIERS),
            "tracking_number": f"{rng.randrange(10**11, 10**12)}",
            "status": "delivered" if is_there else "in transit",
            "country": rng.choice(("DE", "DE", "GB", "KZ", "BR", "RU")),
            "shipped_at": shipped,
            "promised_on": (at + timedelta(days=6)).date(),
            "delivered_at": delivered if is_there else None,
            "carriage": f"{rng.randrange(390, 4900) / 100:.2f}",
            "updated_at": delivered if is_there else shipped,
        }
    )


def _loyalty(rng: Random, tables: Tables, regulars: list[str]) -> None:
    for number, email in enumerate(sorted(rng.sample(regulars, max(len(regulars) // 2, 3)))):
        points = rng.randrange(0, 4000)
        tier = "gold" if points > 2500 else "silver" if points > 900 else "blue"
        row = {"card": f"HO-{number + 1:06}", "email": email, "tier": tier, "points": points}
        expires = (LAST_DAY + timedelta(days=rng.randrange(30, 700))).date()
        tables["loyalty_accounts"].append(row | {"expires_on": expires, "updated_at": moment(rng)})


def _spoil(tables: Tables) -> None:
    """Faults that a run must name and keep: a return, a currency that is none, a parcel from the future, orphans."""
    tables["order_items"][5] |= {"quantity": -1, "total": f"-{tables['order_items'][5]['unit_price']}", "discount": "0"}
    tables["orders"][8]["currency"] = "XEU"
    tables["shipments"][4]["delivered_at"] = tables["shipments"][4]["shipped_at"] - timedelta(days=2)
    tables["shipments"][6]["shipped_at"] = datetime.fromisoformat("2105-03-01T10:00:00")
    tables["order_items"][9]["sku"] = "GONE-1"
    tables["orders"][12]["email"] = "nobody@mail.example"


def load_shop(url: str, tables: Tables) -> None:
    """Drop and write the shop's tables at `url` in one transaction."""
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            _METADATA.drop_all(connection)
            _METADATA.create_all(connection)
            for table in _METADATA.sorted_tables:
                if tables[table.name]:
                    connection.execute(insert(table), tables[table.name])
    finally:
        engine.dispose()
