"""The lines of an envelope, in the order of the country (tools/address_lines.py says from where)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from onefold_dedupe.standardise.address.draft import fold
from onefold_dedupe.standardise.address.facts import line_templates, region_codes
from onefold_dedupe.standardise.country import code_set

INSIDE = ("staircase", "entrance", "level", "unit")
FIELD = re.compile(r"\{([\w|]+)\}")
# The script decides between a country's two orders; a template's own script needs no mark.
NATIVE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")
FLAT_FIRST = code_set("GB IE IM GG JE MT")
NATIVE_TEMPLATES = ("zh", "ja", "ko")


class _Piece(NamedTuple):
    """What stands before a label when something stands before it on the line, and the label."""

    before: str
    label: str
    is_code: bool = False


_Lines = tuple[tuple[_Piece, ...], ...]


@lru_cache(maxsize=4096)
def _layout(code: str, is_native: bool, labels: tuple[str, ...]) -> _Lines:
    """The lines for the labels that are there, every one of them once."""
    present = frozenset(labels)
    templates = line_templates()
    marked = (f"{code}_{language}" for language in (NATIVE_TEMPLATES if is_native else ("en",)))
    template = next((templates[name] for name in marked if name in templates), templates.get(code, templates["ZZ"]))
    lines: list[list[_Piece]] = []
    placed: set[str] = set()
    for line in template.split(" / "):
        pieces: list[_Piece] = []
        end = 0
        for match in FIELD.finditer(line):
            before, end = line[end : match.start()], match.end()
            for option in match[1].split("|"):
                label = option.removesuffix("_code")
                if label in present and label not in placed:
                    placed.add(label)
                    pieces.append(_Piece(before or " ", label, option != label))
                    break
        if pieces:
            lines.append(pieces)
    if code in FLAT_FIRST:
        street = next((line for line in lines if line[0].label in ("house_number", "road")), None)
        inside = [label for label in reversed(INSIDE) if label in present]
        if street is not None and inside:
            street[0] = street[0]._replace(before=", ")
            street[:0] = [_Piece(", ", label) for label in inside]
            placed.update(inside)
    _place_rest(lines, placed, present, template.startswith(("{country}", "{postcode} {country}")))
    return tuple(map(tuple, lines))


def _place_rest(lines: list[list[_Piece]], placed: set[str], present: frozenset[str], is_falling: bool) -> None:
    """Labels that the template has no place for: flats after the street, places beside the city, large after small."""

    def line_of(*labels: str) -> int | None:
        return next((k for k, line in enumerate(lines) if any(piece.label in labels for piece in line)), None)

    for label in ("house_number", "road", *INSIDE, "po_box", "suburb", "city_district"):
        if label not in present or label in placed:
            continue
        street = line_of("road", "house_number", *INSIDE, "po_box")
        city = line_of("city", "postcode")
        if label in ("suburb", "city_district"):
            twin = line_of("suburb", "city_district")
            if twin is not None and is_falling:
                lines[twin].insert(0, _Piece(" ", label))
            elif twin is not None:
                lines[twin].append(_Piece(", ", label))
            else:
                at = len(lines) if city is None else city + is_falling
                lines.insert(at, [_Piece("", label)])
        elif street is not None:
            lines[street].append(_Piece(" " if label in ("road", "house_number") else ", ", label))
        else:
            at = (len(lines) if is_falling else 0) if city is None else city + is_falling
            lines.insert(at, [_Piece("", label)])
        placed.add(label)
    for label in ("city", "postcode", "state_district", "state"):
        if label in present and label not in placed:
            city = line_of("postcode") if label == "city" else line_of("state_district") if label == "state" else None
            city = line_of("city", "suburb") if city is None else city
            country = line_of("country")
            last = len(lines) if country is None else country + is_falling
            at = last if city is None else city + (not is_falling)
            lines.insert(at, [_Piece("", label)])
            placed.add(label)
    for label, is_first in (("house", not is_falling), ("country", is_falling)):
        if label in present and label not in placed:
            lines.insert(0 if is_first else len(lines), [_Piece("", label)])


def format_lines(parts: Mapping[str, str], code: str | None) -> str:
    """The labelled parts in the country's postal lines, joined by line feeds; nothing that is known is left out."""
    given = parts.get
    telling = f"{given('road', '')}{given('city', '')}{given('state', '')}{given('suburb', '')}"
    is_native = not telling.isascii() and NATIVE.search(telling) is not None
    lines: list[str] = []
    written: set[str] = set()
    for line in _layout(code or "ZZ", is_native, tuple(parts)):
        _, label, is_code = line[0]
        value = text = parts[label]
        if is_code:
            text = region_codes(code or "ZZ").get(fold(value), value)
        if len(line) == 1:
            # A city that is its own region is written once.
            if text not in written:
                lines.append(text)
            written.add(value)
            continue
        written.add(value)
        for before, label, is_code in line[1:]:
            value = parts[label]
            written.add(value)
            if is_code:
                value = region_codes(code or "ZZ").get(fold(value), value)
            text = f"{text}{before}{value}" if text else value
        if text not in written:
            lines.append(text)
    return "\n".join(lines)
