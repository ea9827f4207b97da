"""Which label every token of a text gets, by the grammar of the country that the source, the text or its signs say."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from onefold_dedupe.standardise.address.by_template import parse_by_template
from onefold_dedupe.standardise.address.draft import Draft, Marks, Splitter
from onefold_dedupe.standardise.address.ends import claim_country
from onefold_dedupe.standardise.address.evidence import Guess, likeliest_country
from onefold_dedupe.standardise.address.general import general_spec
from onefold_dedupe.standardise.address.grammar import parse_general
from onefold_dedupe.standardise.address.places import take_for_region, take_for_town
from onefold_dedupe.standardise.address.refute import refuting_country
from onefold_dedupe.standardise.address.shape import shape_of
from onefold_dedupe.standardise.address.spec import Spec
from onefold_dedupe.standardise.country import word_set

OWN_FILE = word_set("us gb de fr br es it pl nl ru ua kz by")
EAST_SLAVIC = frozenset({"RU", "UA", "KZ", "BY", "KG", "UZ", "TJ"})
LATIN_SLAVIC = frozenset({"RU", "UA", "KZ", "BY"})
AMERICAN_TERRITORIES = frozenset({"PR", "GU", "VI", "AS", "MP"})
CJK = frozenset({"CN", "TW", "HK", "MO", "SG", "JP", "KR"})
HAN = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")
LATIN_WORD = re.compile(r"[A-Za-z]{2}")
LATIN = re.compile(r"[A-Za-z]")
CYRILLIC = re.compile(r"[\u0400-\u04ff]")


Told = tuple[Guess | None, ...]
"""What the whole address says of its country, where the text is one of its fields; else nothing."""


class Labelled(NamedTuple):
    """Tokens with their labels, the country (None when nothing says it surely) and the facts that were used.

    `evidence`: how the country is known: `name` (the text says it), `source` (the hint does), or signs in the text.
    """

    draft: Draft
    code: str | None
    spec: Spec
    evidence: tuple[str, ...]


class Reading(NamedTuple):
    """A text as its shape is read; country, facts and evidence as of `Labelled`."""

    text: str
    marks: Marks
    code: str | None
    spec: Spec
    evidence: tuple[str, ...]

    @property
    def draft(self) -> Draft:
        """The tokens with their labels, made anew."""
        return Draft.marked(self.text, self.marks)


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


def label_text(text: str, hint: str | None, around: str = "", *, is_apart: bool = False) -> Reading:
    """Label the tokens of `text`; `hint` is the country that its source says.

    `around` is the whole address where `text` is only one of its fields: without a hint, its signs tell the country.
    Signs that are strong enough outrank the hint (`country_conflict`). `is_apart`: a postcode of the hint's has a field
    of its own.
    """
    shape = shape_of(text, hint)
    if hint is not None:
        return Reading(text, *_labelled(shape, hint, (), is_apart))
    told = (_guess(shape, shape_of(around, hint)),) if around else (_guess("", shape),)
    if (guess := told[0]) is not None and HAN.search(text) is None:
        # Once the country is told, more numbers are read alike.
        found = _labelled(shape_of(text, guess.code), None, told, is_apart)
        if "name" not in found[3] or found[1] == guess.code:
            return Reading(text, *found)
    return Reading(text, *_labelled(shape, None, told, is_apart))


@lru_cache(maxsize=16_384)
def _labelled(
    text: str, hint: str | None, told: Told, is_apart: bool
) -> tuple[Marks, str | None, Spec, tuple[str, ...]]:
    """As `label_text`, of shapes: a street's houses and a town's streets come again and again."""
    found = _refuted(_label(text, hint, told), text, hint, is_apart)
    return found.draft.marks(), found.code, found.spec, found.evidence


def _refuted(found: Labelled, text: str, hint: str | None, is_apart: bool) -> Labelled:
    """The labels, by the facts of another country than the hint where the text shows that it is there."""
    label = found.draft.label
    if hint is None or found.code != hint or "country" in label:
        return found
    refuted = refuting_country(text, hint, found.draft.fold, "postcode" in label, is_apart=is_apart)
    if refuted is None:
        return found
    other = _label(text, refuted[0], ())
    other.draft.issues.append("country_conflict")
    return other._replace(evidence=refuted[1])


def _label(text: str, hint: str | None, told: Told) -> Labelled:
    is_ascii = text.isascii()
    if not is_ascii and (hint in CJK or hint is None) and is_east_asian(text):
        from onefold_dedupe.standardise.address.cjk import parse_cjk

        draft, code = parse_cjk(text, hint)
        named = code if "country" in draft.label else None
        return Labelled(draft, code, spec_for(code), _evidence(named, hint, ("script",)))
    guess = None
    if not is_ascii and (hint in EAST_SLAVIC or hint is None) and CYRILLIC.search(text):
        draft = _cyrillic_draft(text)
        named = claim_country(draft, hint)
        guess = _likeliest(text, told) if not (named or hint) else None
        likeliest = guess.code if guess else named or hint
        if likeliest in EAST_SLAVIC:
            spec = spec_for(likeliest)
            _slavic().parse(draft, spec)
            code = likeliest if guess is None or guess.is_sure else None
            return Labelled(draft, code, spec, _evidence(named, hint, guess.signs if guess else ()))
    else:
        if hint is not None and hint in LATIN_SLAVIC and (found := _latin_slavic(text, hint)):
            return found
        draft = Draft(text, spec_for(hint).split)
        named = claim_country(draft, hint)
    if not (named or hint):
        return _without_country(text, draft, guess or _likeliest(text, told))
    code = hint if hint and "country_conflict" not in draft.issues else named or hint
    draft, spec = _parsed(draft, code)
    return Labelled(draft, code, spec, _evidence(named, hint, ()))


def _latin_slavic(text: str, hint: str) -> Labelled | None:
    """An address in Latin letters that is read as a Cyrillic one; None for any other."""
    draft = Draft(text, _slavic().split_latin)
    named = claim_country(draft, hint)
    if "country_conflict" in draft.issues or not _slavic().parse_latin(draft, hint, spec_for(hint)):
        return None
    return Labelled(draft, hint, general_spec(hint), _evidence(named, hint, ()))


def _likeliest(text: str, told: Told) -> Guess | None:
    return told[0] if told else likeliest_country(text)


@lru_cache(maxsize=8192)
def _guess(text: str, around: str) -> Guess | None:
    """The likeliest country by the whole address; by the field alone only where the whole leaves it open."""
    guess = likeliest_country(around)
    if text and not (guess and guess.is_sure):
        alone = likeliest_country(text)
        return alone if alone and alone.is_sure else guess or alone
    return guess


def _cyrillic_draft(text: str) -> Draft:
    return _slavic().mixed_draft(text) if LATIN_WORD.search(text) else Draft(text, _slavic().split)


class _Slavic(NamedTuple):
    """The grammar of East Slavic addresses in Cyrillic and in Latin letters, which is loaded with the first of them."""

    parse: Callable[[Draft, Spec], None]
    split: Splitter
    mixed_draft: Callable[[str], Draft]
    parse_latin: Callable[[Draft, str, Spec], bool]
    split_latin: Splitter


@lru_cache(maxsize=1)
def _slavic() -> _Slavic:
    from onefold_dedupe.standardise.address.east_slavic import parse_east_slavic
    from onefold_dedupe.standardise.address.slavic_latin import mixed_draft, parse_latin, split_latin
    from onefold_dedupe.standardise.address.slavic_tokens import split_glued

    return _Slavic(parse_east_slavic, split_glued, mixed_draft, parse_latin, split_latin)


@lru_cache(maxsize=1)
def _american() -> Callable[[Draft], None]:
    from onefold_dedupe.standardise.address.us import parse_us

    return parse_us


def _evidence(named: str | None, hint: str | None, signs: tuple[str, ...]) -> tuple[str, ...]:
    if named or hint:
        if named is None:
            return ("source",)
        return ("name", "source") if hint == named else ("name",)
    return signs


def _without_country(text: str, draft: Draft, guess: Guess | None) -> Labelled:
    """The tokens as the likeliest country parts them; it is named only where it is sure."""
    if guess is None:
        draft, spec = _parsed(draft, None)
        return Labelled(draft, None, spec, ())
    latin = _as_cyrillic(text, guess.code) if guess.code in LATIN_SLAVIC else None
    if latin is not None:
        anew, spec = latin, general_spec(guess.code)
    else:
        split = spec_for(guess.code).split
        anew = draft if draft.split is split else draft.parted_by(split) or Draft(text, split)
        claim_country(anew, guess.code)
        anew, spec = _read(anew, guess.code)
    return Labelled(anew, guess.code, spec, guess.signs) if guess.is_sure else Labelled(anew, None, spec, ())


def _as_cyrillic(text: str, code: str) -> Draft | None:
    """The tokens of a text in Latin letters that is read as a Cyrillic one of the country; None for any other."""
    latin = Draft(text, _slavic().split_latin)
    claim_country(latin, code)
    return latin if _slavic().parse_latin(latin, code, spec_for(code)) else None


def _parsed(draft: Draft, likeliest: str | None) -> tuple[Draft, Spec]:
    """Label by the facts of the likeliest country, which need not be sure enough to be named."""
    latin = _as_cyrillic(draft.raw, likeliest) if likeliest in LATIN_SLAVIC else None
    if likeliest is not None and latin is not None:
        return latin, general_spec(likeliest)
    return _read(draft, likeliest)


def _read(draft: Draft, likeliest: str | None) -> tuple[Draft, Spec]:
    """As `_parsed`, of a text that is not read as a Cyrillic one."""
    if likeliest in AMERICAN_TERRITORIES:
        likeliest = "US"
    spec = general_spec(likeliest) if likeliest in EAST_SLAVIC else spec_for(likeliest)
    if likeliest == "US":
        _american()(draft)
    elif spec.by_template:
        parse_by_template(draft, spec)
    else:
        parse_general(draft, spec)
    if not spec.number_first and draft.label[:1] == ["house"]:
        take_for_town(draft, spec)
    labels = draft.label
    if "postcode" in labels and "road" not in labels and spec.region_label not in labels:
        take_for_region(draft, spec)
    return draft, spec
