"""What an answer means: data, a throttle, a passing fault, a missing right, or the end; by status, code and body."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from email.utils import parsedate_to_datetime
from math import isfinite
from typing import Any

from onefold_core.settings_rest import ErrorRule, Partial, Rest

from onefold_pipelines.rest.masking import MASKING
from onefold_pipelines.rest.places import MISSING, at

DEFAULTS = (
    ErrorRule(status=(401,), do="renew"),
    ErrorRule(status=(403,), do="deny"),
    ErrorRule(status=(429,), do="wait"),
    ErrorRule(status=(408, 423, 425, 500, 502, 503, 504, *range(520, 528)), do="retry"),
)
"""What statuses mean where a system says nothing else (520 to 527: Cloudflare's); any other error is final."""

FINAL = ErrorRule(do="stop")
PARTLY = ErrorRule(do="retry")
"""An answer that lacks some of what was asked for."""
NOTHING = 204
"""The status of an answer that has no body by right."""
_CODE = re.compile(r"[A-Za-z0-9_.:/-]{1,80}")
_MILLISECONDS = 10**11
"""Epoch numbers from here on count milliseconds: as seconds they would lie in the year 5138."""


@dataclass(frozen=True)
class Answer:
    """One answer: its status, headers, raw content and, where it is JSON, what it holds (None for nothing)."""

    status: int
    headers: Mapping[str, str]
    content: bytes
    body: Any
    is_json: bool


def read_answer(status: int, headers: Mapping[str, str], content: bytes) -> Answer:
    """The answer with its body; numbers keep every digit (decimals are Decimal).

    Only status 204 says that there is nothing; a body that is empty or `null` under another is one that was lost.
    """
    if not content.strip():
        return Answer(status, headers, content, None, status == NOTHING)
    try:
        body = json.loads(content, parse_float=Decimal)
    except (ValueError, RecursionError):
        body = None
    return Answer(status, headers, content, body, body is not None)


def failure(rest: Rest, answer: Answer) -> ErrorRule | None:
    """The rule that the answer falls under; None when it is data."""
    failed = answer.status >= 300 or any(_holds(answer.body, place) for place in rest.failed)
    failed = failed or any(at(answer.body, place) is False for place in rest.succeeded)
    if not failed:
        return PARTLY if rest.partial is not None and _lacks(answer.body, rest.partial) else None
    told = [error_code(rest, answer), *(at(answer.body, place) for place in rest.says)]
    for rule in (*rest.errors, *DEFAULTS):
        if (not rule.status or answer.status in rule.status) and (
            not rule.code or any(one in told for one in rule.code)
        ):
            return rule
    return FINAL


def _lacks(body: Any, partial: Partial) -> bool:
    errors = at(body, partial.errors)
    return isinstance(errors, list) and any(at(one, partial.code) not in partial.harmless for one in errors)


def _holds(body: Any, place: str) -> bool:
    value = at(body, place)
    return value is not MISSING and value not in (None, "", [], {}, False)


def error_code(rest: Rest, answer: Answer) -> str | None:
    """The vendor's code for what went wrong, when it is a code and not a sentence (sentences can hold values)."""
    for place in rest.code:
        value = at(answer.body, place)
        text = str(value) if isinstance(value, (str, int)) else ""
        if _CODE.fullmatch(text):
            return MASKING.mask(text)
    return None


def missing_rights(rest: Rest, answer: Answer) -> list[str]:
    """The rights that the vendor says are missing."""
    found: list[str] = []
    for place in rest.rights:
        value = at(answer.body, place)
        for one in _flat(value):
            found += _CODE.findall(one) if _CODE.fullmatch(one) else []
    return [MASKING.mask(one) for one in dict.fromkeys(found)]


def _flat(value: Any) -> list[str]:
    if isinstance(value, list):
        return [text for one in value for text in _flat(one)]
    return [value] if isinstance(value, str) else []


def pause(rule: ErrorRule, answer: Answer, now: datetime) -> float | None:
    """Seconds that the answer or its rule asks to wait, more than none; None when neither says.

    A moment is compared with the answer's own time where that is told, else with `now`.
    """
    now = told_at(answer) or now
    asked = None
    if rule.until is not None and (until := moment(at(answer.body, rule.until))) is not None:
        asked = (until - now).total_seconds()
    elif header := _header(answer, "retry-after"):
        asked = _retry_after(header, now)
    return asked if asked is not None and asked > 0 else rule.after


def told_at(answer: Answer) -> datetime | None:
    """When the system says that it answered, by its own clock; None where no clock says so."""
    header = _header(answer, "date")
    when = _date(header) if header else None
    return when if when is not None and 2000 <= when.year < 2200 else None


def _header(answer: Answer, wanted: str) -> str | None:
    return next((value for name, value in answer.headers.items() if name.lower() == wanted), None)


def _retry_after(text: str, now: datetime) -> float | None:
    try:
        seconds = float(text.strip())
        return seconds if isfinite(seconds) else None
    except ValueError:
        at_time = _date(text)
    return (at_time - now).total_seconds() if at_time else None


def _date(text: str) -> datetime | None:
    try:
        at_time = parsedate_to_datetime(text)
        return at_time.astimezone(UTC) if at_time.tzinfo else at_time.replace(tzinfo=UTC)
    except (TypeError, ValueError, OverflowError):
        return None


def moment(value: Any) -> datetime | None:
    """A point in time from epoch seconds or milliseconds, or ISO 8601 with a zone; None for anything else."""
    try:
        if isinstance(value, str) and not value.strip().lstrip("-").isdigit():
            found = datetime.fromisoformat(value.strip())
            return found.astimezone(UTC) if found.tzinfo else None
        if isinstance(value, bool) or not isinstance(value, (str, int, float, Decimal)):
            return None
        number = float(value)
        return datetime.fromtimestamp(number / 1000 if abs(number) >= _MILLISECONDS else number, UTC)
    except (ValueError, OverflowError, OSError):
        return None
