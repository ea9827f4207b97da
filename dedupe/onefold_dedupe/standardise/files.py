"""Standardise a JSON Lines file of any kind, line by line, without a project."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

from onefold_core.errors import ConfigError

from onefold_dedupe.standardise.result import Standardised

KINDS = ("address", "phone", "email", "person", "company", "tax-id", "date", "country")


Standardiser = Callable[[str, str | None, str | None], Standardised]
"""Raw text, country hint and type (of a tax number, or how to read a date) to a result."""


def standardiser(kind: str) -> Standardiser:
    """The function that reads values of `kind`; ConfigError for a kind there is not.

    The hint may be a country's code or its name in any language that `country` reads; another one is told of by the
    issue `unknown_hint` and not used.
    """
    read = _reader(kind)
    return read if kind == "country" else _with_names(read)


def _with_names(read: Standardiser) -> Standardiser:
    from onefold_dedupe.standardise.country import hint_code, says_no_country

    hints: dict[str, tuple[str | None, bool]] = {}

    def named(raw: str, country: str | None, type_: str | None) -> Standardised:
        if country is None:
            return read(raw, None, type_)
        known = hints.get(country)
        if known is None:
            code = hint_code(country)
            known = hints[country] = code, code is None and not says_no_country(country)
        result = read(raw, known[0], type_)
        return replace(result, issues=(*result.issues, "unknown_hint")) if known[1] else result

    return named


def _reader(kind: str) -> Standardiser:
    match kind:
        case "phone":
            from onefold_dedupe.standardise.phone import standardise_phone

            return lambda raw, country, _: standardise_phone(raw, country)
        case "email":
            from onefold_dedupe.standardise.email import standardise_email

            return lambda raw, country, _: standardise_email(raw, country)
        case "person":
            from onefold_dedupe.standardise.person import standardise_person

            return lambda raw, country, _: standardise_person(raw, country=country)
        case "company":
            from onefold_dedupe.standardise.company import standardise_company

            return lambda raw, country, _: standardise_company(raw, country)
        case "tax-id":
            from onefold_dedupe.standardise.tax_id import standardise_tax_id

            return standardise_tax_id
        case "date":
            from onefold_dedupe.standardise.date import standardise_date_as

            return standardise_date_as
        case "address":
            from onefold_dedupe.standardise.address import standardise_address

            return lambda raw, country, _: standardise_address(raw, country)
        case "country":
            from onefold_dedupe.standardise.country import standardise_country

            return lambda raw, country, _: standardise_country(raw, country)
    raise ConfigError("unknown-kind", "there is no such kind of value", valid=KINDS, mend="onefold standardise --help")


def standardise_file(kind: str, source: Path | None, out: Path | None, gazetteer: Path | None = None) -> int:
    """Read `source` (standard input when None), write one line per input line to `out` (standard output when None);
    the number of lines.

    Lines in: {"id", "raw", "country"?, "type"?}. Lines out: {"id", "status", "value", "key", "confidence", "changes",
    "issues"}.
    `gazetteer` is a CSV of the user's places, for addresses. ConfigError names the line that is not such an object.
    """
    from onefold_dedupe.standardise.address.gazetteer import using_gazetteer

    read = standardiser(kind)
    count = 0
    with ExitStack() as stack:
        stack.enter_context(using_gazetteer(gazetteer))
        lines = stack.enter_context(_open_in(source)) if source else sys.stdin
        sink = stack.enter_context(_open_out(out)) if out else sys.stdout
        for row in _rows(lines, str(source or "standard input")):
            result = read(text_of(row["raw"]), row.get("country"), row.get("type"))
            sink.write(json.dumps(_line(row["id"], result), ensure_ascii=False) + "\n")
            count += 1
    return count


def _open_in(path: Path) -> IO[str]:
    try:
        return path.open(encoding="utf-8-sig")
    except OSError as error:
        raise ConfigError("unreadable-file", f"the input cannot be read: {error.strerror}", where=str(path)) from None


def _open_out(path: Path) -> IO[str]:
    try:
        # An id may hold what no UTF-8 has: half of an emoji, as JSON can say it.
        return path.open("w", encoding="utf-8", errors="replace", newline="\n")
    except OSError as error:
        raise ConfigError(
            "unwritable-file", f"the output cannot be written: {error.strerror}", where=str(path)
        ) from None


def text_of(raw: object) -> str:
    """A value of any type as the text a reader is given; none and not-a-number are the empty text."""
    if isinstance(raw, str):
        return raw
    if _is_missing(raw):
        return ""
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e15:
        return str(int(raw))
    return raw.decode("utf-8", "replace") if isinstance(raw, bytes) else str(raw)


def _is_missing(raw: object) -> bool:
    try:
        return raw is None or bool(raw != raw)
    except (TypeError, ArithmeticError):  # pandas.NA and a signalling NaN do not compare
        return True
    except ValueError:  # an array compares each of its members
        return False


def _rows(lines: IO[str], where: str) -> Iterator[dict[str, Any]]:
    numbered = enumerate(lines, start=1)
    while True:
        try:
            number, line = next(numbered)
        except StopIteration:
            return
        except UnicodeDecodeError:
            raise ConfigError("bad-encoding", "the input is not UTF-8", where=where) from None
        if line.strip():
            yield _row(line, f"{where}, line {number}")


def _row(line: str, where: str) -> dict[str, Any]:
    def bad(what: str) -> ConfigError:
        return ConfigError("bad-line", what, where=where, valid=['{"id": "1", "raw": "...", "country": "DE"}'])

    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        raise bad("a line of the input is not JSON") from None
    if not isinstance(row, dict) or "id" not in row or "raw" not in row:
        raise bad("a line of the input is not an object with id and raw")
    for name in ("country", "type"):
        if row.get(name) is not None and not isinstance(row[name], str):
            raise bad(f"{name} is not text")
    return row


def _line(identity: object, result: Standardised) -> dict[str, Any]:
    return {
        "id": identity,
        "status": result.status,
        "value": dict(result.value),
        "key": result.key,
        "confidence": result.confidence,
        "changes": list(result.changes),
        "issues": list(result.issues),
    }


def main() -> int:
    """`python -m onefold_dedupe.standardise.files KIND --in IN --out OUT`, for measuring without the command line's
    start-up.
    """
    parser = argparse.ArgumentParser()
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("--in", dest="source", type=Path)
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    standardise_file(args.kind, args.source, args.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
