"""Tax and registration numbers: compact form, type, country and whether the check digits hold."""

from __future__ import annotations

import importlib
import re
from functools import lru_cache
from typing import Any

from onefold_dedupe.standardise.result import Standardised, empty, refused
from onefold_dedupe.standardise.tables import words
from onefold_dedupe.standardise.tax_id_own import OWN_TYPES
from onefold_dedupe.standardise.text import clean, is_placeholder, repair_lookalikes

_TYPE_NAME = re.compile(r"[a-z]{2}_?\.[a-z][a-z0-9_]{1,30}")

# Tried in this order when only the country is known: organisations' numbers before people's, checked ones before
# unchecked.
_BY_COUNTRY = {
    "RU": ("ru.inn", "ru.ogrn", "ru.snils"),
    "UA": ("ua.edrpou", "ua.rntrc", "ua.vat"),
    "KZ": ("kz.bin", "kz.iin"),
    "BY": ("by.unp",),
    "BR": ("br.cnpj", "br.cpf"),
    "US": ("us.ein", "us.ssn", "us.itin"),
    "GB": ("gb.vat", "gb.utr", "gb.nino"),
    "DE": ("de.vat", "de.idnr", "de.stnr", "de.handelsregisternummer"),
    "FR": ("fr.siren", "fr.siret", "fr.tva", "fr.nif", "fr.nir"),
    "ES": ("es.nif", "es.cif", "es.nie", "es.dni"),
    "IT": ("it.iva", "it.codicefiscale"),
    "PL": ("pl.nip", "pl.regon", "pl.pesel"),
    "NL": ("nl.btw", "nl.bsn"),
    "CH": ("ch.uid", "ch.vat", "ch.ssn"),
    "AT": ("at.uid", "at.businessid", "at.tin"),
    "BE": ("be.vat", "be.nn"),
    "BG": ("bg.vat", "bg.egn"),
    "CZ": ("cz.dic", "cz.rc"),
    "SK": ("sk.dph", "sk.rc"),
    "DK": ("dk.cvr", "dk.cpr"),
    "EE": ("ee.kmkr", "ee.registrikood", "ee.ik"),
    "FI": ("fi.alv", "fi.ytunnus", "fi.hetu"),
    "GR": ("gr.vat", "gr.amka"),
    "HR": ("hr.oib",),
    "HU": ("hu.anum",),
    "IE": ("ie.vat", "ie.pps"),
    "LT": ("lt.pvm", "lt.asmens"),
    "LU": ("lu.tva",),
    "LV": ("lv.pvn",),
    "NO": ("no.mva", "no.orgnr", "no.fodselsnummer"),
    "PT": ("pt.nif",),
    "RO": ("ro.cui", "ro.cnp"),
    "RS": ("rs.pib",),
    "SE": ("se.vat", "se.orgnr", "se.personnummer"),
    "SI": ("si.ddv",),
    "TR": ("tr.vkn", "tr.tckimlik"),
    "AR": ("ar.cuit", "ar.dni"),
    "CL": ("cl.rut",),
    "CO": ("co.nit",),
    "MX": ("mx.rfc", "mx.curp"),
    "PE": ("pe.ruc",),
    "AU": ("au.abn", "au.acn", "au.tfn"),
    "CA": ("ca.bn", "ca.sin"),
    "IN": ("in_.gstin", "in_.pan"),
    "CN": ("cn.uscc", "cn.ric"),
    "JP": ("jp.cn",),
    "KR": ("kr.brn", "kr.rrn"),
    "NZ": ("nz.ird",),
    "ZA": ("za.tin", "za.idnr"),
    "IL": ("il.hp", "il.idnr"),
    "MD": ("md.idno",),
    "GE": (),
}
_EU_PREFIX = re.compile(
    r"(?:AT|BE|BG|CY|CZ|DE|DK|EE|EL|ES|FI|FR|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK|XI)[0-9A-Z+*]{7,12}"
)
_LENGTHS = {
    "ru.inn": (10, 12),
    "ua.edrpou": (8,),
    "ua.rntrc": (10,),
    "br.cnpj": (14,),
    "br.cpf": (11,),
    "us.ein": (9,),
    "us.ssn": (9,),
}
"""Full lengths of the numbers a spreadsheet is known to cut leading zeros from."""
_LOSABLE = {"ru.inn": 1, "ua.edrpou": 3, "ua.rntrc": 2, "br.cnpj": 4, "br.cpf": 4, "kz.bin": 2, "kz.iin": 3}
"""How many zeros may be put back, and only if the check digit then holds. us.ein has no check digit, so none."""
_LABEL = re.compile(
    r"^\s*(?:инн|іпн|огрнип|огрн|кпп|снилс|бин|иин|бсн|жсн|унп|єдрпоу|едрпоу|окпо|рнокпп|ипн|"
    r"inn|vat|ust-?id(?:nr)?|steuernummer|cnpj|cpf|ein|ssn|tin|nip|regon|pesel|tax\s*id|siren|siret|nif|cif)\b\.?(?:\s*(?:no|nr|№)\.?)?\s*[:#№]?\s*",
    re.IGNORECASE,
)
_PAIR = re.compile(r"\s*(\d{10}|\d{12})\s*[/\\,;| ]\s*(\d{4}[\dA-Z]{2}\d{3})\s*")
_PERSON_TYPES = words("tax_id.person_types")


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
        compact = re.sub(r"[\s.\-/]", "", number).upper()
        return compact if own[1](compact) else None
    module = _module(kind)
    if module is None:
        return None
    try:
        return str(module.validate(number))
    except Exception:
        return None


def _country(kind: str, value: str) -> str:
    if kind == "eu.vat":
        return "GR" if value[:2] == "EL" else value[:2]
    return kind[:2].upper()


def standardise_tax_id(raw: object, country: str | None = None, kind: str | None = None) -> Standardised:
    """One tax or registration number: `value` compact, `type`, `country`, `valid`.

    `kind` is a type such as ru.inn; without it the types of `country` are tried, without a country only numbers whose
    own prefix names
    one (EU VAT numbers). Zeros that a spreadsheet cut off are put back only when the check digit then holds.
    """
    text = clean(raw)
    if not text or is_placeholder(text):
        return empty()
    if kind is not None and not known_type(kind):
        return refused("unknown_type")
    changes: list[str] = []
    issues: list[str] = []
    number = _prepared(text, changes)
    if changes and is_placeholder(number):
        return empty()
    hint = country.upper() if country else None
    pair = _PAIR.fullmatch(number)
    registration = None
    if pair and (hint in (None, "RU") or kind == "ru.inn"):
        number, registration = pair.groups()
        changes.append("kpp_separated")
    kinds = _kinds(number, hint, kind, registration)
    found = _first_valid(kinds, number, changes)
    compact = re.sub(r"[\s.\-/]", "", number).upper()
    if found is None:
        if not kinds:
            return refused("no_country")
        if not any(c.isdigit() for c in compact):
            return refused("not_a_tax_id")
        issues.append("check_failed" if _length_fits(compact, kinds) else "wrong_length")
        value: dict[str, Any] = {"value": compact, "valid": False}
        if kind is not None:
            value["type"] = kind
            value["country"] = _country(kind, compact)
        elif hint:
            value["country"] = hint
        return Standardised("partial", value, None, 0.3, tuple(changes), tuple(issues))
    chosen, valid_number = found
    value = {"value": valid_number, "type": chosen, "country": _country(chosen, valid_number), "valid": True}
    if registration:
        value["kpp"] = registration
    if valid_number != text and not changes:
        changes.append("reformatted")
    confidence = 1.0 if kind is not None or chosen == "eu.vat" else 0.9
    key = f"{value['country']}:{_bare_number(chosen, valid_number)}"
    return Standardised("ok", value, key, confidence, tuple(dict.fromkeys(changes)), tuple(issues))


def _bare_number(kind: str, value: str) -> str:
    """The number without its country prefix, so that a VAT number and the national number inside it meet."""
    prefix = value[:2] if kind == "eu.vat" or value[:2] in ("DE", "AT", "CH") else ""
    return value.removeprefix(prefix)


def _prepared(text: str, changes: list[str]) -> str:
    stripped = _LABEL.sub("", text, count=1)
    if stripped != text and stripped:
        changes.append("label_removed")
        text = stripped
    if text[:1] in ("'", "="):
        text = text.strip("'=\"")
    if re.fullmatch(r"\d+[.,]0", text):
        changes.append("spreadsheet_number")
        text = text[:-2]
    return repair_lookalikes(text)


def _kinds(number: str, hint: str | None, kind: str | None, registration: str | None) -> tuple[str, ...]:
    if kind is not None:
        return (kind,)
    if registration is not None:
        return ("ru.inn",)
    compact = re.sub(r"[\s.\-/]", "", number).upper()
    eu = ("eu.vat",) if _EU_PREFIX.fullmatch(compact) else ()
    return (*eu, *_BY_COUNTRY.get(hint or "", ()))


def _length_fits(compact: str, kinds: tuple[str, ...]) -> bool:
    for kind in kinds:
        own = OWN_TYPES.get(kind)
        lengths = (own[2],) if own else _LENGTHS.get(kind)
        if lengths is None or len(compact) in lengths:
            return True
    return False


def _first_valid(kinds: tuple[str, ...], number: str, changes: list[str]) -> tuple[str, str] | None:
    for kind in kinds:
        compact = _check(kind, number)
        if compact is not None:
            return kind, compact
    digits = re.sub(r"[\s.\-/]", "", number)
    if digits.isdecimal():
        for kind in kinds:
            own = OWN_TYPES.get(kind)
            for length in (own[2],) if own else _LENGTHS.get(kind, ()):
                if 0 < length - len(digits) <= _LOSABLE.get(kind, 0):
                    compact = _check(kind, digits.zfill(length))
                    if compact is not None:
                        changes.append("leading_zeros_restored")
                        return kind, compact
    return None
