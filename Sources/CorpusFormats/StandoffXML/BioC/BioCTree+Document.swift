import Annotations

extension BioCDocument {
  /// The tree of a document, as it is written: offsets count `unit`, annotations have the key `type` for their label.
  ///
  /// Passages and sentences take in the text between them that a reader would not put there again, so that the text
  /// comes back as it is. Sentences are written where a passage consists of them.
  ///
  /// - Parameter records: one for each mention of the layer, appended.
  init(_ document: Document, mentions: [Mention], _ metadata: BioCMetadata, unit: OffsetUnit) {
    id = document.id
    infons = metadata.infons
    relations = metadata.relations
    let text = document.text
    var counter = OffsetCounter(text: text, unit: unit)
    func offset(_ byte: Int) -> Int { metadata.offset + counter.offset(ofByte: byte) }
    var sentenceRanges: [Range<Int>] = []
    let ranges = Self.passages(metadata, text)
    var next = document.sentences[...]
    var infonsOfSentences = metadata.sentences[...]
    for (number, range) in ranges.enumerated() {
      var block = BioCBlock()
      if metadata.passages.indices.contains(number) {
        block.infons = metadata.passages[number].infons
        block.relations = metadata.passages[number].relations
      }
      block.offset = offset(range.lowerBound)
      while let sentence = next.first, sentence.lowerBound < range.lowerBound { next.removeFirst() }
      var inside: [Range<Int>] = []
      while let sentence = next.first, sentence.lowerBound < range.upperBound {
        inside.append(sentence)
        next.removeFirst()
      }
      if let parts = Self.sentences(inside, passage: range, text) {
        for (place, part) in parts.enumerated() {
          var sentence = BioCBlock()
          sentence.offset = offset(part.lowerBound)
          sentence.text = Array(text[part])
          while let known = infonsOfSentences.first, known.range.lowerBound < part.lowerBound {
            infonsOfSentences.removeFirst()
          }
          if let known = infonsOfSentences.first, known.range.lowerBound <= inside[place].lowerBound {
            sentence.infons = known.infons
            sentence.relations = known.relations
            infonsOfSentences.removeFirst()
          }
          block.sentences.append(sentence)
        }
        sentenceRanges += parts
      } else {
        block.text = Array(text[range])
      }
      passages.append(block)
    }
    add(mentions, document, BioCHomes(passages: ranges, sentences: sentenceRanges), unit, from: metadata.offset)
  }

  private mutating func add(
    _ mentions: [Mention], _ document: Document, _ homes: BioCHomes, _ unit: OffsetUnit, from origin: Int
  ) {
    // Sentences are counted through all passages.
    var firstSentence: [Int] = []
    var count = 0
    for passage in passages {
      firstSentence.append(count)
      count += passage.sentences.count
    }
    let offsets = UnitOffsets(document.text, unit)
    for mention in mentions {
      var annotation = BioCAnnotation(id: mention.id)
      annotation.infons = [Attribute(BioCResolution.labelKey, mention.label)]
      var level = homes.level(of: mention.hull)
      for attribute in mention.attributes {
        switch attribute.key {
        case BioCMetadata.level: level = BioCLevel(rawValue: attribute.value) ?? level
        case BioCMetadata.id: annotation.id = attribute.value
        default: annotation.infons.append(attribute)
        }
      }
      annotation.locations = mention.fragments.map {
        let start = offsets.offset(ofByte: $0.lowerBound)
        return BioCAnnotation.Location(
          offset: origin + start, length: offsets.offset(ofByte: $0.upperBound) - start)
      }
      annotation.text = Array(document.surface(of: mention).utf8)
      let passage = homes.passage(of: mention.hull)
      if level == .sentence, let passage, let sentence = homes.sentence(of: mention.hull) {
        passages[passage].sentences[sentence - firstSentence[passage]].annotations.append(annotation)
      } else if level != .document, let passage {
        passages[passage].annotations.append(annotation)
      } else {
        annotations.append(annotation)
      }
    }
  }

  /// The passages, with the text between them that is no filler; one passage where there are none that fit.
  private static func passages(_ metadata: BioCMetadata, _ text: [UInt8]) -> [Range<Int>] {
    var ranges = metadata.passages.map(\.range)
    guard !ranges.isEmpty, zip(ranges, ranges.dropFirst()).allSatisfy({ $0.upperBound <= $1.lowerBound }) else {
      return [0..<text.count]
    }
    ranges[0] = 0..<ranges[0].upperBound
    for index in ranges.indices.dropLast() {
      let end = ranges[index].upperBound
      let next = ranges[index + 1].lowerBound
      let isFiller =
        next - end <= BioCLayout.longestGap
        && text[end..<next].allSatisfy { $0 == BioCLayout.passageFiller }
      if !isFiller { ranges[index] = ranges[index].lowerBound..<next }
    }
    ranges[ranges.count - 1] = ranges[ranges.count - 1].lowerBound..<text.count
    return ranges
  }

  /// The texts of a passage's sentences; `nil` where it does not consist of sentences.
  private static func sentences(_ sentences: [Range<Int>], passage: Range<Int>, _ text: [UInt8]) -> [Range<Int>]? {
    guard let first = sentences.first, let last = sentences.last, last.upperBound <= passage.upperBound else {
      return nil
    }
    var parts: [Range<Int>] = []
    var end = passage.lowerBound
    for sentence in sentences {
      let gap = text[end..<sentence.lowerBound]
      // Other text outside the sentences would become part of one.
      guard gap.allSatisfy(\.isXMLSpace) else { return nil }
      let isFiller = gap.count <= BioCLayout.longestGap && gap.allSatisfy { $0 == BioCLayout.sentenceFiller }
      if parts.isEmpty {
        parts.append(end..<sentence.upperBound)
      } else {
        if !isFiller { parts[parts.count - 1] = parts[parts.count - 1].lowerBound..<sentence.lowerBound }
        parts.append(sentence)
      }
      end = sentence.upperBound
    }
    guard text[end..<passage.upperBound].allSatisfy(\.isXMLSpace), first.lowerBound <= last.upperBound else {
      return nil
    }
    parts[parts.count - 1] = parts[parts.count - 1].lowerBound..<passage.upperBound
    return parts
  }
}
