/// One problem at one place in a file that a person wrote.
public struct Located<Problem: Error & Hashable>: Error, Hashable, CustomStringConvertible {
  /// Where it is.
  public var place: Place
  /// What is wrong there.
  public var problem: Problem
  /// The text of the line, when the renderer should show it with a caret under the column.
  public var excerpt: String?

  /// A problem at a place, with the line's text if it should be shown.
  public init(_ problem: Problem, at place: Place, excerpt: String? = nil) {
    (self.problem, self.place, self.excerpt) = (problem, place, excerpt)
  }

  /// `dev.conll:214:7: error: what is wrong`, then the line with a caret if there is an excerpt.
  public var description: String {
    let head = "\(place): error: \(problem)"
    guard let excerpt else { return head }
    return head + "\n" + Excerpt.render(excerpt, column: place.column)
  }
}
