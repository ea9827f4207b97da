"""The lines of places after the street: suburb, city, region."""

from __future__ import annotations

from onefold_dedupe.standardise.address import world
from onefold_dedupe.standardise.address.draft import Draft
from onefold_dedupe.standardise.address.ends import SAME_COUNTRY, claim_region, is_city
from onefold_dedupe.standardise.address.facts import places, regions
from onefold_dedupe.standardise.address.spec import Spec
from onefold_dedupe.standardise.country import country_names, word_set

# Words that tie a name together, and words that open one: neither stands at the seam of two places ('' is a dash).
CONNECTORS = frozenset(
    [
        " ",
        "am",
        "an",
        "im",
        "in",
        "bei",
        "ob",
        "vor",
        "der",
        "die",
        "den",
        "dem",
        "auf",
        "unter",
        "ueber",
        "uber",
        "zu",
        "zum",
        "zur",
        "a d",
        "i d",
        "v d",
        "o d",
        "de",
        "del",
        "della",
        "delle",
        "dei",
        "degli",
        "di",
        "da",
        "do",
        "dos",
        "das",
        "du",
        "des",
        "d",
        "la",
        "le",
        "les",
        "lo",
        "los",
        "las",
        "el",
        "sur",
        "sous",
        "en",
        "y",
        "e",
        "i",
        "et",
        "und",
        "and",
        "of",
        "the",
        "upon",
        "on",
        "under",
        "by",
        "nad",
        "pod",
        "pri",
        "u",
        "na",
        "op",
        "aan",
        "den",
        "ter",
        "ten",
        "van",
        "von",
        "vom",
        "al",
        "els",
        "sul",
        "sulla",
        "al",
        "nel",
    ]
) | {""}
HEADS = word_set(
    """
    bad sankt st san santa santo sant saint sainte sao new los las la le les el lo villa nova novo nuevo nueva neu
    alt gross klein hohen markt ostseebad seebad nordseebad luftkurort kurort hansestadt ciudad puerto porto port
    campo castel castelnuovo monte mount lake north south east west great little upper lower old ile isle cabo rio
    pont mont grand grande petit petite alta alto vila fort point ban mala male mali velika veliki velke velky nova
    nove novy stara stare stary gornja donja dolni horni nowy nowa nowe stary wielka wielki agios agia ano kato
    royal palm long antigua antiguo
    """
)
HOME_NATIONS = frozenset({"england", "scotland", "wales", "northern ireland"})
TAILS = word_set(
    """
    city township county beach park springs heights stadt land nord sud ost west bridge wells falls hills
    """
)


def label_places(draft: Draft, spec: Spec, groups: list[list[int]], postcode: int | None) -> None:
    """Label suburb, city and region of the segments that hold places; `postcode` is the postcode's first token."""
    kept = [group for group in groups if any(draft.fold[i] for i in group)]
    if not kept:
        return
    anchor = None
    if postcode is not None and not spec.number_first:
        anchor = next((k for k, group in enumerate(kept) if draft.segment[group[0]] == draft.segment[postcode]), None)
    if anchor and anchor == len(kept) - 1 and _is_region_code(draft, spec, kept[anchor]):
        # The postcode stands beside the region instead of the town: Campinas - SP 13010-001.
        draft.claim(kept.pop(), spec.region_label)
        anchor -= 1
    while len(kept) > 1 and anchor != len(kept) - 1:
        phrase = draft.phrase(kept[-1])
        if phrase in HOME_NATIONS:
            draft.claim(kept.pop(), "state")
        elif is_city(spec, phrase, draft.phrase(kept[-2])) and not _is_behind_postcode(draft, spec, kept[-2]):
            break
        elif phrase in spec.region_names or phrase in regions(spec.code):
            draft.claim(kept.pop(), spec.region_label)
            break
        elif SAME_COUNTRY.get(country_names().get(phrase, "")) == spec.code and _is_behind_postcode(
            draft, spec, kept[-2]
        ):
            draft.claim(kept.pop(), spec.region_label)  # 97410 Saint-Pierre, La Réunion
            break
        else:
            break
    if "state" not in draft.label and spec.region_label not in draft.label:
        kept[-1] = claim_region(draft, spec, kept[-1])
    if anchor is not None and anchor < len(kept) - 1:
        for group in kept[anchor + 1 :]:
            draft.claim(group, "state")
        kept = kept[: anchor + 1]
    city = kept[-1]
    while (
        len(city) > 1
        and draft.text[city[0]][0].isdigit()
        and draft.is_number(city[0])
        and len(draft.fold[city[0]]) <= 4
    ):
        draft.claim(city[:1], spec.bare_in_city)
        city = city[1:]
    if len(kept) > 3 and "road" not in draft.label and "house" not in draft.label:
        draft.claim(kept.pop(0), "house")
        draft.claim(kept.pop(0), "road")
    for group in kept[:-1]:
        draft.claim(group, "suburb")
    split_city(draft, spec, city)


def _is_behind_postcode(draft: Draft, spec: Spec, group: list[int]) -> bool:
    """Whether a postcode that leads stands right before the line, which is the town then: 97410 Saint-Pierre."""
    lead = group[0] - 1
    return spec.postcode_leads and lead >= 0 and draft.label[lead] == "postcode"


def _is_region_code(draft: Draft, spec: Spec, tokens: list[int]) -> bool:
    return len(tokens) == 1 and len(draft.text[tokens[0]]) in (2, 3) and draft.fold[tokens[0]] in regions(spec.code)


def split_city(draft: Draft, spec: Spec, tokens: list[int]) -> None:
    """Label one line of places as a city, or as suburb and city where a list of towns (or a repeated name) tells
    them apart.
    """
    size = len(tokens)
    if size > 1:
        half = size // 2
        repeated = size % 2 == 0 and draft.phrase(tokens[:half]) == draft.phrase(tokens[half:])
        cut, order = (half, spec.locality) if repeated else _cut(draft, spec, tokens)
        if cut:
            draft.claim(tokens[:cut], order[0])
            draft.claim(tokens[cut:], order[1])
            return
    draft.claim(tokens, "city")


def _cut(draft: Draft, spec: Spec, tokens: list[int]) -> tuple[int, tuple[str, ...]]:
    """Position at which the second place starts (0 when the line is one place) and the labels of the two."""
    towns = places(spec.code) or (world.towns(spec.code) if spec.by_template else frozenset(regions(spec.code)))
    order = spec.locality
    if draft.phrase(tokens) in towns:
        return 0, order
    trailing = [n for n in seams(draft, tokens) if draft.phrase(tokens[n:]) in towns]
    leading = [n for n in seams(draft, tokens) if draft.phrase(tokens[:n]) in towns]
    if order[0] == "city":
        return (leading[-1] if leading else _two_words(draft, spec, tokens)), order
    if trailing:
        return trailing[0], order
    if leading and spec.splits_unknown:
        return leading[-1], ("city", "suburb")
    return _two_words(draft, spec, tokens), order


def _two_words(draft: Draft, spec: Spec, tokens: list[int]) -> int:
    """Where names of one word are the rule, an unknown line comes apart before its last word."""
    if not spec.splits_unknown:
        return 0
    found = seams(draft, tokens)
    if not found or any(draft.fold[i] in TAILS for i in tokens):
        return 0
    return found[-1] if order_is_suburb_first(spec) else found[0]


def order_is_suburb_first(spec: Spec) -> bool:
    """Whether the smaller place is written before the city."""
    return spec.locality[0] != "city"


def seams(draft: Draft, tokens: list[int]) -> list[int]:
    """Positions at which two names can meet: not beside a letter that is short for a word (Neustadt b. Coburg)."""
    return [
        n
        for n in range(1, len(tokens))
        if draft.fold[tokens[n - 1]] not in CONNECTORS
        and draft.fold[tokens[n]] not in CONNECTORS
        and draft.fold[tokens[n - 1]] not in HEADS
        and not draft.text[tokens[n]].startswith(("(", "-", "/"))
        and draft.fold[tokens[n]][1:2] not in ("", " ")
        and len(draft.fold[tokens[n - 1]]) > 1
    ]


def trailing_place(draft: Draft, tokens: list[int], towns: frozenset[str]) -> int:
    """How many tokens at the end are the longest known town; 0 when none is, or when nothing would be left."""
    for length in range(min(5, len(tokens) - 1), 0, -1):
        if draft.phrase(tokens[-length:]) in towns:
            return length
    return 0


PLACES = frozenset({"city", "suburb", "city_district", "state_district", "state"})


def take_for_town(draft: Draft, spec: Spec) -> None:
    """Of an address that names no place, what fills the line before `street number` is its town: `Brno, Hlavní 5`.

    Where the number stands last the larger is written before the smaller; not so a venue, a firm, a name in quotes.
    """
    labels = draft.label
    if "road" not in labels or "house_number" not in labels or not PLACES.isdisjoint(labels):
        return
    size = labels.index("road")
    lead = [at for at in range(size) if labels[at] == "house"]
    is_line = len(lead) == size and draft.segment[size - 1] != draft.segment[size]
    if (
        not is_line
        or draft.segment[0] != draft.segment[size - 1]
        or size > LONGEST_TOWN
        or labels.count("house") != size
    ):
        return
    words = draft.fold[:size]
    if labels.index("house_number") < size or not all(map(str.isalpha, "".join(draft.text[:size]).replace("-", ""))):
        return
    if world.venue_words(spec.code).isdisjoint(words) and FIRMS.isdisjoint(words):
        draft.label[:size] = ["city"] * size
        draft.is_guess = True


LONGEST_TOWN = 3
FIRMS = word_set("gmbh ag kg ohg ev eg ug srl spa sa sl sro doo ood as ab oy oyj nv bv zoo sp sarl sas eurl lda ltda")


def take_for_region(draft: Draft, spec: Spec) -> None:
    """A region's code that stands beside a postcode alone (6000, NSW) is no town."""
    towns = [at for at, label in enumerate(draft.label) if label == "city"]
    if _is_region_code(draft, spec, towns):
        draft.label[towns[0]] = spec.region_label
