"""France: business parks and institutions that stand for a street (`ZI Nord, 72000 Le Mans`)."""

from __future__ import annotations

from dataclasses import replace

from onefold_dedupe.standardise.address.draft import Draft
from onefold_dedupe.standardise.address.facts import places
from onefold_dedupe.standardise.address.general import general_spec
from onefold_dedupe.standardise.address.places import trailing_place
from onefold_dedupe.standardise.address.spec import STREET, Spec, names
from onefold_dedupe.standardise.country import word_set

VENUES = word_set(
    """
    zi za zac zae zone z.i z.a z.a.c parc universite ecole college lycee mairie hopital clinique gare aeroport musee
    chateau eglise stade theatre campus
    """
)
NUMBERED = word_set("nationale departementale autoroute route voie porte lot ilot zone secteur quartier phase tranche")
"""Words whose number is a part of the road's name."""

LINKS = word_set("de du des d la le les l a aux et sur en")


def claim_french(draft: Draft, spec: Spec) -> None:
    """Label a venue that opens the text without a number as the house; a commune after it stays for the places."""
    groups = draft.segments()
    if not groups:
        return
    line = groups[0]
    if _ends_in_floor(draft, spec, line):
        draft.claim(line[-1:], spec.bare_tail)
    if draft.fold[line[0]].replace(" ", "") not in VENUES or any(draft.text[at][0].isdigit() for at in line):
        return
    town = trailing_place(draft, line, places("FR")) if len(groups) == 1 else 0
    if town and draft.fold[line[-town - 1]] in LINKS:
        town = 0
    if len(line) - town > 1:
        draft.claim(line[: len(line) - town], "house")


def _ends_in_floor(draft: Draft, spec: Spec, line: list[int]) -> bool:
    """Whether a small number after the street's name is a floor: no route's number, no day of a month."""
    if len(line) < 4 or not draft.is_number(line[0]) or spec.words.get(draft.fold[line[1]]) != STREET:
        return False
    before = draft.fold[line[-2]]
    if any(len(draft.text[at]) == POSTCODE_LENGTH and draft.text[at].isdigit() for at in line[2:-2]):
        return False  # 75004 Paris 04
    return (
        draft.text[line[-1]].isdigit()
        and len(draft.text[line[-1]]) < 3
        and before.isalpha()
        and len(before) > 2
        and before not in NUMBERED
        and spec.words.get(before) is None
    )


POSTCODE_LENGTH = 5

REGIONS = (
    "Auvergne-Rhône-Alpes|Bourgogne-Franche-Comté|Bretagne|Brittany|Centre-Val de Loire|Corse|Corsica|Grand Est|"
    "Hauts-de-France|Île-de-France|Normandie|Normandy|Nouvelle-Aquitaine|Occitanie|Pays de la Loire|"
    "Provence-Alpes-Côte d'Azur|PACA"
)
GENERAL = general_spec("FR")
SPEC = replace(
    GENERAL,
    region_names=names(REGIONS.split("|")),
    weak_streets=GENERAL.weak_streets - {"rue"},  # weak only as the English word that it is too
    prepare=claim_french,
)
