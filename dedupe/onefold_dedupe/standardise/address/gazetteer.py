"""The user's own list of places: it says whether a name is a city or a part of one, where grammar cannot."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from onefold_core.errors import ConfigError

from onefold_dedupe.standardise.address.draft import Draft, fold
from onefold_dedupe.standardise.address.places import seams
from onefold_dedupe.standardise.address.slavic_words import WORDS
from onefold_dedupe.standardise.country import country_code

KINDS = ("suburb", "city_district", "city", "state_district", "state")
"""libpostal's labels of places, the smallest first."""
COLUMNS = ("name", "kind", "country", "parent", "aliases")
LONGEST_NAME = 6
"""Words of a place's name that are looked up at once."""
MEND = "a CSV with the columns name, kind, country and, where you have them, parent and aliases (parted by |)"


@dataclass(frozen=True, slots=True)
class Place:
    """One row of the list; `parent` is folded, '' where the row names none."""

    name: str
    kind: str
    parent: str


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """`places`: country → folded name or alias → the rows that bear it. `version` changes with the file's content."""

    path: Path
    version: str
    places: Mapping[str, Mapping[str, tuple[Place, ...]]]


_active: Gazetteer | None = None


def active_gazetteer() -> Gazetteer | None:
    """The list that addresses are read with in this process."""
    return _active


def use_gazetteer(path: Path | None) -> None:
    """Read addresses with the list in `path` from now on, without one for None; ConfigError when it cannot be used."""
    global _active
    _active = load_gazetteer(path) if path is not None else None


@contextmanager
def using_gazetteer(path: Path | str | None) -> Iterator[None]:
    """Read addresses with the list in `path` within the block; None leaves what is in use."""
    global _active
    before = _active
    if path is not None:
        use_gazetteer(Path(path))
    try:
        yield
    finally:
        _active = before


def gazetteer_path() -> Path | None:
    """Where the list in use was read from, for processes that are started."""
    return _active.path if _active else None


def load_gazetteer(path: Path) -> Gazetteer:
    """Read the CSV at `path`, once as long as it does not change; ConfigError names the line that is wrong."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ConfigError("bad-gazetteer", f"it cannot be read: {error.strerror}", where=str(path), mend=MEND) from None
    return _parsed(path, content)


@lru_cache(maxsize=4)
def _parsed(path: Path, content: bytes) -> Gazetteer:
    try:
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise ConfigError("bad-gazetteer", "it is not UTF-8", where=str(path), mend=MEND) from None
    rows = csv.DictReader(lines)
    header = [name.strip() for name in rows.fieldnames or ()]
    rows.fieldnames = header
    for name in header:
        if name not in COLUMNS:
            raise _wrong(path, 1, f"there is no column {name[:40]!r}", COLUMNS)
    for name in COLUMNS[:3]:
        if name not in header:
            raise _wrong(path, 1, f"the column {name} is missing", COLUMNS)
    found: dict[str, dict[str, tuple[Place, ...]]] = {}
    for row in rows:
        at = rows.line_num
        texts = {name: (row.get(name) or "").strip() for name in COLUMNS}
        if not any(texts.values()):
            continue
        code = country_code(texts["country"])
        if not fold(texts["name"]):
            raise _wrong(path, at, "the name is missing", ())
        if texts["kind"] not in KINDS:
            raise _wrong(path, at, "the kind is none of a place's", KINDS)
        if code is None:
            raise _wrong(path, at, "the country is not known", ("DE", "Deutschland", "DEU"))
        place = Place(texts["name"], texts["kind"], fold(texts["parent"]))
        own = found.setdefault(code, {})
        for spelled in dict.fromkeys(fold(name) for name in (texts["name"], *texts["aliases"].split("|"))):
            if spelled:
                own[spelled] = (*own.get(spelled, ()), place)
    return Gazetteer(path, hashlib.sha256(content).hexdigest()[:12], found)


def _wrong(path: Path, line: int, what: str, valid: tuple[str, ...]) -> ConfigError:
    return ConfigError("bad-gazetteer", what, where=f"{path}, line {line}", valid=valid, mend=MEND)


def label_by_gazetteer(draft: Draft, code: str) -> None:
    """Label anew the places that the list in use has; what stood for its city beside it is a part of that city.

    A road is taken for a place only where it fills its segment. A name is parted only where two names can meet.
    """
    gazetteer = _active
    if gazetteer is None or code not in gazetteer.places:
        return
    found: list[tuple[range, tuple[Place, ...]]] = []
    at = 0
    while at < len(draft):
        span, rows = _listed_at(draft, gazetteer.places[code], at)
        if rows:
            found.append((span, rows))
        at += max(1, len(span))
    whole = {i for span, _ in found for i in span}
    found = [(span, rows) for span, rows in found if _comes_apart(draft, span, whole, code)]
    address = f" {draft.phrase(range(len(draft)))} "
    taken: set[str] = set()
    for span, rows in reversed(found):
        kind = _kind(rows, address, draft.label[span[0]], taken)
        taken.add(kind)
        for i in span:
            draft.label[i] = kind
    rest = [i for i in range(len(draft)) if i not in {i for span, _ in found for i in span}]
    if "city" in taken:
        _relabel(draft, rest, "city", "suburb")
    elif taken & {"suburb", "city_district"} and "city" not in draft.label:
        _relabel(draft, rest, "suburb", "city")


def _kind(rows: tuple[Place, ...], address: str, label: str, taken: set[str]) -> str:
    """What a name is: as the row says whose parent the address names, else the grammar, else the first free row."""
    named = next((row.kind for row in rows if row.parent and f" {row.parent} " in address), None)
    free = [row.kind for row in rows if row.kind not in taken] or [rows[0].kind]
    return named or (label if label in free else free[0])


def _relabel(draft: Draft, tokens: list[int], old: str, new: str) -> None:
    for i in tokens:
        if draft.label[i] == old:
            draft.label[i] = new


def _listed_at(draft: Draft, names: Mapping[str, tuple[Place, ...]], at: int) -> tuple[range, tuple[Place, ...]]:
    """The longest listed name that starts at `at`, and its rows."""
    segment = draft.segment[at]
    typed_before = at > 0 and draft.segment[at - 1] == segment and draft.label[at - 1] == draft.label[at] != ""
    if typed_before and WORDS.get(draft.fold[at - 1]):
        return range(0), ()
    end = at
    while end < len(draft) and end - at < LONGEST_NAME and draft.segment[end] == segment and _is_open(draft, end):
        end += 1
    for stop in range(end, at, -1):
        span = range(at, stop)
        if any(draft.label[i] in ("road", "house") for i in span) and not _fills(draft, span):
            continue
        rows = names.get(draft.phrase(span), ())
        if rows:
            return span, rows
    return range(0), ()


def _comes_apart(draft: Draft, span: range, listed: set[int], code: str) -> bool:
    """Whether the name can be parted from the rest of what the grammar took for one place."""
    first, last = span[0], span[-1]
    label, segment = draft.label[first], draft.segment[first]
    run = [i for i in range(len(draft)) if draft.segment[i] == segment and draft.label[i] == label]
    if not label or all(i in listed for i in run):
        return True
    cuts = {run[n] for n in seams(draft, run)} | {run[0], run[-1] + 1}
    return code not in WITHOUT_SUBURBS and first in cuts and last + 1 in cuts


WITHOUT_SUBURBS = frozenset({"US"})
"""Countries whose addresses name one place: a listed name within another is no seam."""


def _is_open(draft: Draft, at: int) -> bool:
    return draft.label[at] in ("", "road", "house", *KINDS)


def _fills(draft: Draft, span: range) -> bool:
    """Whether the tokens are the whole of their segment."""
    before, after, segment = span[0] - 1, span[-1] + 1, draft.segment[span[0]]
    return (before < 0 or draft.segment[before] != segment) and (after >= len(draft) or draft.segment[after] != segment)


def listed_name(city: str, code: str) -> str | None:
    """The name by which the list in use has a city that it knows under this name or alias."""
    rows = _active.places.get(code, {}).get(fold(city), ()) if _active is not None else ()
    return next((row.name for row in rows if row.kind == "city"), None)
