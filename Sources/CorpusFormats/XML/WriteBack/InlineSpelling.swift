import Annotations

/// How mentions are spelled as elements.
struct InlineSpelling {
  var rules: MentionRules
  let encoding: XMLEncoding
  /// Whether values may stand without quotes, so that what they cannot hold must be references.
  var isSGML = false
  /// How the document spells its mentions, the most frequent way first.
  var customs: [MentionRules.Spelling] = []

  /// An element for a mention.
  struct Element: Hashable {
    var name: String
    var attributes: [Attribute]
    /// What the element has no place for.
    var missing: [String] = []
  }

  /// The element of a mention; `nil` if none is read as its label.
  ///
  /// - Parameter keepsId: the attribute that holds the mention's id, unless another has it already.
  func element(_ mention: Mention, keepsId: String?, unused ids: inout StandoffIds) -> Element? {
    var own: [Attribute] = []
    var wish: String?
    var missing: [String] = []
    for attribute in mention.attributes {
      if attribute.key == "element" {
        wish = attribute.value
      } else if isName(attribute.key), !Self.taken.contains(attribute.key), !attribute.key.hasPrefix("xmlns") {
        if !own.contains(where: { $0.key == attribute.key }) { own.append(attribute) }
      } else {
        missing.append("'\(attribute.key)'")
      }
    }
    if let id = mention.id {
      if let keepsId, isName(id), ids.take(unused: id) == id {
        own.insert(Attribute(keepsId, id), at: 0)
      } else {
        missing.append("its id")
      }
    }
    if let wish, isName(wish), label(wish, own) == mention.label {
      return Element(name: wish, attributes: own, missing: missing)
    }
    for spelling in spellings(of: mention.label) where isName(spelling.element) {
      guard let attributes = Self.with(spelling, own), label(spelling.element, attributes) == mention.label else {
        continue
      }
      for attribute in own where !attributes.contains(attribute) { missing.append("'\(attribute.key)'") }
      return Element(name: spelling.element, attributes: attributes, missing: missing)
    }
    return nil
  }

  /// The spellings of a label: as the document has it, as it has others, and as the rules say.
  private func spellings(of label: String) -> [MentionRules.Spelling] {
    var own: [MentionRules.Spelling] = []
    var general: [MentionRules.Spelling] = []
    for custom in customs {
      if self.label(custom.element, custom.attribute.map { [Attribute($0, custom.value ?? "")] } ?? []) == label {
        own.append(custom)
      } else if let attribute = custom.attribute {
        general.append(MentionRules.Spelling(element: custom.element, attribute: attribute, value: label))
      }
    }
    return own + general + rules.spellings(of: label)
  }

  /// How a document spells its mentions.
  static func customs(of source: InlineSource) -> [MentionRules.Spelling] {
    var counts: [MentionRules.Spelling: (count: Int, order: Int)] = [:]
    for element in source.mentions.joined() where !element.isStandoff {
      let attribute = element.labelAttribute.map { element.attributes[$0] }
      let spelling = MentionRules.Spelling(
        element: element.rule.element, attribute: attribute?.name, value: attribute?.value)
      let order = counts.count
      counts[spelling, default: (0, order)].count += 1
    }
    return counts.sorted { (-$0.value.count, $0.value.order) < (-$1.value.count, $1.value.order) }.map(\.key)
  }

  /// How an element of the file becomes one of another label.
  struct Respelling: Hashable {
    /// The new name, without a prefix; `nil` if it stays.
    var name: String?
    /// An attribute that gets another value, by its index, or is new.
    var attribute: (index: Int?, name: String, value: String)?

    static func == (left: Self, right: Self) -> Bool {
      left.name == right.name && left.attribute?.name == right.attribute?.name
        && left.attribute?.value == right.attribute?.value
    }
    func hash(into hasher: inout Hasher) { hasher.combine(name) }
  }

  /// The smallest change that gives an element another label; `nil` if there is none.
  func respelling(_ element: InlineSource.MentionElement, to label: String) -> Respelling? {
    let present = element.attributes.map { Attribute($0.name, $0.value) }
    let spellings = rules.spellings(of: label)
    let isSame: (MentionRules.Spelling) -> Bool = { $0.element == element.rule.element }
    for spelling in spellings.filter(isSame) + spellings.filter({ !isSame($0) }) where isName(spelling.element) {
      var respelling = Respelling(name: isSame(spelling) ? nil : spelling.element)
      if let name = spelling.attribute, let value = spelling.value {
        let index = present.firstIndex { MentionRules.local($0.key).lowercased() == name.lowercased() }
        respelling.attribute = (index, index.map { present[$0].key } ?? name, value)
      }
      guard let attributes = Self.with(spelling, present), self.label(spelling.element, attributes) == label else {
        continue
      }
      return respelling
    }
    return nil
  }

  /// What a reader takes an element for.
  private func label(_ element: String, _ attributes: [Attribute]) -> String? {
    rules.label(of: element, attributes)
  }

  private static let taken: Set<String> = ["xml:id", "next", "prev", "xml:space"]

  private static func with(_ spelling: MentionRules.Spelling, _ attributes: [Attribute]) -> [Attribute]? {
    guard let name = spelling.attribute, let value = spelling.value else { return attributes }
    var attributes = attributes
    if let index = attributes.firstIndex(where: { MentionRules.local($0.key).lowercased() == name.lowercased() }) {
      attributes[index].value = value
    } else {
      attributes.insert(Attribute(name, value), at: 0)
    }
    return attributes
  }

  private func isName(_ text: String) -> Bool {
    XMLOutput.isName(MentionRules.local(text)) && text.unicodeScalars.allSatisfy { encoding.bytes(of: $0) != nil }
  }
}

// MARK: Bytes

extension InlineSpelling {
  /// A start tag.
  func startTag(_ element: Element, prefix: String) -> [UInt8] {
    var output = XMLOutput()
    output.raw("<\(prefix)\(element.name)")
    for attribute in element.attributes {
      output.raw(" \(attribute.key)=\"")
      output.value(attribute.value.utf8)
      output.raw("\"")
    }
    output.raw(">")
    return output.take()
  }

  /// The value of an attribute that is there, in whatever quotes it has.
  func value(_ text: String) -> [UInt8] {
    var output = XMLOutput()
    guard isSGML else {
      output.value(text.utf8, quote: nil)
      return output.take()
    }
    for scalar in text.unicodeScalars {
      if scalar.value <= 0x20 || "&<>\"'".unicodeScalars.contains(scalar) {
        output.raw("&#\(scalar.value);")
      } else {
        output.raw(Array(String(scalar).utf8))
      }
    }
    return output.take()
  }
}
