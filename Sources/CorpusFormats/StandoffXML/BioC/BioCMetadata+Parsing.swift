import Annotations

extension BioCMetadata {
  /// What the metadata of a document say in BioC's words; other metadata are infons of the document.
  init(_ document: Document) {
    enum Owner { case document, passage, sentence, relation }
    var owner = Owner.document
    /// Where the relation belongs that is being read.
    var relationOwner = Owner.document
    func amend(_ change: (inout BioCRelation) -> Void) {
      switch relationOwner {
      case .passage: change(&passages[passages.count - 1].relations[passages[passages.count - 1].relations.count - 1])
      case .sentence:
        change(&sentences[sentences.count - 1].relations[sentences[sentences.count - 1].relations.count - 1])
      case .document, .relation: change(&relations[relations.count - 1])
      }
    }
    func begin(_ id: String, _ place: Owner) {
      let relation = BioCRelation(id: id.isEmpty ? nil : id)
      switch place {
      case .passage where !passages.isEmpty: passages[passages.count - 1].relations.append(relation)
      case .sentence where !sentences.isEmpty: sentences[sentences.count - 1].relations.append(relation)
      default: relations.append(relation)
      }
      relationOwner =
        place == .passage && !passages.isEmpty || place == .sentence && !sentences.isEmpty ? place : .document
      owner = .relation
    }
    for attribute in document.metadata {
      guard attribute.key.hasPrefix(Self.prefix) else {
        infons.append(attribute)
        continue
      }
      let key = attribute.key.dropFirst(Self.prefix.count)
      let value = attribute.value
      func rest(_ prefix: String) -> String? { key.hasPrefix(prefix) ? String(key.dropFirst(prefix.count)) : nil }
      switch key {
      case "source": collection.source = value
      case "date": collection.date = value
      case "key": collection.key = value
      case "version": collection.version = value
      case "offset": offset = Int(offset: value.utf8) ?? 0
      case "passage":
        passages.append(Part(range: Self.range(value, in: document) ?? 0..<0))
        owner = .passage
      case "sentence":
        sentences.append(Part(range: Self.range(value, in: document) ?? 0..<0))
        owner = .sentence
      case "relation": begin(value, .document)
      case "passage.relation": begin(value, .passage)
      case "sentence.relation": begin(value, .sentence)
      default:
        if let name = rest("collection.") {
          collection.infons.append(Attribute(name, value))
        } else if let name = rest("passage.infon.") {
          if passages.isEmpty { passages.append(Part(range: 0..<document.text.count)) }
          passages[passages.count - 1].infons.append(Attribute(name, value))
        } else if let name = rest("sentence.infon."), !sentences.isEmpty {
          sentences[sentences.count - 1].infons.append(Attribute(name, value))
        } else if let name = rest("node."), owner == .relation {
          amend { $0.nodes.append(BioCRelation.Node(reference: value, role: name)) }
        } else if let name = rest("infon."), owner == .relation {
          amend { $0.infons.append(Attribute(name, value)) }
        } else {
          infons.append(Attribute(rest("infon.") ?? attribute.key, value))
        }
      }
    }
  }

  /// `START END` in bytes of a document's text.
  private static func range(_ value: String, in document: Document) -> Range<Int>? {
    let parts = value.split(separator: " ").map { Int(offset: $0.utf8) }
    guard parts.count == 2, let start = parts[0], let end = parts[1], start <= end, end <= document.text.count else {
      return nil
    }
    let index = OffsetIndex(text: document.text, unit: .utf8)
    return index.bytes(start, end)
  }
}
