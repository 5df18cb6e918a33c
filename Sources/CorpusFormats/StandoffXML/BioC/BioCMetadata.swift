import Annotations

/// How what `Document` has no place for stands in the metadata of a document that came from BioC, in this order:
///
/// - `bioc.source`, `bioc.date`, `bioc.key`, `bioc.version`, `bioc.collection.KEY`: of the collection.
/// - `bioc.offset`: of the text's start, if it is not 0.
/// - the document's infons under their own keys; under `bioc.infon.KEY` if a key begins with `bioc.`.
/// - `bioc.passage`, value `START END` in bytes of the text, unless one passage without infons is the whole text. Then
///   `bioc.passage.infon.KEY`; `bioc.passage.relation`, value its id, with `bioc.infon.KEY` and `bioc.node.ROLE` behind it.
/// - `bioc.sentence`, value `START END`, for sentences that have infons or relations, behind their passage.
/// - `bioc.relation`, value its id, with `bioc.infon.KEY` and `bioc.node.ROLE` behind it.
///
/// Of mentions: `bioc.level` if an annotation does not stand where its place alone would put it, in the lowest of
/// sentence, passage and document that holds it; `bioc.id` where its id stands twice.
struct BioCMetadata: Hashable, Sendable {
  static let prefix = "bioc."
  static let level = "bioc.level"
  static let id = "bioc.id"

  /// A passage or sentence.
  struct Part: Hashable, Sendable {
    var range: Range<Int>
    var infons: [Attribute] = []
    var relations: [BioCRelation] = []
  }

  var collection = BioCCollection()
  var offset = 0
  var infons: [Attribute] = []
  var passages: [Part] = []
  var sentences: [Part] = []
  var relations: [BioCRelation] = []
}

extension BioCMetadata {
  /// The metadata of a document.
  static func attributes(
    _ collection: BioCCollection, _ document: BioCDocument, _ layout: BioCLayout
  ) -> [Attribute] {
    var all: [Attribute] = []
    func add(_ key: String, _ value: String) { if !value.isEmpty { all.append(Attribute(prefix + key, value)) } }
    add("source", collection.source)
    add("date", collection.date)
    add("key", collection.key)
    if let version = collection.version { all.append(Attribute(prefix + "version", version)) }
    for infon in collection.infons { all.append(Attribute(prefix + "collection." + infon.key, infon.value)) }
    if let first = layout.leaves.first, first.origin != 0 { add("offset", "\(first.origin)") }
    for infon in document.infons {
      all.append(infon.key.hasPrefix(prefix) ? Attribute(prefix + "infon." + infon.key, infon.value) : infon)
    }
    func add(_ relations: [BioCRelation], _ key: String) {
      for relation in relations {
        all.append(Attribute(prefix + key, relation.id ?? ""))
        for infon in relation.infons { all.append(Attribute(prefix + "infon." + infon.key, infon.value)) }
        for node in relation.nodes { all.append(Attribute(prefix + "node." + node.role, node.reference)) }
      }
    }
    var sentences = layout.sentences[...]
    for (number, range) in BioCHomes(layout, passages: document.passages.count).passages.enumerated() {
      let passage = document.passages[number]
      let isWhole = document.passages.count == 1 && passage.infons.isEmpty && passage.relations.isEmpty
      if !isWhole { add("passage", "\(range.lowerBound) \(range.upperBound)") }
      for infon in passage.infons { all.append(Attribute(prefix + "passage.infon." + infon.key, infon.value)) }
      add(passage.relations, "passage.relation")
      while let place = sentences.first, place.passage == number {
        sentences.removeFirst()
        let sentence = passage.sentences[place.sentence]
        guard !sentence.infons.isEmpty || !sentence.relations.isEmpty else { continue }
        add("sentence", "\(place.range.lowerBound) \(place.range.upperBound)")
        for infon in sentence.infons { all.append(Attribute(prefix + "sentence.infon." + infon.key, infon.value)) }
        add(sentence.relations, "sentence.relation")
      }
    }
    add(document.relations, "relation")
    return all
  }
}
