public import Diagnostics

/// The text of a spec file or of one override, kept so that a problem can show its line.
public final class SourceText: Sendable {
  /// The path as the user gave it, or a name such as `<override 2: optim.lr=abc>`.
  public let name: String
  /// The lines without their line breaks.
  public let lines: [String]

  /// A named text, already cut into lines.
  public init(name: String, lines: [String]) {
    (self.name, self.lines) = (name, lines)
  }
}

/// Where a node of a spec comes from.
public enum Origin: Sendable {
  /// A place in a file; line and column from 1, the column in Unicode scalars.
  case file(SourceText, line: Int, column: Int)
  /// A column of the override with this number (from 1) on the command line.
  case override(SourceText, number: Int, column: Int)
  /// Written nowhere: a default value.
  case standard

  /// The place as it is printed; for a default `<defaults>:1:1`.
  public var place: Place {
    switch self {
    case .file(let source, let line, let column): Place(file: source.name, line: line, column: column)
    case .override(let source, _, let column): Place(file: source.name, line: 1, column: column)
    case .standard: Place(file: "<defaults>", line: 1)
    }
  }

  /// The text of the line, if there is one.
  public var excerpt: String? {
    switch self {
    case .file(let source, let line, _): source.lines.indices.contains(line - 1) ? source.lines[line - 1] : nil
    case .override(let source, _, _): source.lines.first
    case .standard: nil
    }
  }

  /// Whether the node is written nowhere.
  public var isDefault: Bool {
    if case .standard = self { true } else { false }
  }

  /// The problem at this origin, with the line to show.
  func locate(_ problem: SpecProblem) -> Located<SpecProblem> {
    Located(problem, at: place, excerpt: excerpt)
  }

  /// Files before overrides, overrides by number, then by line and column.
  var rank: [Int] {
    switch self {
    case .file(_, let line, let column): [0, line, column]
    case .override(_, let number, let column): [number, 1, column]
    case .standard: [0, 0, 0]
    }
  }

  /// The origin `offset` scalars into a value, if the line really has `text` there (quotes, escapes and line folds shift
  /// it), or else at the next occurrence of `text` on the line, or else this origin.
  func advanced(by offset: Int, to text: String) -> Origin {
    guard let excerpt else { return self }
    let line = Array(excerpt.unicodeScalars)
    let wanted = Array(text.unicodeScalars)
    let start = place.column - 1
    let columns = [start + offset, start + offset + 1] + Array(max(0, start)..<max(0, start, line.count))
    for column in columns where column >= 0 && column + wanted.count <= line.count {
      guard line[column..<(column + wanted.count)].elementsEqual(wanted) else { continue }
      return switch self {
      case .file(let source, let row, _): .file(source, line: row, column: column + 1)
      case .override(let source, let number, _): .override(source, number: number, column: column + 1)
      case .standard: self
      }
    }
    return self
  }
}
