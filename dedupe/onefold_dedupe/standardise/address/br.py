"""Brazil: `Rua X, 12 - Apto 3 - Centro - Recife - PE`, dashes also glued; number, complement, bairro, city, state."""

from __future__ import annotations

import re
from dataclasses import replace

from onefold_dedupe.standardise.address.draft import Draft, fold
from onefold_dedupe.standardise.address.ends import DASH
from onefold_dedupe.standardise.address.facts import regions
from onefold_dedupe.standardise.address.general import general_spec, split_token
from onefold_dedupe.standardise.address.spec import LEVEL, NUMBER_MARK, UNIT, Spec
from onefold_dedupe.standardise.country import word_set
from onefold_dedupe.standardise.memo import memo

_BASE = general_spec("BR")
# Words of a complement that cannot open the name of a bairro, and those that can (Casa Amarela, Conjunto Ceará).
COMPLEMENTS = word_set("apto apt ap apart apartamento bl bloco blc qd quadra lt lote sl sala lj loja cs fds fundos and")
OPEN_COMPLEMENTS = word_set("casa cj conj conjunto ed edif edificio cond condominio torre galpao box sobreloja andar")
OPENERS = COMPLEMENTS | OPEN_COMPLEMENTS
NO_NUMBER = frozenset({"s n", "sn", "s no"})
HIGHWAYS = word_set("rodovia rod rodov estrada est")
ROADS_OF = frozenset({"br"} | {code for code in regions("BR") if len(code) == 2})
"""Who numbers roads, the union and its states: Rodovia BR 101, Rod. SP 330."""
# Brasília's blocks of flats and of shops have a code and a number for a street, then the letter of the building.
BRASILIA = re.compile(r"(?:sqn|sqs|sqnw|sqsw|cln|cls|clnw|clsw|scln|scls|shcgn|shcgs|qnl|qnm|qsd|qne|eqn|eqs)")
IDENTIFIER = re.compile(r"\w{1,3}|\w*\d\w*")
SUFFIX = re.compile(r"[A-Za-z]")
SMALL_WORDS = word_set("de do da dos das e")
NUMBER_OF_FLAT = re.compile(r"(\d{1,5})/(\d{2,4})")


@memo(65_536)
def split_dash(token: str) -> tuple[int, ...]:
    """Where a glued dash parts road, number and unit.

    `NACOES-25`, `1695-APTO`, `345/405` (flat 405 of number 345); a name (`Beira-Mar`) and a CEP stay whole.
    """
    cuts = list(split_token(token))
    slash = token.rfind("/")
    if slash > 2 and fold(token[slash + 1 :]) in regions("BR") and token[slash - 1].isalpha():
        cuts += [slash, slash + 1]
    dash = token.rfind("-")
    if dash > 2 and token[dash + 1 :].isupper() and len(token) == dash + 3 and fold(token[dash + 1 :]) in regions("BR"):
        cuts += [dash, dash + 1]  # Recife-PE
    at = token.find("-")
    while 0 < at < len(token) - 1:
        left, right = token[:at], token[at + 1 :]
        next_word = re.split(r"[-/]", right)[0]
        is_cep = re.fullmatch(r"[\d.]{5,6}", left) and re.match(r"\d{3}$", right)
        # Roads have codes of one or two letters: BR-101, T-37.
        numbered = right[0].isdigit() and len(left) > 2
        seam = left[-1].isalpha() and (numbered or fold(next_word) in _BASE.words or right.upper() in ("S/N", "SN"))
        seam = seam or (left[-1].isdigit() and right[0].isalpha() and len(next_word) > 1)
        if seam and not is_cep:
            cuts += [at, at + 1]
        at = token.find("-", at + 1)
    flat = NUMBER_OF_FLAT.fullmatch(token[cuts[-1] :] if cuts else token)
    if flat:
        cuts += [len(token) - len(flat.group(2)) - 1, len(token) - len(flat.group(2))]
    return tuple(sorted(set(cuts)))


def claim_street_line(draft: Draft, spec: Spec) -> None:
    """Part segments at dashes between blanks; label road, number and complement where their order is the usual one."""
    _part_dashes(draft)
    groups = draft.segments()
    if not groups:
        return
    line, later = groups[0], groups[1:]
    if len(line) > 1 and (spec.is_street_word(draft.fold[line[0]]) or BRASILIA.fullmatch(draft.fold[line[0]])):
        at = _number_at(draft, spec, line)
        if at:
            draft.claim(line[:at], "road")
            _claim_number(draft, spec, line[at:] if later else _without_complement(draft, spec, line[at:]))
        elif later and (_opens_with_number(draft, spec, later[0]) or _is_complement(draft, spec, later[0])):
            draft.claim(line, "road")
            if _opens_with_number(draft, spec, later[0]):
                _claim_number(draft, spec, _street_part(draft, spec, later.pop(0)))
    for group in later:
        if _is_complement(draft, spec, group):
            draft.claim(group, "unit")


def _part_dashes(draft: Draft) -> None:
    """A dash between blanks parts segments; one glued to a word only parts words."""
    for at in [at for at, word in enumerate(draft.text) if word[0] in "-–—"]:
        if DASH.fullmatch(draft.text[at]):
            draft.label[at] = "mark"
            glued = (at and draft.end[at - 1] == draft.start[at]) or (
                at + 1 < len(draft) and draft.start[at + 1] == draft.end[at]
            )
            if not glued:
                draft.number_segments_anew(at)


def _number_at(draft: Draft, spec: Spec, line: list[int]) -> int:
    """Position of the house number: it closes the line or a complement follows it; 0 when none does."""
    if BRASILIA.fullmatch(draft.fold[line[0]]):
        return _brasilia_unit(draft, line)
    for at in range(2, len(line)):
        folded = draft.fold[line[at]]
        if folded in OPENERS and _is_complement(draft, spec, line[at:]):
            return at
        if folded not in NO_NUMBER and not draft.is_number(line[at]):
            continue
        if at == 2 and draft.fold[line[0]] in HIGHWAYS and draft.fold[line[1]] in ROADS_OF:
            draft.bound.add(line[at])
            continue
        after = draft.fold[line[at + 1]] if at + 1 < len(line) else ""
        glued_after = at + 1 < len(line) and line[at + 1] != line[at] + 1
        if at + 1 == len(line) or glued_after or after in ("", "/") or spec.words.get(after) in (UNIT, LEVEL):
            return at - 1 if _is_number_mark(draft, spec, line[at - 1]) else at
        lettered = len(after) == 1 and (at + 2 == len(line) or draft.fold[line[at + 2]] in OPENERS)
        if after in OPENERS or lettered:
            return at - 1 if _is_number_mark(draft, spec, line[at - 1]) else at
    return 0


def _brasilia_unit(draft: Draft, line: list[int]) -> int:
    """Where the complement of a Brasília address starts, after the number and the building's letter."""
    at = 2
    if (
        len(line) > at + 1
        and draft.fold[line[at]] in ("bloco", "bl")
        and IDENTIFIER.fullmatch(draft.fold[line[at + 1]])
    ):
        at += 2
    return at if len(line) > at else 0


def _without_complement(draft: Draft, spec: Spec, tokens: list[int]) -> list[int]:
    """The number alone; where the line goes on with the town only typed words tell where a complement ends."""
    return tokens[: _number_size(draft, spec, tokens)] if draft.fold[tokens[0]] not in OPENERS else []


def _number_size(draft: Draft, spec: Spec, tokens: list[int]) -> int:
    return 2 if len(tokens) > 1 and _is_number_mark(draft, spec, tokens[0]) else 1


def _street_part(draft: Draft, spec: Spec, group: list[int]) -> list[int]:
    """The tokens of a segment that opens with the number as far as they are the number and a complement."""
    size = _number_size(draft, spec, group)
    rest = group[size:]
    if draft.fold[group[0]] in OPENERS:
        return []
    if rest and not (_is_complement(draft, spec, rest) or (len(rest) == 1 and SUFFIX.fullmatch(draft.text[rest[0]]))):
        return group[:size]
    return group


def _is_number_mark(draft: Draft, spec: Spec, at: int) -> bool:
    return spec.words.get(draft.fold[at]) == NUMBER_MARK


def _opens_with_number(draft: Draft, spec: Spec, group: list[int]) -> bool:
    first = group[1] if len(group) > 1 and _is_number_mark(draft, spec, group[0]) else group[0]
    return draft.is_number(first) or draft.fold[first] in NO_NUMBER


def _claim_number(draft: Draft, spec: Spec, tokens: list[int]) -> None:
    """Label a number with its mark, and what follows it in the line as the complement."""
    if not tokens:
        return
    size = _number_size(draft, spec, tokens)
    if draft.is_number(tokens[size - 1]) or draft.fold[tokens[size - 1]] in NO_NUMBER:
        if len(tokens) == size + 1 and SUFFIX.fullmatch(draft.text[tokens[size]]):
            size += 1
        draft.claim(tokens[:size], "house_number")
        tokens = tokens[size:]
    for at in tokens:
        draft.label[at] = "unit" if draft.fold[at] else "mark"


def _is_complement(draft: Draft, spec: Spec, group: list[int]) -> bool:
    """Whether the segment says which flat, block or plot: its word and an identifier."""
    first = draft.fold[group[0]]
    if len(group) == 1:
        return first in ("fundos", "fds", "terreo", "cobertura")
    second = draft.fold[group[1]]
    if first in COMPLEMENTS:
        return IDENTIFIER.fullmatch(second) is not None and second not in SMALL_WORDS
    return first in OPEN_COMPLEMENTS and (second[:1].isdigit() or len(second) == 1)


SPEC = replace(_BASE, split=split_dash, number_suffixes=frozenset(), prepare=claim_street_line)
