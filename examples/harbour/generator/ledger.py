"""The accountant's Excel ledger: header on row 3, a total below, decimal commas, telephones that became numbers."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from .accounting import SOURCE
from .crm import Crm, Row
from .dealings import amount_in
from .model import CURRENCY_OF, Company, Person, after, chance, moment
from .noise import see_company, see_person
from .truth import Truth
from .world import World

SHEET = "Клиенты"
HEADER = (
    "Код",
    "Контрагент",
    "Тип",
    "ИНН / VAT",
    "Телефон",
    "E-mail",
    "Страна",
    "Город",
    "Адрес",
    "Счёт №",
    "Дата счёта",
    "Сумма",
    "Валюта",
    "Остаток",
)
_TITLE = "Хофен Шипшандлер ГмбХ: взаиморасчёты с клиентами"
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)

Cell = str | float | date


def ledger_rows(world: World, crm: Crm, truth: Truth) -> list[tuple[Cell, ...]]:
    """One row a customer with the last invoice and what is still owed; who won a deal in the CRM was billed for it."""
    rng, billing = world.rng("ledger"), world.rng("ledger invoices")
    won = _last_won(crm)
    everybody: list[Company | Person] = [*world.companies_of["ledger"], *world.people_of["ledger"]]
    rng.shuffle(everybody)
    rows: list[tuple[Cell, ...]] = []
    for number, entity in enumerate(everybody):
        code = f"К-{number + 1:05}"
        if isinstance(entity, Company):
            company = see_company(rng, entity, latin_share=0.4, tax_share=0.75)
            who = (company.name, "ЮЛ", company.tax_id, _phone(rng, company.phone, entity.phones[0]), company.email)
            place = company.address
        else:
            person = see_person(rng, entity, latin_share=0.4)
            tax_id = entity.tax_id if chance(rng, 0.3) else ""
            who = (person.full_name, "ФЛ", tax_id, _phone(rng, person.phone, entity.phones[0]), person.email)
            place = person.address
        currency = CURRENCY_OF[entity.country]
        amount = amount_in(rng, currency)
        owed = amount if chance(rng, 0.2) else Decimal(0)
        invoiced = moment(rng).date()
        if (deal := won.get(entity.entity_id)) and chance(billing, 0.9):
            # Some are billed at another price, and some of them late.
            price = deal["amount"] if chance(billing, 0.9) else amount_in(billing, deal["currency"])
            amount, owed = price, price if owed else Decimal(0)
            currency, invoiced = deal["currency"], after(billing, deal["date_modified"], 36).date()
        day: Cell = invoiced if chance(rng, 0.8) else f"{invoiced:%d.%m.%Y}"
        invoice = (f"INV-{invoiced.year}-{number + 1:05}", day, _money(rng, amount), currency, _money(rng, owed))
        rows.append((code, *who, place.country, place.city, place.one_line, *invoice))
        truth.add(SOURCE, "ledger", code, entity)
    return rows


def _last_won(crm: Crm) -> dict[str, Row]:
    """Each buyer's last won deal."""
    entity_of = crm.entity_of()
    deals = [
        deal for deal in crm.tables["opportunities"] if deal["sales_stage"] == "Closed Won" and not deal["deleted"]
    ]
    deals.sort(key=lambda deal: (deal["date_modified"], deal["id"]))
    return {entity_of[deal["parent_id"]]: deal for deal in deals if deal["parent_id"] in entity_of}


def _phone(rng: Any, typed: str, e164: str) -> Cell:
    """What Excel makes of a telephone: what was typed, at times a number, at times only its first five digits."""
    if not typed:
        return ""
    if chance(rng, 0.2):
        return float(e164[1:])
    return f"{float(e164[1:]):.4E}" if chance(rng, 0.03) else typed


def _money(rng: Any, amount: Decimal) -> Cell:
    """A number, or a text with decimal comma and spaces between the thousands."""
    if chance(rng, 0.5):
        return float(amount)
    return f"{amount:,.2f}".replace(",", " ").replace(".", ",")


def write_ledger(path: Path, rows: list[tuple[Cell, ...]], on: date) -> None:
    """The workbook, the same bytes for the same rows."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet(SHEET)
    sheet.append([_TITLE])
    sheet.append([f"на {on:%d.%m.%Y}"])
    sheet.append(list(HEADER))
    total = Decimal(0)
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
        total += Decimal(str(row[-1]).replace(" ", "").replace(",", "."))
    sheet.append(["Итого", *([None] * (len(HEADER) - 2)), float(total)])
    raw = io.BytesIO()
    book.save(raw)
    path.write_bytes(without_clock(raw.getvalue()))


def _cell(sheet: Any, value: Cell) -> Any:
    from openpyxl.cell import WriteOnlyCell

    if value == "":
        return None
    if isinstance(value, float) and value > 10**9:
        cell = WriteOnlyCell(sheet, value)
        cell.number_format = "0.0000E+00"
        return cell
    return value


def without_clock(workbook: bytes) -> bytes:
    """The same workbook with the times that openpyxl and zip put into it set to a fixed one."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist()):
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2025-09-01T08:00:00Z", content)
            new.writestr(zipfile.ZipInfo(name, _ZIP_TIME), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
