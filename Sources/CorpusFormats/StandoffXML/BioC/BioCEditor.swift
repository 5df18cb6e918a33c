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
      var writing = BioCRevision(source, resolution, parser.style, options)
      writing.apply(changes, revision.wanted)
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
  private var ids: StandoffIds
  private var changed: [(range: Range<Int>, markup: [UInt8])] = []
  /// For each annotation where it is in the tree.
  private let paths: [Path]
  /// Indices of annotations that are gone from the tree.
  private var removed = Set<Int>()

  private struct Path {
    var passage: Int?
    var sentence: Int?
    var index: Int
  }

  init(_ tree: BioCDocument, _ resolution: BioCResolution, _ style: BioCStyle, _ options: ReadingOptions) {
    (self.tree, self.resolution, self.style) = (tree, resolution, style)
    labelKey = options.standoff.labelKey ?? BioCResolution.labelKey
    ids = tree.unusedIds()
    var paths: [Path] = []
    for (passage, block) in tree.passages.enumerated() {
      for (sentence, part) in block.sentences.enumerated() {
        paths += part.annotations.indices.map { Path(passage: passage, sentence: sentence, index: $0) }
      }
      paths += block.annotations.indices.map { Path(passage: passage, index: $0) }
    }
    self.paths = paths + tree.annotations.indices.map { Path(index: $0) }
  }

  mutating func apply(_ changes: MentionChanges, _ wanted: [Mention]) {
    let old = resolution.document.mentions
    for (place, step) in changes.steps.enumerated() {
      let number = resolution.sources[place]
      let annotation = self[paths[number]]
      switch step {
      case .keep: continue
      case .relabel(let index):
        guard let infon = annotation.infons.firstIndex(where: { $0.key == labelKey }) else { continue }
        var output = XMLOutput()
        output.text(wanted[index].label)
        changed.append((annotation.source.infons[infon], output.bytes))
      case .replace(let index):
        let new = self.annotation(wanted[index], keeping: old[place], annotation)
        changed.append((annotation.source.element, markup(new, lead: annotation.source.leadBytes)))
        self[paths[number]] = new
      case .remove:
        changed.append((annotation.source.lead.lowerBound..<annotation.source.element.upperBound, []))
        removed.insert(number)
      }
    }
    let homes = BioCHomes(resolution.layout, passages: tree.passages.count)
    for index in changes.added { add(wanted[index], homes) }
    correctOffsets()
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

  private mutating func add(_ mention: Mention, _ homes: BioCHomes) {
    let wish = mention.attributes.first { $0.key == BioCMetadata.level }.flatMap { BioCLevel(rawValue: $0.value) }
    let level = wish ?? homes.level(of: mention.hull)
    let annotation = annotation(mention, keeping: nil, nil)
    let passage = homes.passage(of: mention.hull)
    let place: BioCSource
    if level == .sentence, let number = homes.sentence(of: mention.hull) {
      let sentence = resolution.layout.sentences[number]
      place = tree.passages[sentence.passage].sentences[sentence.sentence].source
      tree.passages[sentence.passage].sentences[sentence.sentence].annotations.append(annotation)
    } else if level != .document, let passage {
      place = tree.passages[passage].source
      tree.passages[passage].annotations.append(annotation)
    } else {
      place = tree.source
      tree.annotations.append(annotation)
    }
    let at = place.nextAnnotation
    changed.append((at..<at, place.childLead + markup(annotation, lead: place.childLead)))
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
    var output = XMLOutput()
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

  /// Corrects the offset of a passage that only its annotations showed to be wrong, if those that are left do not.
  private mutating func correctOffsets() {
    for number in paths.indices.reversed() where removed.contains(number) {
      let path = paths[number]
      if let passage = path.passage, let sentence = path.sentence {
        tree.passages[passage].sentences[sentence].annotations.remove(at: path.index)
      } else if let passage = path.passage {
        tree.passages[passage].annotations.remove(at: path.index)
      } else {
        tree.annotations.remove(at: path.index)
      }
    }
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
