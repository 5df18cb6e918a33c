/// Names of people. Nearly all are put together at random; a likeness to living people is chance.
///
/// Many are ambiguous on purpose: they also name places, firms or months in other parts of the lexicon.
let peopleLexicon = """
  first = <first-plain> | <first-plain> | <first-plain> | <first-ambiguous>
  first-ambiguous = Paris | Florence | Georgia | Victoria | Chelsea | Charlotte | Sydney | Austin | Madison | Phoenix
    | April | May | June | August | Summer | Virginia | Carolina | Savannah | Brooklyn | Jordan | Lincoln | Jackson
    | Houston | Dallas | Dakota | India | Israel | Chad | Kenya | Alexandria | Lourdes | Adelaide | Asia
    | Will | Mark | Bill | Frank | Grant | Chase | Rose | Grace | Hope | Faith | Rich | Art | Pat | Gene | Miles | Drew
  first-plain* = Jennifer | Thomas | Aisha | Daniel | Maria | Peter | Olga | Samuel | Fatima | Robert | Ingrid | Carlos
    | Helen | Ahmed | Laura | Viktor | Susan | Rajiv | Nora | Patrick | Leila | Stephen | Hannah | Oscar | Miriam | Joseph
    | Elena | Martin | Yuki | Andrew | Claire | Hassan | Ruth | Tobias | Priya | George | Marta | Edward | Sofia | Ibrahim
    | Julia | Kevin | Amina | Walter | Teresa | Dmitri | Alice | Nelson | Keiko | Brian | Anita | Felix | Zainab | Louis
    | Emma | Tariq | Judith | Pavel | Diana | Arthur | Mei | Simon | Rosa | Gregory | Nadia | Hugo | Esther | Anwar
    | Linda | Marcus | Yasmin | Eric | Beatriz | Kofi | Irene | Ravi | Monica | Stefan | Lucy | Omar | Gloria | Henry
  last = <last-plain> | <last-plain> | <last-plain> | <last-ambiguous>
  last-ambiguous = Washington | Jordan | Lincoln | Ford | Houston | Jackson | Paris | London | Berlin | Austin | Madison
    | Dallas | Cleveland | Lancaster | York | Kent | Essex | Holland | England | French | English | Welsh | Scott | Poland
    | May | March | August | Friday | Winters | Day | Morgan | Wells | Barclay | Boeing | Disney | Hilton | Dell | Marriott
    | Amazon | Virgin | Victoria | Phoenix | Chelsea | Georgia | Florence | Everton | Preston | Orlando | Santiago
    | Brown | White | Green | Black | Young | Price | Power | Banks | Rivers | Stone | Snow | Frost | Baker | Cook
    | Bishop | King | Rice | Bush | Wood | Field | Law | Best | Gold | Cash | Rose | Grant | Chase | Hope | Page | Law
  last-plain* = Hale | Moreno | Okafor | Lindqvist | Petrov | Hartley | Nakamura | Silva | Ellison | Rahman | Kowalski
    | Dubois | Mbeki | Svensson | Ortega | Whitfield | Haddad | Novak | Costa | Ferreira | Chandra | O'Neill | Castillo
    | Yilmaz | Kimura | Fischer | Adeyemi | Larsen | Popescu | McAllister | Romero | Sharma | Becker | Fontaine | Tanaka
    | Abbott | Karimi | Jansen | Delgado | Brandt | Osman | Pereira | Whitaker | Ivanova | Mensah | Nguyen | Hoffman
    | Aziz | Calloway | Rossi | Dlamini | Hughes | Varga | Saleh | Thornton | Eriksen | Quispe | Farouk | Bellamy | Weiss
    | Salazar | Kapoor | Dawson | Moreau | Traore | Sutton | Hakimi | Kruger | Medina | Sorensen | Bajwa | Holloway
    | Contreras | Lehmann | Tshabalala | Mercer | Qureshi | Bianchi | Olsen | Reyes | Hendricks | Vasquez | Ekström | Zhou

  full = [PER <first&> <last&> ]
  fullinitial = [PER <first&> <initial> <last&> ]
  initial = J. | M. | A. | R. | D. | L. | T. | S. | W. | K. | B. | C.
  surname = [PER <last&> ]
  titled = [PER <title> <last&> ]
  title = Mr. | Ms. | Mr. | Ms. | Dr. | Sen. | Rep. | Gen. | President | Prof. | Judge | Gov.
  who = <full> | <full> | <full> | <surname> | <surname> | <titled> | <fullinitial>
  who-said = <who> | <role> <full> | <full> , <appositive> ,
  role = foreign minister | defense minister | finance minister | opposition leader | lawmaker | spokesman | spokeswoman
    | police chief | lead prosecutor | analyst | economist | chief executive | union leader | aid worker | army officer
    | prime minister | mayor | ambassador | historian | scientist | former president | head coach | engineer | lawyer
  appositive = <a-role> | who heads <organisation> | the <role> of <country> | a former <role> | <36-79>
    | a native of <city> | who joined <organisation> in <year> | a professor at <university> | <nationality> <role>
  a-role = a(n) <nationality> <role> | a senior <role> | a <city> lawyer | a spokesman for <organisation>
    | an analyst with <bank> | the <role>
  people-plural = protesters | residents | rescue workers | investigators | union members | villagers | students
    | prosecutors | peacekeepers | reporters | farmers | voters | passengers | shareholders | engineers | officials
    | witnesses | lawmakers | diplomats | analysts | medics | tourists | drivers | truckers | nurses | teachers
  """
