/// The page that says where the corpus comes from and what it holds; `SOURCE.md` among the files.
func sourcePage(figures: Figures, templates: Int, files: [(path: String, content: String)]) -> String {
  var page = """
    # The sample corpus

    News-like English, written by this project: templates and word lists in `tools/sample-corpus`, put together with a
    fixed seed. Nothing is taken from a newspaper or from another corpus, and no sentence reports anything that happened;
    people, figures and quotations are invented, and a likeness is chance. Licence: Apache-2.0, as the project.

    Made by, from the repository's root (`--check` in place of `--write` compares byte for byte):

        swift run -c release --package-path tools/sample-corpus sample-corpus --write corpora/sample

    It is there for a first training and for tests. A tagger that does well on it is not thereby good at real news.

    ## What is labelled

    Six types, in IOB2, over words split as in newswire corpora (`'s` and punctuation stand alone; `U.N.`, `Feb.` and
    hyphenated words are one word). The outermost mention counts: `University of Jordan` is one ORG. The meaning of the
    types is that of the Groningen Meaning Bank:

    | type | meaning | not labelled |
    | --- | --- | --- |
    | PER | people, with a title in capitals before the name: `Mr. Ford`, `President Hale` | roles: `foreign minister` |
    | ORG | firms, parties, militias, agencies, media, universities, sports clubs (also by their city's name) | |
    | LOC | countries, cities, regions, rivers, seas, streets, buildings; a country that stands for its government or team | |
    | GPE | nationalities and inhabitants: `French`, `Iraqis` (not countries: those are LOC) | |
    | TIME | weekdays, months, dates, years, decades, centuries, clock times | `yesterday`, `last week`, `summer` |
    | MISC | events, storms, laws and treaties, wars, works, prizes, crafts, holidays | |

    ## What makes it hard

    - Many names mean several things (`Washington`, `Jordan`, `Ford`, `Phoenix`, `Chelsea`, `Georgia`, `May`), and many
      are plain words as well (`may`, `march`, `will`, `bill`, `target`, `virgin`, `orange`, `turkey`).
    - A few sentences can be read in more than one way even by people ("Lincoln declined to comment."), so that no tagger
      reaches 100.
    - Three tenths of most name lists are kept away from training, for development and test alone.
    - One document in twenty-five is all in lower case.


    """
  page += "\(figures.unseenPercent) % of the test mentions have a text that training does not have; "
  page += "\(figures.ambiguous.count) mention texts have more than one type in training.\n"
  page += "\n## In figures\n\n"
  page += "\(templates) sentence templates; no sentence comes twice, within a part or across parts (the generator "
  page += "checks).\n\n"
  page += "| part | documents | sentences | words | \(EntityType.allCases.map(\.rawValue).joined(separator: " | ")) |\n"
  page += "| --- |" + String(repeating: " ---: |", count: 3 + EntityType.allCases.count) + "\n"
  for split in Split.allCases {
    let mentions = EntityType.allCases.map { figures.mentions[split]?[$0] ?? 0 }
    let counts = [figures.documents[split] ?? 0, figures.sentences[split] ?? 0, figures.words[split] ?? 0] + mentions
    page += "| \(split.rawValue) | \(counts.map(String.init).joined(separator: " | ")) |\n"
  }
  page += """

    Mentions are counted per type. `iob/` has a word and its label a line and a blank line after each sentence;
    `text_labels/` the same in TAO's form, as its converter writes it (a blank after every word, also the last);
    `xml/` the same with documents and inline elements, words one blank apart; `article.txt` is a plain text to tag.

    ## SHA-256


    """
  for file in files { page += "    \(SHA256.hex(of: file.content))  \(file.path)\n" }
  return page
}
