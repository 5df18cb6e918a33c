import Annotations

/// What a source's offsets count: a unit, and what a line break counts.
struct OffsetConvention: Hashable, Sendable {
  /// How a line break of the text was counted.
  enum LineBreaks: Hashable, Sendable {
    /// As it stands there.
    case asTheyAre
    /// A LF as two: the text had CRLF when it was annotated.
    case lineFeedAsTwo
    /// A CRLF as one: a tool turned it into LF when it read the text.
    case pairAsOne
  }

  var unit: OffsetUnit
  var lineBreaks = LineBreaks.asTheyAre

  /// For remarks: "UTF-16 code units, a line feed counting as two".
  var phrase: String {
    let breaks =
      switch lineBreaks {
      case .asTheyAre: ""
      case .lineFeedAsTwo: ", a line feed counting as two"
      case .pairAsOne: ", carriage return and line feed counting as one"
      }
    return unit.phrase + breaks
  }
}

extension OffsetUnit {
  /// The unit in words.
  var phrase: String {
    switch self {
    case .codePoint: "Unicode code points"
    case .utf8: "UTF-8 bytes"
    case .utf16: "UTF-16 code units"
    }
  }
}

/// Turns offsets of a convention into bytes of a text, and back.
struct ConventionIndex {
  private let index: OffsetIndex
  private let counter: UnitOffsets
  /// Offsets, in the text that was counted, of the carriage returns that the text has not, or has not any more.
  private let breaks: [Int]
  private let lineBreaks: OffsetConvention.LineBreaks

  init(text: [UInt8], _ convention: OffsetConvention) {
    lineBreaks = convention.lineBreaks
    var counted: [UInt8] = []
    var breaks: [Int] = []
    switch lineBreaks {
    case .asTheyAre: counted = text
    case .lineFeedAsTwo:
      counted.reserveCapacity(text.count + text.count / 32)
      for (index, byte) in text.enumerated() {
        if byte == 0x0A, index == 0 || text[index - 1] != 0x0D {
          breaks.append(counted.count)
          counted.append(0x0D)
        }
        counted.append(byte)
      }
    case .pairAsOne:
      counted.reserveCapacity(text.count)
      for (index, byte) in text.enumerated() {
        if byte == 0x0D, index + 1 < text.count, text[index + 1] == 0x0A {
          breaks.append(counted.count)
        } else {
          counted.append(byte)
        }
      }
    }
    self.breaks = breaks
    index = OffsetIndex(text: counted, unit: convention.unit)
    counter = UnitOffsets(counted, convention.unit)
  }

  /// How many units the text has.
  var count: Int { index.count }

  /// The byte of an offset; `nil` outside the text, inside a character, and inside a line break.
  func byte(_ offset: Int) -> Int? {
    guard let counted = index.byte(offset) else { return nil }
    let before = breaks.partitioningIndex { $0 >= counted }
    switch lineBreaks {
    case .asTheyAre: return counted
    case .lineFeedAsTwo: return before > 0 && breaks[before - 1] + 1 == counted ? nil : counted - before
    case .pairAsOne: return counted + before
    }
  }

  /// The bytes between two offsets; `nil` where they name none.
  func bytes(_ start: Int, _ end: Int) -> Range<Int>? {
    guard start <= end, let lower = byte(start), let upper = byte(end), lower <= upper else { return nil }
    return lower..<upper
  }

  /// The offset of a byte of the text.
  func offset(ofByte byte: Int) -> Int {
    switch lineBreaks {
    case .asTheyAre: return counter.offset(ofByte: byte)
    case .lineFeedAsTwo:
      // A break at place i of the list stands, in the text, i bytes earlier than in what was counted.
      let before = breaks.indices.partitioningIndex { breaks[$0] - $0 >= byte }
      return counter.offset(ofByte: byte + before)
    case .pairAsOne:
      let before = breaks.indices.partitioningIndex { breaks[$0] + $0 >= byte }
      return counter.offset(ofByte: byte - before)
    }
  }
}

extension RandomAccessCollection {
  /// The first index whose element holds, where all that hold stand behind all that do not.
  func partitioningIndex(_ holds: (Element) -> Bool) -> Index {
    var (low, count) = (startIndex, self.count)
    while count > 0 {
      let half = count / 2
      let middle = index(low, offsetBy: half)
      if holds(self[middle]) {
        count = half
      } else {
        low = index(after: middle)
        count -= half + 1
      }
    }
    return low
  }
}
