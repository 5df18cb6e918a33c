import CorpusStore
import Files
import Testing

@Suite("Store problems")
struct StoreProblemTests {
  @Test("say what was found and what to do")
  func prose() {
    let problem = FileError(StoreProblem.newerSchema(found: 3, known: 1), file: "corpora.gloss")
    #expect(
      problem.description
        == "corpora.gloss: error: the store has schema 3, and this version of Gloss knows schemas up to 1; use the newer "
        + "Gloss that made it. Nothing was touched")
  }
}
