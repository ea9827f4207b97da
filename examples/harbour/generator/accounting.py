"""Accounting: counterparties, orders and payments as 1C exports them (CommerceML 2, windows-1251)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from . import companies
from .crm import Crm, crm_id
from .dealings import amount_in
from .model import CURRENCY_OF, Address, Company, Person, after, chance, moment
from .noise import see_company, see_person
from .places import write
from .truth import Truth
from .world import World

SOURCE = "accounting"
_GOODS = (
    "Канат полипропиленовый 24 мм",
    "Якорь Холла 150 кг",
    "Цепь якорная 19 мм",
    "Жилет спасательный",
    "Краска судовая, 20 л",
    "Кранец",
)
_STATES = ("Выполнен", "Выполнен", "В обработке", "Отменён")


@dataclass(frozen=True, slots=True)
class Books:
    """What one export holds. Every row is flat; `lines` of an order and its `payments` point at its Ид."""

    counterparties: list[dict[str, str]]
    orders: list[dict[str, str]]
    lines: list[dict[str, str]]
    payments: list[dict[str, str]]


def keep_books(world: World, crm: Crm, truth: Truth) -> Books:
    """Counterparties of RU, UA and KZ, what they ordered and what they paid; won deals of the CRM come first."""
    books = Books([], [], [], [])
    ids: dict[str, list[tuple[str, str]]] = {}
    everybody: list[Company | Person] = [*world.companies_of["counterparties"], *world.people_of["counterparties"]]
    rng = world.rng("counterparties")
    rng.shuffle(everybody)
    for number, entity in enumerate(everybody):
        row = _company(rng, entity) if isinstance(entity, Company) else _person(rng, entity)
        row = {"Ид": crm_id(world.seed, "counterparties", number), **row, "Роль": "Покупатель"}
        books.counterparties.append(row)
        ids.setdefault(entity.entity_id, []).append((row["Ид"], CURRENCY_OF[entity.country]))
        truth.add(SOURCE, "counterparties", row["Ид"], entity)
    _orders(world, crm, books, ids)
    known = {order["Ид"] for order in books.orders}
    truth.dangling["accounting.payments.Основание"] = sum(row["Основание"] not in known for row in books.payments)
    return books


def _company(rng: Any, company: Company) -> dict[str, str]:
    seen = see_company(rng, company, latin_share=0.02, tax_share=0.93)
    return {
        "Наименование": company.name if chance(rng, 0.5) else seen.name,
        "ОфициальноеНаименование": companies.write_name(rng, company, is_official=True)
        if chance(rng, 0.6)
        else seen.name,
        "ИНН": seen.tax_id,
        "КПП": company.kpp if seen.tax_id else "",
        **_contacts(
            rng, seen.email, seen.phone, company.address if chance(rng, 0.8) else company.old_address or company.address
        ),
    }


def _person(rng: Any, person: Person) -> dict[str, str]:
    seen = see_person(rng, person, latin_share=0.02)
    return {
        "Наименование": " ".join(filter(None, (seen.family, seen.given, seen.patronymic))),
        "Фамилия": seen.family,
        "Имя": seen.given,
        "Отчество": seen.patronymic,
        "ИНН": person.tax_id if chance(rng, 0.5) else "",
        **_contacts(rng, seen.email, seen.phone, person.address),
    }


def _contacts(rng: Any, email: str, phone: str, address: Address) -> dict[str, str]:
    place = write(rng, address)
    return {
        "Представление": f"{place.postcode}, {place.country}, {place.city}, {place.street}".removeprefix(", "),
        "Почтовый индекс": place.postcode,
        "Страна": place.country,
        "Город": place.city,
        "Улица": place.street,
        "Почта": email,
        "Телефон рабочий": phone,
    }


def _orders(world: World, crm: Crm, books: Books, ids: dict[str, list[tuple[str, str]]]) -> None:
    rng = world.rng("orders")
    entity_of = crm.entity_of()
    for deal in crm.tables["opportunities"]:
        buyer = ids.get(entity_of.get(deal["parent_id"], ""))
        # Some deals were never invoiced, and some at another price.
        if buyer and deal["sales_stage"] == "Closed Won" and not deal["deleted"] and chance(rng, 0.92):
            amount = deal["amount"] if chance(rng, 0.9) else amount_in(rng, buyer[0][1])
            _order(world, books, buyer[0], amount, after(rng, deal["date_modified"], 7))
    everybody = [buyer for buyers in ids.values() for buyer in buyers]
    for _ in range(round(len(everybody) * 1.4)):
        buyer_id = rng.choice(everybody)
        _order(world, books, buyer_id, amount_in(rng, buyer_id[1]), moment(rng))


def add_order(world: World, books: Books, buyer: tuple[str, str], at: datetime) -> None:
    """A new order of `buyer` (id and currency), of any amount."""
    _order(world, books, buyer, amount_in(world.rng(f"amount {len(books.orders)}"), buyer[1]), at)


def _order(world: World, books: Books, buyer: tuple[str, str], amount: Decimal, at: datetime) -> None:
    number = len(books.orders)
    rng = world.rng(f"order {number}")
    order_id = crm_id(world.seed, "orders", number)
    state = rng.choice(_STATES)
    common = {
        "Дата": f"{at:%Y-%m-%d}",
        "Время": f"{at:%H:%M:%S}",
        "Валюта": buyer[1],
        "Курс": "1",
        "Сумма": str(amount),
        "Контрагент": buyer[0],
    }
    books.orders.append(
        {
            "Ид": order_id,
            "Номер": f"ХБ-{number + 1:06}",
            "ХозОперация": "Заказ товара",
            **common,
            "Статус заказа": state,
        }
    )
    rest, count = amount, rng.randrange(1, 4)
    for line in range(count):
        part = rest if line == count - 1 else (rest * rng.randrange(20, 60) / 100).quantize(Decimal("0.01"))
        rest -= part
        goods = rng.randrange(len(_GOODS))
        item = {
            "Заказ": order_id,
            "Ид": crm_id(world.seed, "goods", goods),
            "Наименование": _GOODS[goods],
        }
        books.lines.append(item | {"ЦенаЗаЕдиницу": str(part), "Количество": "1", "Сумма": str(part)})
    if state == "Выполнен" and chance(rng, 0.9):
        paid_at = after(rng, at, 40)
        common |= {"Дата": f"{paid_at:%Y-%m-%d}", "Время": f"{paid_at:%H:%M:%S}"}
        if chance(rng, 0.05):
            common["Сумма"] = str((amount * Decimal("0.5")).quantize(Decimal("0.01")))
        payment = {"Ид": crm_id(world.seed, "payments", number), "Номер": f"ПП-{len(books.payments) + 1:06}"}
        # Two payments are for orders that somebody has since removed.
        paid_for = crm_id(world.seed, "removed orders", number) if len(books.payments) in (40, 80) else order_id
        books.payments.append(payment | {"ХозОперация": "Выплата безналичных денег", **common, "Основание": paid_for})


def write_commerceml(path: Path, books: Books, exported_at: str) -> None:
    """The export file; a document carries its counterparty whole, as 1C writes it."""
    parties = {row["Ид"]: _party_xml(row) for row in books.counterparties}
    lines_of: dict[str, list[str]] = {}
    for line in books.lines:
        lines_of.setdefault(line["Заказ"], []).append(
            "<Товар>" + _elements(line, "Ид", "Наименование", "ЦенаЗаЕдиницу", "Количество", "Сумма") + "</Товар>"
        )
    parts = ['<?xml version="1.0" encoding="windows-1251"?>']
    parts.append(f'<КоммерческаяИнформация ВерсияСхемы="2.05" ДатаФормирования={quoteattr(exported_at)}>')
    parts.append("<Контрагенты>")
    parts.extend(parties.values())
    parts.append("</Контрагенты>")
    for document in (*books.orders, *books.payments):
        head = _elements(document, "Ид", "Номер", "Дата", "ХозОперация", "Валюта", "Курс", "Сумма")
        party = f"<Роль>Продавец</Роль><Контрагенты>{parties[document['Контрагент']]}</Контрагенты>"
        tail = _elements(document, "Время", "Основание")
        if goods := lines_of.get(document["Ид"]):
            tail += f"<Товары>{''.join(goods)}</Товары>"
        if state := document.get("Статус заказа"):
            detail = _elements({"Наименование": "Статус заказа", "Значение": state}, "Наименование", "Значение")
            tail += f"<ЗначенияРеквизитов><ЗначениеРеквизита>{detail}</ЗначениеРеквизита></ЗначенияРеквизитов>"
        parts.append(f"<Документ>{head}{party}{tail}</Документ>")
    parts.append("</КоммерческаяИнформация>")
    # A letter that windows-1251 lacks (Kazakh ones) becomes a character reference, as 1C does it.
    path.write_bytes(("\n".join(parts) + "\n").encode("cp1251", errors="xmlcharrefreplace"))


def _elements(row: dict[str, str], *names: str) -> str:
    return "".join(f"<{name}>{escape(row[name])}</{name}>" for name in names if row.get(name))


def _party_xml(row: dict[str, str]) -> str:
    fields = "".join(
        f"<АдресноеПоле><Тип>{kind}</Тип><Значение>{escape(row[kind])}</Значение></АдресноеПоле>"
        for kind in ("Почтовый индекс", "Страна", "Город", "Улица")
        if row[kind]
    )
    contacts = "".join(
        f"<Контакт><Тип>{kind}</Тип><Значение>{escape(row[kind])}</Значение></Контакт>"
        for kind in ("Почта", "Телефон рабочий")
        if row[kind]
    )
    names = _elements(
        row, "Ид", "Наименование", "Роль", "ОфициальноеНаименование", "Фамилия", "Имя", "Отчество", "ИНН", "КПП"
    )
    address = f"<АдресРегистрации>{_elements(row, 'Представление')}{fields}</АдресРегистрации>"
    return f"<Контрагент>{names}{address}" + (f"<Контакты>{contacts}</Контакты>" if contacts else "") + "</Контрагент>"
