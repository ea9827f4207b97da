"""What a mail domain means: its spelling in DNS, its provider's rules for mailboxes, whether it looks mistyped."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from onefold_dedupe.standardise.memo import memo
from onefold_dedupe.standardise.tables import words

_LABEL = re.compile(r"[^\W_](?:[\w-]{0,61}[^\W_])?")
_TOP_LEVEL = re.compile(r"[^\W\d_]{2,63}|xn--[a-z0-9-]{2,59}")
_SLIPS_OF_COM = frozenset(["con", "cmo", "comm", "vom", "xom", "ocm", "coom", "cim", "cpm", "cok", "comn"])
"""None is a registry's. The real .co, .cm and .om are slips only behind a provider's name."""
_CLOSEST = 5
"""Letters a provider's name must have before one letter more, less or other is taken for a slip: mai.ru and qqq.com
are somebody's own.
"""
_NO_PROVIDER = frozenset({"test", "none", "no", "email", "noemail", "nomail"})


@dataclass(frozen=True, slots=True)
class MailDomain:
    """One domain: `shown` in Unicode, `name` as DNS spells it, `main` the name its provider's mailboxes are keyed
    under, `issues` and `flags` as results carry them.
    """

    shown: str
    name: str
    main: str
    has_tags: bool
    has_subdomains: bool
    ignored: str
    """Characters that do not tell mailboxes apart."""
    dashed: bool
    """Whether a full stop is the same as a dash."""
    flags: tuple[str, ...]
    issues: tuple[str, ...]
    is_dummy: bool
    takes_dummies: bool
    """Whether only its dummy local parts are dummies."""
    first_label: str


@dataclass(frozen=True, slots=True)
class _Tables:
    disposable: frozenset[str]
    main_name: Mapping[str, str]
    plus: frozenset[str]
    subdomain: frozenset[str]
    dots: frozenset[str]
    dashes: frozenset[str]
    marks: frozenset[str]
    popular: frozenset[str]
    popular_names: Mapping[str, frozenset[str]]
    """First label of a popular domain → the rests it has."""
    shortened: Mapping[str, frozenset[str]]
    """First label of a popular domain, whole or less one letter → the domains it may be."""
    top_level: frozenset[str]


def _lines(name: str) -> Iterator[str]:
    text = files("onefold_dedupe.standardise").joinpath(f"data/{name}").read_text(encoding="utf-8")
    return (line for line in text.splitlines() if line and not line.startswith("#"))


@cache
def _tables() -> _Tables:
    sections: dict[str, list[list[str]]] = {}
    current: list[list[str]] = []
    for line in _lines("email_domains.txt"):
        if line.startswith("["):
            current = sections.setdefault(line.strip("[]"), [])
        else:
            current.append(line.split())
    flat = {name: frozenset(word for row in rows for word in row) for name, rows in sections.items()}
    names: dict[str, set[str]] = defaultdict(set)
    shortened: dict[str, set[str]] = defaultdict(set)
    for domain in flat["popular"]:
        name, _, rest = domain.partition(".")
        names[name].add(rest)
        if len(name) >= _CLOSEST:
            for form in _shortened(name):
                shortened[form].add(domain)
    return _Tables(
        disposable=flat["disposable"] | frozenset(_lines("disposable_domains.txt")),
        main_name=MappingProxyType({name: row[0] for row in sections["aliases"] for name in row}),
        plus=flat["plus"],
        subdomain=flat["subdomain"],
        dots=flat["dots"],
        dashes=flat["dashes"],
        marks=flat["marks"],
        popular=flat["popular"],
        popular_names=MappingProxyType({name: frozenset(rests) for name, rests in names.items()}),
        shortened=MappingProxyType({form: frozenset(domains) for form, domains in shortened.items()}),
        top_level=frozenset(_lines("top_level_domains.txt")),
    )


def _shortened(name: str) -> set[str]:
    return {name, *(name[:i] + name[i + 1 :] for i in range(len(name)))}


@memo(16_384)
def mail_domain(domain: str) -> MailDomain | None:
    """The facts of a domain in lower case, or None when DNS can have no such name."""
    spelled = _spelled(domain)
    if spelled is None:
        return None
    ascii_name, shown = spelled
    tables = _tables()
    main = tables.main_name.get(ascii_name, ascii_name)
    parent = main.partition(".")[2]
    has_subdomains = parent in tables.subdomain
    provider = parent if has_subdomains else main
    first_label = ascii_name.partition(".")[0]
    flags, issues = [], []
    if any(name in tables.disposable for name in _with_parents(ascii_name)):
        flags.append("disposable")
    if is_mistyped(ascii_name):
        flags.append("typo_domain")
    elif ascii_name.rpartition(".")[2] not in tables.top_level:
        issues.append("unknown_top_level")
    return MailDomain(
        shown=shown,
        name=ascii_name,
        main=main,
        has_tags=provider in tables.plus or f"{provider.partition('.')[0]}.*" in tables.plus,
        has_subdomains=has_subdomains,
        ignored=".-_" if provider in tables.marks else "." if provider in tables.dots else "",
        dashed=provider in tables.dashes,
        flags=tuple(flags),
        issues=(*flags, *issues),
        is_dummy=shown in _DUMMY_DOMAINS,
        takes_dummies=first_label in _NO_PROVIDER,
        first_label=first_label,
    )


_DUMMY_DOMAINS = words("email.dummy_domains")


def _with_parents(domain: str) -> Iterator[str]:
    while "." in domain:
        yield domain
        domain = domain.partition(".")[2]


def _spelled(domain: str) -> tuple[str, str] | None:
    """The name in ASCII and in Unicode, or None when it is none."""
    labels = domain.split(".")
    if len(domain) > 253 or len(labels) < 2:
        return None
    if domain.isascii() and "xn--" not in domain:
        fits = "_" not in domain and all(map(_LABEL.fullmatch, labels)) and _TOP_LEVEL.fullmatch(labels[-1])
        return (domain, domain) if fits else None
    import idna

    try:
        ascii_name = idna.encode(domain, uts46=True).decode("ascii")
        shown = idna.decode(ascii_name)
    except (idna.IDNAError, UnicodeError):
        return None
    return (ascii_name, shown) if _TOP_LEVEL.fullmatch(ascii_name.rpartition(".")[2]) else None


def is_provider(domain: str) -> bool:
    """Whether a domain's mailboxes are anybody's, known as such or thrown away after use."""
    facts = mail_domain(domain)
    return facts is None or facts.main in _tables().popular or "disposable" in facts.flags


def is_mistyped(domain: str) -> bool:
    """Whether `domain` is one slip away from a popular mail domain without being one: gmial.com, gmail.con,
    mail.ruu.

    A provider's name below another existing top-level domain is no slip: yahoo.it and mail.de are real.
    """
    tables = _tables()
    if domain in tables.popular:
        return False
    name, _, rest = domain.partition(".")
    if rest in _SLIPS_OF_COM:
        return True
    rests = tables.popular_names.get(name)
    if rests is not None:
        if rest in ("co", "cm", "om") and "com" in rests:
            return True
        # gmail.com.com and mail.ru.ru; gmail.clm and ukr.ner, whose last label no registry has.
        unknown = rest.rpartition(".")[2] not in tables.top_level
        return any(rest == f"{known}.{known}" for known in rests) or (unknown and "." not in rest)
    for i in range(1, len(name)):
        if (
            name[i] == name[i - 1]
            and len(name) > _CLOSEST - 1
            and rest in tables.popular_names.get(name[:i] + name[i + 1 :], ())
        ):
            return True
    from rapidfuzz.distance import OSA

    close = {known for form in _shortened(name) for known in tables.shortened.get(form, ())}
    for known in close:
        known_name, _, known_rest = known.partition(".")
        if rest == known_rest and name[0] == known_name[0] and OSA.distance(name, known_name, score_cutoff=1) == 1:
            return True
    return False
