import Diagnostics
import Yams

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

  /// Of several merged maps the first to name a key wins; the keys of the last come first, as PyYAML has it.
  private func merge(_ node: SpecNode, into map: inout SpecMap, _ origin: Origin) throws(Located<SpecProblem>) {
    for part in (node.list ?? [node]).reversed() {
      guard let part = part.map else { throw origin.locate(.mergeNeedsMap) }
      for entry in part.entries {
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
