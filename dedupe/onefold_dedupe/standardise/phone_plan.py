"""Numbering plans: digits to calling code, national number, country, type and validity, by libphonenumber's metadata.

The rules are libphonenumber's own (prefix stripping, length and type tests); they are applied to bare digits with
patterns compiled
once, which is several times faster than its parser. tests/dedupe/test_phone.py holds the two against each other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Literal

Validity = Literal["valid", "possible", "invalid"]

_TYPES = ("premium_rate", "toll_free", "shared_cost", "voip", "personal_number", "pager", "uan", "voicemail")
_SHORTEST_MOBILE_ABROAD = 11
"""Digits, calling code or trunk prefix included: shorter ones fit too many plans by chance."""
MIN_NATIONAL, MAX_NATIONAL = 2, 17
"""ITU E.164 and libphonenumber's own bounds on the national number."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One country's numbering plan with its patterns compiled."""

    region: str
    calling_code: str
    lengths: frozenset[int]
    general: re.Pattern[str]
    kinds: tuple[tuple[str, re.Pattern[str], frozenset[int]], ...]
    same_fixed_and_mobile: bool
    leading_digits: re.Pattern[str] | None
    international_prefix: re.Pattern[str] | None
    national_prefix: re.Pattern[str] | None
    transform: str | None
    local_lengths: frozenset[int]


@dataclass(frozen=True, slots=True)
class Number:
    """What the plans say of one dialled number; `country` is None for calling codes of no country (+800, +870)."""

    calling_code: str
    national: str
    country: str | None
    type: str
    validity: Validity
    stripped: bool = False
    """Whether a national prefix was taken off."""

    @property
    def e164(self) -> str:
        return f"+{self.calling_code}{self.national}"


def _desc_lengths(desc: Any, general: Any) -> frozenset[int]:
    return frozenset(desc.possible_length or general.possible_length)


@cache
def _plan(region: str, calling_code: int) -> Plan | None:
    from phonenumbers import PhoneMetadata

    meta = PhoneMetadata.metadata_for_region_or_calling_code(calling_code, region)
    if meta is None:
        return None
    general: Any = meta.general_desc
    kinds = []
    for name in (*_TYPES, "fixed_line", "mobile"):
        desc = getattr(meta, name)
        if desc is not None and desc.national_number_pattern and desc.national_number_pattern != "NA":
            kinds.append((name, re.compile(desc.national_number_pattern), _desc_lengths(desc, general)))
    local = general.possible_length_local_only
    return Plan(
        region=region,
        calling_code=str(meta.country_code),
        lengths=frozenset(general.possible_length),
        general=re.compile(general.national_number_pattern),
        kinds=tuple(kinds),
        same_fixed_and_mobile=bool(meta.same_mobile_and_fixed_line_pattern),
        leading_digits=re.compile(meta.leading_digits) if meta.leading_digits else None,
        international_prefix=re.compile(meta.international_prefix) if meta.international_prefix else None,
        national_prefix=re.compile(meta.national_prefix_for_parsing) if meta.national_prefix_for_parsing else None,
        transform=meta.national_prefix_transform_rule or None,
        local_lengths=frozenset(local),
    )


@cache
def _plans_by_code() -> dict[str, tuple[str, ...]]:
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

    return {str(code): tuple(regions) for code, regions in COUNTRY_CODE_TO_REGION_CODE.items()}


@lru_cache(maxsize=512)
def plan_for(region: str) -> Plan | None:
    """The numbering plan of an ISO country, or None when it has none."""
    from phonenumbers import country_code_for_region

    code = country_code_for_region(region)
    return _plan(region, code) if code else None


def local_lengths(region: str) -> frozenset[int]:
    """Lengths that numbers of a country have without their area code."""
    plan = plan_for(region)
    return plan.local_lengths if plan is not None else frozenset()


@cache
def metadata_version() -> str:
    """The release of libphonenumber whose numbering plans are used."""
    from phonenumbers import __version__

    return str(__version__)


def _kind(national: str, plan: Plan) -> str | None:
    length = len(national)
    if length not in plan.lengths or not plan.general.fullmatch(national):
        return None
    fixed = False
    for name, pattern, lengths in plan.kinds:
        if length in lengths and pattern.fullmatch(national):
            if name == "fixed_line":
                if plan.same_fixed_and_mobile:
                    return "fixed_line_or_mobile"
                fixed = True
            elif name == "mobile":
                return "fixed_line_or_mobile" if fixed else "mobile"
            else:
                return name
    return "fixed_line" if fixed else None


def _without_national_prefix(national: str, plan: Plan) -> str:
    if plan.national_prefix is None:
        return national
    match = plan.national_prefix.match(national)
    if match is None:
        return national
    groups = match.groups()
    if plan.transform is None or (groups and groups[-1] is None) or not groups:
        rest = national[match.end() :]
    else:
        rest = plan.national_prefix.sub(plan.transform, national, count=1)
    if plan.general.fullmatch(national) and not plan.general.fullmatch(rest):
        return national
    if len(rest) in plan.local_lengths or not _long_enough(len(rest), plan):
        return national
    return rest


def _long_enough(length: int, plan: Plan) -> bool:
    return length in plan.lengths or length > max(plan.lengths)


def has_stray_zero(number: Number) -> bool:
    """Whether a number of no known range starts with a zero in a country that has a trunk prefix: the zero is another
    country's trunk prefix, or one too many.
    """
    if number.validity == "valid" or number.national[0] != "0" or number.country is None:
        return False
    plan = plan_for(number.country)
    return plan is not None and plan.national_prefix is not None


def may_be_foreign(digits: str, number: Number) -> bool:
    """Whether digits that are a fixed line of `number`'s country without its trunk prefix are a mobile number abroad
    without its plus, or with the trunk prefix of Russia (8 916 …), as well.
    """
    if number.type != "fixed_line" or number.national != digits or len(digits) < _SHORTEST_MOBILE_ABROAD:
        return False
    plan = plan_for(number.country) if number.country else None
    if plan is None or plan.national_prefix is None:
        return False
    abroad = national(digits, "RU") if digits[0] == "8" else international(digits)
    return abroad is not None and abroad.validity == "valid" and abroad.type == "mobile"


@lru_cache(maxsize=2048)
def _candidates(calling_code: str, prefer: str | None) -> tuple[tuple[str, ...], Plan, tuple[tuple[str, Plan], ...]]:
    """The regions of a calling code, the plan of its main one and the plans of all, that of `prefer` first."""
    regions = _plans_by_code()[calling_code]
    main = _plan(regions[0], int(calling_code))
    assert main is not None, "every listed calling code has metadata"  # noqa: S101
    order = sorted(regions, key=lambda region: region != prefer)
    plans = [(region, _plan(region, int(calling_code))) for region in order]
    return regions, main, tuple((region, plan) for region, plan in plans if plan is not None)


def _resolve(calling_code: str, national: str, prefer: str | None) -> Number:
    regions, main, candidates = _candidates(calling_code, prefer)
    plain = _without_national_prefix(national, main)
    stripped = plain != national
    for region, plan in candidates:
        if region != prefer and plan.leading_digits is not None and not plan.leading_digits.match(plain):
            continue
        kind = _kind(plain, plan)
        if kind is not None:
            return Number(calling_code, plain, region if region != "001" else None, kind, "valid", stripped)
    possible = len(plain) in main.lengths
    country = regions[0] if regions[0] != "001" and (possible or len(regions) == 1) else None
    if prefer in regions:
        country = prefer
    return Number(calling_code, plain, country, "unknown", "possible" if possible else "invalid", stripped)


def international(digits: str, prefer: str | None = None) -> Number | None:
    """The number whose digits start with a calling code; None when they start with no known one or are too few or
    many.
    """
    codes = _plans_by_code()
    for size in (1, 2, 3):
        code = digits[:size]
        if code in codes:
            national = digits[size:]
            if not MIN_NATIONAL <= len(national) <= MAX_NATIONAL:
                return None
            return _resolve(code, national, prefer)
    return None


def dials_abroad(digits: str, country: str) -> bool:
    """Whether digits start as a call abroad from `country` does."""
    plan = plan_for(country)
    prefix = plan.international_prefix if plan is not None else None
    return prefix is not None and prefix.match(digits) is not None


def national(digits: str, country: str) -> Number | None:
    """The number dialled as `digits` from `country`: international prefix, own calling code and national prefix are
    understood.
    """
    plan = plan_for(country)
    if plan is None or not MIN_NATIONAL <= len(digits) <= MAX_NATIONAL + 8:
        return None
    if plan.international_prefix is not None:
        match = plan.international_prefix.match(digits)
        if match is not None and digits[match.end() : match.end() + 1] not in ("", "0"):
            abroad = international(digits[match.end() :], country)
            if abroad is not None and (abroad.validity != "invalid" or len(digits) > max(plan.lengths)):
                return abroad
    if digits.startswith(plan.calling_code):
        rest = digits[len(plan.calling_code) :]
        plain = _without_national_prefix(rest, plan)
        fits = plan.general.fullmatch(digits)
        if (not fits and plan.general.fullmatch(plain)) or len(digits) > max(plan.lengths):
            found = _resolve(plan.calling_code, rest, country) if MIN_NATIONAL <= len(rest) <= MAX_NATIONAL else None
            if found is not None and (found.validity != "invalid" or not fits):
                return found
    plain = _without_national_prefix(digits, plan)
    if not MIN_NATIONAL <= len(plain) <= MAX_NATIONAL:
        return None
    found = _resolve(plan.calling_code, plain, country)
    stripped = plain != digits
    if stripped == found.stripped:
        return found
    return Number(found.calling_code, found.national, found.country, found.type, found.validity, stripped)
