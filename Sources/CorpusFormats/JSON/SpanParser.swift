import Annotations
import Diagnostics
import JSONText

/// Reads spans of JSON in all spellings that tools have: `[start, end, label]`, or objects with keys of many names.
struct SpanParser {
  /// The names that are looked for, in this order.
  struct Keys: Hashable, Sendable {
    var start = ["start", "start_position", "start_offset", "start_char", "begin", "from", "offset"]
    var end = ["end", "end_position", "end_offset", "end_char", "to"]
    var length = ["length"]
    /// `[start, end]`.
    var pair = ["span", "offsets", "position"]
    var label = ["label", "type", "entity_type", "tag", "category", "entity_group", "labels", "entity"]
    var surface = ["text", "name", "entity_value", "surface", "mention", "value"]
    var id = ["id"]
  }

  var keys: Keys
  /// The names that were found in the first span, for a remark.
  private(set) var found: [String] = []

  init(_ keys: Keys = Keys()) { self.keys = keys }

  /// A span, whatever its spelling.
  ///
  /// - Throws: `Located<StandoffProblem>`.
  mutating func span(_ value: JSON, _ source: inout JSONSource) throws -> SourceSpan {
    let place = source.place(value)
    var span = SourceSpan(label: "", stretches: [], line: place.line, column: place.column)
    if let parts = value.elements {
      guard parts.count == 3 || parts.count == 4 else {
        throw source.located(
          .wrongKind(what: "a span", found: "an array of \(parts.count)", expected: "[start, end, label]"), at: value)
      }
      let start = try source.integer(parts[0], "the start of a span")
      span.stretches = [SourceSpan.Stretch(start: start, end: try source.integer(parts[1], "the end of a span"))]
      span.label = try source.string(parts[2], "the label of a span")
      if parts.count == 4 { span.attributes = source.attributes("kb_id", parts[3]) }
      if found.isEmpty { found = ["[start, end, label]"] }
      return span
    }
    let object = try source.object(value, "a span")
    var used = Set<String>()
    span.stretches = [try stretch(object, &source, &used)]
    span.label = try label(object, &source, &used)
    if let (name, value) = first(keys.surface, of: object), let bytes = value.bytes {
      span.surface = bytes
      used.insert(name)
    }
    if let (name, value) = first(keys.id, of: object) {
      span.id = try source.identifier(value, "the id of a span")
      used.insert(name)
    }
    if found.isEmpty { found = (object.members ?? []).map(\.name).filter(used.contains) }
    span.attributes = source.attributes(of: object, except: used)
    return span
  }

  private func first(_ names: [String], of object: JSON) -> (name: String, value: JSON)? {
    for name in names {
      if let value = object[name], !value.isNull { return (name, value) }
    }
    return nil
  }

  private func stretch(
    _ object: JSON, _ source: inout JSONSource, _ used: inout Set<String>
  ) throws -> SourceSpan.Stretch {
    if let (name, value) = first(keys.pair, of: object), value.elements != nil {
      used.insert(name)
      return try source.pair(value, "'\(name)'")
    }
    let start = try source.member(keys.start, of: object)
    used.insert(start.name)
    let from = try source.integer(start.value, "'\(start.name)'")
    if let (name, value) = first(keys.end, of: object) {
      used.insert(name)
      return SourceSpan.Stretch(start: from, end: try source.integer(value, "'\(name)'"))
    }
    guard let (name, value) = first(keys.length, of: object) else {
      throw source.located(.missingMember(keys.end[0], found: object.members?.map(\.name) ?? []), at: object)
    }
    used.insert(name)
    let (end, overflows) = from.addingReportingOverflow(try source.integer(value, "'\(name)'"))
    return SourceSpan.Stretch(start: from, end: overflows ? .max : end)
  }

  private func label(_ object: JSON, _ source: inout JSONSource, _ used: inout Set<String>) throws -> String {
    let label = try source.member(keys.label, of: object)
    used.insert(label.name)
    if let labels = label.value.elements, labels.count == 1 {
      return try source.string(labels[0], "the label of a span")
    }
    return try source.string(label.value, "the label of a span")
  }
}

extension SourceDocument {
  /// Takes what stands in a document's object beside text and spans: the id, the split, and the other members as metadata;
  /// those of `meta` and `metadata` stand one level up.
  mutating func takeMembers(
    of row: JSON, idKeys: [String], except: Set<String>, _ source: inout JSONSource
  ) throws {
    for member in row.members ?? [] where !except.contains(member.name) && !member.value.isNull {
      if id == nil, idKeys.contains(member.name) {
        id = try source.identifier(member.value, "'\(member.name)'")
      } else if member.name == "split", let text = member.value.string {
        split = text
      } else if member.name == "meta" || member.name == "metadata", member.value.members != nil {
        metadata += source.attributes(of: member.value)
      } else {
        metadata += source.attributes(member.name, member.value)
      }
    }
  }
}

/// Names that spans of ours have; an attribute of such a name would be taken for them.
enum SpanKeyNames {
  static let taken: Set = ["start", "end", "label", "text", "id", "token_start", "token_end"]
}

extension JSONSource {
  /// The `start` and `end` of a token or sentence.
  mutating func stretch(of unit: JSON) throws -> SourceSpan.Stretch {
    SourceSpan.Stretch(
      start: try integer(try member(["start"], of: unit).value, "'start'"),
      end: try integer(try member(["end"], of: unit).value, "'end'"))
  }
}
