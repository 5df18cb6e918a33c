import Annotations
import Diagnostics

/// Reads mentions from brackets that open at their first token and close at their last, as CoNLL's coreference files and
/// the `Entity` of CoNLL-U have them: `(1-person-new`, `1)`, `(2-place)`; parts of a discontinuous mention are `e9[1/2]`.
struct EntityBrackets {
  /// A mention that is closed.
  struct Mention {
    var label: String
    var attributes: [Attribute]
    /// Tokens of the document, a range for each part.
    var parts: [Range<Int>]
    var place: Place
  }

  private struct Open {
    var key: String
    var part: Part?
    var start: Int
    var order: Int
    var place: Place
    var label: String
    var attributes: [Attribute]
  }

  private struct Part: Hashable {
    var number: Int
    var count: Int
  }

  /// The names of the fields, as `# global.Entity = GRP-etype-…` gives them.
  var fields: [String] = []
  private var open: [Open] = []
  private var closed: [(order: Int, mention: Mention)] = []
  /// Discontinuous mentions of which parts are still to come, by key and number of parts.
  private var incomplete: [String: (order: Int, mention: Mention, parts: Int)] = [:]
  private var order = 0

  /// Takes in the brackets of one token.
  ///
  /// - Parameters:
  ///   - token: the next token of the document; an empty node stands before it.
  ///   - isEmptyNode: brackets of a node without text close behind the token before.
  mutating func read(_ cell: [UInt8], token: Int, isEmptyNode: Bool = false, at place: Place) throws {
    let end = token + (isEmptyNode ? 0 : 1)
    // Where the item at hand begins, and whether it is one that opens.
    var start = 0
    var opens = false
    for (index, byte) in cell.enumerated() {
      switch byte {
      case UInt8(ascii: "("):
        if opens { begin(cell[start..<index], token, place) }
        (start, opens) = (index + 1, true)
      case UInt8(ascii: ")"):
        if opens {
          begin(cell[start..<index], token, place)
          self.end(open.count - 1, end)
        } else {
          try close(cell[start..<index], end, place)
        }
        (start, opens) = (index + 1, false)
      case UInt8(ascii: "|"):
        if opens { begin(cell[start..<index], token, place) }
        (start, opens) = (index + 1, false)
      default: break
      }
    }
    let rest = cell[start...]
    if opens {
      begin(rest, token, place)
    } else if !rest.isEmpty, !Self.isNothing(rest) {
      throw Located(CorpusProblem.bracket(String(decoding: rest, as: UTF8.self)), at: place)
    }
  }

  /// Whether a cell says that there is no bracket.
  static func isNothing(_ cell: ArraySlice<UInt8>) -> Bool {
    cell.count == 1
      && (cell.first == UInt8(ascii: "_") || cell.first == UInt8(ascii: "-") || cell.first == UInt8(ascii: "*"))
  }

  /// The mentions of a document that has ended, in the order in which they were opened.
  mutating func take() throws -> [Mention] {
    if let left = open.first { throw Located(CorpusProblem.openBracket(left.key), at: left.place) }
    let all = closed + incomplete.values.map { ($0.order, $0.mention) }
    (closed, incomplete, order) = ([], [:], 0)
    return all.sorted { $0.order < $1.order }.map(\.mention)
  }

  private mutating func begin(_ item: ArraySlice<UInt8>, _ token: Int, _ place: Place) {
    let parts = item.split(
      separator: UInt8(ascii: "-"), maxSplits: fields.isEmpty ? 2 : fields.count - 1, omittingEmptySubsequences: false
    ).map { String(decoding: $0, as: UTF8.self) }
    let (group, part) = Self.part(parts[0])
    var opened = Open(key: group, part: part, start: token, order: order, place: place, label: "", attributes: [])
    order += 1
    if let type = fields.firstIndex(of: "etype") {
      opened.label = parts.indices.contains(type) ? parts[type] : ""
      if let place = fields.firstIndex(of: "GRP"), parts.indices.contains(place) {
        (opened.key, opened.part) = Self.part(parts[place])
      }
      for (name, value) in zip(fields, parts) where name != "etype" && !value.isEmpty {
        opened.attributes.append(Attribute(name, name == "GRP" ? opened.key : value))
      }
    } else if Self.isGroup(group), parts.count > 1 {
      opened.label = parts[1]
      opened.attributes.append(Attribute("GRP", group))
      if parts.count > 2 { opened.attributes.append(Attribute("rest", parts[2])) }
    } else {
      // `(person-1-Name` closes as `person-1-Name)`.
      opened.key = String(decoding: item, as: UTF8.self)
      opened.label = parts[0]
      if parts.count > 1 { opened.attributes.append(Attribute("GRP", parts[1])) }
      if parts.count > 2 { opened.attributes.append(Attribute("identity", parts[2])) }
    }
    open.append(opened)
  }

  private mutating func close(_ item: ArraySlice<UInt8>, _ end: Int, _ place: Place) throws {
    let text = String(decoding: item, as: UTF8.self)
    let (key, part) = Self.part(text)
    guard let index = open.lastIndex(where: { $0.key == key && $0.part == part }) else {
      throw Located(CorpusProblem.bracket(text + ")"), at: place)
    }
    self.end(index, end)
  }

  private mutating func end(_ index: Int, _ end: Int) {
    let opened = open.remove(at: index)
    let range = opened.start..<max(opened.start, end)
    var mention = Mention(label: opened.label, attributes: opened.attributes, parts: [range], place: opened.place)
    guard let part = opened.part, part.count > 1 else {
      closed.append((opened.order, mention))
      return
    }
    let key = "\(opened.key)/\(part.count)"
    if let begun = incomplete[key], part.number > 1 {
      mention = begun.mention
      mention.parts.append(range)
      incomplete[key] = (begun.order, mention, begun.parts + 1)
    } else {
      incomplete[key] = (opened.order, mention, 1)
    }
    if let done = incomplete[key], done.parts == part.count {
      closed.append((done.order, done.mention))
      incomplete[key] = nil
    }
  }

  /// `e9[1/2]` is part 1 of 2 of `e9`.
  private static func part(_ text: String) -> (String, Part?) {
    guard text.utf8.last == UInt8(ascii: "]"), let bracket = text.firstIndex(of: "[") else { return (text, nil) }
    let numbers = text[text.index(after: bracket)...].dropLast().split(separator: "/").map { Int($0) }
    guard numbers.count == 2, let number = numbers[0], let count = numbers[1], count > 0 else { return (text, nil) }
    return (String(text[..<bracket]), Part(number: number, count: count))
  }

  /// Whether a first field is a group's number (`12`, `e12`) and no label.
  static func isGroup(_ text: String) -> Bool {
    let digits = text.utf8.first == UInt8(ascii: "e") ? text.utf8.dropFirst() : text.utf8[...]
    return !digits.isEmpty && digits.allSatisfy { (0x30...0x39).contains($0) }
  }
}
