"""Countries without a file of their own: the few facts that set each apart from the general grammar."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from onefold_dedupe.standardise.address import english
from onefold_dedupe.standardise.address.spec import Spec, names, spellings, vocabulary

NUMBER_FIRST = frozenset(
    "AE AG AI AM AS AU BB BD BM BN BS BW BZ CA CI CK DM EG FJ FK FM GD GF GG GH GI GM GP GU GY HK IE IN JE JM KE KN KY LC LK LS LU MA MC "
    "MG MM MO MP MQ MS MT MU MV MW MY NA NC NF NG NP NZ OM PG PH PK PR PW RE SB SC SG SL SN SZ TC TH TN TO TT TV TZ UG VC VG VI VN VU WS ZA ZM ZW DZ AZ KR".split()
)
ENGLISH = frozenset(
    "AU NZ IE IM JE GG ZA IN PK BD LK MY SG PH JM TT BB BS HK MT KE NG GH UG TZ ZM ZW BW MU CA GI FJ PG GY BZ BM KY".split()
)
UNIT_TAIL = frozenset({"AU", "NZ", "SG", "PH"})
SPANISH = frozenset("ES AR UY CL CO PE EC MX GT CR PA DO CU HN NI SV BO PY VE PR GQ".split())
EUROPEAN = frozenset(
    "IT PL NL CZ SK HU RO SI HR RS BA MK ME BG GR AL XK TR LT LV EE FI SE NO DK IS FO SM AM AZ GE IL SR".split()
)
FRENCH = frozenset("FR RE NC GP MQ GF MC LU BE CI SN MA TN DZ PF".split())
GERMAN = frozenset("DE AT CH LI".split())
PORTUGUESE = frozenset("BR PT AO MZ CV".split())
LOCALITY = {
    "TR": ("city", "state_district"),
    "CY": ("city", "state_district"),
    "VN": ("city", "state_district"),
    "CL": ("city", "suburb"),
    "EG": ("city", "state_district"),
    "ES": ("city", "state_district"),
    "BE": ("city", "suburb"),
    "BG": ("city", "suburb"),
    "MX": ("city", "suburb"),
}
REGIONS = {
    "PR": "PR|Puerto Rico",
    "PK": "Sindh|Punjab|Balochistan|Khyber Pakhtunkhwa|KPK|Islamabad Capital Territory|Azad Kashmir|Gilgit-Baltistan",
    "ZA": "Eastern Cape|Free State|Gauteng|KwaZulu-Natal|KZN|Limpopo|Mpumalanga|Northern Cape|North West|Western Cape|W Cape",
    "NZ": "Northland|Waikato|Bay of Plenty|Hawkes Bay|Taranaki|Manawatu|Marlborough|Canterbury|Otago|Southland",
    "EC": "Chimborazo|Azuay|Guayas|Pichincha|Manabí|Loja|Tungurahua|Imbabura|El Oro|Los Ríos|Esmeraldas|Cotopaxi",
}  # fmt: skip
SPANISH_WORDS = vocabulary(
    street="calle c/ cl avenida av avda avd ave carrera cra cr kr transversal tv diagonal dg plaza pza plza paseo po camino cmno carretera ctra "
    "callejon pasaje psje pje ronda rda travesia glorieta urbanizacion urb via calzada boulevard blvd bulevar autopista circunvalacion "
    "prolongacion privada cerrada andador circuito carrer avinguda placa passeig kalea rua jiron jr alameda rambla cuesta camí cami",
    unit="piso depto departamento dpto dep apto apartamento puerta pta local oficina of interior int edificio edif bloque torre casa",
    level="planta nivel",
    staircase="escalera esc",
    po_box="apartado apdo casilla apartat",
    number_mark="no nº num numero n",
)
FRENCH_WORDS = vocabulary(
    street="rue avenue av ave boulevard bd bld boul bvd chemin ch che chem route rte place pl allee allees all impasse imp quai cours passage pass "
    "square sq ruelle sentier voie rond-point residence res lotissement lot hameau faubourg fbg esplanade promenade cite villa montee cote "
    "traverse venelle chaussee parvis mail sente clos corniche berge lieu-dit zone za zi",
    unit="appartement appt apt bureau porte bat batiment",
    level="etage niveau",
    staircase="escalier esc",
    entrance="entree",
    po_box="bp cs",
    number_mark="no numero",
)
GERMAN_WORDS = vocabulary(
    street="strasse str straße weg gasse platz pl allee ring ufer damm chaussee promenade steig stieg pfad markt graben hof berg gasse zeile "
    "am im an auf zur zum unter esplanade anger winkel wall",
    unit="wohnung whg zimmer apartment top tur tuer",
    level="etage og stock stockwerk obergeschoss",
    staircase="stiege aufgang treppenhaus",
    entrance="eingang",
    po_box="postfach pf",
    number_mark="nr hausnummer",
)
# Prepositions and landscape open a street's name (`Am Hang`) but stand inside a town's (`Frankfurt am Main`) as well.
GERMAN_WEAK = frozenset("am im an auf zur zum unter hof berg markt graben winkel anger wall".split())
GERMAN_GLUED = (
    "strasse", "straße", "str", "weg", "gasse", "platz", "allee", "ring", "ufer", "damm", "chaussee", "steig", "stieg", "pfad",
)  # fmt: skip
PORTUGUESE_WORDS = vocabulary(
    street="rua r avenida av aven travessa tv trav alameda al praca pc pca largo lg lgo estrada est rodovia rod viela beco ladeira via quadra qd "
    "sitio linha chacara fazenda caminho calcada azinhaga bairro sqn sqs sqnw sqsw cln cls shis shin",
    unit="apartamento apto apt ap bloco bl casa cs sala sl loja lj conjunto conj cj lote lt torre galpao fundos fds cobertura box edificio ed cond",
    level="andar piso",
    po_box="postal",
    number_mark="no nº numero num n",
)
ITALIAN_WORDS = vocabulary(
    street="via viale v.le vle piazza p.za pza piazzale p.le corso c.so vicolo largo strada str contrada localita loc lungomare salita traversa "
    "borgo calle fondamenta campo galleria vico piazzetta ripa rione riva frazione fraz regione passeggiata discesa circonvallazione",
    unit="interno int appartamento",
    level="piano",
    staircase="scala sc",
    po_box="casella cp",
    number_mark="n no nr civico",
)
POLISH_WORDS = vocabulary(
    street="ulica ul aleja al aleje plac pl osiedle os rondo skwer bulwar trakt",
    unit="mieszkanie m lok lokal",
    level="pietro",
    staircase="klatka",
    po_box="skrytka",
    number_mark="nr",
)
DUTCH_WORDS = vocabulary(
    street="straat laan weg plein gracht kade singel dijk hof",
    unit="bus appartement",
    po_box="postbus",
    number_mark="nr",
)
DUTCH_GLUED = (
    "straat",
    "laan",
    "weg",
    "plein",
    "gracht",
    "kade",
    "singel",
    "dijk",
    "hof",
    "pad",
    "dreef",
    "lei",
    "steenweg",
)
OTHER_WORDS = vocabulary(
    street="ulice ul utca u ut ter krt strada str bulevardul bd b-dul calea splaiul soseaua sos aleea iela g gatve gatvė pr prospektas al tee tanav mnt "
    "puiestee kucha ko'chasi cesta ulica trg namesti nam nabrezi tr trida sokak sk sokagi cadde caddesi cd bulvari mahallesi mah jalan jln jl lorong "
    "gata gatan vag vagen vei veien vej gade alle tie katu kuja polku odos leoforos плoщад улица ул булевар bulevar шоссе сокак улица rruga "
    "шарі şossesi prospekti küçəsi kucesi pokoli",
    unit="byt ap apartament lejl leilighet lgh as",
    level="emelet etaj et patro trappa sal kat krs kerros",
    staircase="lepcsohaz scara sc bloc bl lph",
    entrance="vchod uppgang",
    po_box="postboks postbox pl",
)
OTHER_GLUED = (
    "gatan", "vagen", "vegen", "veien", "vejen", "vei", "veg", "vej", "gade", "gata", "gaten", "allee", "alle", "tie", "katu", "kuja", "polku",
    "gatve", "straat", "laan", "weg", "strasse", "plein", "stigen", "stien", "stig",
)  # fmt: skip
GERMAN_EXPANSIONS = spellings("str strasse straße|pl platz|nr nummer|whg wohnung|st sankt")
ROMANCE_EXPANSIONS = {
    "FR": spellings(
        "av ave avenue|bd bld boul bvd boulevard|ch che chem chemin|rte route|pl place|all allée|imp impasse|sq square|res résidence|fbg faubourg|"
        "st saint|ste sainte|gal général|dr docteur|appt apt appartement|bat bâtiment|pass passage"
    ),
    "ES": spellings(
        "c/ cl calle|av avda avd avenida|cra kr cr carrera|pza plza plaza|po paseo|ctra carretera|pje psje pasaje|rda ronda|urb urbanización|blvd bulevar|"
        "dpto depto dep departamento|apto apartamento|pta puerta|of oficina|int interior|edif edificio|jr jirón|tv transversal|dg diagonal|sta santa"
    ),
    "BR": spellings(
        "r rua|av aven avenida|tv trav travessa|al alameda|pc pca praça|lg lgo largo|est estrada|rod rodovia|qd quadra|apto apt ap apartamento|bl bloco|"
        "cs casa|sl sala|lj loja|conj cj conjunto|lt lote|dr doutor|dra doutora|prof professor|cel coronel|gen general|sta santa|sto santo|ed edifício"
    ),
    "IT": spellings(
        "vle viale|pza piazza|ple piazzale|cso corso|loc località|fraz frazione|int interno|sc scala|s san|str strada"
    ),
    "PL": spellings("ul ulica|al aleja|pl plac|os osiedle|m mieszkanie|lok lokal|gen generała|ks księdza|sw świętego"),
}


GLUED_NUMBER = re.compile(r"([^\W\d_]{2,}\.)#?\d|([^\W\d_]{3,}(?:stra(?:ß|ss)e|str|weg|gasse|platz))\d", re.IGNORECASE)


@lru_cache(maxsize=65_536)
def split_token(token: str) -> tuple[int, ...]:
    """Where a glued token comes apart: `Str.5` at 4, `Hauptstraße12` before the number."""
    match = GLUED_NUMBER.match(token)
    return (max(match.end(1), match.end(2)),) if match else ()


@lru_cache(maxsize=256)
def general_spec(code: str) -> Spec:
    """The facts of any country, `ZZ` for one that is not known: number order, language, order of places."""
    base = Spec(
        code=code,
        number_first=code in NUMBER_FIRST,
        locality=LOCALITY.get(code, ("suburb", "city")),
        weak_streets=GERMAN_WEAK if code in GERMAN else english.PLACE_LIKE,
        split=split_token,
        bare_tail="unit" if code in UNIT_TAIL else "level",
        region_names=names(REGIONS[code].split("|")) if code in REGIONS else {},
    )
    if code in ("KG", "UZ", "TJ"):
        from onefold_dedupe.standardise.address.slavic_words import EXPANSIONS, WORDS

        return replace(base, words={**WORDS, **OTHER_WORDS}, expansions=EXPANSIONS, street_type="after", slavic=True)
    if code in ENGLISH:
        return replace(base, words=english.WORDS, expansions=english.EXPANSIONS, street_type="after")
    if code in SPANISH:
        return replace(
            base,
            words=SPANISH_WORDS,
            expansions=ROMANCE_EXPANSIONS["ES"],
            hash_is="number",
            number_run=code == "CO",
        )
    if code in FRENCH:
        return replace(
            base,
            words=FRENCH_WORDS,
            expansions=ROMANCE_EXPANSIONS["FR"],
            number_first=code not in ("BE", "NC"),
            number_suffixes=frozenset({"bis", "ter", "quater", "quinquies"}),
        )
    if code in PORTUGUESE:
        return replace(
            base, words=PORTUGUESE_WORDS, expansions=ROMANCE_EXPANSIONS["BR"], number_suffixes=frozenset({"s n"})
        )
    if code in GERMAN:
        return replace(
            base,
            words=GERMAN_WORDS,
            expansions=GERMAN_EXPANSIONS,
            glued=GERMAN_GLUED,
            street_type="after",
            splits_unknown=code == "DE",
            bare_in_city="unit" if code == "AT" else "level",
        )
    words = {**OTHER_WORDS}
    if code == "ZZ" or code not in EUROPEAN:
        words = {**OTHER_WORDS, **FRENCH_WORDS, **SPANISH_WORDS, **ITALIAN_WORDS, **english.WORDS}
    return replace(base, words=words, glued=OTHER_GLUED, street_type="after", city_first=code == "HU")
