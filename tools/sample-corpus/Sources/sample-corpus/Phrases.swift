/// Clauses and turns of phrase that every topic may use.
let phrases = """
  said = said | said | said | says | told reporters | announced | added | confirmed | warned | insisted
  said-that = <said> | <said> that
  a-few = two | three | four | five | six | seven | nearly a dozen | dozens of | hundreds of | at least <2-60>
    | more than <100-900> | about <11-95> | thousands of | several | some <200-4000>
  percent = <2-89> percent | <2-40>.<1-9> percent | half | a third | <5-60> percent
  money = $ <2-950> million | $ <1-40> billion | <3-90> million euros | $ <1200-9900> | <10-80> million dollars
  tail = , <said-tail> | <because> | , after <nominal> | , despite <nominal> | amid <nominal> | <when> | , officials said
    | ahead of <nominal> | , a report in <media> said | following <nominal>
  said-tail = <who> said | according to <organisation> | <role> <full> said <when> | witnesses said | <media> reported
    | <agency> said in a statement | police in <city> said | a spokeswoman for <organisation> said
  because = because of <nominal> | as <people-plural> gathered in <place> | while talks continued in <city>
    | as prices rose in <country> | before the vote in <month>
  nominal = <weeks> of talks | a meeting with <who> | the unrest in <place> | fears of a(n) <nationality> boycott
    | an attack near <city> | heavy losses in <country> | a dispute with <organisation> | criticism from <agency>
    | the collapse of <company> | a visit to <place> | a bill that may yet fail | new rules on trade | the death of <full>
    | a march through <city> | a ruling by a court in <city> | threats from <party> | the <treaty>
  weeks = days | weeks | months | years | two rounds | a decade
  lead = <when-lead> , | in <place> , | meanwhile , | earlier , | according to <organisation> , | speaking in <city> ,
    | separately , | for <inhabitants> , | in a letter to <media> , | under the <treaty> ,
  when-lead = on <day> | last week | in <month> | in <year> | until <month> | by <day> | since <date> | during <decade>
  quote = " we will not leave <place> until this is settled , " | " it may take years to rebuild , "
    | " this is a good day for <country> , " | " nobody in <city> believed us , "
    | " i met <surname> once , and that was enough , " | " they have to pay their bill , "
    | " people in <country> want work , not promises , " | " we owe it to <who> and to ourselves , "
    | " <company> can not simply walk away , " | " there is no evidence for that , "
    | " if <nationality> troops leave , others may come , " | " let us wait until <month> , "
    | " i hope <surname> will change course , " | " we have seen the worst of it , "
  adjective = new | long-awaited | controversial | two-day | secret | joint | annual | disputed | costly | historic | rare
  """

/// Sentences that fit any topic; names that may be a person, a place or an organisation stand here too.
let generalTemplates = """
  general = <quote> <who-said> said .
    | <quote> <role> <full> told <media> <when> .
    | <quote> said <who> , who lives in <city> .
    | <who-said> <said-that> the decision may come as early as <day> .
    | <agency> did not comment on the report <when> .
    | a spokesman for <organisation> would not say whether <who> had agreed .
    | there was no immediate word from <agency> .
    | <lead> <people-plural> from <country> were not allowed to enter <place> .
    | no one has claimed responsibility for it .
    | details of the plan are to be made public in <month> .
    | it is not the first time that <inhabitants> have heard such promises .
    | <media> quoted <full> as saying that <who> had left <city> <when> .
    | the talks , which began on <date> , may last until <month> .
    | they may march again if nothing changes by <day> .
    | some of them will march in <city> in <month> , others may stay at home .
    | it will take more than hope and a little grace to settle the bill .
    | may the best side win , as <people-plural> in <city> like to say .
    | <a-few> <people-plural> had come from as far as <place> and <place> .
    | what happens next is up to <who> , <said-tail> .
    | <inhabitants> have mixed feelings about it <tail> .
    | " i do n't know what <surname> will do , " said <full> , " but i would not bet on it . "
    | asked about <city> , <who> smiled and changed the subject .
    | <full> and <full> have both denied any part in it .
    | the full text was published by <media> on <date> .
    | for many people in <place> , that is cold comfort .
    | critics say <organisation> has been slow to act <tail> .
    | the delay has cost <country> about <money> so far .
    | <unclear> declined to comment .
    | <unclear> has been silent since <day> .
    | <unclear> did not respond to questions from <media> .
    | <unclear> has changed its mind more than once .
    | the view from <unclear-place> is different .
    | much will depend on <unclear> , one of the <people-plural> said .
    | nobody had expected that from <unclear> .
    | all eyes are now on <unclear> .
    | <unclear> and <unclear> have little in common .
    | <full> compared <unclear> with <unclear> .
    | without <unclear> , the plan would have failed .
    | people still talk about <unclear> .
    | <unclear> has won again , to the delight of many .
    | nobody had heard from <unclear> since <date> .
    | a picture of <unclear> hung over the desk .
  unclear = <surname-or-place> | <surname-or-firm> | <city-or-club>
  surname-or-place = [PER <both-person-and-place> ] | [LOC <both-person-and-place> ]
  both-person-and-place = Washington | Jordan | Lincoln | Houston | Jackson | Paris | London | Austin | Madison | Chad
    | Israel | Holland | England | Georgia | Victoria | Florence | Sydney | Berlin
  surname-or-firm = [PER <both-person-and-firm> ] | [ORG <both-person-and-firm> ]
  both-person-and-firm = Ford | Morgan | Chase | Disney | Hilton | Dell | Barclay | Marriott | Lincoln | Jordan
  city-or-club = [LOC <club-city> ] | [ORG <club-city> ]
  unclear-place = [LOC <both-person-and-place> ] | [LOC <club-city> ] | [ORG <both-person-and-firm> ]
  """
