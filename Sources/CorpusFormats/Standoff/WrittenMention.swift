import Annotations

/// What of a mention goes into a form that holds one stretch of text for each.
struct WrittenMention {
  var mention: Mention
  /// The stretches to write, each as a mention of its own.
  var ranges: [Range<Int>]
  var record: SpanRecord

  /// Applies what was chosen for mentions of several stretches.
  init(_ mention: Mention, in document: Document, _ policy: ProjectionPolicy) {
    self.mention = mention
    let surface = document.surface(of: mention)
    guard mention.isDiscontinuous else {
      ranges = mention.fragments
      record = SpanRecord(.kept, label: mention.label, surface: surface)
      return
    }
    let isRequested = policy.discontinuous != nil
    func made(_ fate: SpanRecord.Fate, _ detail: String, produced: Int? = nil) -> SpanRecord {
      SpanRecord(
        fate, .discontinuous, detail: detail, produced: produced, isRequested: isRequested, label: mention.label,
        surface: surface)
    }
    switch policy.discontinuous ?? .hull {
    case .hull:
      ranges = [mention.hull]
      record = made(.snapped, "written from its first stretch to its last")
    case .first:
      ranges = Array(mention.fragments.prefix(1))
      record = made(.snapped, "its first stretch is written")
    case .split:
      ranges = mention.fragments
      record = made(.split, "written as \(ranges.count) mentions", produced: ranges.count)
    case .drop:
      ranges = []
      record = made(.dropped, "")
    }
  }

  /// A mention of any number of stretches in a form that holds them.
  init(kept mention: Mention, in document: Document) {
    self.mention = mention
    ranges = mention.fragments
    record = SpanRecord(.kept, label: mention.label, surface: document.surface(of: mention))
  }

  /// Notes what the form has no place for; the mention itself is there.
  mutating func lacks(_ what: [String]) {
    guard !what.isEmpty, record.fate != .dropped else { return }
    let detail = "without " + what.joined(separator: ", ")
    if record.reason == nil {
      record.reason = .notRepresentable
      record.detail = detail
    } else {
      record.detail += (record.detail.isEmpty ? "" : "; ") + detail
    }
  }

  /// Notes the attributes whose keys have another meaning in the form.
  mutating func lacksAttributes(_ taken: Set<String>) {
    lacks(mention.attributes.filter { taken.contains($0.key) }.map { "'\($0.key)'" })
  }

  /// Notes the attributes whose keys the form has no place for, and the id if it has none.
  mutating func lacksAllBut(_ keys: Set<String> = [], keepsId: Bool = false) {
    var missing: [String] = []
    for attribute in mention.attributes where !keys.contains(attribute.key) { missing.append("'\(attribute.key)'") }
    if !keepsId, mention.id != nil { missing.append("its id") }
    lacks(missing)
  }
}
