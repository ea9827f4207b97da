"""A steward's value is read like any source's: what is not of its kind is refused, what is gets its standard form."""

from __future__ import annotations

from datetime import date

from onefold_core.errors import ConfigError

_KINDS = {"email": "email", "phone": "phone", "birth_date": "date", "country": "country"}
_ISSUES_OF_A_GUESS = frozenset({"ambiguous_day_month"})
_FIRST_YEAR = 1900


def standard_value(attribute: str, value: str, *, country: str | None) -> str:
    """The value as golden.customer holds it; ConfigError when it is not of the attribute's kind."""
    text = " ".join(value.split())
    kind = _KINDS.get(attribute)
    if not text:
        raise _refused(attribute, "a correction cannot be empty")
    if kind is None:
        return text
    from onefold_dedupe.standardise.files import standardiser

    result = standardiser(kind)(text, country, None)
    found = result.value
    if kind == "email" and result.status == "ok":
        return str(found["address"])
    if kind == "phone" and found.get("validity") == "valid":
        return str(found["e164"])
    if kind == "country" and result.status == "ok":
        return str(found["code"])
    if kind == "date" and found.get("precision") == "day" and not _ISSUES_OF_A_GUESS & set(result.issues):
        day = str(found["date"])
        if date(_FIRST_YEAR, 1, 1).isoformat() <= day <= date.today().isoformat():  # noqa: DTZ011 - a birthday has no zone
            return day
    raise _refused(attribute, f"this is not a valid {attribute.replace('_', ' ')}")


def _refused(attribute: str, what: str) -> ConfigError:
    return ConfigError(
        "bad-correction",
        what,
        where=attribute,
        valid=["email: name@example.org", "phone: +49 30 1234567", "birth_date: 1980-02-28", "country: DE"],
        mend=f"onefold correct CUSTOMER {attribute} VALUE --why …",
    )
