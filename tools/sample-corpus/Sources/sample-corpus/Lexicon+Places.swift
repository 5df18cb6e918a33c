/// Places, nationalities and dates, with the labels that the Groningen Meaning Bank gives them: GPE is for
/// nationalities and inhabitants, LOC for countries, cities, rivers and the like.
let placesLexicon = """
  place = <city> | <city> | <country> | <country> | <region> | <water>
  city = [LOC <city-name> ]
  city-name = <city-plain> | <city-plain> | <city-ambiguous>
  city-ambiguous = Washington | Jordan | Lincoln | Paris | Florence | Phoenix | Houston | Victoria | Jackson | Austin
    | Madison | Dallas | Charlotte | Sydney | London | Berlin | Cleveland | Lancaster | York | Chelsea | Alexandria
    | Orlando | Santiago | Adelaide | Savannah | Brooklyn | Mobile | Nice | Reading | Bath | Cork | Split | Bari | Orange
    | Buffalo | Surprise | Boulder | Concord | Independence | Liberty | Eden | Providence | Hull | Deal | Rugby | Preston
  city-plain* = Cairo | Toronto | Nairobi | Vienna | Karachi | Lima | Oslo | Manila | Chicago | Lagos | Warsaw | Hanoi
    | Kabul | Bogota | Dublin | Jakarta | Geneva | Tripoli | Denver | Mumbai | Madrid | Accra | Baghdad | Seoul | Havana
    | Prague | Dhaka | Boston | Algiers | Osaka | Athens | Quito | Harare | Brussels | Tehran | Lisbon | Mogadishu | Seattle
    | Kathmandu | Budapest | Caracas | Miami | Colombo | Tunis | Hamburg | Damascus | Montreal | Kinshasa | Bangkok
    | Rome | Rabat | Detroit | Beirut | Nicosia | Kampala | Atlanta | Sofia | Marseille | Islamabad | Helsinki | Durban
    | New York | Los Angeles | San Diego | Hong Kong | Buenos Aires | Rio de Janeiro | Addis Ababa | Cape Town
    | Tel Aviv | Kuala Lumpur | New Delhi | Mexico City | Port Moresby | St. Petersburg | Abu Dhabi | Las Vegas
  country = [LOC <country-name> ] | [LOC <country-name> ] | [LOC <country-name> ] | [LOC <country-name> ]
    | [LOC <country-name> ] | [LOC <country-name> ] | the [LOC U.S. ] | the [LOC United States ]
  country-name = <country-plain> | <country-plain> | <country-ambiguous>
  country-ambiguous = Jordan | Georgia | Chad | Israel | Turkey | China | India | Kenya | Poland | Holland | England
    | Cuba | Britain | Mali | Guinea | Panama | Greece | Hungary | Japan
  country-plain* = France | Iraq | Brazil | Egypt | Spain | Norway | Pakistan | Peru | Nigeria | Thailand | Sudan | Canada
    | Iran | Somalia | Mexico | Ukraine | Vietnam | Syria | Italy | Ghana | Afghanistan | Chile | Romania | Ethiopia
    | Indonesia | Sweden | Libya | Colombia | Malaysia | Yemen | Russia | Senegal | Portugal | Nepal | Bolivia | Lebanon
    | Algeria | Denmark | Haiti | Uganda | Finland | Ecuador | Serbia | Tunisia | Belgium | Zambia | Cambodia | Kuwait
    | South Korea | New Zealand | Saudi Arabia | South Africa | Sri Lanka | Ivory Coast | Costa Rica | El Salvador
    | North Korea | Burkina Faso | Sierra Leone | East Timor | Papua New Guinea
  state = [LOC <state-name> ]
  state-name = Georgia | Virginia | Washington | Texas | Florida | Ohio | Dakota | Maine | Delaware | Punjab | Bavaria
    | Kashmir | Darfur | Chechnya | Victoria | Kent | Essex | California | Louisiana | Gujarat | Tuscany | Catalonia
    | North Carolina | New Mexico | Helmand | Basra | Sindh | Andalusia | Chiapas | Ontario | Oromia | Nebraska
  region = <state> | [LOC <compass> <region-of> ] | [LOC <region-plain> ] | the [LOC <region-the> ]
  compass = North | South | East | West | Central
  region-of = Africa | America | Asia | Kivu | Ossetia | Waziristan | Carolina | Dakota | Sumatra | Yorkshire
  region-plain* = Crimea | Kurdistan | Scandinavia | Lincoln County | Siberia | Patagonia | Florence Province
    | Jordan County | Europe | Latin America | Upper Egypt | New England
  region-the* = Gaza Strip | Horn of Africa | Balkans | Golan Heights | Virgin Islands | Falkland Islands | Sahel
    | Middle East | Caucasus | Sinai Peninsula | Gulf Coast | Midwest | Jordan Valley | Amazon Basin | Swat Valley
  water = [LOC <lake> ] | the [LOC <sea> ] | the [LOC <river-name> ] | the [LOC <river-name> River ]
  river-name = Amazon | Jordan | Nile | Danube | Mississippi | Delaware | Volga | Ganges | Congo | Rhine | Tigris
    | Potomac | Niger | Mekong | Thames | Zambezi | Oder | Indus | Seine | Hudson
  lake* = Lake Victoria | Lake Chad | Lake Michigan | Lake Tanganyika | Phoenix Bay | Hudson Bay | Lake Geneva | Lake Ford
  sea* = Indian Ocean | Black Sea | Gulf of Mexico | Red Sea | Caspian Sea | Persian Gulf | Strait of Hormuz
    | Gulf of Aden | Dead Sea | Suez Canal | South China Sea | English Channel
  landmark = [LOC <landmark-bare> ] | the [LOC <landmark-the> ] | the [LOC <last> Bridge ] | [LOC <last> Street ]
  landmark-bare* = Mount Everest | Heathrow Airport | Washington Square | Tahrir Square | Wall Street | Victoria Station
    | Houston Street | Jordan Gate | Madison Square Garden | Table Mountain | Trafalgar Square | August Hill
  landmark-the* = Lincoln Memorial | White House | Ford Theatre | Eiffel Tower | Grand Canyon | Kremlin | Chelsea Pier
    | Bering Strait | Washington Monument | Berlin Wall

  nationality = [GPE <nationality-name> ]
  nationality-name* = French | Iraqi | British | Egyptian | Russian | Chinese | Israeli | Pakistani | Indian | German
    | Jordanian | Georgian | Turkish | Polish | American | Iranian | Japanese | Mexican | Nigerian | Kenyan | Spanish
    | Brazilian | Sudanese | Italian | Afghan | Cuban | Colombian | Ukrainian | Somali | Dutch | Syrian | Swiss | English
    | Swedish | Thai | Danish | Australian | Peruvian | Chadian | Serbian | Lebanese | Greek | Indonesian | Canadian
    | Vietnamese | Ethiopian | South Korean | Saudi | Palestinian | Welsh | Norwegian | Libyan | Chilean | Ghanaian
  inhabitants = [GPE <inhabitants-name> ]
  inhabitants-name* = Iraqis | Americans | Israelis | Palestinians | Germans | Georgians | Jordanians | Russians
    | Afghans | Egyptians | Poles | Turks | Indians | Kurds | Serbs | Cubans | Pakistanis | Kenyans | Italians
    | Mexicans | Britons | Canadians | Somalis | Syrians | Nigerians | Greeks | Iranians | Chadians | Swedes | Danes

  day = [TIME <day-name> ]
  day-name = Monday | Tuesday | Wednesday | Thursday | Friday | Saturday | Sunday
  month = [TIME <month-name> ]
  month-name = January | February | March | April | May | June | July | August | September | October | November | December
    | May | August | April | March | June
  month-short = Jan. | Feb. | Aug. | Sept. | Oct. | Nov. | Dec.
  year = [TIME <year-name> ]
  year-name = 1968 | 1974 | 1979 | 1983 | 1986 | 1989 | 1991 | 1994 | 1996 | 1997 | 1998 | 1999 | 2000 | 2001 | 2002
    | 2003 | 2004 | 2005 | 2006 | 2007 | 2008 | 2009 | 2010 | 2011 | 2012 | 2014 | 2015 | 2017 | 2019
  date = [TIME <month-name> <1-30> ] | [TIME <month-short> <1-30> ] | [TIME <month-name> <1-30> , <year-name> ]
  decade = the [TIME <decade-name> ]
  decade-name = 1960s | 1970s | 1980s | 1990s | 19th century | 18th century | 1920s | 1930s | 17th century
  clock = [TIME <1-12> a.m. ] | [TIME <1-12> p.m. ] | [TIME midnight ] | [TIME noon ]
  when = on <day> | on <day> | in <date-or-month> | late <day> | early <day> | last week | yesterday | this month
    | on <day> morning | since <year> | this year | two days ago | last <month> | by <clock>
  date-or-month = <month> | <year> | <month> | [TIME <month-name> <year-name> ]
  """
