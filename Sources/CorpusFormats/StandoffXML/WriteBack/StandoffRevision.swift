import Annotations

/// A document between the mentions that its file has and those that it should have, with the ledger of what was asked for.
struct StandoffRevision {
  /// The mentions to bring into the file.
  private(set) var wanted: [Mention] = []
  /// The changes of the file.
  var edits = SourceEdits()
  private let original: Document
  private let holdsStretches: Bool
  private var records: [SpanRecord] = []
  /// For each wanted mention the index of its record.
  private var recordOf: [Int] = []
  private var dropped = Set<Int>()

  /// A revision of what the file has.
  ///
  /// - Parameter holdsStretches: whether the form holds mentions of several stretches; else the policy says what becomes
  ///   of them.
  init(_ document: Document, holdsStretches: Bool = false) {
    (original, self.holdsStretches) = (document, holdsStretches)
  }

  /// Asks for the new mentions.
  ///
  /// - Returns: what must change; `nil` if nothing does.
  /// - Throws: `WriteBackProblem.textDiffers`; `DocumentFault` for mentions that do not lie in the text.
  mutating func changes(
    _ revise: (Document) throws -> Document?, _ policy: ProjectionPolicy
  ) throws -> MentionChanges? {
    let revised = try revise(original) ?? original
    guard revised.text == original.text else { throw WriteBackProblem.textDiffers(document: original.id) }
    if let fault = DocumentFault(of: revised) { throw fault }
    for mention in revised.mentions {
      var written = WrittenMention(xml: mention, in: original, policy, holdsStretches: holdsStretches)
      if holdsStretches, !written.ranges.isEmpty {
        wanted.append(written.mention)
        recordOf.append(records.count)
        written.ranges = []
      }
      for range in written.ranges {
        var part = mention
        part.fragments = [range]
        if range != written.ranges.first { part.id = nil }
        wanted.append(part)
        recordOf.append(records.count)
      }
      written.record.note(XMLOutput.unrepresentable(mention, in: original))
      records.append(written.record)
    }
    let changes = MentionChanges(from: original.mentions, to: wanted)
    return changes.isEmpty ? nil : changes
  }

  /// Notes that a wanted mention cannot come into the file.
  mutating func drop(_ index: Int, _ detail: String) {
    guard dropped.insert(index).inserted else { return }
    let record = recordOf[index]
    records[record].produced -= 1
    if records[record].produced <= 0 { (records[record].fate, records[record].reason) = (.dropped, .notRepresentable) }
    records[record].detail = detail
  }

  /// Notes that a wanted mention gets another label, since the form cannot hold its own.
  mutating func rename(_ index: Int, to label: String) {
    records[recordOf[index]].note("its label became '\(label)'")
    wanted[index].label = label
  }

  /// Notes what of a wanted mention has no place in the file.
  mutating func lack(_ index: Int, _ what: [String]) {
    guard !what.isEmpty else { return }
    records[recordOf[index]].note("without " + what.joined(separator: ", "))
  }

  /// What the file should become.
  func result(sourceEnd: Int = 0) -> DocumentEdits {
    var document = original
    document.mentions = wanted.indices.filter { !dropped.contains($0) }.map { wanted[$0] }
    var result = DocumentEdits(document: document)
    (result.edits, result.sourceEnd, result.spans) = (edits, sourceEnd, records)
    return result
  }
}

extension SpanRecord {
  /// Notes what a form cannot hold of a mention that is there.
  mutating func note(_ detail: String?) {
    guard let detail, fate != .dropped else { return }
    reason = reason ?? .notRepresentable
    self.detail += (self.detail.isEmpty ? "" : "; ") + detail
  }
}

extension WrittenMention {
  /// What of a mention goes into a standoff XML form: nothing of one without label or text, which readers would leave out.
  init(xml mention: Mention, in document: Document, _ policy: ProjectionPolicy, holdsStretches: Bool = false) {
    self.init(mention, in: document, policy)
    let surface = record.surface
    if holdsStretches {
      self.mention.fragments.removeAll(where: \.isEmpty)
      ranges = self.mention.fragments
      record = SpanRecord(.kept, label: mention.label, surface: surface)
      if self.mention.fragments.isEmpty { self.mention.fragments = mention.fragments }
    }
    ranges.removeAll(where: \.isEmpty)
    if mention.label.isEmpty {
      ranges = []
      record = SpanRecord(.dropped, .label, detail: "no label", label: mention.label, surface: surface)
    } else if ranges.isEmpty, record.fate != .dropped {
      record = SpanRecord(.dropped, .empty, label: mention.label, surface: surface)
    }
  }
}
