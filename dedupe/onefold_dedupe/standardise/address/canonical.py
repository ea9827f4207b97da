"""The normalised spelling, the postal lines and the match key of a labelled address."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from onefold_dedupe.standardise.address.draft import fold
from onefold_dedupe.standardise.address.facts import postal_lines, regions
from onefold_dedupe.standardise.address.result import LABELS
from onefold_dedupe.standardise.address.spec import Spec
from onefold_dedupe.standardise.latin import fold_word

WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*\.?|\S")
LOWER = frozenset(
    "de del la las los el le les du des d' da do dos das e y am an der die den im in auf zu zur zum of the and von van di della delle".split()
)


@lru_cache(maxsize=65_536)
def _capital(word: str) -> str:
    folded = word.casefold()
    if folded in LOWER:
        return folded
    if word.islower() or (word.isupper() and len(word) > 3):
        return "-".join(piece[:1].upper() + piece[1:].lower() for piece in word.split("-"))
    return word


def expand(text: str, expansions: Mapping[str, str]) -> str:
    """`text` with abbreviated type words written out and words in capitals or small letters given a capital."""
    words = []
    for word in text.replace(",", " ").split():
        full = expansions.get(fold(word))
        words.append(_capital(full) if full else _capital(word.rstrip(".") if len(word) > 3 else word))
    return " ".join(words)


def expand_road(text: str, spec: Spec) -> str:
    """A road with its type written out; in English `St` is a saint at the beginning and a street at the end."""
    road = expand(text, spec.expansions)
    if spec.code == "DE" or "strasse" in spec.glued:
        road = re.sub(r"(?<=[^\W\d_])str\.?(?=\s|$)", "straße", road)
        road = re.sub(r"(?<=[^\W\d_])strasse(?=\s|$)", "straße", road)
    if spec.number_first and spec.street_type == "after":
        road = re.sub(r"^((?:North |South |East |West )?)Street (?=\w)", r"\1Saint ", road)
    return road


def canonical_parts(parts: Mapping[str, str], spec: Spec) -> dict[str, str]:
    """Label → normalised spelling of what the grammar of `spec` labelled."""
    found: dict[str, str] = {}
    table = regions(spec.code)
    for label, text in parts.items():
        if label == "road":
            found[label] = expand_road(text, spec)
        elif label == "postcode":
            found[label] = _postcode(text, spec.code)
        elif label == "state":
            found[label] = table.get(fold(text)) or _capital_words(text)
        elif label == "house_number":
            found[label] = re.sub(
                r"\s*([-–/])\s*", r"\1", re.sub(r"^(?:n[oº°.]+|num\.?|nr\.?|#)\s*", "", text, flags=re.IGNORECASE)
            ).replace("–", "-")
        elif label == "country":
            found[label] = text
        else:
            found[label] = (
                expand(text, spec.expansions) if label in ("unit", "level", "staircase") else _capital_words(text)
            )
    return found


def _capital_words(text: str) -> str:
    return " ".join(_capital(word) for word in text.replace(",", " ").split())


def _postcode(text: str, code: str) -> str:
    digits = re.sub(r"^[A-Za-z]{1,3}[- ]+(?=\d)", "", text.strip())
    squeezed = re.sub(r"[\s.]+", "", digits).upper()
    if code in ("GB", "IM", "JE", "GG", "CA") and len(squeezed) >= 5:
        return f"{squeezed[:-3]} {squeezed[-3:]}"
    if code == "NL":
        return f"{squeezed[:4]} {squeezed[4:]}".strip()
    if code in ("SE", "CZ", "SK", "GR") and len(squeezed) == 5:
        return f"{squeezed[:3]} {squeezed[3:]}"
    if code == "BR" and len(squeezed) == 8:
        return f"{squeezed[:5]}-{squeezed[5:]}"
    return squeezed if code != "IE" or len(squeezed) != 7 else f"{squeezed[:3]} {squeezed[3:]}"


def format_lines(parts: Mapping[str, str], spec: Spec) -> str:
    """The address in the country's postal lines, joined by a line feed."""
    number, road = parts.get("house_number", ""), parts.get("road", "")
    street = (
        f"{number} {road}" if spec.number_first else f"{road}{',' if spec.slavic and road and number else ''} {number}"
    )
    inner = ", ".join(parts[k] for k in ("staircase", "entrance", "level", "unit", "po_box") if k in parts)
    street = ", ".join(filter(None, (street.strip(), inner)))
    values = {
        "N": parts.get("house", ""),
        "O": "",
        "A": street,
        "D": " ".join(parts[k] for k in ("suburb", "city_district") if k in parts),
        "C": parts.get("city", ""),
        "S": ", ".join(parts[k] for k in ("state_district", "state") if k in parts),
        "Z": parts.get("postcode", ""),
    }
    template = postal_lines(spec.code)
    if "%D" not in template:
        template = template.replace("%C", "%D%n%C", 1) if values["D"] else template
    if "%S" not in template and values["S"]:
        template += "%n%S"
    if "%Z" not in template and values["Z"]:
        template += "%n%Z"
    lines = []
    for line in template.split("%n"):
        text = re.sub(r"%([A-Z])", lambda m: values.get(m.group(1), ""), line)
        text = re.sub(r"\s+", " ", text).strip(" ,-/")
        if text:
            lines.append(text)
    if "country" in parts:
        lines.append(parts["country"])
    return "\n".join(lines)


ENDING = re.compile(r"(?<=[a-z]{3})[aeiouy]+$")
KEY_WORD = re.compile(r"[^\W_]+")


@lru_cache(maxsize=65_536)
def _skeleton(word: str, slavic: bool) -> str:
    folded = fold_word(word)
    return ENDING.sub("", folded) if slavic else folded


@lru_cache(maxsize=8)
def _type_words() -> frozenset[str]:
    return frozenset("calle rua ulica via улица вулиця ulica street straße".split())


def match_key(canonical: Mapping[str, str], code: str | None, spec: Spec, skip: frozenset[str]) -> str | None:
    """Country, city, road without its type, house number and unit, folded to one script; None without road, box and city.

    `skip` holds folded words that carry no identity (type words). Words of the road are sorted, so that their order does not matter.
    """
    if not any(label in canonical for label in ("road", "po_box", "city", "house_number")):
        return None
    fields = []
    for label in ("city", "road"):
        words = [w for w in KEY_WORD.findall(canonical.get(label, "")) if fold(w) not in skip]
        fields.append("-".join(sorted(filter(None, (_skeleton(w, spec.slavic) for w in words)))))
    number = re.sub(
        r"[\s.]+",
        "",
        "".join(
            fold_word(w) if not w.isdigit() else w
            for w in re.findall(r"[^\W_]+|[/-]", canonical.get("house_number", ""))
        ),
    )
    unit = (
        "".join(re.findall(r"\d+", " ".join(canonical.get(k, "") for k in ("unit", "level", "po_box"))))
        or "".join(re.findall(r"\b\w\b", canonical.get("unit", ""))).casefold()
    )
    return "|".join(((code or "").casefold(), *fields, number, unit))


def confidence_of(parts: Mapping[str, str], unparsed: str, is_country_known: bool) -> float:
    """0 to 1: starts from what a deliverable address has and falls with the share of text that was not understood."""
    score = (
        0.4
        + 0.2 * ("road" in parts or "po_box" in parts)
        + 0.15 * ("house_number" in parts or "po_box" in parts)
        + 0.15 * ("city" in parts)
    )
    score += 0.1 * ("postcode" in parts)
    known = sum(len(parts[label]) for label in LABELS if label in parts)
    share = len(unparsed) / max(len(unparsed) + known, 1)
    return round(max(0.0, score * (1 - share) * (1.0 if is_country_known else 0.85)), 3)
