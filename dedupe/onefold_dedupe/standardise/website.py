"""Websites: one spelling of an address, keyed by its host."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from onefold_dedupe.standardise.result import Standardised, empty, refused
from onefold_dedupe.standardise.text import clean, is_placeholder

_HOST = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_]{2,63}")


def standardise_website(raw: object, country: str | None = None) -> Standardised:
    """A web address with scheme, lower-case host and no trailing slash; the key is the host without www. `country` is
    not used.
    """
    text = clean(raw)
    if not text or is_placeholder(text):
        return empty()
    if " " in text or "@" in text:
        return refused("not_a_website")
    schemed = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(schemed)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return refused("not_a_website")
    if parts.scheme not in ("http", "https") or not _HOST.fullmatch(host):
        return refused("not_a_website")
    path = parts.path.rstrip("/")
    query = f"?{parts.query}" if parts.query else ""
    url = f"{parts.scheme}://{host}{path}{query}"
    changes = () if url == text else ("reformatted",)
    return Standardised("ok", {"url": url, "host": host}, host.removeprefix("www."), 1.0, changes)
