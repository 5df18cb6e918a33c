import Annotations
import JSONText

/// Writes BioC JSON: one collection, a document a line inside it.
///
/// Offsets count code points unless the options say otherwise. What the collection says of itself is taken from the first
/// document: see `BioCMetadata`.
struct BioCJSONWriter: DocumentWriter {
  private let file: FormOutput
  private let options: WritingOptions
  private var output = JSONOutput()
  private var count: Int
  private var notes = WritingNotes()

  init(_ place: WritingPlace, _ options: WritingOptions) throws {
    (file, self.options, count) = (try place.file(), options, place.documents)
  }

  mutating func write(_ document: Document) throws -> [SpanRecord] {
    notes.add(document, options, keeps: [.metadata])
    let metadata = BioCMetadata(document)
    try begin(metadata.collection)
    let mentions = document.layer(options.layer)?.mentions ?? []
    let tree = BioCDocument(document, mentions: mentions, metadata, unit: options.unit ?? .codePoint)
    output.removeAll()
    var ids = tree.unusedIds()
    output.object { Self.append(tree, &ids, &$0) }
    try file.write(count == 0 ? "\n" : ",\n")
    try file.write(output.bytes)
    count += 1
    return mentions.map { mention in
      var written = WrittenMention(kept: mention, in: document)
      let keys = Dictionary(grouping: mention.attributes, by: \.key)
      written.lacks(
        keys.filter { $0.value.count > 1 || $0.key == BioCResolution.labelKey }.keys.sorted().map { "'\($0)'" })
      return written.record
    }
  }

  mutating func finish() throws {
    if count == 0 { try begin(BioCCollection()) }
    try file.write(count == 0 ? "]}\n" : "\n]}\n")
    try file.commit()
  }

  var remarks: [String] { notes.remarks }

  private mutating func begin(_ collection: BioCCollection) throws {
    guard count == 0 else { return }
    output.removeAll()
    output.object { output in
      output.member("source", collection.source)
      output.member("date", collection.date)
      output.member("key", collection.key)
      if let version = collection.version { output.member("version", version) }
      Self.append(collection.infons, &output)
      output.name("documents")
      output.array { _ in }
    }
    // The documents come between the brackets of the empty array.
    try file.write(output.bytes.dropLast(2))
  }

  private static func append(_ infons: [Attribute], _ output: inout JSONOutput) {
    output.name("infons")
    output.object { output in
      var written = Set<[UInt8]>()
      for infon in infons where written.insert(Array(infon.key.utf8)).inserted { output.member(infon.key, infon.value) }
    }
  }

  private static func append(_ document: BioCDocument, _ ids: inout StandoffIds, _ output: inout JSONOutput) {
    output.member("id", document.id ?? "")
    append(document.infons, &output)
    output.name("passages")
    output.array { output in
      for passage in document.passages { output.object { append(passage, isPassage: true, &ids, &$0) } }
    }
    append(document.annotations, document.relations, &ids, &output)
  }

  private static func append(
    _ block: BioCBlock, isPassage: Bool, _ ids: inout StandoffIds, _ output: inout JSONOutput
  ) {
    output.member("offset", block.offset)
    append(block.infons, &output)
    output.name("text")
    output.value(block.text ?? [])
    if isPassage {
      output.name("sentences")
      output.array { output in
        for sentence in block.sentences { output.object { append(sentence, isPassage: false, &ids, &$0) } }
      }
    }
    append(block.annotations, block.relations, &ids, &output)
  }

  private static func append(
    _ annotations: [BioCAnnotation], _ relations: [BioCRelation], _ ids: inout StandoffIds, _ output: inout JSONOutput
  ) {
    output.name("annotations")
    output.array { output in
      for annotation in annotations {
        output.object { output in
          output.member("id", annotation.id ?? ids.next())
          append(annotation.infons, &output)
          output.name("text")
          output.value(annotation.text ?? [])
          output.name("locations")
          output.array { output in
            for location in annotation.locations {
              output.object {
                $0.member("offset", location.offset)
                $0.member("length", location.length)
              }
            }
          }
        }
      }
    }
    output.name("relations")
    output.array { output in
      for relation in relations {
        output.object { output in
          output.member("id", relation.id ?? "")
          append(relation.infons, &output)
          output.name("nodes")
          output.array { output in
            for node in relation.nodes {
              output.object {
                $0.member("refid", node.reference)
                $0.member("role", node.role)
              }
            }
          }
        }
      }
    }
  }
}
