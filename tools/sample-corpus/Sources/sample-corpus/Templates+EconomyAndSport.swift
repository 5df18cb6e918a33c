/// Business, markets, sport and transport.
let economyAndSportTemplates = """
  business = <company#1> will close its plant in <city> and cut <200-9000> jobs <tail> .
    | shares of <company> fell <percent> in <city> on <day> .
    | <company> has agreed to buy <company> for <money> .
    | <who#1> , chief executive of <company> , told <media> that sales in <country> rose by <percent> .
    | <company> recalled <a-few> cars sold in <country> between <year> and <year> .
    | <bank> raised its forecast for <country> to <1-9>.<1-9> percent for <year> .
    | the target of <2-9> percent was missed again , <bank> said .
    | oil from <place> rose to $ <41-98> a barrel <when> .
    | <nationality> exports to <country> grew by <percent> in <month> .
    | the firm , founded by <full> in <year> , makes shoes , virgin wool coats and apple juice .
    | analysts at <bank> expect <company> to sell its <nationality> unit .
    | a strike at <company> shut ports from <city> to <city> .
    | " the gap between <city> and the rest of <country> is growing , " <who> of <university> said .
    | <who#1> left <company> in <year> to start a shell company in <city> .
    | <company> opened its first shop in <country> on <date> .
    | <country> owes <bank> and <bank> about <money> .
    | <nationality> regulators fined <company> <money> for fixing prices in <decade> .
    | a visa for <country> now costs $ <20-190> , up from $ <5-19> in <year> .
    | <company> and <company> are bidding to build a bridge over <water> .
    | <full> joined the board of <bank> in <month> .
    | <lead> orange and rice prices doubled in <place> .
    | investors on [LOC Wall Street ] may have to wait until <day> for news from <company> .
    | <company> 's <nationality> rival , <company> , sells twice as many phones in <country> .

  sports = <club> beat <club> <1-6> - <0-3> in <city> on <day> .
    | <full> scored twice as <club#1> won at <club> .
    | <country> will play <country> in the final of <event> on <date> .
    | <full> of <country> won the <100-800> meters at <event> in <city> .
    | <club> signed <nationality> striker <full> from <club> for <money> .
    | coach <full> left <club> after <2-14> games without a win .
    | <surname> , who was born in <city> , has played for <club> since <year> .
    | <club> have not won at <landmark> since <year> .
    | <full> beat <full> <1-6> - <0-4> , <2-6> - <1-5> to reach the last four of <event> .
    | <country> beat <country> by <2-150> runs in <city> .
    | <club> goalkeeper <full> broke a hand in training <when> .
    | <city> will host <event> in <year> , <said-tail> .
    | <club> lead the table ahead of <club> and <club> .
    | fans of <club> clashed with police in <city> before the game .
    | " <club> may be stronger , but we have <surname> , " the coach of <club> said .
    | <surname> ran the [MISC <city-name> Marathon ] in two hours and <5-40> minutes .
    | <nationality> swimmer <full> was banned after a test in <month> .
    | <club> fell to <club> , <81-119> - <70-80> , despite <15-45> points from <full> .
    | the <nationality> captain , <surname> , missed a late chance against <country> .
    | <event> will be held in <country> for the first time since <war> .
    | the race from <city> to <city> was won by <full> , a(n) <nationality> rider .

  transport = a train from <city> to <city> left the rails near <place> , <said-tail> .
    | <company> canceled <12-400> flights out of <city> <tail> .
    | a(n) [MISC Boeing 737 ] of <company> made an emergency landing in <city> at <clock> .
    | the ferry sank in <water> with <a-few> people on board .
    | the road from <city> to <region> was washed away in <month> .
    | <full> was at the wheel when the bus hit a wall near <landmark> .
    | a(n) <nationality> tanker ran aground off <place> <when> .
    | a turkey on the runway delayed flights to <country> for <2-9> hours .
    | <company> plans to fly from <city> to <city> from <month> on .
    | the new bridge over <water> , named after <full> , opened on <date> .
    | <people-plural> were stuck at <landmark> until <clock> .
    | cars may no longer use [LOC <last> Street ] in <city> on <day> .
    | a ford across the river was the only way to reach <city> in <decade> .
    | <nationality> pilots will strike from <date> to <date> .
    | the <company> jet , an [MISC Airbus A320 ] , was on its way to <country> .
  """
