import Annotations

/// A mention as a tag of i2b2 2014.
struct I2B2Mention {
  /// The category of what has no name.
  static let otherElement = "OTHER"
  /// The categories of the 2014 track's fine types.
  static let categories: [String: String] = {
    let types: [String: [String]] = [
      "NAME": ["PATIENT", "DOCTOR", "USERNAME"],
      "LOCATION": [
        "HOSPITAL", "DEPARTMENT", "ROOM", "ORGANIZATION", "STREET", "CITY", "STATE", "COUNTRY", "ZIP",
        "LOCATION-OTHER",
      ],
      "CONTACT": ["PHONE", "FAX", "EMAIL", "URL", "IPADDR"],
      "ID": ["SSN", "MEDICALRECORD", "HEALTHPLAN", "ACCOUNT", "LICENSE", "VEHICLE", "DEVICE", "BIOID", "IDNUM"],
    ]
    return Dictionary(types.flatMap { category, types in types.map { ($0, category) } }) { first, _ in first }
  }()

  var element: String
  var attributes: [(name: String, value: String)]
  /// What of the mention has no place.
  var missing: [String] = []

  /// The tag of a mention that covers `range` of a text.
  init(_ mention: Mention, id: String, range: (start: Int, end: Int), text: String) {
    var label = (key: "TYPE", value: mention.label)
    var element = mention.label
    let own = mention.attributes.first { $0.key == I2B2Resolution.element }?.value
    if let own {
      element = own
      label.key = mention.attributes.first { $0.key == I2B2Resolution.key }?.value ?? "TYPE"
    }
    if !XMLOutput.isName(element) {
      if own == nil { missing.append("its label as an element, which must be a name (it is '\(Self.otherElement)')") }
      element = Self.otherElement
    }
    self.element = element
    var id = id
    var others: [(name: String, value: String)] = []
    var comment = ""
    var type: String?
    var seen = Set(I2B2Resolution.own)
    for attribute in mention.attributes {
      switch attribute.key {
      case I2B2Resolution.element, I2B2Resolution.key: continue
      case I2B2Resolution.id: id = attribute.value
      case "comment" where comment.isEmpty: comment = attribute.value
      case "TYPE" where type == nil && (own == nil || label.key != "TYPE"): type = attribute.value
      case let key where XMLOutput.isName(key) && key != label.key && seen.insert(key).inserted && key != "comment":
        others.append((key, attribute.value))
      default: missing.append("'\(attribute.key)'")
      }
    }
    attributes = [("id", id), ("start", "\(range.start)"), ("end", "\(range.end)"), ("text", text)]
    if label.key == "TYPE" {
      attributes.append(("TYPE", own == nil ? type ?? label.value : label.value))
    } else {
      if let type { attributes.append(("TYPE", type)) }
      attributes.append((label.key, label.value))
    }
    attributes.append(("comment", comment))
    attributes += others
  }
}
