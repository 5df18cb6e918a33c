import Diagnostics
import Yams

extension SpecNode {
  /// How many values a spec may have, aliases counted each time they are used.
  public static let nodeLimit = 100_000
  /// How deep maps and lists may be nested.
  public static let depthLimit = 100

  /// Reads a spec: one YAML 1.1 document whose top level is a map.
  ///
  /// - Parameters:
  ///   - bytes: The file's content in UTF-8, with or without byte-order mark, with any line ends.
  ///   - file: The path as the user gave it.
  /// - Throws: Every duplicate key, or the first problem of any other kind, with its place.
  public static func parse(_ bytes: some Sequence<UInt8>, file: String) throws(SpecProblems) -> SpecNode {
    do {
      let (text, source) = try SpecText.decode(Array(bytes), file: file)
      return try YAMLReading(text: text, source: source).read()
    } catch let problem as Located<SpecProblem> {
      throw SpecProblems([problem])
    } catch let problems as SpecProblems {
      throw problems
    } catch {
      let problem = SpecProblem.syntax(problem: "\(error)", context: nil)
      throw SpecProblems([Located(problem, at: Place(file: file, line: 1))])
    }
  }

  /// Reads a spec from text.
  public static func parse(_ text: String, file: String) throws(SpecProblems) -> SpecNode {
    try parse(text.utf8, file: file)
  }
}

/// One reading of one file.
struct YAMLReading {
  private let text: String
  private let source: SourceText

  init(text: String, source: SourceText) {
    (self.text, self.source) = (text, source)
  }

  /// - Throws: `Located<SpecProblem>` or `SpecProblems`.
  func read() throws -> SpecNode {
    try AliasedKeys.refuse(in: source)
    let root: Node?
    do {
      // The resolver without rules: types are ours to decide, and keys are compared by their text.
      root = try Parser(yaml: text, resolver: .basic, encoding: .utf8).singleRoot()
    } catch YamlError.duplicatedKeysInMapping {
      throw DuplicateKeys(text: text, source: source).problems()
    } catch let error as YamlError {
      throw syntaxProblem(error)
    }
    guard let root else { throw start.locate(.emptyFile) }
    var builder = SpecTreeBuilder(source: source)
    let tree = try builder.build(root, depth: 0)
    guard tree.map != nil else {
      throw tree.origin.locate(tree.isNull ? .emptyFile : .notAMap(found: SpecFinding(tree)))
    }
    return tree
  }

  private func syntaxProblem(_ error: YamlError) -> Located<SpecProblem> {
    switch error {
    case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _):
      let found = origin(mark)
      let line = Array((found.excerpt ?? "").unicodeScalars)
      let rest = line.dropFirst(max(0, mark.column - 1))
      if rest.first == "\t" { return found.locate(.tabIndentation) }
      // The first question mark is taken for an indicator, and the complaint is about the second.
      if mark.column > 1, line.dropFirst(mark.column - 2).starts(with: "???".unicodeScalars) {
        return Origin.file(source, line: mark.line, column: mark.column - 1).locate(.mandatoryInBrackets)
      }
      guard let context, context.mark.line != mark.line || context.mark.column != mark.column else {
        return found.locate(.syntax(problem: problem, context: nil))
      }
      // Where something is not closed, the parser notices at the end of the file or on the next line; what is to be
      // corrected stands where it began.
      if rest.isEmpty || problem == "could not find expected ':'" {
        return origin(context.mark).locate(.syntax(problem: problem, context: context.text))
      }
      let place = "\(context.text) that begins at \(context.mark.line):\(context.mark.column)"
      return found.locate(.syntax(problem: problem, context: place))
    case .composer(let context, let problem, let mark, _):
      return origin(mark).locate(context == nil ? .syntax(problem: problem, context: nil) : .severalDocuments)
    default:
      return start.locate(.syntax(problem: "\(error)", context: nil))
    }
  }

  private var start: Origin { .file(source, line: 1, column: 1) }

  private func origin(_ mark: Mark) -> Origin { .file(source, line: mark.line, column: mark.column) }
}
