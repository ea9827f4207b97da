"""Units, floors, entrances and post boxes: typed words with the identifier that stands beside them."""

from __future__ import annotations

import re

from onefold_dedupe.standardise.address.draft import Draft
from onefold_dedupe.standardise.address.habits import PLOTS
from onefold_dedupe.standardise.address.spec import LEVEL, NUMBER_MARK, PO_BOX, ROLE_LABELS, STREET, UNIT, Spec
from onefold_dedupe.standardise.country import word_set

ORDINAL = re.compile(
    r"\(?\d+(?:st|nd|rd|th|e|er|ere|eme|ème|è|o|º|°|ª|a|\.)?|[ivx]{1,5}[e.]|ground|first|second|third|top|upper|lower",
    re.IGNORECASE,
)
IDENTIFIER = re.compile(r"(?:no|n|nr|nº|#|№)?[.#]*\s*(?:[\w]*\d[\w/.\-–,]*|[A-Za-z]|[ivxIVX]{1,4})\)?\.?")


def claim_typed(draft: Draft, spec: Spec) -> None:
    """Label units, floors, entrances, post boxes with the identifier that follows (or, for floors, goes before)."""
    words, labels = spec.words, draft.label
    has_floors = spec.street_type == "before"
    has_box = not ENGLISH_BOXES.isdisjoint(draft.fold)
    at = -1
    while (at := at + 1) < len(labels):
        if labels[at]:
            continue
        if draft.text[at][0] == "#" and spec.hash_is == "unit" and at > 0:
            end = at + 1
            if draft.text[at] == "#" and draft.free(end) and draft.segment[end] == draft.segment[at]:
                end += 1
            if end - at > 1 or len(draft.text[at]) > 1:
                draft.claim(range(at, end), "unit")
                continue
        role = words.get(draft.fold[at])
        if role is None and has_box and is_english_box(draft, at):
            role = PO_BOX
        may_be_wordless = draft.fold[at] in WORDLESS or (has_floors and draft.text[at][0].isdigit())
        if may_be_wordless and _claim_wordless(draft, spec, at, role):
            continue
        if role is None or role == STREET or (role == UNIT and at and draft.fold[at - 1] in ARTICLES):
            continue
        end = _identifier_end(draft, _after_fillers(draft, at + 1) if role == PO_BOX else at + 1)
        if role == NUMBER_MARK:
            if end > at + 1 and draft.is_number(end - 1):
                if _numbers_institution(draft, spec, at) or _numbers_street(draft, spec, at, end):
                    draft.bound.add(end - 1)
                else:
                    lead = at - 1 if at and draft.free(at - 1) and draft.fold[at - 1] in PLOTS else at
                    draft.claim(range(lead, end), "house_number")
            continue
        label = ROLE_LABELS[role]
        if (
            label in ("level", "city_district")
            and at
            and draft.free(at - 1)
            and draft.segment[at - 1] == draft.segment[at]
            and ORDINAL.fullmatch(draft.text[at - 1])
            and (at - 1 > 0 or end == at + 1)
            and (end == at + 1 or draft.fold[at] not in SHORT_MARKS)
        ):
            draft.claim(range(at - 1, _after_side(draft, at + 1)), label)
            continue
        if end == at + 1 and label in ("staircase", "unit"):
            end = _after_side(draft, end)
        elif label == "unit" and _is_flat_and_house(draft, spec, end):
            draft.part(end - 1, draft.text[end - 1].index("/") + 1)
            draft.claim((end,), "house_number")
        if draft.fold[at] in SHORT_MARKS and not draft.text[end - 1][-1].isdigit():
            continue
        if end > at + 1:
            draft.claim(range(at, _after_side(draft, end)), label)
            if label == "po_box":
                _claim_box_lead(draft, at)
                while draft.free(end) and draft.segment[end] == draft.segment[at] and draft.text[end].isdigit():
                    draft.label[end] = "po_box"
                    end += 1
        elif draft.fold[at] in WHOLE_UNITS or (label == "po_box" and is_alone(draft, at)):
            draft.claim((at,), label)


SHORT_MARKS = frozenset({"p", "of"})
"""A floor's and an office's words that may be an initial or a small word: only before a number (Via Roma 5 p. 2)."""
FLAT_AND_HOUSE = re.compile(r"\d+[A-Za-z]?/\d+[A-Za-z]?(?:-\d+[A-Za-z]?)?")


def _is_flat_and_house(draft: Draft, spec: Spec, end: int) -> bool:
    """Whether a unit's number, before token `end`, is followed by the house's behind a stroke and then by the street:
    Unit 5/120 Bourke St.
    """
    if not (spec.number_first and spec.street_type == "after" and FLAT_AND_HOUSE.fullmatch(draft.text[end - 1])):
        return False
    line = draft.segment[end - 1]
    street = [draft.fold[at] for at in range(end, len(draft)) if draft.segment[at] == line]
    return len(street) > 1 and not draft.is_number(end) and any(map(spec.is_street_word, street[1:]))


def _numbers_street(draft: Draft, spec: Spec, at: int, end: int) -> bool:
    """Whether the number mark follows a street's type, these three are a segment, and another has the house's number:
    `H.No. 12-3-45/A, Road No. 5`.
    """
    line = draft.segment[at]
    if not (spec.by_template and spec.number_first and at and spec.words.get(draft.fold[at - 1]) == STREET):
        return False
    if [k for k, segment in enumerate(draft.segment) if segment == line] != list(range(at - 1, end)):
        return False
    return "house_number" in draft.label[:at] or any(draft.is_number(k) for k in range(at - 1))


SCHOOLS = word_set(
    """
    school primary kindergarten nursery pharmacy hospital schule grundschule realschule kita apotheke szkola podstawowa
    przedszkole liceum apteka scoala gradinita liceul spitalul skola skolka ecole escuela escola colegio jardin scuola
    farmacia kopeshti shkolla iskola ovoda skole barnehage
    """
)
"""Institutions that are told apart by numbers."""


def _numbers_institution(draft: Draft, spec: Spec, at: int) -> bool:
    """Whether the number mark follows an institution's name and a street comes later: `School No. 5, 7 Elm Road`."""
    segment = draft.segment[at]
    if not at or segment != draft.segment[0] or draft.segment[-1] == segment:
        return False
    if SCHOOLS.isdisjoint(draft.fold[:at]):
        return False
    return any(spec.is_street_word(draft.fold[i]) for i in range(at, len(draft)) if draft.segment[i] > segment)


def _claim_wordless(draft: Draft, spec: Spec, at: int, role: str | None) -> bool:
    """Label `s/n` (no number), a Spanish floor and door (`3º B`) and a building that is a segment of its own."""
    word, folded = draft.text[at], draft.fold[at]
    opens = at > 0 and draft.segment[at - 1] != draft.segment[at]
    if at and folded in NO_NUMBER and spec.street_type == "before":
        draft.claim((at,), "house_number")
        return True
    if at > 2 and folded == "rdc" and spec.number_first:
        draft.claim((at,), "level")
        return True
    if word[0].isdigit() and _is_of_level(draft, spec, at):
        return False
    if at and folded in ("sin", "sem") and draft.free(at + 1) and draft.fold[at + 1] in NUMBER_WORDS:
        draft.claim((at, at + 1), "house_number")
        return True
    if opens and spec.street_type == "before" and FLOOR.fullmatch(word):
        door = draft.free(at + 1) and draft.segment[at + 1] == draft.segment[at] and len(folded) <= 5
        if not (door and spec.words.get(draft.fold[at + 1]) == LEVEL):
            draft.claim(range(at, _after_side(draft, at + 2)) if door else (at,), "unit")
            return True
    if spec.street_type == "before" and not spec.number_first and (end := _flat_end(draft, spec, at, opens)):
        draft.claim(range(at, end), "unit")
        return True
    if opens and folded in LOW_FLOORS and spec.street_type == "before":
        draft.claim(range(at, _after_side(draft, at + 1)), "unit")
        return True
    is_behind_number = not spec.number_first and at > 1 and draft.is_number(at - 1)
    if role is None and folded in WHOLE_UNITS and (opens or is_behind_number):
        end = _after_side(draft, at + 1)
        if is_behind_number or end == len(draft) or draft.segment[end] != draft.segment[at]:
            draft.claim(range(at, end), "unit")
            return True
    return False


def _is_of_level(draft: Draft, spec: Spec, at: int) -> bool:
    """Whether the word for a storey follows the number: 13º andar."""
    after = at + 1
    return (
        draft.free(after) and draft.segment[after] == draft.segment[at] and spec.words.get(draft.fold[after]) == LEVEL
    )


def _flat_end(draft: Draft, spec: Spec, at: int, opens: bool) -> int:
    """Where a floor and door end that follow the house number: `45, 2B`, `45 3º C`, `45, 3 izq`, `45, bajo B`; 0 when
    none start at `at`.
    """
    word, segment = draft.text[at], draft.segment[at]
    is_low = draft.fold[at] in LOW_FLOORS
    is_flat = FLAT.fullmatch(word) is not None or (opens and TWO_NUMBERS.fullmatch(word) is not None)
    if not (is_low or is_flat or FLOOR_NUMBER.fullmatch(word)) or not _follows_number(draft, spec, at):
        return 0
    end = at + 1
    has_more = draft.free(end) and draft.segment[end] == segment
    is_pair = has_more and not (draft.free(end + 1) and draft.segment[end + 1] == segment)
    if has_more and draft.fold[end] in SIDES:
        return end + 1
    is_marked = is_low or not word.isdigit()
    if has_more and DOOR.fullmatch(draft.text[end]) and (is_pair if opens else is_marked and not is_flat):
        return end + 1
    if not has_more or not opens:
        return end if is_marked and not (is_low and has_more and not opens) else 0
    return end if is_flat and word[-1].isalpha() else 0


def _follows_number(draft: Draft, spec: Spec, at: int) -> bool:
    """Whether the house number, or a unit behind it, stands right before the token."""
    before = at - 2 if draft.text[at - 1] in DASHES else at - 1
    if before < 1 or draft.label[before] in ("unit", "staircase", "entrance", "house_number"):
        return before > 0
    if not _may_be_house(draft, before) and draft.segment[before] == draft.segment[at]:
        return False
    line = draft.segment[before]
    number = next((i for i in (before, before - 1) if draft.segment[i] == line and _may_be_house(draft, i)), 0)
    is_of_road = spec.words.get(draft.fold[number - 1]) == STREET and (number < 2 or draft.segment[number - 2] != line)
    return number > 0 and not (is_of_road and draft.segment[number - 1] == line)


def _may_be_house(draft: Draft, at: int) -> bool:
    return draft.label[at] in ("", "house_number") and draft.is_number(at)


ENGLISH_BOXES = frozenset({"box", "pobox", "p o box"})


def is_english_box(draft: Draft, at: int) -> bool:
    """Whether the token closes `PO Box`, which is written in every country."""
    folded = draft.fold[at]
    return folded in ENGLISH_BOXES and (folded != "box" or (at > 0 and draft.fold[at - 1] in ("po", "p o")))


def is_alone(draft: Draft, at: int) -> bool:
    """Whether the token fills a segment that is not the first."""
    opens = at > 0 and draft.segment[at - 1] != draft.segment[at]
    return opens and (at + 1 == len(draft) or draft.segment[at + 1] != draft.segment[at])


def _after_side(draft: Draft, at: int) -> int:
    """Where the side of the stairs (`3. OG links`, `2º Dto`) ends that may start at `at`; `at` when none does."""
    if draft.free(at) and draft.segment[at] == draft.segment[at - 1] and draft.fold[at] in SIDES:
        # Piso 5 dto B: the flat (departamento) B, not the right one.
        is_flat = draft.fold[at] == "dto" and _identifier_end(draft, at + 1) > at + 1
        return at if is_flat else at + 1
    return at


def _after_fillers(draft: Draft, at: int) -> int:
    """Past the words between a box's word and its number: Apartado de Correos 12, Casella Postale 4."""
    while draft.free(at) and draft.segment[at] == draft.segment[at - 1] and draft.fold[at] in BOX_FILLERS:
        at += 1
    return at


NO_NUMBER = frozenset({"s n", "sn", "s no", "snc", "s n c"})
NUMBER_WORDS = frozenset({"numero", "num", "no", "n"})
SIDES = word_set(
    """
    links rechts mitte li re izda izquierda izq dcha derecha dcho dch dto dta esq esquerdo direito drt frente
    gauche droite sinistra destra sx dx lewa prawa
    """
)
# Floors that have a name of their own in the countries whose street types stand before the name.
LOW_FLOORS = word_set(
    "bajo bajos entresuelo entlo entl entreplanta principal pral ppal atico sobreatico sotano pb rc cave terreo rdc"
) | {"r c"}
BOX_FILLERS = word_set("de correos correo postal postale postais poczt pocztowa")
DASHES = frozenset("-–—")
FLAT = re.compile(r"\d{1,2}[-.ºª°]{0,2}[A-Za-z]\.?|\d{1,2}[ºª°][-.]?\d{1,2}[ºª°]?")
TWO_NUMBERS = re.compile(r"\d{1,2}-[1-9]\d?")
FLOOR_NUMBER = re.compile(r"\d{1,2}(?:(?:\.?[ºª°]|[oaèer])\.?)?")
DOOR = re.compile(r"[A-Za-z]\.?|[\"“'«][A-Za-z][\"”'»]|\d{1,2}[ºª°]?")
FLOOR = re.compile(r"\d{1,2}(?:\.?[ºª°]|è|er|r|n|t)\.?", re.IGNORECASE)


def _claim_box_lead(draft: Draft, at: int) -> None:
    """`P.O.`, `Post Office` and the like before `Box`."""
    while at and draft.free(at - 1) and draft.segment[at - 1] == draft.segment[at] and draft.fold[at - 1] in BOX_LEADS:
        at -= 1
        draft.label[at] = "po_box"


BOX_LEADS = word_set("po p o post office gpo private locked caixa casella skrytka skr case boite") | {"p o"}
ARTICLES = word_set("de la el del da do di the le les of")
WHOLE_UNITS = word_set("""
    basement penthouse ph rear eg dg souterrain rdc hinterhaus hinterhof hh hths vorderhaus vh vdhs seitenflugel sfl
    gartenhaus quergebaude qg bagh baghus forh forhus sidehus mellembygn sidebygn
    """)
WORDLESS = NO_NUMBER | LOW_FLOORS | WHOLE_UNITS | {"sin", "sem"}
"""Words of `_claim_wordless`; the rest that it labels begins with a figure."""


def _is_lettered_flat(draft: Draft, at: int) -> bool:
    """Whether a letter and the number that ends its segment are one identifier: Apt B 12."""
    after = at + 1
    if not (len(draft.text[at]) == 1 and draft.text[at].isalpha() and draft.free(after)):
        return False
    is_last = after + 1 == len(draft) or draft.segment[after + 1] != draft.segment[at]
    return is_last and draft.segment[after] == draft.segment[at] and draft.text[after].isdigit()


def _identifier_end(draft: Draft, at: int) -> int:
    """Where the identifier that starts at `at` ends; `at` itself when there is none."""
    end = at
    if (
        draft.free(end)
        and draft.segment[end] == draft.segment[at - 1]
        and draft.text[end] in ("#", "no", "No", "no.", "No.", "nº", "№", "n°", ".")
    ):
        end += 1
    if draft.free(end) and draft.segment[end] == draft.segment[at - 1] and IDENTIFIER.fullmatch(draft.text[end]):
        return end + 2 if _is_lettered_flat(draft, end) else end + 1
    return at
