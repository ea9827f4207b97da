"""Companies: the name without its legal form, and the form's group across languages."""

from __future__ import annotations

import re
from dataclasses import dataclass

from onefold_dedupe.standardise.legal_forms import (
    LegalForm,
    country_of,
    legal_forms,
    longest_form,
    tight,
    unspaced_forms,
)
from onefold_dedupe.standardise.legal_grammar import composed_form, misspelt_form
from onefold_dedupe.standardise.result import Standardised, empty
from onefold_dedupe.standardise.tables import words
from onefold_dedupe.standardise.text import clean, is_placeholder, latin_key, repair_lookalikes

_TOKEN = re.compile(r"[^\W_]+|[&+]")
_QUOTES = re.compile(r"[\"«»„“”‟‹›〈〉《》「」『』＂]|''|``|(?<!\w)['‘’](?=\w)|(?<=\w)['‘’](?!\w)")
_SET_APART = re.compile(r"[,;\"«»“”„(–—]\s*$")
_EDGES = " ,;:.-–—/\\|*_()[]"
_GLUED = re.compile(r"(?<=[a-zа-яё0-9])(GmbH|AG|LLC|Ltd|Inc|ООО|ЗАО|ОАО)\.?$")
_FOOTNOTE = re.compile(r"\s*[(\[]\s*\d{0,3}\+?\s*[)\]]")
_SHORT_BUT_SURE = words("company.short_but_sure")
_SURE_IN_FRONT = words("company.sure_in_front")
_SURE_IN_THE_MIDDLE = words("company.sure_in_the_middle")
_DESCRIPTIVE = words("company.descriptive")
"""Words that are as often part of a name as its form (Housing Association, Агро Союз): taken off only when set apart
by a comma or a quote.
"""
_TRADING = words("company.trading")


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    tight: str


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    form: LegalForm
    key: str


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
    found = _forms(text, hint)
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
    if _QUOTES.search(text):
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
    found = _forms(text, None)
    return next((f.form.code for f in found if f.form.code != "company"), None) if found else None


def _without(text: str, found: list[_Found]) -> str:
    for f in sorted(found, key=lambda f: -f.start):
        text = f"{text[: f.start]} {text[f.end :]}"
    text = _QUOTES.sub(" ", text)
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


def _forms(text: str, hint: str | None) -> list[_Found]:
    tokens = [_Token(m.start(), m.end(), tight(m.group())) for m in _TOKEN.finditer(text)]
    found: list[_Found] = []
    low, high = 0, len(tokens)
    for _ in range(4):
        ending = _ending(text, tokens, low, high, hint)
        if ending is None:
            break
        size, form = ending
        high -= size
        found.append(_span(text, tokens[high : high + size], form))
    for _ in range(2):
        leading = _leading(text, tokens, low, high, hint)
        if leading is None:
            break
        size, form = leading
        found.append(_span(text, tokens[low : low + size], form))
        low += size
    if not found:
        found = _glued(text) or _unspaced(text)
    found.extend(_inside(text, tokens, low, high))
    return found


def _span(text: str, tokens: list[_Token], form: LegalForm) -> _Found:
    end = tokens[-1].end
    while end < len(text) and text[end] in ".":
        end += 1
    start = tokens[0].start
    if end < len(text) and text[end] == ")" and start and text[start - 1] == "(":
        start, end = start - 1, end + 1
    return _Found(start, end, form, "".join(t.tight for t in tokens))


def _ending(text: str, tokens: list[_Token], low: int, high: int, hint: str | None) -> tuple[int, LegalForm] | None:
    table = legal_forms()
    best: tuple[int, LegalForm] | None = None
    for size in range(min(longest_form(), high - low - 1), 0, -1):
        part = tokens[high - size : high]
        key = "".join(t.tight for t in part)
        form = table.get(key) or (misspelt_form(key, size) if size > 1 else None)
        if form is None or not _joins(part, key):
            continue
        if not any(t.tight not in "&+" for t in tokens[low : high - size]):
            continue
        if (form.is_weak or len(key) <= 2) and not _is_written_as_form(text, part, key, form, hint):
            continue
        if key in _DESCRIPTIVE and not _SET_APART.search(text[: part[0].start]):
            continue
        best = size, form
        break
    first = high - 1
    while first > low and not _QUOTES.search(text[tokens[first - 1].end : tokens[first].start]):
        first -= 1
    composed = composed_form([t.tight for t in tokens[first:high]], at_end=True, leave_none=first > low)
    if composed is not None and (best is None or composed[0] > best[0]):
        return composed[0], best[1] if best is not None and best[1].code != "company" else composed[1]
    return best


def _joins(part: list[_Token], key: str) -> bool:
    """Whether several tokens may be one abbreviation: single letters (S. A.) or a phrase, not 'in c'."""
    return (
        len(part) == 1
        or len(key) > 5
        or all(len(t.tight) == 1 for t in part)
        or (sum(len(t.tight) > 1 for t in part) >= 1 and len(key) >= 4)
    )


def _is_written_as_form(text: str, part: list[_Token], key: str, form: LegalForm, hint: str | None) -> bool:
    written = text[part[0].start : part[-1].end + 1]
    if hint is not None and hint in form.countries:
        return True
    if hint is not None and "*" not in form.countries and len(key) <= 2 and key not in _SHORT_BUT_SURE:
        return False
    if (
        "." in written
        or "/" in written
        or (part[0].start >= 2 and text[part[0].start - 2 : part[0].start].startswith(","))
    ):
        return True
    letters = text[: part[0].start]
    one_case = letters.isupper() or letters.islower()
    if one_case:
        return key in _SHORT_BUT_SURE
    return written.strip(" .,").isupper() or (key in _SHORT_BUT_SURE and written[:1].isupper())


def _leading(text: str, tokens: list[_Token], low: int, high: int, hint: str | None) -> tuple[int, LegalForm] | None:
    table = legal_forms()
    if high - low < 2:
        return None
    best: tuple[int, LegalForm] | None = None
    for size in range(min(longest_form(), high - low - 1), 0, -1):
        part = tokens[low : low + size]
        key = "".join(t.tight for t in part)
        form = table.get(key) or (misspelt_form(key, size) if size > 1 else None)
        if form is None or not form.leads or not _joins(part, key):
            continue
        after = text[part[-1].end : part[-1].end + 3]
        quoted = _QUOTES.search(after) is not None
        if key in _DESCRIPTIVE and not quoted:
            continue
        written = text[part[0].start : part[-1].end]
        if (
            not quoted
            and not (hint is not None and hint in form.countries)
            and not _leads_safely(written, key, form, size)
        ):
            continue
        best = size, form
        break
    if best is not None or tokens[low].tight.isascii():
        return best
    whole = low + 1
    while whole < high and not _QUOTES.search(text[tokens[whole - 1].end : tokens[whole].start]):
        whole += 1
    return composed_form([t.tight for t in tokens[low:whole]], at_end=False, leave_none=whole < high)


def _leads_safely(written: str, key: str, form: LegalForm, size: int) -> bool:
    if size > 1 and len(key) > 5:
        return True
    is_latin = key.isascii()
    if len(key) > 6 or sum(map(str.isupper, written)) < 2:
        # A whole word that opens a name is often part of it: Союз, Фонд, Association.
        return False
    if is_latin:
        return len(key) >= 3 and written.isupper() and (form.code == "llc" or key in ("oao", "zao", "pao"))
    if len(key) <= 2:
        return key in _SURE_IN_FRONT and (written.isupper() or "." in written)
    return True


def _inside(text: str, tokens: list[_Token], low: int, high: int) -> list[_Found]:
    table = legal_forms()
    found = []
    for token in tokens[low + 1 : high - 1] if high - low > 2 else []:
        if token.tight in _SURE_IN_THE_MIDDLE:
            found.append(_span(text, [token], table[token.tight]))
    return found


def _glued(text: str) -> list[_Found]:
    match = _GLUED.search(text)
    if match is None:
        return []
    key = tight(match.group(1))
    return [_Found(match.start(), match.end(), legal_forms()[key], key)]


def _unspaced(text: str) -> list[_Found]:
    compact = text.strip()
    offset = text.index(compact) if compact else 0
    for key in unspaced_forms() if not compact.isascii() else ():
        if len(compact) > len(key):
            if compact.startswith(key):
                return [_Found(offset, offset + len(key), legal_forms()[key], key)]
            if compact.endswith(key):
                end = offset + len(compact)
                return [_Found(end - len(key), end, legal_forms()[key], key)]
    return []
