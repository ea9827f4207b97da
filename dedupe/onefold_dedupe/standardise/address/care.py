"""Whose care an address is in: `c/o Müller`, `t.a.v. Jansen`, `presso Rossi` name the addressee, who is no part."""

from __future__ import annotations

from onefold_dedupe.standardise.address.draft import Draft
from onefold_dedupe.standardise.country import word_set

MARKS = word_set("presso attn att tav zhd zhdn zh") | {"c o", "z hd", "z hdn", "t a v", "p a", "a c", "a a", "z h"}
WORDS = frozenset(
    {("zu", "handen"), ("z", "hd"), ("aos", "cuidados"), ("bei", "frau"), ("bei", "herrn"), ("ter", "attentie")}
)
TITLES = word_set("m mr mme mlle monsieur madame mademoiselle")


TELEPHONES = word_set("tel telefon telefono telefone tlf phone fax mob mobil mobile handy cell cel")


def claim_care(draft: Draft) -> None:
    """Set the addressee aside that a mark names at the beginning of a segment or behind the house number, and a
    telephone behind the address.
    """
    claim_rear(draft)
    folded, segments = draft.fold, draft.segment
    for at, word in enumerate(folded):
        if word in TELEPHONES and at:
            _claim_telephone(draft, at)
        if word not in MARKS and word not in OPENERS:
            continue
        is_opening = not at or segments[at - 1] != segments[at]
        if draft.label[at] or not (is_opening or draft.is_number(at - 1)) or not _is_mark(folded, at):
            continue
        end = at + 1
        while draft.free(end) and segments[end] == segments[at] and not draft.text[end][0].isdigit():
            end += 1
        is_whole = end == len(draft) or segments[end] != segments[at]
        if end > at + 1 and (is_whole or not is_opening) and not (is_opening and is_whole and len(set(segments)) == 1):
            draft.claim(range(at, end), "addressee")
            if "addressee_named" not in draft.issues:
                draft.issues.append("addressee_named")


def claim_rear(draft: Draft) -> None:
    """`Rear of 12 High Street`: the part of the plot behind the house is a unit of it."""
    if draft.fold[:1] == ["rear"] and draft.free(0):
        end = 2 if draft.fold[1:2] == ["of"] else 1
        if end < len(draft) and draft.is_number(end):
            draft.claim(range(end), "unit")
    if "(" in draft.raw and "rear" in draft.fold:
        # 12 High Street (rear of)
        at = draft.fold.index("rear")
        end = at + 2 if draft.fold[at + 1 : at + 2] == ["of"] else at + 1
        closes = draft.raw[draft.end[end - 1] : draft.end[end - 1] + 1] == ")" or draft.text[end - 1].endswith(")")
        opens = draft.raw[draft.start[at] - 1 : draft.start[at]] == "(" or draft.text[at].startswith("(")
        if at and opens and closes and all(map(draft.free, range(at, end))):
            draft.claim(range(at, end), "unit")


def _claim_telephone(draft: Draft, at: int) -> None:
    end = at + 1
    while (
        end < len(draft) and draft.segment[end] == draft.segment[at] and not draft.text[end].strip("+()-./0123456789")
    ):
        end += 1
    digits = sum(map(str.isdigit, "".join(draft.text[at + 1 : end])))
    if digits >= SHORTEST_TELEPHONE:
        draft.claim(range(at, end), "telephone")


SHORTEST_TELEPHONE = 6
OPENERS = frozenset(first for first, _ in WORDS) | {"chez"}


def _is_mark(folded: list[str], at: int) -> bool:
    following = folded[at + 1] if at + 1 < len(folded) else ""
    if folded[at] == "chez":  # a hamlet's name too: Chez Moreau
        return following in TITLES
    return folded[at] in MARKS or (folded[at], following) in WORDS
