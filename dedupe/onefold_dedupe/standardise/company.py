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
    if _DOUBLE_QUOTES.search(text) or _QUOTED.search(text):
        changes.append("quotes_removed")
    confidence = 0.9 if found else 0.8
    return Standardised("ok", value, company_key(name) or None, confidence, tuple(changes), tuple(issues))


def company_key(name: str) -> str:
    """The match key of a name whose legal form is already off: folded words, initials written together (A.B.C. →
    'abk').
    """
    key = latin_key(name.replace("&", " and ").replace("+", " and "))
    key = re.sub(r"\b(\w) (?=\w\b)", r"\1", key)
    return re.sub(r"\b(?:and|und|te|et)\b ?", "", key).strip() or key


def legal_form_code(raw: object) -> str | None:
    """The group of the legal form in a name, or None: a quick test of whether text names an organisation."""
    text = repair_lookalikes(clean(raw))
    found = forms_in(text, None)
    return next((f.form.code for f in found if f.form.code != "company"), None) if found else None


def _without(text: str, found: list[Found]) -> str:
    for f in sorted(found, key=lambda f: -f.start):
        text = f"{text[: f.start]} {text[f.end :]}"
    text = _QUOTED.sub(r" \1 ", _DOUBLE_QUOTES.sub(" ", text))
    text = _FOOTNOTE.sub(" ", text)
    text = re.sub(r"\s+([,;.)])", r"\1", " ".join(text.split()))
    text = re.sub(r"([(\[])\s*[)\]]", "", text)
    stripped = text.strip(" ,;:-–—/\\|*_")
    stripped = stripped.removesuffix(" &").removesuffix(" +").removeprefix("& ").strip(" ,;:-–—/\\|*_")
    if stripped.count("(") != stripped.count(")"):
        stripped = stripped.strip(" ()")
    # A full stop is kept where it belongs to an abbreviation (A.B.C.), not where it ended the form.
    if stripped.endswith(".") and not re.search(r"\b\w\.$|\.\w+\.$", stripped):
        stripped = stripped.rstrip(".")
    return stripped.lstrip(". ")
