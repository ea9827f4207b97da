"""Tax and registration numbers: compact form, type, country and whether the check digits hold."""

from __future__ import annotations

import importlib
import re
from functools import lru_cache
from typing import Any

from onefold_dedupe.standardise.country import hint_code
from onefold_dedupe.standardise.phone_field import undo_spreadsheet
from onefold_dedupe.standardise.result import Standardised, empty, refused
from onefold_dedupe.standardise.tax_id_own import OWN_TYPES, looks_like_kpp
from onefold_dedupe.standardise.tax_types import take_label, tax_types
from onefold_dedupe.standardise.text import clean, is_placeholder, repair_lookalikes

_TYPE_NAME = re.compile(r"[a-z]{2}_?\.[a-z][a-z0-9_]{1,30}")
_MARKS = re.compile(r"[\s.\-/]")
_EU_PREFIX = re.compile(
    r"(?:AT|BE|BG|CY|CZ|DE|DK|EE|EL|ES|FI|FR|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK|XI)[0-9A-Z+*]{7,12}"
)
_OTHER_PREFIX = (
    (re.compile(r"GB\d{9}(?:\d{3})?"), ("gb.vat",)),
    (re.compile(r"CHE\d{9}"), ("ch.uid",)),
    (re.compile(r"CHE\d{9}(?:MWST|TVA|IVA|TPV)"), ("ch.vat",)),
    (re.compile(r"(?:NO)?\d{9}MVA"), ("no.mva",)),
)
"""Countries outside the Union whose numbers name themselves."""
_PAIR = re.compile(
    r"\s*(\d{10}|\d{12})\s*[/\\,;| ]\s*(?:(?:кпп|kpp)\s*[:№]?\s*)?(\d{4}[\dA-Z]{2}\d{3})\s*", re.IGNORECASE
)
_PAIR_LABEL = re.compile(r"\s*(?:инн\s*[/,и]?\s*кпп|inn\s*/\s*kpp)\s*[:№]?\s*", re.IGNORECASE)
_VAT_SUFFIX = re.compile(r"(?:MWST|TVA|IVA|TPV|MVA)$")
_COUNTING = "012345678901234567890"
_SHORTEST_DUMMY = 8
_COUNTING_FROM_0 = frozenset(_COUNTING[:length] for length in range(_SHORTEST_DUMMY, len(_COUNTING)))


@lru_cache(maxsize=512)
def _module(kind: str) -> Any:
    """python-stdnum's module of a type, or None."""
    if not _TYPE_NAME.fullmatch(kind):
        return None
    try:
        module = importlib.import_module(f"stdnum.{kind}")
    except ImportError:
        return None
    return module if hasattr(module, "is_valid") else None


def known_type(kind: str) -> bool:
    """Whether a type names a number we can check."""
    return kind in OWN_TYPES or _module(kind) is not None


def _check(kind: str, number: str) -> str | None:
    """The compact form when the number is a valid one of this type, else None."""
    own = OWN_TYPES.get(kind)
    if own is not None:
        compact = _compact(number)
        return compact if own[1](compact) else None
    module = _module(kind)
    if module is None:
        return None
    try:
        return str(module.validate(number))
    except Exception:
        return None


def _compact(number: str) -> str:
    return _MARKS.sub("", number).upper()


def _country(kind: str, value: str) -> str:
    if kind == "eu.vat":
        return {"EL": "GR", "XI": "GB"}.get(value[:2], value[:2])
    return kind[:2].upper()


def standardise_tax_id(raw: object, country: str | None = None, kind: str | None = None) -> Standardised:
    """One tax or registration number: `value` compact, `type`, `country`, `valid`.

    `kind` is a type such as ru.inn; without it the types that a label names or that `country` has are tried, without
    a country only numbers whose own prefix or label names one. Zeros that a spreadsheet cut off are put back only
    when the check digit then holds.
    """
    text = clean(raw)
    if not text or is_placeholder(text):
        return empty()
    if kind is not None and not known_type(kind):
        return refused("unknown_type")
    changes: list[str] = []
    issues: list[str] = []
    text = undo_spreadsheet(text, changes, issues).strip("'=\"")
    if "digits_lost" in issues:
        return refused("digits_lost", changes=tuple(changes))
    hint = hint_code(country) if country else None
    number, labelled = _without_label(repair_lookalikes(text), hint, changes)
    if changes and is_placeholder(number):
        return empty()
    pair = _PAIR.fullmatch(number)
    registration = None
    if pair and (hint in (None, "RU") or kind == "ru.inn"):
        number, registration = pair.groups()
        changes.append("kpp_separated")
        labelled = ("ru.inn",)
    kinds = (kind,) if kind is not None else _kinds(number, hint, labelled)
    compact = _compact(number)
    found = _first_valid(kinds, number, changes)
    if found is None:
        if not any(c.isdigit() for c in compact):
            return refused("not_a_tax_id")
        if not kinds:
            return refused("unknown_type" if hint else "no_country")
        issues.append("check_failed" if _length_fits(compact, kinds) else "wrong_length")
        value: dict[str, Any] = {"value": compact, "valid": False}
        if kind is not None:
            value["type"] = kind
        stated = _country(kind or kinds[0], compact)
        value["country"] = stated if kind is not None or kinds[0] == "eu.vat" else hint or stated
        return Standardised("partial", value, None, 0.3, tuple(changes), tuple(issues))
    chosen, valid_number = found
    value = {"value": valid_number, "type": chosen, "country": _country(chosen, valid_number), "valid": True}
    if registration:
        value["kpp"] = registration
    if len(valid_number) > len(compact) and valid_number.lstrip("0") == compact.lstrip("0"):
        changes.append("leading_zeros_restored")
    elif valid_number != text and not changes:
        changes.append("reformatted")
    if hint and value["country"] != hint:
        issues.append("country_conflict")
    is_dummy = _is_counting(compact) or _is_counting(valid_number)
    if is_dummy:
        issues.append("placeholder_number")
    confidence = 0.3 if is_dummy else 0.7 if issues else 1.0 if kind or labelled or chosen == "eu.vat" else 0.9
    # A КПП names a tax office and a reason: thousands of firms share one.
    tells_nothing = is_dummy or chosen == "ru.kpp"
    key = None if tells_nothing else f"{value['country']}:{_bare_number(chosen, valid_number)}"
    return Standardised("ok", value, key, confidence, tuple(dict.fromkeys(changes)), tuple(issues))


def _is_counting(number: str) -> bool:
    """Whether the digits count up, behind zeros perhaps."""
    return len(number) >= _SHORTEST_DUMMY and (number in _COUNTING or f"0{number.lstrip('0')}" in _COUNTING_FROM_0)


def _bare_number(kind: str, value: str) -> str:
    """The number without what only says that it is a VAT number, so that it meets the national number inside it."""
    country = _country(kind, value)
    if kind == "eu.vat":
        value = value[2:]
        # France: two check digits before the SIREN; Sweden: 01 behind the organisation's number.
        return value[2:] if country == "FR" and value[2:].isdecimal() else value[:-2] if country == "SE" else value
    if kind in ("fr.tva", "se.vat"):
        return value[2:] if kind == "fr.tva" else value[:-2]
    if country in ("DE", "AT", "CH"):
        value = value.removeprefix(country)
    return _VAT_SUFFIX.sub("", value) if country in ("CH", "NO") else value


def _without_label(text: str, hint: str | None, changes: list[str]) -> tuple[str, tuple[str, ...]]:
    """The number without a label in front, and the types that the label names."""
    paired = _PAIR_LABEL.match(text)
    stripped, labelled = (text[paired.end() :], ("ru.inn",)) if paired else take_label(text, hint)
    if stripped == text or (not labelled and _EU_PREFIX.fullmatch(_compact(text))):
        return text, ()
    changes.append("label_removed")
    return stripped.strip(" :;,"), labelled


def _kinds(number: str, hint: str | None, labelled: tuple[str, ...]) -> tuple[str, ...]:
    """Types to try, in order: those that the number's own prefix or its label names, then the country's."""
    compact = _compact(number)
    if _EU_PREFIX.fullmatch(compact):
        return ("eu.vat", *labelled, *tax_types().by_country.get(hint or "", ()))
    for pattern, kinds in _OTHER_PREFIX:
        if pattern.fullmatch(compact):
            return kinds
    if labelled:
        return labelled
    own = tax_types().by_country.get(hint or "", ())
    if hint == "RU" and not looks_like_kpp(compact):
        return tuple(kind for kind in own if kind != "ru.kpp")
    return ("ru.kpp", *own) if hint == "RU" else own


def _length_fits(compact: str, kinds: tuple[str, ...]) -> bool:
    for kind in kinds:
        known = tax_types().by_name.get(kind)
        if known is None or not known.lengths or len(compact) in known.lengths:
            return True
    return False


def _first_valid(kinds: tuple[str, ...], number: str, changes: list[str]) -> tuple[str, str] | None:
    """The first type that the number is a valid one of, if need be with zeros put back, as few as possible."""
    for kind in kinds:
        compact = _check(kind, number)
        if compact is not None:
            return kind, compact
    digits = _compact(number)
    if not digits.isdecimal():
        return None
    restored = []
    for kind in kinds:
        known = tax_types().by_name.get(kind)
        for length in known.lengths if known else ():
            missing = length - len(digits)
            if known and 0 < missing <= known.zeros and (compact := _check(kind, digits.zfill(length))) is not None:
                restored.append((missing, kind, compact))
    if not restored:
        return None
    changes.append("leading_zeros_restored")
    _, kind, compact = min(restored, key=lambda one: one[0])
    return kind, compact
