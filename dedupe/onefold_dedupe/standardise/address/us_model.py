"""American lines that are not regular: usaddress behind a repair layer."""

from __future__ import annotations

from onefold_dedupe.standardise.address.draft import Draft
from onefold_dedupe.standardise.address.us_repair import repair

# usaddress 0.5 tag → our label; what is absent (NotAddress) stays unparsed.
LABEL_OF = {
    **dict.fromkeys(("AddressNumber", "AddressNumberPrefix", "AddressNumberSuffix"), "house_number"),
    **dict.fromkeys(
        [
            f"{which}StreetName{part}"
            for which in ("", "Second")
            for part in (
                *("", "PreModifier", "PreDirectional", "PreType"),
                *("PostType", "PostDirectional", "PostModifier"),
            )
        ],
        "road",
    ),
    **dict.fromkeys(("CornerOf", "IntersectionSeparator"), "road"),
    **dict.fromkeys(("OccupancyType", "OccupancyIdentifier", "SubaddressType", "SubaddressIdentifier"), "unit"),
    **dict.fromkeys(("USPSBoxType", "USPSBoxID", "USPSBoxGroupType", "USPSBoxGroupID"), "po_box"),
    **dict.fromkeys(("ZipCode", "ZipPlus4"), "postcode"),
    **dict.fromkeys(("BuildingName", "LandmarkName"), "house"),
    "PlaceName": "city",
    "StateName": "state",
    "CountryName": "country",
    "Recipient": "addressee",
}


def parse_by_model(draft: Draft) -> None:
    """Label the unlabelled tokens by usaddress, then undo what it is known to get wrong."""
    import usaddress

    free = [at for at, label in enumerate(draft.label) if not label]
    if not free:
        return
    text = _masked(draft)
    labels = draft.label
    taken = set(range(len(draft))) - set(free)
    begin, cursor = 0, 0
    for token, tag in usaddress.parse(text):
        label = LABEL_OF.get(tag)
        for piece in token.replace(",", " ").replace(";", " ").replace("|", " ").split():
            found = text.find(piece, cursor)
            if found < 0:
                continue
            cursor = found + len(piece)
            while begin < len(draft) and draft.end[begin] <= found:
                begin += 1
            at = begin
            while at < len(draft) and draft.start[at] < cursor:
                if label and at not in taken and not labels[at]:
                    labels[at] = label
                at += 1
    repair(draft, taken)


def _masked(draft: Draft) -> str:
    """The text with blanks in place of tokens that have a label."""
    text = draft.raw
    for at, label in enumerate(draft.label):
        if label:
            blank = " " * (draft.end[at] - draft.start[at])
            text = text[: draft.start[at]] + blank + text[draft.end[at] :]
    return text
