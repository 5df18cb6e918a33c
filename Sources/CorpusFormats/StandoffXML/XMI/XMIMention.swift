import Annotations

/// A mention as a feature structure of UIMA.
struct XMIMention {
  /// The full name of its type.
  var type: String
  /// Features that are attributes.
  var attributes: [(name: String, value: String)] = []
  /// Features that are child elements: those that have several values.
  var elements: [(name: String, value: String)] = []
  /// The id that it should have, if it names one that stands twice.
  var id: String?
  /// What of the mention has no place.
  var missing: [String] = []

  /// Attributes that every annotation has.
  static let own: Set<String> = ["sofa", "begin", "end", "id"]

  /// The feature structure of a mention.
  init(_ mention: Mention) {
    func value(_ key: String) -> String? { mention.attributes.first { $0.key == key }?.value }
    var labelFeature: String? = value(XMIResolution.feature)
    type = value(XMIResolution.type) ?? XMITypes.entity
    if labelFeature == nil, type != XMITypes.entity {
      // The label is the type's name.
      let package = type.split(separator: ".").dropLast()
      type = (package + [Substring(mention.label)]).joined(separator: ".")
    } else {
      labelFeature = labelFeature ?? XMITypes.value
    }
    if !type.split(separator: ".", omittingEmptySubsequences: false).allSatisfy({ XMLOutput.isName(String($0)) }) {
      missing.append("its type '\(type)'")
      (type, labelFeature) = (XMITypes.entity, XMITypes.value)
    }
    if let labelFeature, XMLOutput.isName(labelFeature), !Self.own.contains(labelFeature) {
      attributes.append((labelFeature, mention.label))
    } else if labelFeature != nil {
      missing.append("the name of its label's feature")
      attributes.append((XMITypes.value, mention.label))
    }
    id = value(XMIResolution.id)
    let ownKeys = [XMIResolution.type, XMIResolution.feature, XMIResolution.id]
    var counts: [String: Int] = [:]
    for attribute in mention.attributes { counts[attribute.key, default: 0] += 1 }
    for attribute in mention.attributes where !ownKeys.contains(attribute.key) {
      let key = attribute.key
      guard XMLOutput.isName(key), !Self.own.contains(key), key != attributes.first?.name else {
        missing.append("'\(key)'")
        continue
      }
      if counts[key] == 1 { attributes.append((key, attribute.value)) } else { elements.append((key, attribute.value)) }
    }
  }
}
