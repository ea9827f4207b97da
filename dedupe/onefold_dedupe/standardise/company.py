"""Companies: the name without its legal form, and the form's group across languages."""

from __future__ import annotations

import re
from functools import lru_cache

from onefold_dedupe.standardise.company_beside import part_names, part_numbers
from onefold_dedupe.standardise.company_frames import AND, Frame, filled, frame_of, parted
from onefold_dedupe.standardise.latin import key_words
from onefold_dedupe.standardise.legal_evidence import MAY_BE_QUOTED
from onefold_dedupe.standardise.legal_forms import country_of, elf_code, is_simple
from onefold_dedupe.standardise.legal_places import Found, forms_in
from onefold_dedupe.standardise.memo import memo
from onefold_dedupe.standardise.result import Standardised, Status, empty
from onefold_dedupe.standardise.tables import words
from onefold_dedupe.standardise.text import clean, is_placeholder, may_hold_markup, repair_lookalikes, without_markup

_DOUBLE_QUOTES = re.compile(
    r"(?<![\u05d0-\u05ea])[\"”](?=\S)|[\"”](?![\u05d0-\u05ea])|[«»„“‟‹›〈〉《》「」『』＂]|''|``"
)
_QUOTED = re.compile(r"(?<!\w)['‘’‚‛](?=\w)([^'‘’]*(?:\b['’]\b[^'‘’]*)*)(?<=[\w.!?)])['’](?!\w)")
"""A single quotation mark has its partner; without one it is an apostrophe (Dunkin' Donuts)."""
_HEBREW = re.compile("[\u05d0-\u05ea]")
_SINGLE_QUOTE = re.compile("['‘’‚‛]")
_MARKS = " ,;:-–—/\\|*_"
_EDGES = " ,;:.-–—/\\|*_()[]"
_FOOTNOTE = re.compile(r"\s*[(\[]\s*\d{0,3}\+?\s*[)\]]")
_SPACE_BEFORE_MARK = re.compile(r" +([,;.)])")
_COMMA_BEFORE_BRACKET = re.compile(r" ?,\s+(?=[(\[])")
"""What is left of `Acme, Inc. (DE)`."""
_EMPTY_BRACKETS = re.compile(r"[(\[]\s*[)\]]")
_ABBREVIATION = re.compile(r"\b\w\.$|\.\w+\.$")
_BESIDE = {"trading_name": "trading_name", "unparsed": "extra_text"}
_DOTTED = re.compile(r"(?:[^\W\d_]\.){3,}[^\W\d_]?\.?")
_LETTER = re.compile(r"[^\W_]")
_DIGIT = re.compile(r"\d")
_PASSES = 10
_SHORT = 41
"""Characters; a longer name is no placeholder."""
_CYRILLIC_FORM = re.compile(
    r"^(?:OOO|OAO|TOO|HAO|TOB|AO)(?=[ \"«„“]+[\u0400-\u04ff])|(?<=[\u0400-\u04ff] )(?:OOO|OAO|TOO|HAO|TOB)$"
)
"""ООО, ОАО, ТОО, НАО, ТОВ and АО typed in Latin capitals beside a Cyrillic name."""
_TO_CYRILLIC = str.maketrans("OATHB", "ОАТНВ")
_TRADING = words("company.trading")
_DETERMINERS = words("company.determiners")
_OPENERS = words("company.openers")


def standardise_company(raw: object, country: str | None = None) -> Standardised:
    """One company name: `name` without legal form and quotes, `legal_form` as written, `legal_form_code`, `country`
    if the form decides, `elf` where ISO 20275 has one code for the form in that country.

    The name is never emptied: what consists of a form alone is the name. A sole trader's form (ИП, ФОП) leaves the
    person's name and the issue `person_trading`; a name traded under (t/a, d/b/a) is in `trading_name`, who signs for
    the company (в лице …) and numbers behind their labels (ИНН …) in `unparsed`.
    """
    text = clean(raw)
    hint = country.upper() if country else None
    # Cleaning that changed nothing left plain letters and marks.
    framed = _framed(text, hint) if text is raw and not may_hold_markup(text) else None
    if framed is None:
        return _standardised(text, hint)
    frame, _, name, key = framed
    result = frame.result
    value, key = {**result.value, "name": name}, key or company_key(name) or None
    return Standardised(result.status, value, key, result.confidence, result.changes, result.issues)


def _framed(text: str, hint: str | None) -> tuple[Frame, str, str, str | None] | None:
    """The frame of a text that needed no cleaning, how it is written, the text's own name, and its key if that is
    known.
    """
    own = parted(text)
    if own is None:
        return None
    frame = _frame(own.frame, len(own.words), hint)
    name = filled(frame, text, own) if frame is not None else None
    return (frame, own.frame, *name) if frame is not None and name is not None else None


@lru_cache(maxsize=32_768)
def _frame(text: str, count: int, hint: str | None) -> Frame | None:
    return frame_of(text, count, _standardised(text, hint, has_key=False))


def _standardised(text: str, hint: str | None, *, has_key: bool = True) -> Standardised:
    """`has_key`: no frame has a key of its own.

    What is left of a text is read until nothing more is taken off: Acme (in liquidation) Ltd.
    """
    result = _read_once(text, hint, has_key=has_key)
    for _ in range(_PASSES):
        name = result.value.get("name")
        if name is None or name == text:
            return result
        text, inner = name, _read_once(name, hint, has_key=has_key)
        if inner.value.get("name") == name:
            return result
        if inner.status == "empty":
            return inner
        result = _joined(result, inner)
    return result


def _joined(outer: Standardised, inner: Standardised) -> Standardised:
    """The inner name with what was found beside the outer one; of two forms the outer one tells."""
    value = {**inner.value, **outer.value, "name": inner.value["name"]}
    for field in ("legal_form", "unparsed"):
        found = [result.value[field] for result in (inner, outer) if field in result.value]
        if found:
            value[field] = " ".join(found)
    return Standardised(
        "partial" if "unparsed" in value else "ok",
        value,
        inner.key,
        max(outer.confidence, inner.confidence),
        tuple(dict.fromkeys((*outer.changes, *inner.changes))),
        tuple(dict.fromkeys((*outer.issues, *inner.issues))),
    )


def _read_once(text: str, hint: str | None, *, has_key: bool) -> Standardised:
    if not text or is_placeholder(text):
        return empty()
    changes: list[str] = []
    issues: list[str] = []
    text = without_markup(text, changes)
    if not text.isascii():
        repaired = repair_lookalikes(text)
        if text[0] in "OTHA" or text[-1] in "OB":
            repaired = _CYRILLIC_FORM.sub(lambda m: m[0].translate(_TO_CYRILLIC), repaired)
        if repaired != text:
            changes.append("lookalikes_repaired")
            text = repaired
            if is_placeholder(text):
                return empty()
    numbers = ""
    if _DIGIT.search(text):
        text, numbers = part_numbers(text)
    if numbers:
        changes.append("tax_id_removed")
    text, rest = part_names(text)
    if numbers:
        rest["unparsed"] = ", ".join(filter(None, (rest.get("unparsed"), numbers)))
    simple = is_simple(text)
    found, forms, name = _read(text, hint, simple)
    if not found and name != text and len(name) < _SHORT and is_placeholder(name):
        return empty()
    value: dict[str, str] = {"name": name}
    if found:
        changes.append("legal_form_removed")
        telling = _telling(found)
        value["legal_form"] = " ".join(forms)
        value["legal_form_code"] = telling.form.code
        decided = country_of(telling.form)
        if decided:
            value["country"] = decided
        elf = elf_code(telling.key, hint or decided)
        if elf:
            value["elf"] = elf
        if telling.form.code == "sole" and telling.key in _TRADING:
            issues.append("person_trading")
    if not simple and _is_quoted(text):
        changes.append("quotes_removed")
    if rest:
        value.update(rest)
        issues.extend(issue for field, issue in _BESIDE.items() if field in rest)
    confidence = 0.9 if found else 0.8
    status: Status = "partial" if "unparsed" in value else "ok"
    key = company_key(name) or None if has_key else None
    return Standardised(status, value, key, confidence, tuple(changes), tuple(issues))


def _read(text: str, hint: str | None, simple: bool) -> tuple[list[Found], list[str], str]:
    """The forms of a name, how they are written, and what is left when nothing more can be taken off."""
    found: list[Found] = []
    in_front: list[str] = []
    behind: list[str] = []
    told: str | None = None
    name = text
    for _ in range(_PASSES):
        more, may_hold_more = forms_in(name, hint or told, simple=simple)
        left = _without(name, more, simple=simple)
        if not left.isascii():
            left = repair_lookalikes(left)
        is_hollow = more and len(left) < _SHORT and (is_placeholder(left) or _is_rest(left, name))
        if is_hollow and len(more) > 1 and (outer := max(more)).form.code != "company":
            # The Company Ltd: what the outer form leaves is the name, once no other form can be taken off it.
            more, may_hold_more = [outer], True
            left = _without(name, more, simple=simple)
            is_hollow = is_placeholder(left) or _is_rest(left, name)
        if not _LETTER.search(left) or is_hollow:
            if told is None:
                break
            told = None
            continue
        if more:
            more.sort()
            front, inner = _spelled(name, more)
            in_front += front
            # Of two passes the first one's forms are the outer ones.
            behind = inner + behind
            found += more
            if told is None:
                told = next(filter(None, [country_of(f.form) for f in more]), None)
        is_settled = left == name
        name = left
        if is_settled or (more and not may_hold_more):
            break
    return found, in_front + behind, (name if _LETTER.search(name) else name.strip(_EDGES)) or name


def _is_rest(word: str, text: str) -> bool:
    """Whether what is left of `text` is no name: 'The' (LES beside small letters are initials), the F. of S.N.C.F."""
    if word.lower() in _DETERMINERS:
        return not word.isupper() or text.isupper()
    return " " not in text and len(word.rstrip(".")) == 1 and _DOTTED.fullmatch(text) is not None


def _spelled(text: str, found: list[Found]) -> tuple[list[str], list[str]]:
    """The forms in front of a name and the others as written; forms side by side are one: Co., Inc."""
    spans: list[tuple[int, int]] = []
    for form in found:
        if spans and not _LETTER.search(text, spans[-1][1], form.start):
            spans[-1] = spans[-1][0], form.end
        else:
            spans.append((form.start, form.end))
    written = [text[start:end].strip(" ,;:-–—|*") for start, end in spans]
    leads = 0 if _LETTER.search(text, 0, spans[0][0]) else 1
    return written[:leads], written[leads:]


def _telling(found: list[Found]) -> Found:
    """The form that says the group: a branch of a company is a branch; 'Company' says the least, and what only opens
    a name (SC … SRL, PT … Tbk) less than the form behind it.
    """
    if len(found) == 1:
        return found[0]
    branch = next((f for f in found if f.form.code == "branch"), None)
    telling = [f for f in found if f.form.code != "company"]
    return branch or next((f for f in telling if f.key not in _OPENERS), None) or next(iter(telling), found[0])


def company_key(name: str) -> str:
    """The match key of a name whose legal form is already off: folded words in alphabetical order without 'and',
    initials written together (A.B.C. → 'abk').
    """
    words = key_words(name)
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
        if word not in AND:
            joined.append(word)
    if initials:
        joined.append(initials)
    return " ".join(sorted(joined)) or " ".join(words)


def legal_form_code(raw: object) -> str | None:
    """The group of the legal form in a name, or None: a quick test of whether text names an organisation."""
    text = clean(raw)
    framed = _framed(text, None) if text is raw else None
    return _found_code(text) if framed is None else _form_code(framed[1])


def _found_code(text: str) -> str | None:
    text = repair_lookalikes(text)
    found, _ = forms_in(text, None, simple=is_simple(text))
    return next((f.form.code for f in found if f.form.code != "company"), None) if found else None


_form_code = memo(32_768)(_found_code)


def _is_quoted(text: str) -> bool:
    if "«" in text or "“" in text:
        return True
    if not MAY_BE_QUOTED.search(text):
        return False
    return _DOUBLE_QUOTES.search(text) is not None or _QUOTED.search(text) is not None


def _without(text: str, found: list[Found], *, simple: bool) -> str:
    for f in sorted(found, reverse=True) if len(found) > 1 else found:
        text = f"{text[: f.start]} {text[f.end :]}"
    if not simple and MAY_BE_QUOTED.search(text):
        text = text.replace("«", " ").replace("»", " ").replace("„", " ").replace("“", " ")
        if '"' in text and not _HEBREW.search(text):
            text = text.replace('"', " ")
        if MAY_BE_QUOTED.search(text):
            text = _DOUBLE_QUOTES.sub(" ", text)
            if _SINGLE_QUOTE.search(text):
                text = _QUOTED.sub(r" \1 ", text)
    has_brackets = not simple and ("(" in text or "[" in text)
    if has_brackets:
        text = _FOOTNOTE.sub(" ", text)
        if found:
            text = _COMMA_BEFORE_BRACKET.sub(" ", text)
    text = " ".join(text.split())
    if " ," in text or " ." in text or " ;" in text or " )" in text:
        text = _SPACE_BEFORE_MARK.sub(r"\1", text)
    if has_brackets:
        text = _EMPTY_BRACKETS.sub("", text)
    text = text.strip(_MARKS)
    if text[:1].isalnum() and text[-1:].isalnum() and not has_brackets:
        return text
    stripped = _trimmed(text)
    while stripped != text:
        text, stripped = stripped, _trimmed(stripped)
    return stripped


def _trimmed(text: str) -> str:
    text = text.strip(_MARKS).removesuffix(" &").removesuffix(" +").removeprefix("& ").strip(_MARKS)
    if text.count("(") != text.count(")"):
        text = text.strip(" ()")
    # A full stop is kept where it belongs to an abbreviation (A.B.C.), not where it ended the form.
    if text.endswith(".") and not _ABBREVIATION.search(text):
        text = text.rstrip(".")
    return text.lstrip(". ")
