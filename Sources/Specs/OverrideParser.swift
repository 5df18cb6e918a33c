import Diagnostics

/// Reads one override; a subset of Hydra's grammar without sweeps and functions.
struct OverrideParser {
  private let scalars: [Unicode.Scalar]
  private let source: SourceText
  private let number: Int
  private var index = 0

  init(_ text: String, number: Int) {
    scalars = Array(text.unicodeScalars)
    let shown = scalars.count > 60 ? String(String.UnicodeScalarView(scalars.prefix(59))) + "…" : text
    let name = String(String.UnicodeScalarView(shown.unicodeScalars.map { $0.value < 0x20 ? " " : $0 }))
    source = SourceText(name: "<override \(number): \(name)>", lines: [text])
    self.number = number
  }

  mutating func parse() throws(Located<SpecProblem>) -> Override {
    skipBlanks()
    guard let first = current else { throw problem(.empty) }
    if first == "-" { throw problem(.looksLikeFlag) }
    var operation = Override.Operation.set
    if first == "~" {
      operation = .delete
      index += 1
    } else if first == "+" {
      index += 1
      operation = .add
      if current == "+" {
        index += 1
        operation = .addOrSet
      }
    }
    let segments = try key()
    guard current == "=" else {
      guard operation == .delete else {
        throw problem(.missingEquals(key: segments.map(\.key).joined(separator: ".")))
      }
      return Override(operation, segments: segments, value: nil)
    }
    index += 1
    let value = try self.value(in: .top, depth: 0)
    if current == "," { throw problem(.sweep) }
    if current != nil { throw problem(.textAfterValue) }
    return Override(operation, segments: segments, value: value)
  }

  // MARK: Keys

  private mutating func key() throws(Located<SpecProblem>) -> [Override.Segment] {
    if current == nil || current == "=" { throw problem(.missingKey) }
    var segments: [Override.Segment] = []
    var start = index
    while true {
      switch current {
      case nil, "=", ".":
        let segment = text(start..<index)
        if segment.isEmpty { throw problem(.emptySegment) }
        segments.append(.init(key: segment, origin: origin(at: start)))
        guard current == "." else { return segments }
        index += 1
        start = index
      case "[": throw problem(.elementAddressed)
      case .some(let scalar) where isBlank(scalar) || ",:{}()]'\"@$~".unicodeScalars.contains(scalar):
        throw problem(.badKeyCharacter(String(scalar)))
      default: index += 1
      }
    }
  }

  // MARK: Values

  private enum Container {
    case top, list, map, mapKey
  }

  /// A value and the blanks around it; stops before a comma, a closing bracket or the end.
  private mutating func value(in container: Container, depth: Int) throws(Located<SpecProblem>) -> SpecNode {
    if depth > SpecNode.depthLimit { throw problem(.tooDeep) }
    skipBlanks()
    let start = index
    let content: SpecNode.Content
    switch current {
    case "'", "\"": content = .scalar(try quoted())
    case "[": content = .list(try list(depth: depth))
    case "{": content = .map(try map(depth: depth))
    default: content = .scalar(try unquoted(in: container))
    }
    skipBlanks()
    if let current, !ends(current, container), current != "," { throw problem(.textAfterValue) }
    return SpecNode(content, origin: origin(at: start))
  }

  private mutating func list(depth: Int) throws(Located<SpecProblem>) -> [SpecNode] {
    let open = index
    index += 1
    var elements: [SpecNode] = []
    skipBlanks()
    if current == "]" {
      index += 1
      return elements
    }
    while true {
      elements.append(try value(in: .list, depth: depth + 1))
      guard let current else { throw problem(.unclosed("["), at: open) }
      index += 1
      if current == "]" { return elements }
    }
  }

  private mutating func map(depth: Int) throws(Located<SpecProblem>) -> SpecMap {
    let open = index
    index += 1
    var map = SpecMap()
    skipBlanks()
    if current == "}" {
      index += 1
      return map
    }
    while true {
      skipBlanks()
      let start = index
      let isQuoted = current == "'" || current == "\""
      let key = isQuoted ? try quoted() : try unquoted(in: .mapKey)
      skipBlanks()
      guard let colon = current else { throw problem(.unclosed("{"), at: open) }
      guard colon == ":" else { throw problem(.missingColon) }
      if map[key.text] != nil { throw problem(.repeatedKey(key.text), at: start) }
      index += 1
      map.set(key.text, to: try value(in: .map, depth: depth + 1), keyOrigin: origin(at: start))
      guard let current else { throw problem(.unclosed("{"), at: open) }
      index += 1
      if current == "}" { return map }
    }
  }

  /// Text in quotes. A backslash escapes only the quote, and backslashes before the quote escape each other.
  private mutating func quoted() throws(Located<SpecProblem>) -> Scalar {
    let open = index
    let quote = scalars[index]
    index += 1
    var text = String.UnicodeScalarView()
    while let scalar = current {
      if scalar == "\\" {
        let start = index
        while current == "\\" { index += 1 }
        let count = index - start
        guard current == quote else {
          text.append(contentsOf: scalars[start..<index])
          continue
        }
        text.append(contentsOf: scalars[start..<(start + count / 2)])
        guard count.isMultiple(of: 2) else {
          text.append(quote)
          index += 1
          continue
        }
      }
      index += 1
      if scalars[index - 1] == quote { return Scalar(.string(String(text)), text: String(text), isQuoted: true) }
      text.append(scalars[index - 1])
    }
    throw problem(.unclosed(String(quote)), at: open)
  }

  /// A bare value: blanks inside belong to it, blanks around it do not; interpolations are taken whole.
  private mutating func unquoted(in container: Container) throws(Located<SpecProblem>) -> Scalar {
    let start = index
    var text: [Unicode.Scalar] = []
    var kept = 0
    scan: while let scalar = current {
      if ends(scalar, container) || scalar == "," || (container == .mapKey && scalar == ":") { break scan }
      switch scalar {
      case "\\":
        let next = index + 1 < scalars.count ? scalars[index + 1] : nil
        if next == "$" {
          text.append(scalar)
        } else if let next, "\\()[]{}:=, \t".unicodeScalars.contains(next) {
          index += 1
          text.append(next)
          kept = text.count
        } else {
          text.append(scalar)
        }
        // `\${` stays as it is, braces and all, for the interpolation to read.
        if next == "$" {
          index += 1
          try takeInterpolation(into: &text)
          kept = text.count
          continue scan
        }
      case "$" where index + 1 < scalars.count && scalars[index + 1] == "{":
        try takeInterpolation(into: &text)
        kept = text.count
        continue scan
      case "=", "[", "]", "{", "}", "(", ")", "'", "\"": throw problem(.needsQuotes(String(scalar)))
      default: text.append(scalar)
      }
      if !isBlank(scalar) { kept = text.count }
      index += 1
    }
    if kept == 0, container != .top { throw problem(.missingElement, at: start) }
    let value = String(String.UnicodeScalarView(text.prefix(kept)))
    return value.isEmpty ? Scalar(.string(""), text: "") : Scalar(override: value)
  }

  private mutating func takeInterpolation(into text: inout [Unicode.Scalar]) throws(Located<SpecProblem>) {
    let start = index
    text.append(scalars[index])
    index += 1
    guard current == "{" else { return }
    var depth = 0
    while let scalar = current {
      text.append(scalar)
      index += 1
      if scalar == "{" { depth += 1 }
      if scalar == "}" { depth -= 1 }
      if depth == 0 { return }
    }
    throw origin(at: start).locate(.malformedInterpolation(.unclosed))
  }

  // MARK: Characters

  private var current: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

  private func ends(_ scalar: Unicode.Scalar, _ container: Container) -> Bool {
    switch container {
    case .top: false
    case .list: scalar == "]"
    case .map, .mapKey: scalar == "}"
    }
  }

  private mutating func skipBlanks() {
    while let scalar = current, isBlank(scalar) { index += 1 }
  }

  private func isBlank(_ scalar: Unicode.Scalar) -> Bool {
    scalar == " " || scalar == "\t" || scalar == "\n" || scalar == "\r"
  }

  private func text(_ range: Range<Int>) -> String { String(String.UnicodeScalarView(scalars[range])) }

  private func origin(at index: Int) -> Origin { .override(source, number: number, column: index + 1) }

  private func problem(_ problem: OverrideProblem, at place: Int? = nil) -> Located<SpecProblem> {
    origin(at: place ?? index).locate(.malformedOverride(problem))
  }
}
