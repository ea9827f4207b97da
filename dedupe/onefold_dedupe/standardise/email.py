"""E-mail addresses: cleaned, judged and keyed by mailbox, never sent to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from onefold_dedupe.standardise.result import Standardised, empty, refused
from onefold_dedupe.standardise.tables import words
from onefold_dedupe.standardise.text import clean, is_placeholder, repair_lookalikes

_LOCAL = re.compile(r"[^\s@,;:<>()\[\]\\\"]+")
_QUOTED_LOCAL = re.compile(r'"[^"\\]{1,62}"')
_LABEL = re.compile(r"[^\W_](?:[\w-]{0,61}[^\W_])?")
_TOP_LEVEL = re.compile(r"[^\W\d_]{2,}|xn--[a-z0-9-]{2,}")
_ANGLE = re.compile(r"<\s*(?:mailto:)?([^<>]*@[^<>]*)>", re.IGNORECASE)
_AT_WORD = re.compile(r"\s*[\[({]\s*(?:at|собака|arroba)\s*[\])}]\s*|\s+(?:at|собака|arroba)\s+|\uff20", re.IGNORECASE)
_DOT_WORD = re.compile(r"\s*[\[({]\s*(?:dot|точка|punkt|ponto)\s*[\])}]\s*|\s+(?:dot|точка)\s+", re.IGNORECASE)
_LABEL_BEFORE = re.compile(r"^(?:e-?mail|mail|эл\.? ?почта|почта|электронная почта)\s*:\s*", re.IGNORECASE)
_SEPARATORS = re.compile(r"[;,|\n]|\s/\s|\s+(?=[^\s@]+@[^\s@]+\.)")
_ROLES = words("email.roles")
_DUMMY_LOCALS = words("email.dummy_locals")
_DUMMY_DOMAINS = words("email.dummy_domains")
MAX_ADDRESS, MAX_LOCAL = 254, 64
"""RFC 5321, 4.5.3.1 with erratum 1690."""


@dataclass(frozen=True, slots=True)
class MailDomains:
    """data/email_domains.txt by section."""

    disposable: frozenset[str]
    main_name: MappingProxyType[str, str]
    plus: frozenset[str]
    dots: frozenset[str]
    popular: tuple[str, ...]


@cache
def mail_domains() -> MailDomains:
    """The table, read once."""
    sections: dict[str, list[list[str]]] = {}
    current: list[list[str]] = []
    text = files("onefold_dedupe.standardise").joinpath("data/email_domains.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith("["):
            current = sections.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            current.append(line.split())
    flat = {name: [word for row in rows for word in row] for name, rows in sections.items()}
    main_name = {name: row[0] for row in sections["aliases"] for name in row}
    return MailDomains(
        frozenset(flat["disposable"]),
        MappingProxyType(main_name),
        frozenset(flat["plus"]),
        frozenset(flat["dots"]),
        tuple(flat["popular"]),
    )


def standardise_email(raw: object, country: str | None = None) -> Standardised:
    """One e-mail field as address, local part and domain, with flags role, disposable and typo_domain.

    The domain is lower case Unicode, the local part as typed in lower case; the key is the mailbox (a provider's
    dots, +tags and
    second domain names folded). A domain that looks mistyped is flagged, never changed. `country` is accepted for
    uniformity.
    """
    text = clean(raw)
    if not text or is_placeholder(text):
        return empty()
    changes: list[str] = []
    unlabelled = _LABEL_BEFORE.sub("", text)
    if unlabelled != text:
        changes.append("label_removed")
    text = unlabelled.strip(" ;,")
    found: list[dict[str, Any]] = []
    issues: list[str] = []
    parts = _candidates(text, changes)
    if sum(map(len, parts)) + 2 * len(parts) < len(text) and not changes:
        issues.append("extra_text")
    for part in parts:
        parsed = _parse(part, changes)
        if isinstance(parsed, str):
            issues.append(parsed)
        elif parsed["address"] not in (other["address"] for other in found):
            found.append(parsed)
    if not found:
        return refused(*dict.fromkeys(issues or ["not_an_email"]))
    value = found[0]
    if _is_dummy(value):
        return empty("placeholder_email")
    if len(found) > 1:
        issues.append("several_addresses")
        value["others"] = found[1:]
    issues.extend(flag for flag in value["flags"] if flag != "role")
    if value["address"] != text and value["address"] == text.lower():
        changes.append("lowercased")
    confidence = 0.7 if "typo_domain" in value["flags"] else 1.0
    left = "extra_text" in issues or any(code.startswith("bad_") or code == "not_an_email" for code in issues)
    return Standardised(
        "partial" if left else "ok",
        value,
        value["key"],
        confidence,
        tuple(dict.fromkeys(changes)),
        tuple(dict.fromkeys(issues)),
    )


def _candidates(text: str, changes: list[str]) -> list[str]:
    if text.count("@") == 1 and " " not in text and not any(c in text for c in "<>,;|:"):
        return [text]
    angle = _ANGLE.findall(text)
    if angle:
        changes.append("display_name_removed")
        return [part.strip() for part in angle[:10]]
    if "@" not in text:
        rewritten = _DOT_WORD.sub(".", _AT_WORD.sub("@", text, count=1))
        if "@" in rewritten:
            changes.append("deobfuscated")
            text = rewritten
    parts = [part.strip() for part in _SEPARATORS.split(text) if part and part.strip()]
    with_at = [part for part in parts if "@" in part]
    if len(with_at) == 1 and len(parts) > 1 and text.count("@") == 1 and not re.search(r"[;,|]", text):
        # One address with spaces typed into it: 'ivan @ mail.ru', 'ivan petrov@mail.ru' stays refused as ambiguous.
        tight = re.sub(r"\s*([@.])\s*", r"\1", text)
        if " " not in tight:
            changes.append("spaces_removed")
            return [tight]
    return (with_at or parts)[:10]


def _parse(part: str, changes: list[str]) -> dict[str, Any] | str:
    """The fields of one address, or the code of what is wrong with it."""
    address = part.strip(" .,;:'\"<>()[]")
    if address.lower().startswith("mailto:"):
        address = address[7:].split("?")[0]
        changes.append("mailto_removed")
    address = address.strip()
    if " " in address:
        tight = re.sub(r"\s*([@.])\s*", r"\1", address)
        if " " in tight:
            return "not_an_email"
        address = tight
        changes.append("spaces_removed")
    if address.count("@") != 1 and not address.startswith('"'):
        if re.fullmatch(r"[^@]+@@+[^@]+", address):
            address = re.sub("@+", "@", address)
            changes.append("doubled_at_removed")
        else:
            return "not_an_email"
    repaired = repair_lookalikes(address)
    if repaired != address:
        changes.append("lookalikes_repaired")
        address = repaired
    local, _, domain = address.rpartition("@")
    local, domain = local.lower(), domain.lower().rstrip(".")
    if ".." in domain or "," in domain:
        domain = re.sub(r"\.{2,}|,", ".", domain)
        changes.append("domain_dots_repaired")
    if not local or len(local) > MAX_LOCAL or len(address) > MAX_ADDRESS:
        return "bad_local_part"
    if (
        not (_LOCAL.fullmatch(local) or _QUOTED_LOCAL.fullmatch(local))
        or local[0] == "."
        or local[-1] == "."
        or ".." in local
    ):
        return "bad_local_part"
    ascii_domain = _ascii_domain(domain)
    if ascii_domain is None:
        return "bad_domain"
    return {
        "address": f"{local}@{domain}",
        "local": local,
        "domain": domain,
        "key": _key(local, ascii_domain),
        "flags": _flags(local, domain),
    }


@lru_cache(maxsize=16_384)
def _ascii_domain(domain: str) -> str | None:
    """The domain as DNS spells it, or None when it is none."""
    labels = domain.split(".")
    if len(labels) < 2 or not all(map(_LABEL.fullmatch, labels)) or not _TOP_LEVEL.fullmatch(labels[-1]):
        return None
    if domain.isascii():
        return domain if "_" not in domain else None
    import idna

    try:
        return idna.encode(domain, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        return None


def _key(local: str, ascii_domain: str) -> str:
    domains = mail_domains()
    domain = domains.main_name.get(ascii_domain, ascii_domain)
    if domain in domains.plus:
        local = local.split("+", 1)[0] or local
    if domain in domains.dots:
        local = local.replace(".", "")
    if domain == "yandex.ru":
        local = local.replace(".", "-")
    return f"{local}@{domain}"


def _flags(local: str, domain: str) -> list[str]:
    flags = []
    if re.split(r"[+._-]|\d", local, maxsplit=1)[0] in _ROLES or local in _ROLES:
        flags.append("role")
    if domain in mail_domains().disposable:
        flags.append("disposable")
    if is_mistyped(domain):
        flags.append("typo_domain")
    return flags


@lru_cache(maxsize=16_384)
def is_mistyped(domain: str) -> bool:
    """Whether `domain` is one slip away from a popular mail domain without being one: gmial.com, gmail.con,
    hotmai.com.
    """
    popular = mail_domains().popular
    if domain in popular:
        return False
    from rapidfuzz.distance import OSA

    name, _, top = domain.partition(".")
    if top in ("con", "cmo", "comm", "vom", "om", "xom", "ocm", "coom", "ruu", "rru", "copm"):
        return True
    for known in popular:
        known_name, _, known_top = known.partition(".")
        if abs(len(known) - len(domain)) > 1 or len(known_name) < 5:
            continue
        if name == known_name:
            # A provider's other countries are real: yahoo.it, hotmail.es. Only a damaged .com is a slip.
            if known_top == "com" and top in ("co", "cm"):
                return True
            continue
        if top == known_top and OSA.distance(name, known_name, score_cutoff=1) <= 1 and name[0] == known_name[0]:
            return True
    return False


def _is_dummy(value: dict[str, Any]) -> bool:
    if value["domain"] in _DUMMY_DOMAINS:
        return True
    return value["local"] in _DUMMY_LOCALS and value["domain"].split(".")[0] in (
        "test",
        "none",
        "no",
        "email",
        "noemail",
        "nomail",
    )
