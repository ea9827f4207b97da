"""Companies: the name without its legal form, and the form's group across languages."""

from __future__ import annotations

import re

from onefold_dedupe.standardise.legal_forms import country_of, tight
from onefold_dedupe.standardise.legal_places import Found, forms_in
from onefold_dedupe.standardise.result import Standardised, empty
from onefold_dedupe.standardise.tables import words
from onefold_dedupe.standardise.text import clean, is_placeholder, latin_key, repair_lookalikes

_DOUBLE_QUOTES = re.compile(r"[\"«»„“”‟‹›〈〉《》「」『』＂]|''|``")
_QUOTED = re.compile(r"(?<!\w)['‘’‚‛](?=\w)([^'‘’]*(?:\b['’]\b[^'‘’]*)*)(?<=[\w.!?)])['’](?!\w)")
"""A single quotation mark has its partner; without one it is an apostrophe (Dunkin' Donuts)."""
_EDGES = " ,;:.-–—/\\|*_()[]"
_FOOTNOTE = re.compile(r"\s*[(\[]\s*\d{0,3}\+?\s*[)\]]")
_SPACE_BEFORE_MARK = re.compile(r" +([,;.)])")
_EMPTY_BRACKETS = re.compile(r"[(\[]\s*[)\]]")
_ABBREVIATION = re.compile(r"\b\w\.$|\.\w+\.$")
_AND = frozenset(["and", "und", "et", "ta", "og", "och", "en", "i"])
"""Folded words between names that mean &; и, й, і and y are all folded to i."""
_TRADING = words("company.trading")


def standardise_company(raw: object, country: str | None = None) -> Standardised:
    """One company name: `name` without legal form and quotes, `legal_form` as written, `legal_form_code`, `country`
    if the form decides.

    The name is never emptied: what consists of a form alone is the name. A sole trader's form (ИП, ФОП) leaves the
    person's name and the
    issue `person_trading`.
    """
    text = clean(raw)
    if not text or is_placeholder(text):
        return empty()
    changes: list[str] = []
    repaired = repair_lookalikes(text)
    if repaired != text:
        changes.append("lookalikes_repaired")
        text = repaired
    hint = country.upper() if country else None
    found = forms_in(text, hint)
    name = _without(text, found)
    if not tight(name):
        found, name = [], text.strip(_EDGES) or text
    if found:
        changes.append("legal_form_removed")
    value: dict[str, str] = {"name": name}
    issues: list[str] = []
    if found:
        telling = next((f for f in found if f.form.code != "company"), found[0])
        value["legal_form"] = " ".join(
            text[f.start : f.end].strip(_EDGES[:-4]) for f in sorted(found, key=lambda f: f.start)
        )
        value["legal_form_code"] = telling.form.code
        decided = country_of(telling.form)
        if decided:
            value["country"] = decided
        if telling.form.code == "sole" and telling.key in _TRADING:
            issues.append("person_trading")
    if _is_quoted(text):
        changes.append("quotes_removed")
    confidence = 0.9 if found else 0.8
    return Standardised("ok", value, company_key(name) or None, confidence, tuple(changes), tuple(issues))


def company_key(name: str) -> str:
    """The match key of a name whose legal form is already off: folded words in alphabetical order without 'and',
    initials written together (A.B.C. → 'abk').
    """
    words = latin_key(name).split()
    if len(words) < 2:
        return words[0] if words else ""
    joined: list[str] = []
    initials = ""
    for word in words:
        if len(word) == 1 and not (word == "i" and joined and not initials):
            initials += word
            continue
        if initials:
            joined.append(initials)
            initials = ""
        if word not in _AND:
            joined.append(word)
    if initials:
        joined.append(initials)
    return " ".join(sorted(joined)) or " ".join(words)


def legal_form_code(raw: object) -> str | None:
    """The group of the legal form in a name, or None: a quick test of whether text names an organisation."""
    text = repair_lookalikes(clean(raw))
    found = forms_in(text, None)
    return next((f.form.code for f in found if f.form.code != "company"), None) if found else None


def _is_quoted(text: str) -> bool:
    if text.isascii() and '"' not in text and "'" not in text and "`" not in text:
        return False
    return _DOUBLE_QUOTES.search(text) is not None or _QUOTED.search(text) is not None


def _without(text: str, found: list[Found]) -> str:
    for f in sorted(found, reverse=True):
        text = f"{text[: f.start]} {text[f.end :]}"
    if _is_quoted(text):
        text = _QUOTED.sub(r" \1 ", _DOUBLE_QUOTES.sub(" ", text))
    has_brackets = "(" in text or "[" in text
    if has_brackets:
        text = _FOOTNOTE.sub(" ", text)
    text = _SPACE_BEFORE_MARK.sub(r"\1", " ".join(text.split()))
    if has_brackets:
        text = _EMPTY_BRACKETS.sub("", text)
    stripped = text.strip(" ,;:-–—/\\|*_")
    stripped = stripped.removesuffix(" &").removesuffix(" +").removeprefix("& ").strip(" ,;:-–—/\\|*_")
    if stripped.count("(") != stripped.count(")"):
        stripped = stripped.strip(" ()")
    # A full stop is kept where it belongs to an abbreviation (A.B.C.), not where it ended the form.
    if stripped.endswith(".") and not _ABBREVIATION.search(stripped):
        stripped = stripped.rstrip(".")
    return stripped.lstrip(". ")
