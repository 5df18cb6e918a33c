/// Lays out tables that come on standard input: a line `# title`, then lines of cells with tabs between them, the first of
/// which is the heading. Everything else passes as it is.
enum Rendering {
  static func run(markdown: Bool) {
    var rows: [[String]] = []
    func flush() {
      guard let heading = rows.first else { return }
      print(markdown ? markdownTable(heading, rows.dropFirst()) : textTable(rows))
      rows = []
    }
    while let line = readLine() {
      if line.hasPrefix("# ") {
        flush()
        print(markdown ? "\n**\(line.dropFirst(2))**\n" : "\n\(line.dropFirst(2))\n")
      } else if line.contains("\t") {
        rows.append(line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init))
      } else {
        flush()
        print(line)
      }
    }
    flush()
  }

  private static func markdownTable(_ heading: [String], _ rows: ArraySlice<[String]>) -> String {
    func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
    let rule = heading.indices.map { $0 == 0 ? "---" : "---:" }
    return ([line(heading), line(rule)] + rows.map(line)).joined(separator: "\n")
  }

  /// The first column stands left, the others right.
  private static func textTable(_ rows: [[String]]) -> String {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
    return rows.map { row in
      "  "
        + row.enumerated().map { column, cell in
          let gap = String(repeating: " ", count: widths[column] - cell.count)
          return column == 0 ? cell + gap : gap + cell
        }.joined(separator: "  ")
    }.joined(separator: "\n")
  }
}
