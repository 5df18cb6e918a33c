import Testing

@testable import Diagnostics

@Suite("Suggestions and places")
struct SuggestionTests {
  @Test(
    "the nearest known word is offered",
    arguments: [("bacth_size", "batch_size"), ("lr_", "lr"), ("max_epoch", "max_epochs")])
  func nearest(typed: String, known: String) {
    #expect(Suggestion.closest(to: typed, among: ["batch_size", "lr", "max_epochs"]) == known)
  }

  @Test("nothing is offered when nothing is near")
  func none() {
    #expect(Suggestion.phrase(for: "zzzzzz", among: ["batch_size", "lr"]) == "")
  }

  @Test("a located problem shows file, line, column, and a caret under the column")
  func caret() {
    enum Oops: Error, Hashable, CustomStringConvertible {
      case bad
      var description: String { "bad value" }
    }
    let located = Located(Oops.bad, at: Place(file: "a.yaml", line: 3, column: 5), excerpt: "lr: x")
    #expect(located.description == "a.yaml:3:5: error: bad value\n  lr: x\n      ^")
  }
}
