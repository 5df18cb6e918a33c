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

/// Turns Yams's tree into ours: scalar types, merge keys, limits.
struct SpecTreeBuilder {
  private let source: SourceText
  private var count = 0

  init(source: SourceText) {
    self.source = source
  }

  mutating func build(_ node: Node, depth: Int) throws(Located<SpecProblem>) -> SpecNode {
    let origin = origin(node.mark)
    count += 1
    if count > SpecNode.nodeLimit { throw origin.locate(.tooManyNodes(limit: SpecNode.nodeLimit)) }
    if depth > SpecNode.depthLimit { throw origin.locate(.tooDeep(limit: SpecNode.depthLimit)) }
    switch node {
    case .scalar(let scalar):
      return SpecNode(.scalar(try self.scalar(scalar, origin)), origin: origin)
    case .sequence(let sequence):
      try check(sequence.tag, isAmong: ["", "tag:yaml.org,2002:seq"], origin)
      var list: [SpecNode] = []
      for element in sequence { list.append(try build(element, depth: depth + 1)) }
      return SpecNode(.list(list), origin: origin)
    case .mapping(let mapping):
      try check(mapping.tag, isAmong: ["", "tag:yaml.org,2002:map"], origin)
      return SpecNode(.map(try map(mapping, depth)), origin: origin)
    case .alias:
      throw origin.locate(.keyNotText)
    }
  }

  private mutating func map(_ mapping: Node.Mapping, _ depth: Int) throws(Located<SpecProblem>) -> SpecMap {
    var merged = SpecMap()
    var own: [SpecMap.Entry] = []
    for (key, value) in mapping {
      let keyOrigin = origin(key.mark)
      guard case .scalar(let scalar) = key else { throw keyOrigin.locate(.keyNotText) }
      if scalar.string == "<<", scalar.style == .plain {
        try merge(build(value, depth: depth + 1), into: &merged, keyOrigin)
      } else {
        own.append(.init(key: scalar.string, keyOrigin: keyOrigin, value: try build(value, depth: depth + 1)))
      }
    }
    for entry in own { merged.set(entry.key, to: entry.value, keyOrigin: entry.keyOrigin) }
    return merged
  }

  /// Of several merged maps the first to name a key wins.
  private func merge(_ node: SpecNode, into map: inout SpecMap, _ origin: Origin) throws(Located<SpecProblem>) {
    for part in node.list ?? [node] {
      guard let part = part.map else { throw origin.locate(.mergeNeedsMap) }
      for entry in part.entries where map[entry.key] == nil {
        map.set(entry.key, to: entry.value, keyOrigin: entry.keyOrigin)
      }
    }
  }

  private func scalar(_ scalar: Node.Scalar, _ origin: Origin) throws(Located<SpecProblem>) -> Scalar {
    let text = scalar.string
    let isPlain = scalar.style == .plain
    let plain = Scalar(yaml: text)
    let isRight: Bool
    switch scalar.tag.rawValue.replacing("tag:yaml.org,2002:", with: "!!") {
    case "": return isPlain ? plain : Scalar(.string(text), text: text, isQuoted: true)
    case "!!str", "!": return Scalar(.string(text), text: text, isQuoted: true)
    case "!!float":
      if case .int(let value) = plain.value { return Scalar(.float(Double(value)), text: "\(Double(value))") }
      isRight = if case .float = plain.value { true } else { false }
    case "!!int": isRight = if case .int = plain.value { true } else { false }
    case "!!bool": isRight = if case .bool = plain.value { true } else { false }
    case "!!null": isRight = plain.value == .null
    default: throw origin.locate(.unknownTag(scalar.tag.rawValue))
    }
    guard isRight else {
      throw origin.locate(
        .tagMismatch(tag: scalar.tag.rawValue.replacing("tag:yaml.org,2002:", with: "!!"), text: text))
    }
    return plain
  }

  private func check(_ tag: Tag, isAmong known: [String], _ origin: Origin) throws(Located<SpecProblem>) {
    if !known.contains(tag.rawValue) { throw origin.locate(.unknownTag(tag.rawValue)) }
  }

  private func origin(_ mark: Mark?) -> Origin {
    .file(source, line: mark?.line ?? 1, column: mark?.column ?? 1)
  }
}
