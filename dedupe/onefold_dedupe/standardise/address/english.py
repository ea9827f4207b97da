"""Words of English-language addresses, shared by the countries that write them."""

from onefold_dedupe.standardise.address.spec import spellings, vocabulary

STREETS = (
    "alley aly annex arcade ave aven avenue av bayou bayoo bch beach bend bluff blf bluffs blfs boulevard blvd boul branch brg bridge brook brk bypass byp "
    "camp cape causeway cswy center centre ctr cir circ circle circles cliff clf cliffs clfs close cl club common commons cmns concourse corner cor "
    "corners cors cottages course crse court ct courts cts cove cv creek crk crescent cres crest crossing xing crossroad crossroads curve cutting dale dl dam "
    "divide drive dr drives drv driveway drove embankment end esplanade estate est estates ests expressway expwy expy extension ext fall falls fls farm fields "
    "flat flats flds ford forest frst forge fork forks frks fort freeway fwy garden gdn gardens gdns gate gateway gtwy glade glen gln green grn greens grove "
    "grv gr harbor hbr haven hvn heath heights hts highway hwy hill hl hills hls hollow holw inlet interchange island isle junction jct key keys knoll knl "
    "knolls lake lk lakes landing lndg lane ln light lgt lodge loop mall manor mnr mead meadow meadows mdws mews mill mills mission motorway mount mountain "
    "mtn mt neck nook orchard oval overlook park parade pde parks parkway pkwy pkway pky parkways pass passage path paths pike pine pines place pl plain plains "
    "plaza plz point pt points port prairie promenade prom quadrant quay ramp ranch rapids rest ridge rdg ridges rise river rd road roads roadway rds route rte "
    "row rue run shoal shore shores shrs side skyway slip spring spg springs spgs spur square sq squares stairs station sta stravenue stream strm street st str "
    "streets strand summit terrace ter terr thoroughfare throughway trace trce track trl trail trails trak trailer tunnel tunl turn turnpike tpke underpass union unions "
    "vale valley vly viaduct view vw views village vlg villas vista vis walk walks wall way wy ways well wells wharf wood woods wynd yard interstate broadway bowery "
    "magu mawatha freeway copse lawn lawns close brae bank garth gait loan rigg drove chase approach avenu circuit cct grange mews"
)
# Words that name places as readily as streets: alone they do not make a street segment.
PLACE_LIKE = frozenset(
    "beach park lake lakes springs falls hills heights island valley village wood woods port fort mount city center centre grove point ridge "
    "river shores vale view wells glen green forest garden gardens harbor haven hill isle key mill mills mountain mt mtn neck pines plains "
    "rapids spring summit union bluff bay ford fork forks landing manor cape branch bridge brook camp corner corners cove creek crest crossing "
    "dale dam estate estates fields flat flats hollow junction knoll meadow meadows mission orchard pass pine plain prairie ranch run shore "
    "side spur station stream trail vista farm end bend club common commons cottages forge gate heath mead quay rest wharf yard bank "
    "grange st strand light lodge course rise plaza concourse rue cliff cliffs green".split()
)
UNITS = "apt apartment apartments appt suite ste unit flat room rm lot trlr trailer space spc bldg building dept slip hngr office ofc ph shop dormitory"
WORDS = {
    **vocabulary(
        street=STREETS,
        unit=UNITS,
        level="floor fl level flr storey",
        po_box="box",
        number_mark="no number",
    ),
    **vocabulary(unit="apt apartment suite ste unit flat room rm"),
}
EXPANSIONS = spellings(
    "aly alley|av ave aven avenu avenue|blvd boul boulevard|brg bridge|byp bypass|cswy causeway|ctr center|cir circ circle|cl close|cor corner|"
    "ct court|cts courts|cv cove|crk creek|cres crescent|cct circuit|xing crossing|dr drv drive|est estate|expy expwy expressway|ext extension|fwy freeway|"
    "gdn garden|gdns gardens|gtwy gateway|gln glen|grn green|grv gr grove|hbr harbor|hts heights|hwy highway|hl hill|hls hills|holw hollow|jct junction|"
    "lk lake|lndg landing|ln lane|mnr manor|mdws meadows|mtn mountain|mt mount|pde parade|pkwy pkway pky parkway|pl place|plz plaza|pt point|prom promenade|"
    "rdg ridge|rd road|rds roads|rte route|shr shore|spg spring|spgs springs|sq square|sta station|st str street|ter terr terrace|tpke turnpike|trl trail|"
    "trce trace|vly valley|vw view|vlg village|vis vista|wy way|n north|s south|e east|w west|ne northeast|nw northwest|se southeast|sw southwest|"
    "apt appt apartment|ste suite|rm room|bldg building|fl flr floor|dept department|ofc office|cty county|co county"
)
