/// A made-up report in plain, untokenised text, to be tagged as a demonstration. Everybody in it is invented.
let article = """
  Victoria Ellison had not planned to stay in Washington past Friday.
  The lawyer from Lincoln, Nebraska, came to the capital to hear one vote, and the vote was put off until May 14.
  "I may be here until June," she said outside the Senate. "My hotel bill will be the death of me."

  The vote concerns the Jordan Act, a law named after Sen. Michael Jordan Hale of Georgia that would make firms pay for
  storm damage along the Gulf Coast. Hurricane Florence, which struck North Carolina in Sept. 2018, cost insurers $24
  billion, according to the University of Georgia.
  Ford and Amazon have both asked Congress to reject the bill. Virgin Atlantic and the Bank of America back it.

  In Amman, Jordanian officials were amused. "It has nothing to do with us," a spokesman for the Foreign Ministry told
  Al-Jazeera on Tuesday. "Our Jordan is a country and a river, and neither is a senator."

  The European Union is watching closely. Its envoy, Paris Lindqvist, said in Brussels that the act must not break the
  Paris Agreement. French and German diplomats met her at the Hilton in Geneva last week; the U.N. sent Florence Okafor.
  Ms. Okafor, a former mayor of Phoenix, believes that a deal is near. "We reached the Kyoto Protocol at 3 a.m.," she
  said. "Nobody in Kyoto slept that night."

  Not everyone has followed the talks. In Chelsea, where Chelsea beat Arsenal 2-0 on Saturday, August Baker was selling
  scarves to a few Italians. "Georgia? My daughter Georgia or the country?" he asked. "I can't tell you a thing about
  either, but I'll sell you a hat."

  The film "Lincoln" will be shown for the senators on Thursday at 8 p.m. in Ford's Theatre, near the White House.
  If the vote fails, Mr. Hale said, they will march on Wall Street in March, and in April they will do it again.

  """
