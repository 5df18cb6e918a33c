import Annotations

/// Changes the annotations of a BioC XML file where they stand.
struct BioCEditor: SourceEditor {
  private var parser: BioCParser
  private let options: ReadingOptions
  private let inputName: String
  private var number = 0
  private var summary = BioCSummary()

  init(_ scanner: XMLScanner, name: String, options: ReadingOptions) {
    parser = BioCParser(scanner, learnsStyle: true)
    (self.options, inputName) = (options, name)
  }

  mutating func next(_ revise: (Document) throws -> Document?) throws -> DocumentEdits? {
    guard let source = try parser.next() else { return nil }
    number += 1
    let resolution = try BioCResolution(
      source, parser.collection, options, file: parser.scanner.fileName, fallbackId: "\(inputName)#\(number)",
      summary: &summary)
    var revision = StandoffRevision(resolution.document, holdsStretches: true)
    if let changes = try revision.changes(revise, ProjectionPolicy()) {
      var writing = BioCRevision(source, resolution, parser.style, options, version: parser.scanner.version)
      writing.apply(changes, &revision)
      revision.edits = writing.edits(parser.scanner.encoding)
    }
    return revision.result(sourceEnd: source.source.element.upperBound)
  }
}

/// The edits that give a document of BioC XML other annotations.
private struct BioCRevision {
  private var tree: BioCDocument
  private let resolution: BioCResolution
  private let style: BioCStyle
  private let labelKey: String
  private let version: String
  private var ids: StandoffIds
  private var changed: [(range: Range<Int>, markup: [UInt8])] = []
  /// For each annotation where it is in the tree.
  private let paths: [Path]
  /// The leaf of each sentence, and under -1 of each passage with text.
  private let leafOfSentence: [[Int]: Int]
  /// Indices of annotations that are gone from the tree.
  private var removed = Set<Int>()

  private struct Path {
    var passage: Int?
    var sentence: Int?
    var index: Int
  }

  init(
    _ tree: BioCDocument, _ resolution: BioCResolution, _ style: BioCStyle, _ options: ReadingOptions, version: String
  ) {
    (self.tree, self.resolution, self.style, self.version) = (tree, resolution, style, version)
    labelKey = options.standoff.labelKey ?? BioCResolution.labelKey
    ids = tree.unusedIds()
    let leaves = resolution.layout.leaves.enumerated().map {
      ([$0.element.passage, $0.element.sentence ?? -1], $0.offset)
    }
    leafOfSentence = Dictionary(leaves) { first, _ in first }
    var paths: [Path] = []
    for (passage, block) in tree.passages.enumerated() {
      for (sentence, part) in block.sentences.enumerated() {
        paths += part.annotations.indices.map { Path(passage: passage, sentence: sentence, index: $0) }
      }
      paths += block.annotations.indices.map { Path(passage: passage, index: $0) }
    }
    self.paths = paths + tree.annotations.indices.map { Path(index: $0) }
  }

  mutating func apply(_ changes: MentionChanges, _ revision: inout StandoffRevision) {
    let (old, wanted) = (resolution.document.mentions, revision.wanted)
    for (place, step) in changes.steps.enumerated() {
      let number = resolution.sources[place]
      let annotation = self[paths[number]]
      switch step {
      case .keep: continue
      case .relabel(let index):
        guard let infon = annotation.infons.firstIndex(where: { $0.key == labelKey }) else { continue }
        var output = XMLOutput(version: version)
        output.text(wanted[index].label)
        changed.append((annotation.source.infons[infon], output.bytes))
      case .replace(let index):
        let new = self.annotation(wanted[index], keeping: old[place], annotation)
        let path = paths[number]
        guard isFound(new, wanted[index], leaf(path.passage, path.sentence)) else {
          revision.drop(index, Self.misplaced)
          changed.append((annotation.source.lead.lowerBound..<annotation.source.element.upperBound, []))
          removed.insert(number)
          continue
        }
        changed.append((annotation.source.element, markup(new, lead: annotation.source.leadBytes)))
        self[path] = new
      case .remove:
        changed.append((annotation.source.lead.lowerBound..<annotation.source.element.upperBound, []))
        removed.insert(number)
      }
    }
    let homes = BioCHomes(resolution.layout, passages: tree.passages.count)
    for index in changes.added where !add(wanted[index], homes) { revision.drop(index, Self.misplaced) }
    correctOffsets()
  }

  private static let misplaced = "the passages of the file overlap there, so that no offset names its place"

  /// Whether an annotation is read again where it should be; not so where passages of the file overlap.
  private func isFound(_ annotation: BioCAnnotation, _ mention: Mention, _ leaf: Int?) -> Bool {
    guard annotation.locations.allSatisfy({ $0.offset >= 0 && $0.length > 0 }) else { return false }
    let found = resolution.place(annotation.locations, annotation.text ?? [], leaf)?.ranges
    return found?.sorted { $0.lowerBound < $1.lowerBound } == mention.fragments
  }

  /// The leaf that annotations of a passage or sentence belong to.
  private func leaf(_ passage: Int?, _ sentence: Int?) -> Int? {
    guard let passage else { return nil }
    return leafOfSentence[[passage, sentence ?? -1]] ?? leafOfSentence[[passage, -1]]
  }

  /// The edits in the file's encoding.
  func edits(_ encoding: XMLEncoding) -> SourceEdits {
    var edits = SourceEdits()
    for (range, markup) in changed { edits.replace(range, with: encoding.encoded(markup)) }
    return edits
  }

  private subscript(path: Path) -> BioCAnnotation {
    get {
      guard let passage = path.passage else { return tree.annotations[path.index] }
      guard let sentence = path.sentence else { return tree.passages[passage].annotations[path.index] }
      return tree.passages[passage].sentences[sentence].annotations[path.index]
    }
    set {
      if let passage = path.passage, let sentence = path.sentence {
        tree.passages[passage].sentences[sentence].annotations[path.index] = newValue
      } else if let passage = path.passage {
        tree.passages[passage].annotations[path.index] = newValue
      } else {
        tree.annotations[path.index] = newValue
      }
    }
  }

  /// Adds an annotation; `false` if it would be read somewhere else.
  private mutating func add(_ mention: Mention, _ homes: BioCHomes) -> Bool {
    let wish = mention.attributes.first { $0.key == BioCMetadata.level }.flatMap { BioCLevel(rawValue: $0.value) }
    let level = wish ?? homes.level(of: mention.hull)
    let annotation = annotation(mention, keeping: nil, nil)
    let passage = homes.passage(of: mention.hull)
    let place: BioCSource
    if level == .sentence, let number = homes.sentence(of: mention.hull) {
      let sentence = resolution.layout.sentences[number]
      guard isFound(annotation, mention, leaf(sentence.passage, sentence.sentence)) else { return false }
      place = tree.passages[sentence.passage].sentences[sentence.sentence].source
      tree.passages[sentence.passage].sentences[sentence.sentence].annotations.append(annotation)
    } else if level != .document, let passage {
      guard isFound(annotation, mention, leaf(passage, nil)) else { return false }
      place = tree.passages[passage].source
      tree.passages[passage].annotations.append(annotation)
    } else {
      guard isFound(annotation, mention, nil) else { return false }
      place = tree.source
      tree.annotations.append(annotation)
    }
    let at = place.nextAnnotation
    changed.append((at..<at, place.childLead + markup(annotation, lead: place.childLead)))
    return true
  }

  /// An annotation of the tree for a mention, with an id that nobody has.
  private mutating func annotation(
    _ mention: Mention, keeping old: Mention?, _ known: BioCAnnotation?
  ) -> BioCAnnotation {
    var annotation = BioCAnnotation()
    annotation.infons = [Attribute(labelKey, mention.label)]
    annotation.infons += mention.attributes.filter { $0.key != BioCMetadata.level && $0.key != BioCMetadata.id }
    if let known {
      annotation.id = known.id
    } else if let id = mention.id {
      annotation.id = ids.take(unused: id)
    } else {
      annotation.id = ids.next()
    }
    annotation.locations = mention.fragments.map(resolution.layout.location)
    annotation.text = Array(resolution.document.surface(of: mention).utf8)
    return annotation
  }

  private func markup(_ annotation: BioCAnnotation, lead: [UInt8]) -> [UInt8] {
    var output = XMLOutput(version: version)
    let inner = lead + (style.indentation ?? (lead.count > 1 ? [0x20, 0x20] : []))
    style.annotation.append(annotation.id.map { [("id", $0)] } ?? [], isSelfClosing: false, to: &output)
    for infon in annotation.infons {
      output.raw(inner)
      style.infon.append([("key", infon.key)], isSelfClosing: false, to: &output)
      output.text(infon.value)
      output.raw("</infon>")
    }
    for location in annotation.locations {
      output.raw(inner)
      style.location.append([("offset", "\(location.offset)"), ("length", "\(location.length)")], to: &output)
      if !style.location.isSelfClosing { output.raw("</location>") }
    }
    output.raw(inner)
    output.raw("<text>")
    output.text(annotation.text ?? [])
    output.raw("</text>")
    output.raw(lead)
    output.raw("</annotation>")
    return output.bytes
  }

  /// Takes the removed annotations out of the tree; new ones stand behind those that were there.
  private mutating func dropRemoved() {
    var gone: [[Int?]: Set<Int>] = [:]
    for number in removed {
      gone[[paths[number].passage, paths[number].sentence], default: []].insert(paths[number].index)
    }
    func left(_ annotations: [BioCAnnotation], _ gone: Set<Int>) -> [BioCAnnotation] {
      annotations.indices.filter { !gone.contains($0) }.map { annotations[$0] }
    }
    for (place, gone) in gone {
      if let passage = place[0], let sentence = place[1] {
        let annotations = tree.passages[passage].sentences[sentence].annotations
        tree.passages[passage].sentences[sentence].annotations = left(annotations, gone)
      } else if let passage = place[0] {
        tree.passages[passage].annotations = left(tree.passages[passage].annotations, gone)
      } else {
        tree.annotations = left(tree.annotations, gone)
      }
    }
  }

  /// Corrects the offset of a passage that only its annotations showed to be wrong, if those that are left do not.
  private mutating func correctOffsets() {
    dropRemoved()
    let layout = resolution.layout
    let after = BioCLayout(tree, unit: layout.unit)
    for (leaf, new) in zip(layout.leaves, after.leaves) where leaf.origin != new.origin {
      let passage = tree.passages[leaf.passage]
      let source = leaf.sentence.map { passage.sentences[$0].source } ?? passage.source
      changed.append((source.offset, Array("\(leaf.origin)".utf8)))
    }
  }
}

extension BioCLayout {
  /// The location of some bytes of the document.
  func location(of range: Range<Int>) -> BioCAnnotation.Location {
    let start = offset(ofByte: range.lowerBound, isEnd: false)
    return BioCAnnotation.Location(offset: start, length: offset(ofByte: range.upperBound, isEnd: true) - start)
  }

  private func offset(ofByte byte: Int, isEnd: Bool) -> Int {
    let number = leaves.partitioningIndex { $0.start > byte || isEnd && $0.start == byte }
    guard number > 0 else { return leaves.first?.origin ?? 0 }
    let leaf = leaves[number - 1]
    let local = byte - leaf.start
    guard local < leaf.text.count else { return leaf.origin + leaf.count + local - leaf.text.count }
    var counter = OffsetCounter(text: leaf.text, unit: unit)
    return leaf.origin + counter.offset(ofByte: local)
  }
}
