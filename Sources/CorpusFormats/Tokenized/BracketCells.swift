import Annotations

/// Mentions as brackets that open at their first token and close at their last, the way back from `EntityBrackets`.
///
/// A mention is `(GROUP-LABEL…` where it opens and `GROUP)` where it closes; `GROUP` is the one that it was read with
/// (`GRP`), else a number of its own. Stretches of a discontinuous one are `GROUP[1/2]` and so on.
struct BracketCells {
  /// The attribute in which `EntityBrackets` keeps a mention's group.
  static let group = "GRP"

  /// The names of the fields of an opening bracket; groups and labels alone are what readers expect of columns.
  private(set) var fields = [BracketCells.group, "etype"]
  /// How many attributes no field could hold.
  private(set) var attributesLost = 0
  private var cells: [Int: [UInt8]] = [:]

  private struct Bracket {
    var tokens: Range<Int>
    var key: String
    var piece: Int
  }

  /// - Parameter holdsAttributes: whether the form can name more fields than the two.
  init(_ pieces: [TokenStretches.Piece], of mentions: [Mention], holdsAttributes: Bool) {
    if holdsAttributes { chooseFields(mentions) }
    let brackets = keyed(pieces, mentions)
    var heads: [Int: String] = [:]
    for bracket in brackets where heads[bracket.piece] == nil {
      heads[bracket.piece] = rest(of: mentions[pieces[bracket.piece].mention])
    }
    // At one token: what ends there, inner ones first; then what goes on, outer ones first; then what is this token alone.
    for bracket in brackets.reversed() where bracket.tokens.count > 1 {
      cells[bracket.tokens.upperBound - 1, default: []] += "\(bracket.key))".utf8
    }
    for bracket in brackets where bracket.tokens.count > 1 {
      cells[bracket.tokens.lowerBound, default: []] += "(\(bracket.key)\(heads[bracket.piece] ?? "")".utf8
    }
    for bracket in brackets where bracket.tokens.count == 1 {
      cells[bracket.tokens.lowerBound, default: []] += "(\(bracket.key)\(heads[bracket.piece] ?? ""))".utf8
    }
  }

  /// The brackets of a token; `nil` without any.
  func cell(_ token: Int) -> [UInt8]? { cells[token] }

  /// Whether a label or value can stand in a bracket.
  static func holds(_ text: String, hyphens: Bool) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy { byte in
        byte > 0x20 && byte != 0x7F && !"()|".utf8.contains(byte)
          && (hyphens || byte != UInt8(ascii: "-"))
      } && PythonWhitespace.first(in: Array(text.utf8).span) == nil
  }

  /// Labels stand second, as in GUM; but a hyphen can stand in the last field alone.
  private mutating func chooseFields(_ mentions: [Mention]) {
    var names: [String] = []
    var withHyphens: String?
    for mention in mentions {
      for attribute in mention.attributes where attribute.key != Self.group && attribute.key != "etype" {
        guard Self.holds(attribute.key, hyphens: false), Self.holds(attribute.value, hyphens: true) else { continue }
        if !names.contains(attribute.key), names.count < 30 { names.append(attribute.key) }
        if attribute.value.utf8.contains(UInt8(ascii: "-")) { withHyphens = withHyphens ?? attribute.key }
      }
    }
    if mentions.contains(where: { $0.label.utf8.contains(UInt8(ascii: "-")) }) {
      fields = [Self.group] + names + ["etype"]
    } else {
      if let withHyphens, let index = names.firstIndex(of: withHyphens) { names.append(names.remove(at: index)) }
      fields = [Self.group, "etype"] + names
    }
  }

  /// What follows the group of an opening bracket.
  private mutating func rest(of mention: Mention) -> String {
    var text = ""
    var written = 0
    for (index, field) in fields.enumerated().dropFirst() {
      let isLast = index == fields.count - 1
      let value = field == "etype" ? mention.label : mention.attributes.first { $0.key == field }?.value ?? ""
      let isHeld = field == "etype" || Self.holds(value, hyphens: isLast)
      text += "-" + (isHeld ? value : "")
      if isHeld, field != "etype" { written += 1 }
    }
    attributesLost += mention.attributes.count { $0.key != Self.group } - written
    return text
  }

  /// Gives each stretch a key by which its end is found: no other bracket of that key is open there that ends before.
  private mutating func keyed(_ pieces: [TokenStretches.Piece], _ mentions: [Mention]) -> [Bracket] {
    let groups = pieces.map { piece in
      let group = mentions[piece.mention].attributes.first { $0.key == Self.group }?.value ?? ""
      return EntityBrackets.isGroup(group) ? group : ""
    }
    var uses: [String: Int] = [:]
    var next = 1
    for group in groups where !group.isEmpty {
      uses[group, default: 0] += 1
      if let number = Int(group.drop { $0 == "e" }), number < .max { next = max(next, number + 1) }
    }
    var open: [String: [Range<Int>]] = [:]
    var brackets: [Bracket] = []
    let order = pieces.indices.sorted { left, right in
      let (a, b) = (pieces[left].stretches[0], pieces[right].stretches[0])
      return (a.lowerBound, -a.upperBound, left) < (b.lowerBound, -b.upperBound, right)
    }
    for index in order {
      let stretches = pieces[index].stretches
      var key = groups[index]
      let isTied = stretches.count > 1
      if !key.isEmpty, !isTied {
        let others = (open[key] ?? []).filter { $0.upperBound > stretches[0].lowerBound }
        if others.contains(where: { $0.upperBound < stretches[0].upperBound }) { key = "" }
        open[groups[index]] = others + (key.isEmpty ? [] : stretches)
      } else if isTied, uses[key] != 1 {
        key = ""
      }
      if key.isEmpty {
        if !groups[index].isEmpty { attributesLost += 1 }
        key = "\(next)"
        next += 1
      }
      for (part, tokens) in stretches.enumerated() {
        let name = isTied ? "\(key)[\(part + 1)/\(stretches.count)]" : key
        brackets.append(Bracket(tokens: tokens, key: name, piece: index))
      }
    }
    // Outer ones first where several begin together.
    return brackets.enumerated().sorted { left, right in
      let (a, b) = (left.element.tokens, right.element.tokens)
      return (a.lowerBound, -a.upperBound, left.offset) < (b.lowerBound, -b.upperBound, right.offset)
    }.map(\.element)
  }
}
