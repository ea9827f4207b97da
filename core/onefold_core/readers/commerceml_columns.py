"""CommerceML elements as flat columns: `Контакты.Почта`, `АдресРегистрации.Улица`, `Реквизит.Статус заказа`."""

from __future__ import annotations

from onefold_core.readers.xml import Element

Columns = dict[str, str | None]

LISTS = {
    "ЗначенияРеквизитов": "Реквизит",
    "Контакты": "Контакты",
    "РасчетныеСчета": "РасчетныйСчет",
    "Представители": "Представитель",
    "Налоги": "Налог",
    "Скидки": "Скидка",
    "СтавкиНалогов": "СтавкаНалога",
    "ХарактеристикиТовара": "Характеристика",
}
"""Elements that only hold a list, and the prefix of their items' columns."""
APART = frozenset({"Контрагенты", "Товары", "ПодчиненныеДокументы"})
"""Parts of a document that are rows of their own."""
NAMES_OF_VALUES = ("Тип", "ТипКонтакта", "ВидКонтакта", "КонтактВид", "Наименование")
BUYERS = ("покупатель", "плательщик", "получатель")


def counterparty(element: Element) -> Columns:
    """A Контрагент with its contacts, addresses, accounts and representatives."""
    row: Columns = {}
    _add_children(row, element, "")
    return row


def document(element: Element) -> Columns:
    """A Документ without its goods; of its counterparties their id, name and role, the buyer first."""
    row: Columns = {}
    _add_children(row, element, "")
    group = element.child("Контрагенты")
    parties = sorted(group.children if group else (), key=_buyers_first)
    for number, party in enumerate(parties, 1):
        prefix = "Контрагент" if number == 1 else f"Контрагент {number}"
        for name in ("Ид", "Наименование", "Роль"):
            if (value := party.value(name)) is not None:
                row[f"{prefix}.{name}"] = value
    return row


def line_columns(order: Element, item: Element, number: int) -> Columns:
    """A Товар of an order, with the order's id and its own number in the order."""
    row: Columns = {"Документ.Ид": order.value("Ид"), "Номер строки": str(number)}
    _add_children(row, item, "")
    return row


def _buyers_first(party: Element) -> bool:
    return (party.value("Роль") or "").strip().lower() not in BUYERS


def _add_children(row: Columns, element: Element, prefix: str) -> None:
    for child in element.children:
        if child.name in APART and element.name == "Документ":
            continue
        if child.name in LISTS:
            for item in child.children:
                _add_item(row, item, f"{prefix}{LISTS[child.name]}")
        elif child.name == "АдресноеПоле":
            _add_item(row, child, prefix.removesuffix("."))
        elif child.children:
            _add_children(row, child, f"{prefix}{child.name}.")
        else:
            _put(row, f"{prefix}{child.name}", child.text)
        for name, value in child.attributes.items():
            _put(row, f"{prefix}{child.name}.{name}", value)


def _add_item(row: Columns, item: Element, prefix: str) -> None:
    """An item of a list: one that names its value becomes `prefix.<name>`, another one `prefix.<each child>`."""
    label = next((text for name in NAMES_OF_VALUES if (text := item.value(name))), None)
    value = item.child("Значение")
    if label and value is not None:
        _put(row, f"{prefix}.{label}", value.text)
        for child in item.children:
            if child is not value and child.name not in NAMES_OF_VALUES and child.text:
                _put(row, f"{prefix}.{label}.{child.name}", child.text)
        return
    inner: Columns = {}
    # Представитель wraps a Контрагент; the wrapper adds nothing to the name.
    wrapped = item.child("Контрагент") if item.name == "Представитель" else None
    _add_children(inner, wrapped or item, "")
    if not inner and item.text:
        inner[""] = item.text
    number = 1
    while any(_joined(prefix, number, name) in row for name in inner):
        number += 1
    row.update({_joined(prefix, number, name): value for name, value in inner.items()})


def _joined(prefix: str, number: int, name: str) -> str:
    numbered = prefix if number == 1 else f"{prefix} {number}"
    return f"{numbered}.{name}" if name else numbered


def _put(row: Columns, name: str, value: str) -> None:
    """Add a value; one of the same name gets ` 2`, ` 3`; the same value again, or an empty one, adds nothing."""
    numbered, number = name, 1
    while (held := row.get(numbered)) is not None and held != "":
        if held == value or not value:
            return
        number += 1
        numbered = f"{name} {number}"
    row[numbered] = value
