/// Politics, diplomacy, courts and conflict.
let publicLifeTemplates = """
  politics = <who#1> won <percent> of the vote in <region> <tail> .
    | <role> <full> will meet <who#1> in <city> on <day> .
    | <country#2> has asked <agency> to send observers to <place> before the vote in <month> .
    | lawmakers from <party> rejected the bill <when> by <20-300> votes to <5-90> .
    | <lead> <who#1> promised to lower taxes , a pledge that <who> mocked .
    | the <nationality> government says it may withdraw from the <treaty> .
    | <who#1> , the <role> , is to resign in <month> , <media> reported .
    | <party> has led the coalition in <city> since <year> .
    | <people-plural> in <city> waved <nationality> flags and chanted the name of <who#1> .
    | the vote was put off from <date> to <date> <tail> .
    | <who#1> grew up in <city> , studied at <university> and first ran for office in <year> .
    | a survey for <media> gives <surname> a lead of <2-20> points over <surname> .
    | " mark my words , <who#1> will run again , " said <full> of <party> .
    | the mayor of <city> , <full> , broke with <party> <when> .
    | in <country> , <inhabitants> go to the polls on <date> .
    | <washington> wants <country> to sign the <treaty> by <month> .
    | <who#1> called <who> " a liar " in a debate at <university> .
    | turnout was highest in <region> and lowest in <city> , <said-tail> .
    | <nationality> voters living in <country> may cast ballots until <clock> .
    | the <adjective> reform , known as the [MISC <last> Act ] , passed in <decade> .
    | <who> and <who> shook hands outside <landmark> .
    | <a-few> <people-plural> will march on <landmark> on <day> .
  washington = [LOC Washington ] | [LOC London ] | [LOC Paris ] | [LOC Berlin ] | <country> | [LOC <city-plain> ]

  diplomacy = <role> <full> flew to <city> <when> for talks with <role> <full> .
    | <country#1> and <country#2> signed a(n) <adjective> accord in <city> <when> .
    | <washington> has accused <country> of breaking the <treaty> <tail> .
    | <who#1> left <city> for <city> on <day> without speaking to reporters .
    | <nationality> and <nationality> negotiators met for <2-12> hours at <landmark> .
    | the <nationality> ambassador to <country> , <full> , was called home <when> .
    | <agency> voted <5-15> to <2-4> to extend its mission in <place> until <date> .
    | relations between <washington> and <city> have been cool since <year> .
    | <who#1> thanked the people of <country> for their help during <war> .
    | <country> opened an embassy in <city> in <year> , <1-30> years after <war> .
    | the border with <country> was closed at <clock> <when> .
    | [ORG U.N. ] envoy <full> urged both sides to go back to the <treaty> .
    | " our friends in <country> may see this differently , " <who#1> <said> .
    | a(n) <nationality> delegation led by <who> toured <region> and <place> .
    | <nationality> aid worth <money> will reach <country> through <agency> .
    | [PER President <last> ] phoned [PER President <last> ] on <date> to discuss <place> .
    | <country> 's claim to islands in <water> goes back to <decade> .
    | in <year> , <nationality> troops crossed <water> and occupied <city> .

  courts = a court in <city> sentenced <full> to <2-30> years in prison <when> .
    | prosecutors say <surname> took <money> from <company> between <year> and <year> .
    | <who#1> was arrested in <place> on <date> <tail> .
    | the lawyer , <full> , called the charges against <who#1> " a fairy tale . "
    | <nationality> police searched the <city> offices of <company> .
    | a jury found <company> guilty of selling faulty parts to <agency> .
    | [PER Judge <last> ] set the next hearing for <date> .
    | <who#1> , <36-79> , denies having met <who> in <city> in <year> .
    | the suspect , a(n) <nationality> citizen , had worked for <organisation> until <year> .
    | two men from <city> were charged under the [MISC <last> Act ] <when> .
    | <agency> wants <country> to hand over <full> for trial .
    | <surname> 's widow , <full> , wept as the verdict was read at <clock> .
    | the painting , stolen from a museum in <city> in <year> , was found in <place> .
    | investigators from <agency> traced the payments to a(n) <city> bank account .
    | " she may appeal until <month> , " <role> <full> <said> .
    | the case of <surname> v. <surname> will go to the [ORG Supreme Court ] .

  conflict = <a-few> people were killed when a bomb went off in <city> <when> .
    | <militia-side> claimed the attack on a(n) <nationality> convoy near <city> .
    | <nationality> soldiers fired on <people-plural> in <place> , <said-tail> .
    | fighting in <region> has driven <a-few> families across <water> .
    | the army said it had retaken <city> from <militia-side> by <clock> on <day> .
    | [PER Gen. <last> ] , who leads <nationality> forces in <region> , expects a long fight .
    | <a-few> <inhabitants> have fled to <country> since <month> .
    | a(n) <nationality> helicopter crashed near <water> <tail> .
    | gunmen seized <full> , a(n) <nationality> reporter for <media> , in <city> .
    | rebels shelled <city> and the road to <city> on <date> .
    | <agency> says <percent> of the people in <place> need food .
    | the hostage , identified as <full> of <city> , was freed <when> .
    | peace talks between <militia-side> and <country> broke down in <month> .
    | a cease-fire may take effect at <clock> on <day> .
    | in <region> , <inhabitants> and <inhabitants> live on either side of the line .
    | " it is the worst fighting since <war> , " <who-said> said .
    | a mass grave from <war> was found outside <city> .
    | <nationality> peacekeepers patrol the shores of <water> .
  militia-side = [ORG <militia> ] | the rebels | fighters of [ORG <militia> ]
  """
