"""From a text, or the fields a source keeps apart, to a labelled, normalised address."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache

from onefold_dedupe.standardise.address.canonical import SPACED, canonical_parts
from onefold_dedupe.standardise.address.cities import city_today
from onefold_dedupe.standardise.address.confidence import at_most, confidence_of, features, is_odd_postcode
from onefold_dedupe.standardise.address.draft import NAMED, fold, left_over, spelled
from onefold_dedupe.standardise.address.facts import no_addresses, regions
from onefold_dedupe.standardise.address.figures import by_figures
from onefold_dedupe.standardise.address.gazetteer import active_gazetteer, label_by_gazetteer, listed_name
from onefold_dedupe.standardise.address.general import general_spec
from onefold_dedupe.standardise.address.key import match_key
from onefold_dedupe.standardise.address.labelling import EAST_SLAVIC, label_text, spec_for
from onefold_dedupe.standardise.address.notes import without_notes
from onefold_dedupe.standardise.address.postal import format_lines
from onefold_dedupe.standardise.address.result import LABELS, AddressResult
from onefold_dedupe.standardise.address.several import second_address
from onefold_dedupe.standardise.address.spec import STREET, Spec
from onefold_dedupe.standardise.country import country_code
from onefold_dedupe.standardise.memo import memo
from onefold_dedupe.standardise.text import is_placeholder, repair_lookalikes, without_tags

MAX_LENGTH = 600
"""Characters that are parsed; the longest address of the labelled sets has 330. The rest is kept in `unparsed`."""

LONGEST_PLACEHOLDER = 30
STREET_LINES = frozenset({"street", "street_2", "full_address"})
"""Fields that are taken apart."""

INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0e-\x1f\ud800-\udfff]")
LETTER = re.compile(r"[^\W_]")
DIGIT = re.compile(r"\d")
WORDY = re.compile(r"[^\W\d_]")
NUMBERS = frozenset({"postcode", "house_number", "unit", "level"})
NORMALISED = tuple((label, f"{label}_normalised") for label in ("road", "house_number", "postcode", "state"))
CYRILLIC = re.compile(r"[\u0400-\u04ff]")


@lru_cache(maxsize=256)
def _identity_free(code: str) -> frozenset[str]:
    spec = spec_for(None if code == "ZZ" else code)
    # Rue is weak as the English word that it is too.
    weak = spec.weak_streets - {"rue"}
    words = {word for word, role in spec.words.items() if role == STREET and word not in weak}
    return frozenset(words | {fold(spec.expansions[word]) for word in words if word in spec.expansions})


OTHER_KIND = re.compile(
    r"[^\s@]+@[^\s@]+\.\w+|(?:https?://|www\.)\S+|\+\d[\d ()./-]{6,}|[^\d]*\bnear (?:me|here)", re.IGNORECASE
)
"""An e-mail address, a page, a telephone number or a search (`shops near me`) in the address's field."""
LONGEST_OTHER_KIND = 120
# Signs that a text stands between as a whole.
WRAPPED = {"(": ")", "[": "]", '"': '"', "'": "'", "“": "”", "«": "»"}


def _clean(raw: str) -> str:
    raw = raw.replace("\\n", "\n ")
    if raw[:1] in WRAPPED and raw[-1:] == WRAPPED[raw[0]] and raw[0] not in raw[1:-1]:
        raw = raw[1:-1]
    if raw.isascii():
        return html.unescape(raw) if "&" in raw else raw
    seen = INVISIBLE.sub("", raw)
    return unicodedata.normalize("NFC", html.unescape(seen) if "&" in seen else seen)


def standardise_address(
    raw: str, country: str | None = None, *, parts: Mapping[str, str] | None = None
) -> AddressResult:
    """Read one address; `country` is the hint of its source (code or name), `parts` are fields the source keeps apart.

    Fields of `parts`: full_address, street, street_2 and any label; only the street (or the full address) is taken
    apart, the others are taken as labelled. Total: never raises, whatever the text.
    """
    issues: list[str] = []
    given = _say_something(parts) if parts else {}
    hint = country_code(given["country"]) if "country" in given else None
    hint = hint or (country_code(country) if country else None)
    if parts and hint and (state := (parts.get("state") or "").strip()) and fold(state) in regions(hint):
        given["state"] = state  # NA is Naples in Italy
    text = raw if isinstance(raw, str) else str(raw or "")
    if given:
        street, second = given.get("street"), given.get("street_2")
        text = f"{street}, {second}" if street and second else street or second or given.get("full_address") or text
    rest = []
    if len(text) > MAX_LENGTH:
        text, over = _cut(text)
        rest.append(over)
    for name, value in given.items():
        if len(value) > MAX_LENGTH and name not in STREET_LINES:
            given[name], over = _cut(value)
            rest.append(over)
    if rest:
        issues.append("too_long")
    changes = ["entities_decoded"] if "&" in text and html.unescape(text) != text else []
    text = _clean(text)
    if "<" in text and (bare := without_tags(text, "\n").strip()) != text:
        changes.append("markup_removed")
        text = bare
    if not given and len(text) <= LONGEST_PLACEHOLDER and _is_no_address(text.strip()):
        return AddressResult("empty", confidence=1.0)
    if not given and len(text) <= LONGEST_OTHER_KIND and _is_other_kind(text.strip()):
        return AddressResult("refused", {"unparsed": text.strip()}, issues=("unparsed_text",))
    text, notes = without_notes(text)
    rest += notes
    # Town and postcode in fields of their own tell the country better than the street does.
    around = _whole(given)[:MAX_LENGTH] if given and hint is None else ""
    if seam := second_address(text, hint):
        issues.append("second_address")
        rest.append(text[seam[1] :])
        around = around or (text if hint is None else "")
        text = text[: seam[0]]
    repaired = text if text.isascii() else repair_lookalikes(text)
    is_apart = "postcode" in given and hint is not None and not is_odd_postcode(given["postcode"], hint)
    found = label_text(repaired, hint, around, is_apart=is_apart)
    marks, code, spec, evidence = found.marks, found.code, found.spec, found.evidence
    if active_gazetteer() is not None:
        draft = found.draft
        label_by_gazetteer(draft, code or spec.code)
        marks = draft.marks()
    read = spelled(repaired, marks.parts)
    if code in TOWN_STATES and not given:
        read = _with_town_state(read, code)
    if given:
        line, read = read, _merge_given(read, given)
        rest += _replaced(line, read, spec.code)
    labelled = read
    if repaired != text and len(repaired) == len(text):
        labelled = spelled(text, marks.parts)
        if given:
            labelled = _merge_given(labelled, given)
        elif code in TOWN_STATES:
            labelled = _with_town_state(labelled, code)
    else:
        text = repaired
    issues = [*marks.issues, *issues]
    # NA is nothing elsewhere and Naples on an Italian envelope.
    idle = [
        label
        for label, text in labelled.items()
        if not (text.isdecimal() and label in NUMBERS)
        and label not in given
        and _is_nothing(label, text)
        and not (label == "state" and fold(text) in regions(spec.code))
    ]
    if idle:
        rest += [labelled[label] for label in idle]
        labelled = {label: text for label, text in labelled.items() if label not in idle}
        read = {label: read[label] for label in labelled}
    unparsed = left_over(text, marks.rest) if marks.rest else ""
    if rest:
        unparsed = " ".join(filter(None, (unparsed, *map(str.strip, rest))))
    if not labelled:
        return AddressResult(
            "refused" if unparsed else "empty", {"unparsed": unparsed} if unparsed else {}, issues=tuple(issues)
        )
    leaning = features(labelled, given, code, spec, unparsed, evidence, marks.margin, issues)
    confidence = min(confidence_of(leaning), at_most(labelled, code, marks.is_guess and not given))
    return _result(labelled, read, code, evidence, spec, unparsed, confidence, changes, issues)


BEFORE_TOWN = re.compile(r"\d{4} ?[A-Za-z]{2}|\d{2}-\d{3}")
"""Postcodes whose country is told by the town that they stand before (1012 AB Amsterdam, 00-950 Warszawa)."""


def _whole(given: Mapping[str, str]) -> str:
    """The fields as one line; each between commas, but for a town behind its postcode."""
    postcode, city = given.get("postcode", ""), given.get("city", "")
    if city and BEFORE_TOWN.fullmatch(postcode):
        given = {**given, "city": f"{postcode} {city}", "postcode": ""}
    return ", ".join(filter(None, given.values()))


TOWN_STATES = frozenset({"GI", "MC", "VA"})
"""States of one town, whose name the envelope bears once: it is the town's and the country's."""


def _with_town_state(labelled: dict[str, str], code: str) -> dict[str, str]:
    """The labels with the name of a state of one town under both."""
    city, country = labelled.get("city"), labelled.get("country")
    name = city or country
    if name is None or (city and country) or country_code(name) != code:
        return labelled
    both = {**labelled, "city": name, "country": name}
    return {label: both[label] for label in LABELS if label in both}


def _say_something(parts: Mapping[str, str]) -> dict[str, str]:
    given: dict[str, str] = {}
    for name, value in parts.items():
        if name in NUMBERS and value.isdecimal():
            given[name] = value
            continue
        comes_again = name not in STREET_LINES and len(value) <= LONGEST_PLACEHOLDER
        if value and (text := _said(name, value) if comes_again else _spoken(name, value)):
            given[name] = text
    return given


def _spoken(name: str, value: str) -> str:
    """A field without blanks around it; '' where it says nothing."""
    text = value.strip()
    return "" if _is_nothing(name, text) else text


_said = lru_cache(maxsize=32_768)(_spoken)
"""As `_spoken`: towns and postcodes come again and again; a long text is not kept in the memory of the short ones."""


def _is_no_address(text: str) -> bool:
    """A placeholder, a phrase that says there is none, or a few signs without a letter that no postcode has."""
    if is_placeholder(text) or (len(text) < 3 and not WORDY.search(text)):
        return True
    # A house number is quicker seen than a phrase is folded: none of them has a figure.
    return DIGIT.search(text) is None and fold(text) in no_addresses()


def _is_other_kind(text: str) -> bool:
    # What each of them needs is sooner looked for than all of them.
    may_be = "@" in text or text[:1] == "+" or text[:1] in "hHwW" or (text[-1:] in "eE" and "near" in text.lower())
    return may_be and OTHER_KIND.fullmatch(text) is not None


def _cut(text: str) -> tuple[str, str]:
    """What is read of a long text, and what is too much of it: at a space where there is one."""
    space = text.rfind(" ", 0, MAX_LENGTH)
    at = space if space > MAX_LENGTH // 2 else MAX_LENGTH
    return text[:at], text[at:]


def _is_nothing(name: str, text: str) -> bool:
    """Whether a part says nothing. Elsewhere 11000 is typed to pass a form; in fields of numbers it is Belgrade."""
    if text[-1:].isdecimal() and (name in NUMBERS or text[0].isalpha()):
        return False
    if len(text) > LONGEST_PLACEHOLDER or (name in NUMBERS and not WORDY.search(text)):
        return not LETTER.search(text)
    return _is_placeholder(text)


_is_placeholder = memo(32_768)(is_placeholder)


def _merge_given(labelled: dict[str, str], given: Mapping[str, str]) -> dict[str, str]:
    """Fields that came labelled win over what the street line seemed to say."""
    merged = dict(labelled)
    if "street" in given and "road" not in merged and "po_box" not in merged:
        for label in ("house", "city", "suburb"):
            if label in merged:
                merged["road"] = merged.pop(label)
                break
    for name, value in given.items():
        if name in NAMED and not (name == "road" and "street" in given):
            merged[name] = value
    return {label: merged[label] for label in LABELS if label in merged}


def _replaced(line: Mapping[str, str], merged: Mapping[str, str], code: str) -> list[str]:
    """What the street line says of a part that another field says differently: not NV where that says Nevada."""
    other = {label: text for label, text in line.items() if merged.get(label) != text}
    if not other:
        return []
    kept = [fold(text) for text in merged.values()]
    lost = {label: text for label, text in other.items() if not any(fold(text) in one for one in kept)}
    known = regions(code)
    if "state" in lost and known.get(fold(lost["state"]), "") == known.get(fold(merged.get("state", "")), None):
        del lost["state"]
    if "country" in lost and country_code(lost["country"]) == country_code(merged.get("country", "")):
        del lost["country"]
    return list(lost.values())


def _rename_city(canonical: dict[str, str], code: str | None) -> bool:
    """Put the town's name of today in its place; whether it is another than was given."""
    city = canonical.get("city")
    if not city or not code:
        return False
    listed = listed_name(city, code)
    today = listed or city_today(city, code, canonical.get("postcode", ""), canonical.get("state", ""))
    if today is None or today == city:
        return False
    canonical["city"] = today
    return fold(today) != fold(city)


def _canonical(parts: Mapping[str, str], spec: Spec) -> dict[str, str]:
    """The normalised spelling of labels; one that comes to nothing is left out."""
    code, is_slavic = spec.code, spec.slavic
    is_cyrillic = is_slavic and CYRILLIC.search(parts.get("road", "") + parts.get("city", "")) is not None
    spelled, spellers = {}, _spellers(code, is_slavic, is_cyrillic)
    for label, text in parts.items():
        if not (text.isdecimal() and _is_settled(label, text, code)):
            if label != "postcode":
                text = spellers[label](text)
            elif not (code in SPACED and PARTED.fullmatch(text)):
                text = spellers["postcode" if WORDY.search(text) else "figures"](text)
        spelled[label] = text
    if spec.code == "US" and len(spelled.get("postcode", "")) == 4:
        from onefold_dedupe.standardise.address.us_canonical import restored_postcode

        spelled["postcode"] = restored_postcode(spelled["postcode"], spelled.get("state", ""))
    if is_cyrillic and not CYRILLIC.search(spelled.get("road", "") + spelled.get("city", "")):
        return _canonical(spelled, spec)
    return {label: text for label, text in spelled.items() if text}


def _is_settled(label: str, text: str, code: str) -> bool:
    """Whether figures alone are their own normalised spelling."""
    if label == "house_number":
        return text.isascii()
    return label == "postcode" and 4 < len(text) < 7 and text.isascii() and code not in SPACED


PARTED = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][A-Z]{2}|[A-Z][0-9][A-Z] [0-9][A-Z][0-9]")
"""A postcode of Britain, its islands or Canada as it is to be written."""
FIGURED = (NUMBERS - {"postcode"}) | {"staircase", "entrance", "po_box"}
"""Labels whose figures do not matter to their spelling, as they do in a road's."""


@lru_cache(maxsize=512)
def _spellers(code: str, is_slavic: bool, is_cyrillic: bool) -> dict[str, Callable[[str], str]]:
    """Label → `_settled` of its texts in one country; `figures`: of a postcode without letters."""

    def speller(label: str) -> Callable[[str], str]:
        return lambda text: _settled(label, text, code, is_slavic, is_cyrillic)

    found = {
        label: by_figures(speller(label), 1024) if label in FIGURED else memo(8192)(speller(label)) for label in LABELS
    }
    return {**found, "figures": by_figures(speller("postcode"), 1024)}


def _settled(label: str, text: str, code: str, is_slavic: bool, is_cyrillic: bool) -> str:
    """One label's normalised spelling, which is its own normalised spelling: towns and streets come again and again."""
    spec = general_spec(code) if code in EAST_SLAVIC and not is_slavic else spec_for(code)
    spell = _speller(spec.slavic, is_cyrillic)
    for _ in range(4):
        before, text = text, spell({label: text}, spec).get(label, "")
        if text == before or (text.isdecimal() and _is_settled(label, text, code)):
            break
    return text


@lru_cache(maxsize=4)
def _speller(is_slavic: bool, is_cyrillic: bool) -> Callable[[Mapping[str, str], Spec], dict[str, str]]:
    if not is_slavic:
        return canonical_parts
    from onefold_dedupe.standardise.address.slavic_canonical import canonical_slavic
    from onefold_dedupe.standardise.address.slavic_latin import canonical_latin

    return canonical_slavic if is_cyrillic else canonical_latin


@lru_cache(maxsize=256)
def _not_telling(spec: Spec) -> frozenset[str]:
    """The words that do not tell one street from another."""
    if not spec.slavic:
        return _identity_free(spec.code)
    from onefold_dedupe.standardise.address.slavic_canonical import identity_free_slavic

    return identity_free_slavic()


def _result(
    labelled: dict[str, str],
    read: dict[str, str],
    code: str | None,
    evidence: tuple[str, ...],
    spec: Spec,
    unparsed: str,
    confidence: float,
    changes: list[str],
    issues: list[str],
) -> AddressResult:
    """The result of labels as spelled; `read` is the same in letters of one script."""
    canonical = _canonical(read, spec)
    renamed = _rename_city(canonical, code)
    changes += [change for label, change in NORMALISED if label in labelled and canonical.get(label) != labelled[label]]
    if read != labelled:
        changes.append("lookalikes_repaired")
    if renamed:
        changes.append("city_renamed")
    if unparsed:
        issues.append("unparsed_text")
    if code is None:
        issues.append("unknown_country")
    value: dict[str, object] = {**labelled}
    if code:
        value["country_code"] = code
        value["country_evidence"] = list(evidence)
    value["canonical"] = canonical
    value["formatted"] = format_lines(canonical, spec.code)
    if unparsed:
        value["unparsed"] = unparsed
    return AddressResult(
        "partial" if unparsed else "ok",
        value,
        match_key(canonical, code, spec, _not_telling(spec)),
        confidence,
        tuple(changes),
        tuple(dict.fromkeys(issues)) if issues else (),
    )
