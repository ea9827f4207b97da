"""The normalised spelling of a labelled address and how sure its labels are."""

from __future__ import annotations

import re
from collections.abc import Mapping

from onefold_dedupe.standardise.address.draft import fold
from onefold_dedupe.standardise.address.facts import regions
from onefold_dedupe.standardise.address.habits import PLOTS
from onefold_dedupe.standardise.address.spec import NUMBER_MARK, Spec
from onefold_dedupe.standardise.country import code_set, word_set
from onefold_dedupe.standardise.memo import memo

WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*\.?|\S")
LOWER = word_set(
    """
    de del la las los el le les du des d' da do dos das e y am an der die den im in auf zu zur zum of the and to at von
    van di della delle
    """
)


@memo(65_536)
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
    return _open_with_capital(" ".join(words))


def _open_with_capital(text: str) -> str:
    return text if text[:1].isupper() else text[:1].upper() + text[1:]


GLUED_STREET = re.compile(r"(?<=[^\W\d_])str(?:\.|asse)?(?=\s|$)")
HYPHENED_STREET = re.compile(r"(?<=[^\W\d_]-)str(?:\.|asse)?(?=\s|$)", re.IGNORECASE)
FRENCH_LEAD = re.compile(r"r\.? (?=\w)", re.IGNORECASE)
SAINT = re.compile(r"^((?:North |South |East |West )?)Street (?=\w)")


FRENCH = code_set("FR RE GP MQ GF NC PF YT PM MC")
"""Where `R.` opens a street's name for rue."""


def expand_road(text: str, spec: Spec) -> str:
    """A road with its type written out; in English `St` is a saint at the beginning and a street at the end."""
    if spec.code == "US":
        from onefold_dedupe.standardise.address import us_canonical

        if us_canonical.is_letter_street(text):
            letter, _, kind = text.partition(" ")
            return f"{letter.rstrip('.').upper()} {expand(kind, spec.expansions)}"
        return expand(us_canonical.written_out(text), spec.expansions)
    if spec.code in FRENCH and (lead := FRENCH_LEAD.match(text)):
        text = f"rue {text[lead.end() :]}"
    road = expand(text, spec.expansions)
    if spec.code == "DE" or "strasse" in spec.glued:
        road = HYPHENED_STREET.sub("Straße", GLUED_STREET.sub("straße", road))
    if spec.number_first and spec.street_type == "after":
        road = SAINT.sub(r"\1Saint ", road)
    return road


NUMBER_LEAD = re.compile(r"^(?:n[oº°.]+|num\.?|nr\.?|#)\s*", re.IGNORECASE)
WITHOUT_NUMBER = re.compile(r"(?:sin|sem) n(?:[uú]m(?:ero|\.)?|[ºo°]\.?|\.)|s[/. ]*n[ºo°]?\.?", re.IGNORECASE)
"""No number, in Spanish and Portuguese."""
ITALIAN_WITHOUT_NUMBER = re.compile(r"s\.? ?n\.? ?c\.?", re.IGNORECASE)
DOTTED = re.compile(r"(?<=[^\W\d_]{2})\.(?=\d)")
NUMBER_JOIN = re.compile(r"\s*([-–/])\s*")


def _house_number(text: str, spec: Spec) -> str:
    if spec.code == "US":
        from onefold_dedupe.standardise.address import us_canonical

        text = us_canonical.house_number(text)
    if WITHOUT_NUMBER.fullmatch(text):
        return "s/n"
    if ITALIAN_WITHOUT_NUMBER.fullmatch(text):
        return "snc"
    head, _, tail = text.partition(" ")
    if tail and fold(head) == "km":
        return f"km {tail}"
    if tail and fold(head) in PLOTS:
        head, _, tail = tail.partition(" ")
    if tail and spec.words.get(fold(head)) == NUMBER_MARK:
        text = tail
    return NUMBER_JOIN.sub(r"\1", NUMBER_LEAD.sub("", text.lstrip(":. "))).replace("–", "-")


def canonical_parts(parts: Mapping[str, str], spec: Spec) -> dict[str, str]:
    """Label → normalised spelling of what the grammar of `spec` labelled."""
    found: dict[str, str] = {}
    for label, text in parts.items():
        if label == "road":
            found[label] = expand_road(text, spec)
        elif label == "postcode":
            found[label] = _postcode(text, spec.code)
        elif label == "state":
            found[label] = regions(spec.code).get(fold(text)) or _capital_words(text)
        elif label == "house_number":
            found[label] = text if text.isdigit() else _house_number(text, spec)
        elif label == "po_box" and spec.code == "US":
            from onefold_dedupe.standardise.address import us_canonical

            found[label] = us_canonical.post_box(text)
        elif label == "po_box":
            found[label] = DIGIT_GAP.sub("", _capital_words(text))
        elif label == "city" and spec.code == "US":
            from onefold_dedupe.standardise.address import us_canonical

            found[label] = us_canonical.town(_capital_words(text))
        elif label == "country":
            found[label] = text
        else:
            found[label] = (
                expand(DOTTED.sub(". ", text), spec.expansions)
                if label in ("unit", "level", "staircase")
                else _capital_words(text)
            )
    return found


DIGIT_GAP = re.compile(r"(?<=\d) (?=\d)")
"""Germany's post writes the numbers of boxes in pairs: Postfach 10 12 34."""


@memo(16_384)
def _capital_words(text: str) -> str:
    return _open_with_capital(" ".join(_capital(word) for word in text.replace(",", " ").split()))


POSTCODE_LEAD = re.compile(r"^[^\W\d_][^\W\d_.]{0,8}[^\w]+(?:[^\W\d_]\W+)?(?=\d)")
POSTCODE_GAPS = re.compile(r"[\s.]+")


SPACED = code_set("GB IM JE GG CA NL SE CZ SK GR")
"""Whose postcodes have a blank inside, whatever their length."""


def _postcode(text: str, code: str) -> str:
    squeezed = POSTCODE_GAPS.sub("", POSTCODE_LEAD.sub("", text.strip())).upper()
    if code in ("GB", "IM", "JE", "GG", "CA") and len(squeezed) >= 5:
        return f"{squeezed[:-3]} {squeezed[-3:]}"
    if code == "NL":
        return f"{squeezed[:4]} {squeezed[4:]}".strip()
    if code in ("SE", "CZ", "SK", "GR") and len(squeezed) == 5:
        return f"{squeezed[:3]} {squeezed[3:]}"
    if code == "US" and len(squeezed) == 9:
        return f"{squeezed[:5]}-{squeezed[5:]}"
    if code == "BR" and len(squeezed) == 8:
        return f"{squeezed[:5]}-{squeezed[5:]}"
    if code == "SG":
        return squeezed.removeprefix("S").strip("()")
    return squeezed if code != "IE" or len(squeezed) != 7 else f"{squeezed[:3]} {squeezed[3:]}"
