import Foundation

/// Which scalars make up words when texts are compared, and what they count as: lower case, without accents.
enum Letters {
  /// A scalar that is no part of a word.
  static let none: UInt32 = 0
  /// Set in the answer for scalars that are a word by themselves: scripts written without spaces between words.
  static let alone: UInt32 = 1 << 31

  /// What a scalar counts as; `none`, or with `alone` set.
  static func folded(_ scalar: UInt32) -> UInt32 {
    scalar < UInt32(table.count) ? table[Int(scalar)] : compute(scalar)
  }

  private static let table: [UInt32] = (0..<0x3000).map(compute)

  private static func compute(_ value: UInt32) -> UInt32 {
    guard let scalar = Unicode.Scalar(value) else { return none }
    if isWithoutSpaces(value) { return value | alone }
    // Accents as scalars of their own are left out; the word goes on over them.
    if (0x0300...0x036F).contains(value) { return accent }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
      .letterNumber, .otherNumber, .nonspacingMark, .spacingMark, .enclosingMark:
      let plain =
        value < 0x80
        ? scalar : String(scalar).decomposedStringWithCanonicalMapping.unicodeScalars.first ?? scalar
      return plain.properties.lowercaseMapping.unicodeScalars.first?.value ?? plain.value
    default: return none
    }
  }

  /// What accents count as: part of a word, but not compared.
  static let accent: UInt32 = 1

  /// Thai to Burmese, Khmer, kana and Han.
  private static func isWithoutSpaces(_ value: UInt32) -> Bool {
    switch value {
    case 0x0E01...0x0E30, 0x0E32...0x0E33, 0x0E40...0x0E46, 0x0E81...0x0EB0, 0x0EC0...0x0EC6, 0x1000...0x102A,
      0x1780...0x17B3, 0x3041...0x3096, 0x30A1...0x30FA, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF,
      0x20000...0x3FFFD:
      true
    default: false
    }
  }
}
