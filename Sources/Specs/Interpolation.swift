/// The parts of a text with `${…}` in it.
struct Interpolation {
  /// A part.
  enum Part: Hashable {
    /// Text as it is.
    case literal(String)
    /// `${a.b.c}`, absolute from the root; `${a.0}` and `${a[0]}` name an element of a list.
    case reference(path: [String], offset: Int)
    /// `${env:VAR}`, `${oc.env:VAR}`, `${oc.env:VAR,DEFAULT}`.
    case environment(name: String, standard: String?, offset: Int)
  }

  /// What is wrong, and how many scalars into the text.
  struct Failure: Error {
    var problem: InterpolationProblem
    var offset: Int
  }

  /// The parts in order.
  private(set) var parts: [Part] = []

  /// Cuts a text into parts. Before `${` a backslash escapes, and two stand for one.
  init(_ text: String) throws(Failure) {
    let scalars = Array(text.unicodeScalars)
    var literal = String.UnicodeScalarView()
    var index = 0
    while index < scalars.count {
      let start = index
      while index < scalars.count, scalars[index] == "\\" { index += 1 }
      let backslashes = index - start
      guard index + 1 < scalars.count, scalars[index] == "$", scalars[index + 1] == "{" else {
        literal.append(contentsOf: scalars[start..<index])
        if index < scalars.count { literal.append(scalars[index]) }
        index += 1
        continue
      }
      literal.append(contentsOf: scalars[start..<(start + backslashes / 2)])
      guard backslashes.isMultiple(of: 2) else {
        literal.append(contentsOf: ["$", "{"])
        index += 2
        continue
      }
      if !literal.isEmpty { parts.append(.literal(String(literal))) }
      literal = String.UnicodeScalarView()
      let inside = scalars[(index + 2)...]
      guard let end = inside.firstIndex(of: "}") else { throw Failure(problem: .unclosed, offset: index) }
      parts.append(try Self.part(Array(inside[..<end]), offset: index))
      index = end + 1
    }
    if !literal.isEmpty { parts.append(.literal(String(literal))) }
  }

  private static func part(_ scalars: [Unicode.Scalar], offset: Int) throws(Failure) -> Part {
    let text = String(String.UnicodeScalarView(scalars)).trimmingBlanks
    if text.contains("${") { throw Failure(problem: .nested, offset: offset) }
    if let colon = text.firstIndex(of: ":") {
      let resolver = String(text[..<colon]).trimmingBlanks
      guard resolver == "env" || resolver == "oc.env" else {
        throw Failure(problem: .unknownResolver(resolver), offset: offset)
      }
      let arguments = text[text.index(after: colon)...].split(
        separator: ",", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(arguments.first ?? "").trimmingBlanks
      if name.isEmpty { throw Failure(problem: .missingVariable, offset: offset) }
      let standard = arguments.count > 1 ? String(arguments[1]).trimmingBlanks : nil
      return .environment(name: name, standard: standard, offset: offset)
    }
    if text.hasPrefix(".") { throw Failure(problem: .relative, offset: offset) }
    let dotted = text.replacing("[", with: ".").replacing("]", with: "")
    let path = dotted.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    if path.contains("") { throw Failure(problem: .empty, offset: offset) }
    return .reference(path: path, offset: offset)
  }

  /// The text that reads back as these characters and no interpolation.
  static func escape(_ text: String) -> String {
    guard text.contains("${") else { return text }
    var escaped = String.UnicodeScalarView()
    let scalars = Array(text.unicodeScalars)
    var backslashes = 0
    for (index, scalar) in scalars.enumerated() {
      if scalar == "$", index + 1 < scalars.count, scalars[index + 1] == "{" {
        escaped.append(contentsOf: repeatElement("\\", count: backslashes + 1))
      }
      backslashes = scalar == "\\" ? backslashes + 1 : 0
      escaped.append(scalar)
    }
    return String(escaped)
  }
}

extension String {
  fileprivate var trimmingBlanks: String {
    let isBlank = { (character: Character) in character == " " || character == "\t" }
    guard let first = firstIndex(where: { !isBlank($0) }), let last = lastIndex(where: { !isBlank($0) }) else {
      return ""
    }
    return String(self[first...last])
  }
}
