"""From a text, or the fields a source keeps apart, to a labelled, normalised address."""

from __future__ import annotations

import html
import importlib
import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from onefold_dedupe.standardise.address.by_template import parse_by_template
from onefold_dedupe.standardise.address.canonical import canonical_parts, confidence_of
from onefold_dedupe.standardise.address.cities import city_today
from onefold_dedupe.standardise.address.draft import Draft, fold
from onefold_dedupe.standardise.address.ends import claim_country
from onefold_dedupe.standardise.address.evidence import likeliest_country
from onefold_dedupe.standardise.address.facts import regions
from onefold_dedupe.standardise.address.gazetteer import active_gazetteer, label_by_gazetteer, listed_name
from onefold_dedupe.standardise.address.general import general_spec
from onefold_dedupe.standardise.address.grammar import parse_general
from onefold_dedupe.standardise.address.key import match_key
from onefold_dedupe.standardise.address.postal import format_lines
from onefold_dedupe.standardise.address.result import LABELS, AddressResult
from onefold_dedupe.standardise.address.spec import STREET, Spec
from onefold_dedupe.standardise.country import country_code, word_set
from onefold_dedupe.standardise.text import is_placeholder, repair_lookalikes

MAX_LENGTH = 600
"""Characters that are parsed; the longest address of the labelled sets has 330. The rest is kept in `unparsed`."""

LONGEST_PLACEHOLDER = 24

OWN_FILE = word_set("us gb de fr br es it pl nl ru ua kz by")
EAST_SLAVIC = frozenset({"RU", "UA", "KZ", "BY", "KG", "UZ", "TJ"})
LATIN_SLAVIC = frozenset({"RU", "UA", "KZ", "BY"})
AMERICAN_TERRITORIES = frozenset({"PR", "GU", "VI", "AS", "MP"})
CJK = frozenset({"CN", "TW", "HK", "MO", "SG", "JP", "KR"})
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0e-\x1f]")
HAN = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")
LETTER = re.compile(r"[^\W_]")
WORDY = re.compile(r"[^\W\d_]")
NUMBERS = frozenset({"postcode", "house_number", "unit", "level"})
LATIN_WORD = re.compile(r"[A-Za-z]{2}")
LATIN = re.compile(r"[A-Za-z]")
CYRILLIC = re.compile(r"[\u0400-\u04ff]")


def is_east_asian(text: str) -> bool:
    """Whether an address is in Chinese, Japanese or Korean, not only a few words of it beside Latin ones."""
    if HAN.search(text) is None:
        return False
    return 2 * len(HAN.findall(text)) >= len(LATIN.findall(text))


@lru_cache(maxsize=256)
def spec_for(code: str | None) -> Spec:
    """The facts of a country; those of no country in particular (`ZZ`) for None."""
    if code is None:
        return general_spec("ZZ")
    if code.casefold() in OWN_FILE:
        module = importlib.import_module(f"onefold_dedupe.standardise.address.{code.casefold()}")
        spec: Spec = module.SPEC
        return spec
    return general_spec(code)


@lru_cache(maxsize=256)
def _identity_free(code: str) -> frozenset[str]:
    spec = spec_for(None if code == "ZZ" else code)
    words = {word for word, role in spec.words.items() if role == STREET and word not in spec.weak_streets}
    return frozenset(words | {fold(spec.expansions[word]) for word in words if word in spec.expansions})


def label_tokens(text: str, hint: str | None) -> tuple[Draft, str | None, Spec]:
    """Tokens of `text` with their labels, the country, and the facts that were used."""
    code = hint
    if (hint in CJK or hint is None) and is_east_asian(text):
        from onefold_dedupe.standardise.address.cjk import parse_cjk

        draft, code = parse_cjk(text, hint)
        return draft, code, spec_for(code)
    cyrillic = CYRILLIC.search(text) is not None
    if cyrillic and (hint in EAST_SLAVIC or hint is None):
        from onefold_dedupe.standardise.address.east_slavic import parse_east_slavic
        from onefold_dedupe.standardise.address.slavic_tokens import split_glued

        draft = Draft(text, split_glued)
        if LATIN_WORD.search(text):
            from onefold_dedupe.standardise.address.slavic_latin import mixed_draft

            draft = mixed_draft(text)
        code = claim_country(draft, hint) or hint
        guess = likeliest_country(text) if code is None else None
        likeliest = guess.code if guess else code
        if likeliest in EAST_SLAVIC:
            spec = spec_for(likeliest)
            parse_east_slavic(draft, spec)
            return draft, guess.code if guess and guess.is_sure else code, spec
    else:
        draft = Draft(text, spec_for(hint).split)
        code = claim_country(draft, hint) or hint
    if code is None:
        draft, code, likeliest = _without_country(text, draft)
        return _parsed(draft, code, likeliest)
    if hint and code != hint and "country_conflict" not in draft.issues:
        code = hint
    return _parsed(draft, code, code)


def _without_country(text: str, draft: Draft) -> tuple[Draft, str | None, str | None]:
    """The tokens anew as the likeliest country parts them, that country if it is sure, and the country itself."""
    guess = likeliest_country(text)
    if guess is None:
        return draft, None, None
    split = spec_for(guess.code).split
    anew = Draft(text, split)
    claim_country(anew, guess.code)
    return anew, guess.code if guess.is_sure else None, guess.code


def _parsed(draft: Draft, code: str | None, likeliest: str | None) -> tuple[Draft, str | None, Spec]:
    """Label by the facts of the likeliest country, which need not be sure enough to be named."""
    if likeliest in AMERICAN_TERRITORIES:
        likeliest = "US"
    spec = general_spec(likeliest) if likeliest in EAST_SLAVIC else spec_for(likeliest)
    if likeliest in LATIN_SLAVIC:
        from onefold_dedupe.standardise.address.slavic_latin import parse_latin

        labelled = parse_latin(draft.raw, likeliest, spec_for(likeliest))
        if labelled is not None:
            return labelled, code, spec
    if likeliest == "US":
        from onefold_dedupe.standardise.address.us import parse_us

        parse_us(draft)
    elif spec.by_template:
        parse_by_template(draft, spec)
    else:
        parse_general(draft, spec)
    return draft, code, spec


# Signs that a text stands between as a whole.
WRAPPED = {"(": ")", "[": "]", '"': '"', "'": "'", "“": "”", "«": "»"}


def _clean(raw: str) -> str:
    raw = raw.replace("\\n", "\n ")
    if raw[:1] in WRAPPED and raw[-1:] == WRAPPED[raw[0]] and raw[0] not in raw[1:-1]:
        raw = raw[1:-1]
    if raw.isascii():
        return html.unescape(raw) if "&" in raw else raw
    return unicodedata.normalize("NFC", html.unescape(INVISIBLE.sub("", raw)))


def standardise_address(
    raw: str, country: str | None = None, *, parts: Mapping[str, str] | None = None
) -> AddressResult:
    """Read one address; `country` is the hint of its source (code or name), `parts` are fields the source keeps apart.

    Fields of `parts`: full_address, street, street_2 and any label; only the street (or the full address) is taken
    apart, the others are taken as labelled. Total: never raises, whatever the text.
    """
    issues: list[str] = []
    given = {
        name: value.strip() for name, value in (parts or {}).items() if value and not _is_nothing(name, value.strip())
    }
    hint = country_code(given["country"]) if "country" in given else None
    hint = hint or (country_code(country) if country else None)
    text = raw if isinstance(raw, str) else str(raw or "")
    if given:
        street = ", ".join(given[name] for name in ("street", "street_2") if name in given)
        text = street or given.get("full_address") or text
    rest = []
    for name, value in given.items():
        if len(value) > MAX_LENGTH and name not in ("street", "street_2", "full_address"):
            given[name], over = _cut(value)
            rest.append(over)
    text, over = _cut(text)
    if rest := [*filter(None, (over, *rest))]:
        issues.append("too_long")
    text = _clean(text)
    if not given and len(text) <= LONGEST_PLACEHOLDER and is_placeholder(text.strip()):
        return AddressResult("empty", confidence=1.0)
    repaired = text if text.isascii() else repair_lookalikes(text)
    draft, code, spec = label_tokens(repaired, hint)
    if active_gazetteer() is not None:
        label_by_gazetteer(draft, code or spec.code)
    read = draft.parts()
    labelled = read
    if repaired != text and len(repaired) == len(text):
        draft.spell(text)
        labelled = draft.parts()
    if given:
        labelled, read = _merge_given(labelled, given), _merge_given(read, given)
        if code is None and (guess := likeliest_country(", ".join(given.values())[:MAX_LENGTH])):
            code, spec = guess.code if guess.is_sure else None, spec_for(guess.code)
    issues = [*draft.issues, *issues]
    # NA is nothing elsewhere and Naples on an Italian envelope.
    said = {
        label: text
        for label, text in labelled.items()
        if not _is_nothing(label, text) or (label == "state" and fold(text) in regions(spec.code))
    }
    if len(said) < len(labelled):
        rest += [text for label, text in labelled.items() if label not in said and LETTER.search(text)]
        labelled, read = said, {label: read[label] for label in said}
    unparsed = " ".join(filter(None, (draft.unparsed(), *map(str.strip, rest))))
    if not labelled:
        return AddressResult(
            "refused" if unparsed else "empty", {"unparsed": unparsed} if unparsed else {}, issues=tuple(issues)
        )
    return _result(labelled, read, code, spec, unparsed, issues)


def _cut(text: str) -> tuple[str, str]:
    """What is read of a text, and what is too much of it: at a space where there is one."""
    if len(text) <= MAX_LENGTH:
        return text, ""
    space = text.rfind(" ", 0, MAX_LENGTH)
    at = space if space > MAX_LENGTH // 2 else MAX_LENGTH
    return text[:at], text[at:]


def _is_nothing(name: str, text: str) -> bool:
    """Whether a part says nothing; a long text is not kept in the memory of the short ones."""
    return _says_nothing(name, text) if len(text) <= LONGEST_PLACEHOLDER else not LETTER.search(text)


@lru_cache(maxsize=32_768)
def _says_nothing(name: str, text: str) -> bool:
    """Elsewhere 11000 is what people type to pass a form; in these fields it is Belgrade."""
    if name in NUMBERS and not WORDY.search(text):
        return not LETTER.search(text)
    return is_placeholder(text)


def _merge_given(labelled: dict[str, str], given: Mapping[str, str]) -> dict[str, str]:
    """Fields that came labelled win over what the street line seemed to say."""
    merged = dict(labelled)
    if "street" in given and "road" not in merged and "po_box" not in merged:
        for label in ("house", "city", "suburb"):
            if label in merged:
                merged["road"] = merged.pop(label)
                break
    for name, value in given.items():
        if name in LABELS and not (name == "road" and "street" in given):
            merged[name] = value
    return {label: merged[label] for label in LABELS if label in merged}


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
    is_cyrillic = spec.slavic and CYRILLIC.search(parts.get("road", "") + parts.get("city", "")) is not None
    spelled = {label: _settled(label, text, spec.code, spec.slavic, is_cyrillic) for label, text in parts.items()}
    if spec.code == "US" and len(spelled.get("postcode", "")) == 4:
        from onefold_dedupe.standardise.address.us_canonical import restored_postcode

        spelled["postcode"] = restored_postcode(spelled["postcode"], spelled.get("state", ""))
    if is_cyrillic and not CYRILLIC.search(spelled.get("road", "") + spelled.get("city", "")):
        return _canonical(spelled, spec)
    return {label: text for label, text in spelled.items() if text}


@lru_cache(maxsize=32_768)
def _settled(label: str, text: str, code: str, is_slavic: bool, is_cyrillic: bool) -> str:
    """One label's normalised spelling, which is its own normalised spelling: towns and streets come again and again."""
    spec = general_spec(code) if code in EAST_SLAVIC and not is_slavic else spec_for(code)
    for _ in range(4):
        before, text = text, _spelled({label: text}, spec, is_cyrillic).get(label, "")
        if text == before:
            break
    return text


def _spelled(parts: Mapping[str, str], spec: Spec, is_cyrillic: bool) -> dict[str, str]:
    if not spec.slavic:
        return canonical_parts(parts, spec)
    from onefold_dedupe.standardise.address.slavic_canonical import canonical_slavic
    from onefold_dedupe.standardise.address.slavic_latin import canonical_latin

    return canonical_slavic(parts, spec) if is_cyrillic else canonical_latin(parts, spec)


def _not_telling(spec: Spec) -> frozenset[str]:
    """The words that do not tell one street from another."""
    if not spec.slavic:
        return _identity_free(spec.code)
    from onefold_dedupe.standardise.address.slavic_canonical import identity_free_slavic

    return identity_free_slavic()


def _result(
    labelled: dict[str, str], read: dict[str, str], code: str | None, spec: Spec, unparsed: str, issues: list[str]
) -> AddressResult:
    """The result of labels as spelled; `read` is the same in letters of one script."""
    canonical = _canonical(read, spec)
    renamed = _rename_city(canonical, code)
    changes = [
        f"{label}_normalised"
        for label in ("road", "house_number", "postcode", "state")
        if label in labelled and canonical.get(label) != labelled[label]
    ]
    if read != labelled:
        changes.append("lookalikes_repaired")
    if renamed:
        changes.append("city_renamed")
    if unparsed:
        issues.append("unparsed_text")
    if code is None:
        issues.append("unknown_country")
    value: dict[str, object] = {label: labelled[label] for label in LABELS if label in labelled}
    if code:
        value["country_code"] = code
    value["canonical"] = canonical
    value["formatted"] = format_lines(canonical, spec.code)
    if unparsed:
        value["unparsed"] = unparsed
    return AddressResult(
        "partial" if unparsed else "ok",
        value,
        match_key(canonical, code, spec, _not_telling(spec)),
        confidence_of(labelled, unparsed, code is not None),
        tuple(changes),
        tuple(dict.fromkeys(issues)),
    )
