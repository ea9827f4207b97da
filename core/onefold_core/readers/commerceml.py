"""CommerceML 2, the exchange format of 1C: counterparties, orders, order lines and payments as tables.

Names are those of the CommerceML schema (v8.1c.ru, CommerceML 2.04 to 2.10); columns are named by the elements.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from onefold_core.errors import ConfigError, SourceTerminalError
from onefold_core.readers.archive import Input
from onefold_core.readers.batches import Row, two_pass_table
from onefold_core.readers.commerceml_columns import Columns, counterparty, document, line_columns
from onefold_core.readers.encoding import unreadable
from onefold_core.readers.spec import RECORDS, Facts, FileSpec, Rejections, Table
from onefold_core.readers.xml import NOTHING, Element, elements, find_codec

ROOT = "КоммерческаяИнформация"
ALWAYS = {
    "counterparties": ("Ид", "Наименование"),
    "orders": ("Ид", "Номер", "Дата", "ХозОперация", "Валюта", "Сумма", "Контрагент.Ид"),
    "order_lines": ("Документ.Ид", "Номер строки", "Ид", "Наименование", "Количество", "Сумма"),
    "payments": ("Ид", "Номер", "Дата", "ХозОперация", "Валюта", "Сумма", "Контрагент.Ид", "Заказ.Ид"),
    "documents": ("Ид", "Номер", "Дата", "ХозОперация"),
}
"""Columns that stand in the table even when the file has no such row: an export without orders is no broken export."""

PAYMENTS = frozenset(
    {
        "выплата безналичных денег",
        "выплата наличных денег",
        "возврат безналичных денег",
        "возврат наличных денег",
        "оплата",
        "оплата заказа",
        "платеж",
        "эквайринговая операция",
    }
)
NOT_ORDERS = frozenset(
    {
        "счет на оплату",
        "отпуск товара",
        "счет-фактура",
        "возврат товара",
        "передача товара на комиссию",
        "возврат комиссионного товара",
        "отчет о продажах комиссионного товара",
        "переоценка товаров",
        "передача прав",
    }
)
"""Kinds of ХозОперация in the schema that are neither orders nor payments; record `documents` has them."""


def read(source: Input, spec: FileSpec) -> Table:
    """One record of a CommerceML file as a table; `_of_row` is the line its element starts on.

    A counterparty that appears several times is read once: where it appears last with more than its name. Where the
    file has no payment documents, a paid order's requisites make a payment.
    """
    if spec.record is None:
        raise ConfigError(
            "bad-file-spec",
            "a CommerceML file has several records; one must be chosen",
            where=f"{source.where}: record",
            valid=RECORDS,
            mend="record: counterparties",
        )
    codec = find_codec(source, spec.encoding)
    survey = _SURVEYS.get(spec.record, _no_survey)(source, codec)
    without = _GOODS if spec.record != "order_lines" else _PARTIES
    passing = NOTHING if spec.record == "counterparties" else _PARTIES
    facts = Facts("commerceml", encoding=codec, compression=source.compression, record=spec.record)

    def rows(rejections: Rejections) -> Iterator[Row]:
        for element in _records(source, codec, without, passing):
            for line, row in _RECORDS[spec.record or ""](element, survey):
                if reason := unreadable("".join(value or "" for value in row.values())):
                    rejections.add(line, reason, repr(row))
                else:
                    yield line, row

    return two_pass_table(source, facts, rows, ALWAYS[spec.record])


def is_record(path: tuple[str, ...]) -> bool:
    """Documents, alone or in a container, and counterparties of a list, alone or in a classifier."""
    if len(path) == 1 and path[0] != ROOT:
        raise _NotCommerceML
    if path[-1] == "Документ":
        return path[1:-1] in ((), ("Контейнер",), ("ПакетПредложений",))
    return path[-2:] == ("Контрагенты", "Контрагент")


class _NotCommerceML(Exception):
    pass


@dataclass(slots=True)
class Survey:
    """What has to be known of the whole file before its first row: where each counterparty appears last."""

    last: dict[str, tuple[int, int, bool]] = field(default_factory=dict)
    has_payments: bool = False


_MENTIONED = (0, 0, True)
_MENTION = frozenset({"Ид", "Наименование", "ПолноеНаименование", "Роль"})


def _is_mention(party: Element) -> bool:
    """Whether a document only names the party, so that it must not replace its full entry."""
    return all(child.name in _MENTION for child in party.children)


_GOODS = frozenset({"Товары"})
_PARTIES = frozenset({"Контрагенты"})


def _survey_parties(source: Input, codec: str) -> Survey:
    survey = Survey()
    for element in _records(source, codec, _GOODS):
        for place, found in enumerate(_counterparties(element)):
            key = found.value("Ид")
            if key and (not _is_mention(found) or survey.last.get(key, _MENTIONED)[2]):
                survey.last[key] = (element.number, place, _is_mention(found))
    return survey


def _survey_payments(source: Input, codec: str) -> Survey:
    records = _records(source, codec, _GOODS | _PARTIES | {"ЗначенияРеквизитов"}, _PARTIES)
    # Read to its end, so that a document that breaks off fails here as it does everywhere.
    return Survey(has_payments=max((any(map(_is_payment, _documents(each))) for each in records), default=False))


def _no_survey(source: Input, codec: str) -> Survey:
    return Survey()


_SURVEYS = {"counterparties": _survey_parties, "payments": _survey_payments}


def _records(
    source: Input, codec: str, without: frozenset[str], passing: frozenset[str] = NOTHING
) -> Iterator[Element]:
    try:
        yield from elements(source, is_record, codec, without=without, passing=passing)
    except _NotCommerceML:
        raise SourceTerminalError(
            "not-commerceml",
            "the document is XML, but its root is not that of CommerceML",
            where=source.where,
            valid=[ROOT],
            mend="set format and path of the source to the file with documents or counterparties",
        ) from None


def _documents(element: Element) -> Iterator[Element]:
    """A document and the ones inside it (payments and shipments of an order, since 2.08)."""
    if element.name == "Документ":
        yield element
        for group in element.children:
            if group.name == "ПодчиненныеДокументы":
                for inner in group.children:
                    yield from _documents(
                        replace(inner, name="Документ", attributes={"Заказ": element.value("Ид") or ""})
                    )


def _counterparties(element: Element) -> Iterator[Element]:
    if element.name == "Контрагент":
        yield element
    group = element.child("Контрагенты") if element.name == "Документ" else None
    yield from group.children if group else ()


def _kind(element: Element) -> str:
    return (element.value("ХозОперация") or "").strip().lower().replace("ё", "е")


def _is_payment(element: Element) -> bool:
    return _kind(element) in PAYMENTS


def _counterparty_rows(element: Element, survey: Survey) -> Iterator[Row]:
    for place, found in enumerate(_counterparties(element)):
        key = found.value("Ид")
        if not key or survey.last[key][:2] == (element.number, place):
            yield found.line, counterparty(found)


def _order_rows(element: Element, survey: Survey) -> Iterator[Row]:
    for found in _documents(element):
        if _is_order(found):
            yield found.line, document(found)


def _is_order(element: Element) -> bool:
    kind = _kind(element)
    return kind not in PAYMENTS and kind not in NOT_ORDERS


def _line_rows(element: Element, survey: Survey) -> Iterator[Row]:
    for found in _documents(element):
        goods = found.child("Товары") if _is_order(found) else None
        for number, item in enumerate(goods.children if goods else (), 1):
            yield item.line, line_columns(found, item, number)


def _document_rows(element: Element, survey: Survey) -> Iterator[Row]:
    for found in _documents(element):
        yield found.line, document(found)


def _payment_rows(element: Element, survey: Survey) -> Iterator[Row]:
    for found in _documents(element):
        if _is_payment(found):
            row = document(found)
            base = row.get("Основание") or found.attributes.get("Заказ") or row.get("ДокументОснование.Ид")
            row.setdefault("Заказ.Ид", base)
            yield found.line, row
        elif not survey.has_payments and _is_order(found) and (paid := _payment_of(found)):
            yield found.line, paid


def _payment_of(order: Element) -> Columns | None:
    """The payment that a paid order's requisites tell of: number, date and method; None when they tell of none."""
    row = document(order)
    number, at = row.get("Реквизит.Номер платежного документа"), row.get("Реквизит.Дата оплаты")
    if not (number or at):
        return None
    date, _, time = (at or "").replace("T", " ").partition(" ")
    kept = (
        "Валюта",
        "Курс",
        "Сумма",
        "ХозОперация",
        "Контрагент.Ид",
        "Контрагент.Наименование",
        "Реквизит.Метод оплаты",
    )
    paid = {name: row[name] for name in kept if name in row}
    head = {"Ид": f"{row.get('Ид') or ''}#оплата", "Номер": number, "Дата": date or None, "Время": time or None}
    return {**head, **paid, "Заказ.Ид": row.get("Ид")}


_RECORDS = {
    "counterparties": _counterparty_rows,
    "orders": _order_rows,
    "order_lines": _line_rows,
    "payments": _payment_rows,
    "documents": _document_rows,
}
