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
      let origin = origin(mark)
      let line = Array((origin.excerpt ?? "").unicodeScalars)
      if line.indices.contains(mark.column - 1), line[mark.column - 1] == "\t" {
        return origin.locate(.tabIndentation)
      }
      let place = context.map { "\($0.text) that begins at \($0.mark.line):\($0.mark.column)" }
      return origin.locate(.syntax(problem: problem, context: place))
    case .composer(let context, let problem, let mark, _):
      return origin(mark).locate(context == nil ? .syntax(problem: problem, context: nil) : .severalDocuments)
    default:
      return start.locate(.syntax(problem: "\(error)", context: nil))
    }
  }

  private var start: Origin { .file(source, line: 1, column: 1) }

  private func origin(_ mark: Mark) -> Origin { .file(source, line: mark.line, column: mark.column) }
}
