/// Science, weather, culture, history and everyday life.
let cultureTemplates = """
  weather = <storm> killed <a-few> people in <country> <when> .
    | <storm#1> reached the coast of <state> at <clock> on <day> .
    | forecasters say <storm> may turn toward <place> by <day> .
    | an earthquake of magnitude <4-8>.<1-9> shook <place> on <date> .
    | floods along <water> have left <a-few> people homeless in <country> .
    | schools in <city> and <city> stayed shut as snow and frost gripped <region> .
    | <agency> sent tents and rice to <place> <tail> .
    | the damage from <storm> in <region> may reach <money> .
    | <inhabitants> remember <storm> , which struck in <month> <year-name-time> .
    | heavy rain is expected in <place> from <day> to <day> .
    | " <storm> took the roof and everything under it , " said <full> of <city> .
    | the drought in <country> is the worst since <decade> , <who-said> said .
    | fires near <city> burned <200-9000> hectares of wood in <month> .
    | <surname> 's house in <city> survived <storm> but not the flood .
    | a volcano in <country> threw ash over <city> <when> .
    | the river rose above the bank at <clock> and flooded <city> .
  year-name-time = <year> | of <year>

  science = scientists at <university> have found a(n) <adjective> way to store heat , <said-tail> .
    | <agency> will launch <craft> from <country> on <date> .
    | <craft> sent back the first pictures of ice <when> .
    | <who#1> of <university> won the <prize> in <year> for work on rice genes .
    | a study of <200-9000> <inhabitants> found that <percent> sleep badly in <month> .
    | bird flu was found on a turkey farm in <region> , the [ORG Health Ministry ] said .
    | the [ORG WHO ] says <a-few> people in <country> have caught the disease since <month> .
    | <full> , a(n) <nationality> engineer at <university> , built the probe with <full> .
    | [MISC <craft-plain> ] landed on the plain at <clock> and began to dig .
    | doctors in <city> treated the first case on <date> .
    | <company> is testing a vaccine with <university> in <country> .
    | bones found near <water> may change what we know of <country> .
    | a phoenix , says <who> of <university> , is a bird of fable and nothing else .
    | the grant of <money> went to <university> , not to <university> .
    | <university> named a hall after <full> , who taught there in <decade> .
    | every spring , storks fly from <place> to <place> , <surname> wrote .
  craft-plain = Phoenix | Discovery | Endeavour | Cassini

  culture = <work> by <full> won the <prize> <when> .
    | <full> plays <person-in-film> in <work> , which opens in <city> on <day> .
    | the film <work> was shot in <city> and <country> .
    | <full> , the <nationality> author of <work> , died in <city> on <date> .
    | a(n) <adjective> show of <nationality> art opened in <city> <when> .
    | <who#1> will sing at <event> in <month> .
    | <media> called <work> the best book of <year> .
    | <full> wrote <work> in <city> in <decade> .
    | the singer , born <full> in <city> , took the name [PER <first> ] .
    | <work> and <work> were both nominated for the <prize> .
    | <surname> bought the rights to <work> for <money> .
    | the museum in <city> shows letters of <full> until <date> .
    | " i read <work> in <city> when i was a child , " <who> <said> .
    | fine china and <nationality> glass were sold in <city> for <money> .
    | <full> and <full> married in <city> in <month> .
    | <inhabitants> marked <holiday> in <city> and in <place> .
    | in summer , the band will play in <city> , <city> and <city> .
    | the play , set in <city> during <war> , was written by <full> .
    | actress <full> was seen in <city> with <full> of <company> .
  person-in-film = [PER <last> ] | [PER <full-plain> ] | a bishop | a(n) <nationality> king | a cook from <city>
  full-plain = <first> <last>

  history = <full> was born in <city> in <year> and came to <country> after <war> .
    | the <nationality> took <city> in <decade> and lost it during <war> .
    | <country> became independent from <country> on <date> .
    | in <decade> , <inhabitants> made up <percent> of the people of <city> .
    | <war> began in <place> and ended with the <treaty> .
    | the house where <full> wrote <work> stands on <landmark> .
    | <city> , founded by <inhabitants> in <decade> , lies on <water> .
    | the <treaty> was signed in <city> by <full> and <full> .
    | <full> taught at <university> from <year> to <year> .
    | the grave of <full> lies between <water> and <city> .
    | an august crowd of lords met in <city> in <decade> .
    | king and bishop fought over <region> until <decade> .
    | the [LOC <last> Bridge ] replaced a ford that the <nationality> had used .
    | <craft> left <city> on <date> and never came back .
    | few <inhabitants> recall that <company> once built tanks in <city> .
    | the archive in <city> holds papers from <war> and <war> .

  life = <full> , <19-98> , sells orange juice and polish bread in <city> .
    | it may be hot in <city> , but <surname> still wears a hat .
    | a cook from <city> fed <a-few> <people-plural> on <holiday> .
    | <surname> rose at five , fed the turkey and walked to <city> .
    | " will you come to <city> in <month> , or may we visit you in <country> ? " <first-only> asked .
    | <first-only> and <first-only> met in <city> on <date> .
    | the <nationality> love of tea came from <country> , <surname> says .
    | on <holiday> , <inhabitants> eat rice with apple and gold leaf .
    | <first-only> 's brother works for <company> in <city> .
    | a bill for $ <100-900> reached <full> in <city> three years late .
    | <first-only> was the most popular name in <country> in <year> .
    | <a-few> <inhabitants> live in <city> , most of them near <landmark> .
    | a page from the diary of <full> went for <money> in <city> .
    | the village lies in <region> , <5-90> kilometers from <city> .
    | in <city> , spring came late and summer was short in <year> .
    | <organisation> gave the school in <city> <20-90> new desks .
    | " my aunt <first-only> left <city> for <city> in <year> , " <who> <said> .
    | the <city> zoo named its tiger <animal-name> .
    | a dog called <animal-name> walked from <city> to <city> .
    | the pair named their child <first-only> after the city where they met .
  first-only = [PER <first> ]
  animal-name = [PER <first> ] | [PER <first-ambiguous> ]
  """
