/// A line of a file with a caret under one column.
public enum Excerpt {
  /// The line, cut to `width` scalars around the column, and a caret below it.
  ///
  /// - Parameter column: from 1, in Unicode scalars; clamped to the line.
  public static func render(_ line: String, column: Int, width: Int = 100) -> String {
    let scalars = Array(line.unicodeScalars)
    let index = min(max(column - 1, 0), scalars.count)
    let start = index < width ? 0 : index - width / 2
    let end = min(scalars.count, start + width)
    var text = start > 0 ? "…" : ""
    var pad = start > 0 ? " " : ""
    for (offset, scalar) in scalars[start..<end].enumerated() {
      // Control characters would move the terminal's cursor away from the caret.
      let shown: Unicode.Scalar = scalar.value < 0x20 || scalar.value == 0x7F ? " " : scalar
      text.unicodeScalars.append(shown)
      if start + offset < index { pad += shown.isWide ? "  " : shown.isCombining ? "" : " " }
    }
    if end < scalars.count { text += "…" }
    return "  \(text)\n  \(pad)^"
  }
}

extension Unicode.Scalar {
  /// Whether terminals show it two cells wide (East Asian wide ranges, emoji).
  fileprivate var isWide: Bool {
    switch value {
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
      0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
      true
    default: false
    }
  }

  fileprivate var isCombining: Bool {
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: true
    default: false
    }
  }
}
