"""E-mail addresses: cleaned, judged and keyed by mailbox, never sent to."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

from onefold_dedupe.standardise.mail_domains import MailDomain, mail_domain
from onefold_dedupe.standardise.result import Standardised, empty, refused
from onefold_dedupe.standardise.tables import words
from onefold_dedupe.standardise.text import clean, is_placeholder, repair_lookalikes

_ORDINARY = re.compile(r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
"""The usual spelling, which needs none of the field's repairs."""
_LOCAL = re.compile(r"[^\s@,;:<>()\[\]\\\".]+(?:\.[^\s@,;:<>()\[\]\\\".]+)*")
_QUOTED = re.compile(r'("(?:[^"\\]|\\.){1,62}")@([^\s@"]+)')
_ANGLE = re.compile(r"<\s*(?:mailto:)?([^<>]*@[^<>]*)>", re.IGNORECASE)
_AT_WORD = re.compile(r"\s*[\[({]\s*(?:at|собака|arroba)\s*[\])}]\s*|\s+(?:at|собака|arroba)\s+", re.IGNORECASE)
_DOT_WORD = re.compile(
    r"\s*[\[({]\s*(?:dot|точка|punkt|ponto|punto|point)\s*[\])}]\s*|\s+(?:dot|точка)\s+", re.IGNORECASE
)
_LABEL_BEFORE = re.compile(
    r"^(?:e-?mail|mail|эл\.? ?почта|почта|электронная почта|ел\. ?пошта|пошта|correo|courriel)\s*[:=]\s*",
    re.IGNORECASE,
)
_COMMA_FOR_DOT = re.compile(r"[^\s,;|/@]+@[^\s,;|/@.]+,[^\W\d_]{2,}")
"""ivan@firma,de: what stands behind the comma is no second address, for the first has no other ending."""
_SEPARATORS = re.compile(r"[;,|\n]|\s*/\s*(?=[^\s/@]+@)|\s+(?=[^\s@]+@[^\s@]+\.)")
_COMMENT = re.compile(r"\s*\([^()@]{0,80}\)\s*")
_WIDE_SIGNS = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0xFE6B: ord("@"), 0x3002: ord(".")}
"""Characters of full width, as East Asian keyboards write Latin ones."""
_STRAY_STOP = re.compile(r"\.+\s+")
_FIRST_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)?")
_ROLES = words("email.roles")
_DUMMY_LOCALS = words("email.dummy_locals")
_SHORTEST_ROLE_BEFORE_MORE = 4
"""it@, hr@ and pr@ are roles; it.petrov@ has initials."""
MAX_ADDRESS, MAX_LOCAL = 254, 64
"""RFC 5321, 4.5.3.1 with erratum 1690."""
MAX_ADDRESSES = 10
_QUOTE_SIGNS = frozenset("'\"`«“”")
_Address = tuple[dict[str, Any], MailDomain]
"""The fields of one address and what is known of its domain."""


def standardise_email(raw: object, country: str | None = None) -> Standardised:
    """One e-mail field as address, local part and domain, with flags role, disposable and typo_domain.

    The domain is lower case Unicode, the local part as typed in lower case; the key is the mailbox (a provider's
    dots, +tags and second domain names folded, the domain as DNS spells it). A domain that looks mistyped is flagged,
    never changed. `country` is accepted for uniformity.
    """
    if type(raw) is str and len(raw) <= MAX_ADDRESS and _ORDINARY.fullmatch(raw):
        read = _fields(raw.lower())
        if isinstance(read, str):
            return refused(read)
        lowered = () if raw == read[0]["address"] or raw.islower() else ("lowercased",)
        return _result([read], (*lowered, *_decoded(raw, read[1])), ())
    text = clean(raw)
    if not text or is_placeholder(text):
        return empty()
    changes: list[str] = []
    unlabelled = _LABEL_BEFORE.sub("", text)
    if unlabelled != text:
        changes.append("label_removed")
    text = unlabelled.translate(_WIDE_SIGNS).strip(" ;,")
    if text != unlabelled.strip(" ;,"):
        changes.append("reformatted")
    if stray := _STRAY_STOP.match(text):
        text = text[stray.end() :]
        changes.append("reformatted")
    remarks: list[str] = []
    if "@" in text and "(" in text and not _QUOTED.match(text):
        text = _without_comments(text, remarks, changes)
    if text[:7].lower() == "mailto:":
        text = unquote(text[7:].split("?")[0])
        changes.append("mailto_removed")
    issues: list[str] = []
    parts, left = _candidates(text, changes)
    left = [*left, *remarks]
    if left:
        issues.append("extra_text")
    found: list[_Address] = []
    for part in parts:
        read = _parse(part, changes)
        if isinstance(read, str):
            issues.append(read)
        elif all(read[0]["address"] != other["address"] for other, _ in found):
            found.append(read)
    if not found:
        return refused(*dict.fromkeys(issues or ["not_an_email"]))
    address, first = found[0][0]["address"], found[0][1]
    if address not in text and address in text.lower():
        changes.append("lowercased")
    changes.extend(_decoded(text.lower(), first))
    if left:
        found[0][0]["unparsed"] = ", ".join(left)
    return _result(found, tuple(changes), tuple(issues))


def _without_comments(text: str, remarks: list[str], changes: list[str]) -> str:
    """`text` without its comments (RFC 5322, 3.2.2): a person's name is the display name, others are remarks."""
    comments = [found.strip() for found in _COMMENT.findall(text)]
    if not comments:
        return text
    names = [one for one in comments if "<" in text or _is_full_name(one.strip("()").split())]
    if names:
        changes.append("display_name_removed")
    remarks.extend(one for one in comments if one not in names and any(map(str.isalnum, one)))
    return _COMMENT.sub(" ", text).strip()


def _is_full_name(words: list[str]) -> bool:
    """(Olga B.): how a display name was written before RFC 822."""
    return len(words) > 1 and words[0][0].isupper() and words[-1][0].isupper()


def _result(found: list[_Address], changes: tuple[str, ...], issues: tuple[str, ...]) -> Standardised:
    value, domain = found[0]
    if _is_dummy(value["local"], domain):
        return empty("placeholder_email")
    left = bool(issues)
    if len(found) > 1:
        issues = (*issues, "several_addresses")
        value["others"] = [fields for fields, _ in found[1:]]
    if domain.issues:
        issues = (*issues, *domain.issues)
    confidence = 0.7 if "typo_domain" in issues or "unknown_top_level" in issues else 1.0
    if len(changes) > 1 or len(issues) > 1:
        changes, issues = tuple(dict.fromkeys(changes)), tuple(dict.fromkeys(issues))
    return Standardised("partial" if left else "ok", value, value["key"], confidence, changes, issues)


def _decoded(text: str, domain: MailDomain) -> tuple[str, ...]:
    """The change code of a domain that was written as DNS spells it and is shown in Unicode."""
    return () if domain.shown.isascii() or "xn--" not in text.lower() else ("domain_decoded",)


def _candidates(text: str, changes: list[str]) -> tuple[list[str], list[str]]:
    """The parts of the field that hold an @ each, or all parts when none does; and what stands beside them."""
    if text.count("@") == 1 and " " not in text and not any(c in text for c in "<>,;|:"):
        return [text], []
    if _QUOTED.fullmatch(text):
        return [text], []
    angle = _ANGLE.findall(text)
    if angle:
        changes.append("display_name_removed")
        return [part.strip() for part in angle[:MAX_ADDRESSES]], []
    if "@" not in text:
        rewritten = _DOT_WORD.sub(".", _AT_WORD.sub("@", text))
        if "@" in rewritten:
            changes.append("deobfuscated")
            text = rewritten
    if _COMMA_FOR_DOT.fullmatch(text):
        domain = mail_domain(text.rpartition("@")[2].replace(",", ".").lower())
        if domain is not None and "unknown_top_level" not in domain.issues:
            return [text], []
    parts = [part.strip() for part in _SEPARATORS.split(text) if part and part.strip()]
    with_at = [part for part in parts if "@" in part]
    if len(with_at) == 1 and len(parts) > 1 and text.count("@") == 1 and not re.search(r"[;,|]", text):
        # One address with spaces typed into it: 'ivan @ mail.ru'; of 'ivan petrov@mail.ru' the first word is left over.
        tight = re.sub(r"\s*([@.])\s*", r"\1", text)
        if " " not in tight:
            changes.append("spaces_removed")
            return [tight], []
    if len(with_at) == 1 and " " in with_at[0]:
        # a@firma.de work
        tokens = with_at[0].split()
        whole = [token for token in tokens if _ORDINARY.fullmatch(token)]
        if len(whole) == 1:
            return whole, [*(part for part in parts if "@" not in part), *(t for t in tokens if t not in whole)]
    if not with_at:
        return parts[:MAX_ADDRESSES], []
    left = [part for part in parts if "@" not in part and any(map(str.isalnum, part))]
    return with_at[:MAX_ADDRESSES], [*left, *with_at[MAX_ADDRESSES:]]


def _parse(part: str, changes: list[str]) -> _Address | str:
    """The fields of one address and what is known of its domain, or the code of what is wrong with it."""
    quoted = _QUOTED.fullmatch(part.rstrip(" .,;:'>"))
    address = quoted.group() if quoted else part.strip(" ,;:'\"<>()[]`«»“”").rstrip(" .,;:'\"<>()[]`«»“”")
    if not quoted:
        around = part.strip(" ,;:<>()[]").rstrip(".")
        if address != around and address in around:
            changes.append("quotes_removed" if around[0] in _QUOTE_SIGNS else "reformatted")
        if address[:7].lower() == "mailto:":
            address = unquote(address[7:].split("?")[0]).strip()
            changes.append("mailto_removed")
        if " " in address:
            tight = re.sub(r"\s*([@.])\s*", r"\1", address)
            if " " in tight:
                return "not_an_email"
            address = tight
            changes.append("spaces_removed")
        if address.count("@") != 1:
            local, _, domain = address.partition("@")
            domain = domain.lstrip("@")
            if not local or not domain or "@" in domain:
                return "not_an_email"
            address = f"{local}@{domain}"
            changes.append("doubled_at_removed")
    # A capital and its small letter may look like different letters.
    repaired = repair_lookalikes(repair_lookalikes(address).lower())
    if repaired != address.lower():
        changes.append("lookalikes_repaired")
    return _fields(repaired, changes)


def _fields(address: str, changes: list[str] | None = None) -> _Address | str:
    """The fields of an address in lower case, or the code of what is wrong with it; `changes` None: it is written in
    the ordinary way and needs no repair.
    """
    local, _, name = address.rpartition("@")
    if changes is not None:
        name = name.rstrip(".")
        if ".." in name or "," in name:
            name = re.sub(r"[.,]{2,}|,", ".", name)
            changes.append("domain_dots_repaired")
        quoted = _QUOTED.fullmatch(address)
        if quoted:
            # RFC 5321, 4.1.2: quotes that are not needed are no part of the name.
            inner = local[1:-1]
            if _LOCAL.fullmatch(inner):
                local = inner
                changes.append("quotes_removed")
        elif not _LOCAL.fullmatch(local):
            return "bad_local_part"
    if not local or len(local) > MAX_LOCAL or len(address) > MAX_ADDRESS:
        return "bad_local_part"
    domain = mail_domain(name)
    if domain is None:
        return "bad_domain"
    shown = domain.shown
    return {
        "address": f"{local}@{shown}",
        "local": local,
        "domain": shown,
        "key": _key(local, domain),
        "flags": ["role", *domain.flags] if is_role(local) else list(domain.flags),
    }, domain


def _key(local: str, domain: MailDomain) -> str:
    """The mailbox: what the provider makes of a local part, at the provider's first name."""
    main = domain.main
    if domain.has_subdomains:
        local, _, main = main.partition(".")
    if domain.has_tags and "+" in local:
        local = local.partition("+")[0] or local
    if domain.ignored:
        local = "".join([c for c in local if c not in domain.ignored]) or local
    elif domain.dashed:
        local = local.replace(".", "-")
    return f"{local}@{main}"


def is_role(local: str) -> bool:
    if local in _ROLES:
        return True
    match = _FIRST_WORD.match(local)
    if match is None:
        return False
    word = match.group()
    if word not in _ROLES:
        word = word.partition("-")[0]
    return word in _ROLES and (
        len(word) >= _SHORTEST_ROLE_BEFORE_MORE or not any(map(str.isalpha, local[match.end() :].partition("+")[0]))
    )


def _is_dummy(local: str, domain: MailDomain) -> bool:
    if domain.is_dummy:
        return True
    if local in _DUMMY_LOCALS:
        return domain.takes_dummies or local == domain.first_label
    # a@a.ru and 111@111.com are typed to pass a form.
    return local == domain.first_label and len(set(local)) == 1
