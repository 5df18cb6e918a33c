/// One scalar decoded from UTF-8.
struct DecodedScalar {
  /// Its value; U+FFFD for what is no UTF-8.
  var value: UInt32
  /// The number of bytes that it took, at least 1.
  var length: Int
}

/// The scalar at `index`, reading below `end`.
///
/// What is no UTF-8 becomes U+FFFD, one for each maximal part of a well-formed sequence (Unicode, section 3.9, "U+FFFD
/// substitution of maximal subparts"), the way of Swift's `String(decoding:)` and Python's `errors="replace"`.
@inline(__always)
func decodeScalar(_ bytes: borrowing Span<UInt8>, at index: Int, end: Int) -> DecodedScalar {
  let lead = bytes[index]
  if lead < 0x80 { return DecodedScalar(value: UInt32(lead), length: 1) }
  let invalid = DecodedScalar(value: 0xFFFD, length: 1)
  // The bounds of the second byte exclude overlong forms, surrogates and what is above U+10FFFF.
  let (more, low, high): (Int, UInt8, UInt8)
  switch lead {
  case 0xC2...0xDF: (more, low, high) = (1, 0x80, 0xBF)
  case 0xE0: (more, low, high) = (2, 0xA0, 0xBF)
  case 0xED: (more, low, high) = (2, 0x80, 0x9F)
  case 0xE1...0xEF: (more, low, high) = (2, 0x80, 0xBF)
  case 0xF0: (more, low, high) = (3, 0x90, 0xBF)
  case 0xF1...0xF3: (more, low, high) = (3, 0x80, 0xBF)
  case 0xF4: (more, low, high) = (3, 0x80, 0x8F)
  default: return invalid
  }
  guard index + 1 < end, bytes[index + 1] >= low, bytes[index + 1] <= high else { return invalid }
  var value = (UInt32(lead) & (0x3F >> UInt32(more))) << 6 | UInt32(bytes[index + 1] & 0x3F)
  var length = 2
  while length <= more {
    guard index + length < end, bytes[index + length] & 0xC0 == 0x80 else {
      return DecodedScalar(value: 0xFFFD, length: length)
    }
    value = value << 6 | UInt32(bytes[index + length] & 0x3F)
    length += 1
  }
  return DecodedScalar(value: value, length: length)
}
