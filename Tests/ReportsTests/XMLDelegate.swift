import Foundation

/// The text of every element, read without Foundation's XML (not on every Linux): enough for our own SVG and pages.
final class XMLDelegate {
  private(set) var texts: [String] = []

  func parse(_ document: String) -> Bool {
    var open: [Substring] = []
    var rest = document[...]
    while let start = rest.firstIndex(of: "<") {
      let text = rest[..<start].trimmingCharacters(in: .whitespacesAndNewlines)
      if text.contains(">") { return false }
      if !text.isEmpty { texts.append(decoded(text)) }
      guard let end = rest[start...].firstIndex(of: ">") else { return false }
      let tag = rest[rest.index(after: start)..<end]
      rest = rest[rest.index(after: end)...]
      if tag.hasSuffix("/") { continue }
      if tag.hasPrefix("/") {
        guard open.popLast() == tag.dropFirst() else { return false }
      } else {
        open.append(tag.prefix { $0 != " " })
      }
    }
    return open.isEmpty
  }

  private func decoded(_ text: String) -> String {
    text.replacingOccurrences(of: "&lt;", with: "<").replacingOccurrences(of: "&gt;", with: ">")
      .replacingOccurrences(of: "&quot;", with: "\"").replacingOccurrences(of: "&amp;", with: "&")
  }
}
