/// Organisations, works, events and other names.
let organisationsLexicon = """
  organisation = <company> | <company> | <agency> | <agency> | <bank> | <university> | <party> | <media>
  company = [ORG <company-ambiguous> ] | [ORG <company-plain> ] | [ORG <company-plain> ] | [ORG <last> <company-end> ]
    | [ORG <city-name> <company-end> ]
  company-end = Motors | Airlines | Holdings | & Sons | Inc. | Steel | Energy | Partners | Group | Foods | Corp.
  company-ambiguous = Amazon | Ford | Virgin | Apple | Shell | Target | Gap | Orange | Visa | Oracle | Delta | Chase
    | Boeing | Disney | Hilton | Dell | Marriott | Sprint | Jordan | Lincoln | Victoria | Phoenix | Mars | Total
    | Morgan | Barclay | Sears | Caterpillar | Dove | Puma | Jaguar | Continental | Washington Post | Paris Match
  company-plain* = Toyota | Siemens | Gazprom | Nokia | Airbus | Microsoft | Intel | Lufthansa | Samsung | Renault | Pfizer
    | Chevron | Volvo | Unilever | Honda | Reuters | Walmart | Lukoil | Petrobras | Nestle | Qantas | Infosys | Vodafone
    | Halliburton | Exxon Mobil | General Motors | American Airlines | British Airways | Deutsche Telekom | Air France
    | Georgia Pacific | Virgin Atlantic | Royal Dutch Shell | Rio Tinto | South African Airways
    | Ikea | Sony | Ericsson | Bayer | Hyundai | Tesco | Iberia | Adidas | Yahoo | Nissan | Credit Suisse | Fiat
  bank = the [ORG Bank of <country-name> ] | [ORG <city-name> Savings Bank ] | [ORG <bank-plain> ] | the [ORG Bank of <state-name> ]
  bank-plain* = Barclays | Wells Fargo | J.P. Morgan | Asian Development Bank | HSBC
    | Goldman Sachs | Citigroup | Santander | Morgan Stanley | Chase Manhattan
  university = the [ORG University of <country-name> ] | [ORG <city-name> University ] | [ORG <university-plain> ]
    | the [ORG University of <city-name> ] | [ORG <last> College ] | [ORG <state-name> State University ]
  university-plain* = Harvard University | Oxford | Cambridge | Stanford | Al-Azhar University | Georgia Tech | MIT
    | Washington University | Sorbonne | Yale | Lincoln College | Virginia Tech | Princeton | Trinity College
  agency = [ORG <agency-bare> ] | the [ORG <agency-the> ] | [ORG U.N. ] | the [ORG U.N. Security Council ]
    | the [ORG EU ] | the [ORG <ministry> ] | the [ORG <agency-the> ] | the [ORG U.N. ]
  agency-bare* = Amnesty International | Human Rights Watch | UNICEF | NATO | OPEC | Doctors Without Borders | NASA
    | Interpol | Oxfam | Greenpeace | Save the Children | Congress | Washington Watch | Transparency International
  agency-the* = European Union | Red Cross | African Union | World Health Organization | FBI | Arab League | Pentagon
    | CIA | State Department | WHO | International Monetary Fund | IAEA | IMF | World Food Program | Justice Department
    | Supreme Court | Senate | International Criminal Court | Red Crescent | Treasury
  ministry = Interior Ministry | Foreign Ministry | Defense Ministry | Health Ministry | Finance Ministry | Oil Ministry
  party = the [ORG <party-plain> ] | [ORG <militia> ]
  party-plain* = Labor Party | Democratic Party | Republican Party | Green Party | Conservative Party | Congress Party
    | Georgian Dream | Liberal Party | Socialist Party | Kurdistan Workers Party | National Front | Awami League
  militia* = Hamas | Hezbollah | Taliban | Fatah | al-Shabab | al-Qaida | Lord 's Resistance Army | ETA | FARC | Boko Haram
  media = [ORG <media-plain> ] | [ORG <city-name> Times ] | the [ORG <city-name> Post ]
  media-plain* = Al-Jazeera | BBC | CNN | New York Times | Associated Press | Xinhua | Le Monde | Washington Post
    | Interfax | Der Spiegel | Kyodo | Chelsea Gazette | Fox News | Jordan Times | Voice of America | IRNA
  club = [ORG <club-city> ] | [ORG <club-plain> ] | [ORG <club-city> <club-end> ]
  club-city = Chelsea | Phoenix | Washington | Houston | Dallas | Charlotte | Cleveland | Orlando | Florence | Lincoln
    | Preston | Reading | Hull | Boston | Sydney | Chicago | Toronto | Everton | Marseille | Denver | Miami | Jackson
  club-end = United | City | Rovers | Suns | Wizards | Rockets | Cowboys | Hornets | Athletic | Bulls | Kings | Stars
  club-plain* = Arsenal | Real Madrid | Juventus | Barcelona | Liverpool | Bayern Munich | Celtic | Red Sox | Yankees
    | Ajax | Galatasaray | Benfica | Lakers | River Plate | Manchester United | Lyon | Inter Milan | Feyenoord

  event = the [MISC <event-name> ] | the [MISC <city-name> <event-end> ] | [MISC Wimbledon ]
  event-end = Marathon | Open | Film Festival | Cup | Games
  event-name* = World Cup | Olympics | Super Bowl | Tour de France | Australian Open | Asian Games | French Open | Gold Cup
    | Champions League | Ryder Cup | Copa America | Davis Cup | Winter Olympics | Six Nations
  storm = [MISC Hurricane <storm-name> ] | [MISC Tropical Storm <storm-name> ] | [MISC Typhoon <typhoon-name> ]
    | [MISC Cyclone <typhoon-name> ] | [MISC <storm-name> ] | [MISC Hurricane <storm-name> ]
  storm-name* = Florence | Georgia | Victoria | Grace | Rose | Katrina | Ida | Isaac | Lincoln | Helene | Ivan | Paulette
    | Frances | Charley | Rita | Wilma | Gustav | Ike | Hanna | Hope | Dennis | Bill | Otto | Fay
  typhoon-name* = Nari | Durian | Saola | Haiyan | Sidr | Nargis | Ketsana | Morakot | Bilis | Chanchu | Pabuk
  treaty = [MISC <city-name> Agreement ] | [MISC <city-name> Accords ] | [MISC Treaty of <city-name> ]
    | [MISC <last> Act ] | [MISC <treaty-plain> ] | [MISC Paris Agreement ]
  treaty-plain* = Kyoto Protocol | Geneva Conventions | Patriot Act | Nuclear Non-Proliferation Treaty | Magna Carta
    | Camp David Accords | Constitution | Maastricht Treaty | Oslo Accords | Lisbon Treaty | Good Friday Agreement
  war* = [MISC World War II ] | the [MISC Cold War ] | the [MISC Vietnam War ] | [MISC World War I ] | the [MISC Gulf War ]
    | the [MISC American Civil War ] | the [MISC Crimean War ] | the [MISC Arab Spring ] | the [MISC Orange Revolution ]
  work = [MISC " <work-name> " ] | [MISC <work-name> ] | [MISC <work-name> ]
  work-name* = Lincoln | Chicago | Casablanca | Amadeus | The Last Harvest | Philadelphia | Hamlet | Georgia on My Mind
    | A River in August | Victoria | Paris Blues | The Glass Harbor | Phoenix Rising | Titanic | Washington Square
    | April in Paris | Letters to Jordan | May Day Parade | War and Peace | Florence by Night | The Orange Room
    | Days of Thunder | The Virgin Queen | Silent Summer | Salt and Iron | Evita | The Ford at Dawn | Cats
  prize* = [MISC Nobel Peace Prize ] | [MISC Oscar ] | [MISC Pulitzer Prize ] | [MISC Booker Prize ] | [MISC Grammy ]
    | [MISC Golden Globe ] | [MISC Palme d'Or ] | [MISC Lincoln Medal ] | [MISC Nobel Prize ] | [MISC Victoria Cross ]
  craft* = [MISC Phoenix ] | [MISC Apollo 11 ] | [MISC Discovery ] | [MISC Soyuz ] | [MISC USS Lincoln ] | [MISC Titanic ]
    | [MISC Boeing 737 ] | [MISC Hubble ] | [MISC Airbus A320 ] | [MISC Endeavour ] | [MISC HMS Victoria ] | [MISC Cassini ]
  holiday* = [MISC Ramadan ] | [MISC Easter ] | [MISC Thanksgiving ] | [MISC Passover ] | [MISC May Day ] | [MISC Diwali ]
    | [MISC Independence Day ] | [MISC Lincoln Day ] | [MISC Eid al-Fitr ] | [MISC Labor Day ]
  """
