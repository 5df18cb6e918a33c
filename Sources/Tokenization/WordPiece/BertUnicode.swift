import Foundation

/// What Hugging Face `tokenizers` takes a scalar for.
///
/// Its general categories come from the crate `unicode_categories`, which stands at Unicode 8, its decompositions from
/// `unicode-normalization-alignments` at Unicode 9, its case and white space from the Rust standard library at the newest
/// Unicode. Swift's tables are newer than the first two; since every scalar knows the version that introduced it, the old
/// tables are Swift's tables without younger scalars, but for the few whose category was changed later. Compared over all
/// of U+0000…U+10FFFF with `tokenizers` 0.23.3 (`tools/goldens/tokenizer.py` records a digest that a test checks).
enum BertUnicode {
  /// The ranges that `tokenizers` isolates as Chinese. The one from U+2B920 repeats its source, which skips
  /// U+2B820…U+2B91F.
  static func isChinese(_ value: UInt32) -> Bool {
    switch value {
    case 0x4E00...0x9FFF, 0x3400...0x4DBF, 0x20000...0x2A6DF, 0x2A700...0x2B73F, 0x2B740...0x2B81F, 0x2B920...0x2CEAF,
      0xF900...0xFAFF, 0x2F800...0x2FA1F:
      true
    default: false
    }
  }

  /// White space that cleaning turns into a space.
  static func isCleanedSpace(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A, 0x0D: true
    default: isWhitespace(scalar) && !isRemoved(scalar)
    }
  }

  /// What cleaning takes away: control, format and private-use characters but TAB, LF and CR, and U+FFFD.
  static func isRemoved(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A, 0x0D: return false
    case 0xFFFD: return true
    default: break
    }
    switch scalar.properties.generalCategory {
    case .control, .privateUse: return true
    case .format: return isOld(scalar)
    default: return false
    }
  }

  /// Where words are split.
  static func isWhitespace(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isWhitespace }

  /// A mark that strips off as an accent (category Mn).
  static func isAccent(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x1734, 0x1171E: true  // spacing marks since Unicode 14 and 15
    case 0x1885, 0x1886, 0x111C9, 0xA9BD: false  // letters, punctuation, a spacing mark until Unicode 9 and 11
    default: scalar.properties.generalCategory == .nonspacingMark && isOld(scalar)
    }
  }

  /// A character that is a word of its own: ASCII punctuation and symbols, and the categories P*.
  static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E: return true
    case 0x166D, 0x111C9: return true  // a symbol and a mark since Unicode 12 and 11
    default: break
    }
    switch scalar.properties.generalCategory {
    case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
      .finalPunctuation, .otherPunctuation:
      return isOld(scalar)
    default: return false
    }
  }

  /// The full canonical decomposition.
  static func decomposition(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
    // Nothing below U+00C0 decomposes, nor do the unified ideographs; decompositions younger than the crate are unknown
    // to it.
    if scalar.value < 0xC0 || (0x3400...0x9FFF).contains(scalar.value) { return [scalar] }
    guard let age = scalar.properties.age, age.major <= 9 else { return [scalar] }
    return Array(String(Character(scalar)).decomposedStringWithCanonicalMapping.unicodeScalars)
  }

  /// The canonical combining class in canonical ordering.
  static func combiningClass(_ scalar: Unicode.Scalar) -> UInt8 {
    guard let age = scalar.properties.age, age.major <= 9 else { return 0 }
    return scalar.properties.canonicalCombiningClass.rawValue
  }

  /// Whether Unicode 8 had it.
  private static func isOld(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.age.map { $0.major <= 8 } ?? false
  }
}
