import Foundation

extension String {
  /// The text with spaces after it up to `width` Unicode scalars, as Python pads; a longer one stays as it is.
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: Swift.max(width - unicodeScalars.count, 0))
  }

  /// The text with spaces before it up to `width` Unicode scalars, as Python pads; a longer one stays as it is.
  func rightAligned(to width: Int) -> String {
    String(repeating: " ", count: Swift.max(width - unicodeScalars.count, 0)) + self
  }
}

/// A number with a fixed count of decimals, independent of the locale; `nil` becomes `undefined`.
func fixed(_ value: Double?, decimals: Int, undefined: String) -> String {
  guard let value, value.isFinite else { return undefined }
  return String(format: "%.\(decimals)f", value)
}
