"""Conventions of western and southern Europe and of Brazil, and the country of an address that names none."""

from __future__ import annotations

import re

import pytest
from onefold_dedupe.standardise.address import standardise_address

# country | text, then the labels, one address after another
CONVENTIONS = """
DE | Berlin, Hauptstr. 5
    road=Hauptstr.; house_number=5; city=Berlin
DE | 10115 Berlin, Hauptstr. 5
    road=Hauptstr.; house_number=5; postcode=10115; city=Berlin
DE | Hotel Adler, Hauptstr. 5
    house=Hotel Adler; road=Hauptstr.; house_number=5
PL | Warszawa, ul. Długa 5 m. 3
    road=ul. Długa; house_number=5; unit=m. 3; city=Warszawa
BR | São Paulo - SP, Rua Augusta, 5
    road=Rua Augusta; house_number=5; city=São Paulo; state=SP
GB | London SW1A 1AA, 5 High Street
    road=High Street; house_number=5; postcode=SW1A 1AA; city=London
GB | PO Box 334, Swindon SN1 2AB
    po_box=PO Box 334; postcode=SN1 2AB; city=Swindon
FR | 12 bis, rue Victor Hugo, 69002 Lyon
    road=rue Victor Hugo; house_number=12 bis; postcode=69002; city=Lyon
FR | 12 B, rue Victor Hugo, 69002 Lyon
    road=rue Victor Hugo; house_number=12 B; postcode=69002; city=Lyon
DE | Tannenhof 8, 83646 Bad Tölz am Isarufer
    road=Tannenhof; house_number=8; postcode=83646; city=Bad Tölz am Isarufer
AT | Feldweg 12, 8962 Mitterberg im Burgenland
    road=Feldweg; house_number=12; postcode=8962; city=Mitterberg im Burgenland
IT | Via Verdi 4, 40016 San Giorgio di Bologna
    road=Via Verdi; house_number=4; postcode=40016; city=San Giorgio di Bologna
DE | Q7, 24, 68161 Mannheim
    road=Q7; house_number=24; postcode=68161; city=Mannheim
DE | Gartenweg 5, 09429 Wolkenstein OT Falkenbach
    road=Gartenweg; house_number=5; postcode=09429; city=Wolkenstein; suburb=OT Falkenbach
DE | Gasthof Krone-Post Marktgasse 4, 72070 Tübingen
    house=Gasthof Krone-Post; road=Marktgasse; house_number=4; postcode=72070; city=Tübingen
DE | Obere Lindenallee 7, 3. OG links, 10115 Berlin
    road=Obere Lindenallee; house_number=7; level=3. OG links; postcode=10115; city=Berlin
DE | Lange Reihe 12 1/2, 20099 Hamburg
    road=Lange Reihe; house_number=12 1/2; postcode=20099; city=Hamburg
DE | Marktplatz 8, 96465 Neustadt b. Coburg
    road=Marktplatz; house_number=8; postcode=96465; city=Neustadt b. Coburg
AT | Trattenweg 29/13, 5741 Neukirchen
    road=Trattenweg; house_number=29/13; postcode=5741; city=Neukirchen
BE | Kerkstraat 12 bus 4, 3300 Tienen Bost
    road=Kerkstraat; house_number=12; unit=bus 4; postcode=3300; city=Tienen; suburb=Bost
CH | Bahnhofstrasse 12, Postfach, 8001 Zürich
    road=Bahnhofstrasse; house_number=12; po_box=Postfach; postcode=8001; city=Zürich
NL | Keizersgracht 12 hs, 1015 CN Amsterdam
    road=Keizersgracht; house_number=12 hs; postcode=1015 CN; city=Amsterdam
PL | skr. poczt. 12, 00-950 Warszawa
    po_box=skr. poczt. 12; postcode=00-950; city=Warszawa
FR | 3 ter, avenue Victor Hugo, 75116 Paris
    house_number=3 ter; road=avenue Victor Hugo; postcode=75116; city=Paris
FR | 12 allée des Tilleuls 2, 27510 Giverny
    house_number=12; road=allée des Tilleuls; level=2; postcode=27510; city=Giverny
FR | ZI Sud, 72000 Le Mans
    house=ZI Sud; postcode=72000; city=Le Mans
FR | Lycée Jules Ferry Montluçon
    house=Lycée Jules Ferry; city=Montluçon
NL | Lindenbaan, Utrecht
    road=Lindenbaan; city=Utrecht
GB | Rose Cottage, Penrhos, Bangor, Gwynedd LL57 2AB
    house=Rose Cottage; suburb=Penrhos; city=Bangor; state_district=Gwynedd; postcode=LL57 2AB
GB | 18 Orchard Way, Bourn, Cambridge, CB23
    house_number=18; road=Orchard Way; suburb=Bourn; city=Cambridge; postcode=CB23
GB | Elm Farm Ford Lane, Hailsham, E Sussex BN273QJ
    house=Elm Farm; road=Ford Lane; city=Hailsham; state_district=E Sussex; postcode=BN273QJ
ES | Calle Sol 3, bajo izda., 41001 Sevilla
    road=Calle Sol; house_number=3; unit=bajo izda.; postcode=41001; city=Sevilla
ES | Carrer de la Pau 40, esc. A, 5è 1a, 08013 Barcelona
    road=Carrer de la Pau; house_number=40; staircase=esc. A; unit=5è 1a; postcode=08013; city=Barcelona
ES | Apdo. de Correos 123, 28080 Madrid
    po_box=Apdo. de Correos 123; postcode=28080; city=Madrid
ES | Paseo del Prado, 59 C, planta 12, 28046 Madrid
    road=Paseo del Prado; house_number=59 C; level=planta 12; postcode=28046; city=Madrid
MX | Calle Roble Mz 3 Lt 12, 76000 Querétaro
    road=Calle Roble; unit=Mz 3 Lt 12; postcode=76000; city=Querétaro
PT | Rua Augusta, nº 27, 2º Esq., 1100-048 Lisboa
    road=Rua Augusta; house_number=nº 27; unit=2º Esq.; postcode=1100-048; city=Lisboa
IT | Corso Italia 5 bis, 3° piano, 20122 Milano MI
    road=Corso Italia; house_number=5 bis; level=3° piano; postcode=20122; city=Milano; state=MI
IT | Piazza Garibaldi, snc, 80142 Napoli NA
    road=Piazza Garibaldi; house_number=snc; postcode=80142; city=Napoli; state=NA
IT | Via Verdi 3, 40126 Bologna Navile
    road=Via Verdi; house_number=3; postcode=40126; city=Bologna; state_district=Navile
IT | Via Verdi 3, 58024 Massa Marittima GR
    road=Via Verdi; house_number=3; postcode=58024; city=Massa Marittima; state=GR
IT | Via 25 Aprile 1945 12, 00128 Roma
    road=Via 25 Aprile 1945; house_number=12; postcode=00128; city=Roma
IT | Strada Statale 16 Adriatica 45, 70126 Bari
    road=Strada Statale 16 Adriatica; house_number=45; postcode=70126; city=Bari
ES | Calle Mayor 3, San Sebastián, País Vasco, España
    road=Calle Mayor; house_number=3; city=San Sebastián; state=País Vasco; country=España
GB | Mill Barn, Church Lane, Holt, Norfolk NR25 6AB
    house=Mill Barn; road=Church Lane; city=Holt; state_district=Norfolk; postcode=NR25 6AB
BR | Rua das Flores, nº 123, apto 45, Bloco B, Centro, Curitiba/PR
    road=Rua das Flores; house_number=nº 123; unit=apto 45, Bloco B; suburb=Centro; city=Curitiba; state=PR
BR | Rua 10 Qd 5 Lt 12, Setor Bueno, Goiânia/GO
    road=Rua 10; unit=Qd 5 Lt 12; suburb=Setor Bueno; city=Goiânia; state=GO
BR | Rodovia BR-101, km 12 - Distrito Industrial - Joinville - SC
    road=Rodovia BR-101; house_number=km 12; suburb=Distrito Industrial; city=Joinville; state=SC
BR | SQS 108 Bloco C Apto 204, Asa Sul, Brasília/DF, 70355-030
    road=SQS 108 Bloco C; unit=Apto 204; suburb=Asa Sul; city=Brasília; state=DF; postcode=70355-030
BR | RUA DO SOL-45-AP 12 - CASA AMARELA - RECIFE - PE
    road=RUA DO SOL; house_number=45; unit=AP 12; suburb=CASA AMARELA; city=RECIFE; state=PE
BR | Travessa 3 de Maio 250 sala 3 Centro Blumenau SC
    road=Travessa 3 de Maio; house_number=250; unit=sala 3; suburb=Centro; city=Blumenau; state=SC
BR | Rua Augusta 9, Botafogo Rio de Janeiro
    road=Rua Augusta; house_number=9; suburb=Botafogo; city=Rio de Janeiro
HU | Gyöngyvirág utca 21. 2/6., 1117 Budapest
    road=Gyöngyvirág utca; house_number=21.; unit=2/6.; postcode=1117; city=Budapest
HU | 1117 Budapest, Gyöngyvirág utca 21. III. em. 8.
    postcode=1117; city=Budapest; road=Gyöngyvirág utca; house_number=21.; level=III. em.; unit=8.
HU | Gyöngyvirág utca 21. 3. em. 8., 1117 Budapest
    road=Gyöngyvirág utca; house_number=21.; level=3. em.; unit=8.; postcode=1117; city=Budapest
DE | Lindenstraße 17 (3. OG rechts), 20099 Hamburg
    road=Lindenstraße; house_number=17; level=3. OG rechts; postcode=20099; city=Hamburg
DE | Lindenstraße 17 b 4, 20099 Hamburg
    road=Lindenstraße; house_number=17 b; unit=4; postcode=20099; city=Hamburg
BR | Rod. BR 277, km 612, Cascavel - PR
    road=Rod. BR 277; house_number=km 612; city=Cascavel; state=PR
BR | Rodovia SP 270, Km 88, Sorocaba - SP
    road=Rodovia SP 270; house_number=Km 88; city=Sorocaba; state=SP
"""


def _cases() -> list[tuple[str, str, dict[str, str]]]:
    cases = []
    for block in re.split(r"\n(?=\S)", CONVENTIONS.strip()):
        head, _, labels = block.partition("\n")
        country, text = head.split(" | ", 1)
        cases.append((country, text, dict(pair.strip().split("=") for pair in labels.replace("\n", " ").split(";"))))
    return cases


@pytest.mark.parametrize(("country", "text", "labels"), _cases(), ids=lambda case: case if len(str(case)) < 60 else "")
def test_convention(country: str, text: str, labels: dict[str, str]) -> None:
    assert standardise_address(text, country).parts == labels


# text | the country it is in, `?` where nothing tells it
WITHOUT_COUNTRY = """
14 route de la Plage, 06230 Villefranche | FR
7 impasse du Moulin, 44600 Saint-Nazaire | FR
Chemin des Prés 9, 1950 Sion | CH
Lindenstrasse 4, 8400 Winterthur | CH
Birkengasse 12, 4600 Wels | AT
Wiesenweg 3, 57392 Schmallenberg | DE
Avenida del Puerto 12, 11006 Cádiz | ES
Rua das Laranjeiras 40, Campinas - SP | BR
Rua do Sol 5, 4000-123 Porto | PT
Via delle Rose 8, 09045 Quartu Sant'Elena | IT
ul. Polna 3, 00-625 Warszawa | PL
Eikenlaan 12, 2514 GA 's-Gravenhage | NL
Borgergade 14, 1300 København | DK
18 Station Road, Cambridge CB1 2JW | GB
1200 Oak Street, Austin, TX 78701 | US
Via Roma 3, 24121 Bergamo BG | IT
ул. Мира 3, 1000 София | BG
улица Лесная, 5 | ?
12 Main Street | ?
"""


@pytest.mark.parametrize("line", WITHOUT_COUNTRY.strip().splitlines())
def test_country_without_a_hint(line: str) -> None:
    text, country = line.split(" | ")
    assert (standardise_address(text).country_code or "?") == country


def test_an_unsure_country_still_reads_the_street() -> None:
    result = standardise_address("улица Лесная, 5")
    assert result.parts == {"road": "улица Лесная", "house_number": "5"}
    assert "unknown_country" in result.issues


CITY_FIRST = """
SE | Uppsala, Björkgatan 7 | Uppsala | Björkgatan | 7
CZ | Praha, Lipová 14 | Praha | Lipová | 14
TR | İzmir, Gül Sokak 3 | İzmir | Gül Sokak | 3
NO | Oslo, Furuveien 21 | Oslo | Furuveien | 21
FR | 69003 Lyon, 8 rue des Tilleuls | Lyon | rue des Tilleuls | 8
FR | Lyon 8 rue des Tilleuls | Lyon | rue des Tilleuls | 8
PL | Kraków ul. Polna 9 | Kraków | ul. Polna | 9
ES | Sevilla calle Rosal 4 | Sevilla | calle Rosal | 4
"""


@pytest.mark.parametrize("line", CITY_FIRST.strip().splitlines())
def test_a_known_town_may_stand_before_the_street(line: str) -> None:
    country, text, *labels = line.split(" | ")
    parts = standardise_address(text, country).parts
    assert [parts.get(label) for label in ("city", "road", "house_number")] == labels
