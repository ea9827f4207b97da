"""Websites: one spelling of an address, keyed by its host, or by the page where many share a host."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from onefold_dedupe.standardise.mail_domains import mail_domain
from onefold_dedupe.standardise.result import Standardised, empty, refused
from onefold_dedupe.standardise.tables import words
from onefold_dedupe.standardise.text import clean, is_placeholder

_LABEL = re.compile(r"^(?:web(?:site|seite)?|homepage|url|site|сайт|веб-?сайт|www)\s*[:=]\s*(?!//)", re.IGNORECASE)
_SCHEME = re.compile(r"^(?:https?:?/{1,2})+|^//", re.IGNORECASE)
_SEPARATORS = re.compile(
    r"\s*[,;|]\s+|[,;|](?=https?:|www\.)|\s+(?:и|and|und|или|or|/)?\s*(?=(?:https?:|www\.))", re.IGNORECASE
)
_SHARED_HOSTS = words("website.shared_hosts")
_DEFAULT_PORTS = (None, 80, 443)


def standardise_website(raw: object, country: str | None = None) -> Standardised:
    """A web address with scheme, lower-case Unicode host and no trailing slash; of several in a field the first.

    The key is the host as DNS spells it without www., with the path where the host is a network of many people's pages
    (instagram.com/name). `country` is not used.
    """
    text = clean(raw)
    if not text or is_placeholder(text):
        return empty()
    bare = _LABEL.sub("", text)
    changes = ["label_removed"] if bare != text else []
    parts = [part for part in _SEPARATORS.split(bare) if part and "." in part]
    address = parts[0] if parts else bare
    if " " in address:
        return refused("not_a_website")
    scheme = "http" if address[:5].lower() in ("http:", "http/") else "https"
    rest = _SCHEME.sub("", address)
    try:
        split = urlsplit(f"{scheme}://{rest}")
        host, port = (split.hostname or "").rstrip("."), split.port
    except ValueError:
        return refused("not_a_website")
    domain = mail_domain(host) if "@" not in split.netloc else None
    if domain is None or ("unknown_top_level" in domain.issues and rest == address):
        # Without a scheme, words around a full stop are no address: ООО.Ромашка.
        return refused("not_a_website")
    path = split.path.rstrip("/")
    query = f"?{split.query}" if split.query else ""
    shown = domain.shown if port in _DEFAULT_PORTS else f"{domain.shown}:{port}"
    url = f"{scheme}://{shown}{path}{query}"
    if url != text and not changes:
        changes.append("reformatted")
    issues = [issue for issue in domain.issues if issue == "unknown_top_level"]
    if len(parts) > 1:
        issues.append("several_websites")
    key = domain.name.removeprefix("www.") if domain.name.count(".") > 1 else domain.name
    if key.removeprefix("m.") in _SHARED_HOSTS:
        key = f"{key.removeprefix('m.')}{path.lower()}"
    return Standardised("ok", {"url": url, "host": domain.shown}, key, 1.0, tuple(changes), tuple(issues))
