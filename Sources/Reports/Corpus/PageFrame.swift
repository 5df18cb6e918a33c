import CorpusAnalysis

/// What pages are made of: a frame with a style of its own, sections, tables.
enum PageFrame {
  /// A page of sections; a section that is empty is left out.
  static func html(title: String, sections: [String]) -> String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8"/>
    <meta name="viewport" content="width=device-width, initial-scale=1"/>
    <title>\(Markup.escaped(title))</title>
    <style>
    \(style)
    </style>
    </head>
    <body>
    <h1>\(text(title))</h1>
    \(sections.filter { !$0.isEmpty }.joined())</body>
    </html>

    """
  }

  static func section(_ title: String, _ content: String) -> String {
    "<section>\n<h2>\(text(title))</h2>\n\(content)</section>\n"
  }

  /// A table of cells that are markup. All columns but the first hold numbers, unless they are text.
  static func table(_ header: [String], _ rows: [[String]], isText: Bool = false) -> String {
    let head = header.map { "<th scope=\"col\">\(Markup.escaped($0))</th>" }.joined()
    let body = rows.map { row in
      "<tr>" + row.enumerated().map { $0 == 0 ? "<th scope=\"row\">\($1)</th>" : "<td>\($1)</td>" }.joined()
        + "</tr>\n"
    }
    return "\n<div class=\"scroll\"><table\(isText ? " class=\"text\"" : "")>\n"
      + "<thead><tr>\(head)</tr></thead>\n<tbody>\n"
      + body.joined() + "</tbody></table></div>\n"
  }

  /// Text of a corpus, kept apart from the direction of the text around it.
  static func text(_ text: String) -> String { "<bdi>\(Markup.escaped(text))</bdi>" }

  /// A place with what stands around it.
  static func quotation(_ quotation: Quotation) -> String {
    "<bdi>\(Markup.escaped(quotation.before))<mark>\(Markup.escaped(quotation.text))</mark>"
      + "\(Markup.escaped(quotation.after))</bdi> <small>\(text(quotation.document))</small>"
  }

  private static let style = """
    body { font: 15px/1.45 system-ui, sans-serif; color: #222; background: #fff; max-width: 60rem; margin: 2rem auto;
      padding: 0 1rem; }
    h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin: 2rem 0 .6rem; } h3 { font-size: 1rem; margin: 1rem 0 .3rem; }
    .tiles { display: flex; flex-wrap: wrap; gap: .6rem; }
    .tiles div { border: 1px solid #ddd; border-radius: 6px; padding: .5rem .9rem; color: #666; }
    .tiles b { display: block; font-size: 1.3rem; color: #222; }
    svg { display: block; max-width: 100%; height: auto; }
    .scroll { overflow-x: auto; }
    table { border-collapse: collapse; margin: .8rem 0; font-variant-numeric: tabular-nums; }
    th, td { padding: .2rem .6rem; border-bottom: 1px solid #e5e5e5; text-align: right; vertical-align: top;
      white-space: nowrap; }
    thead th { border-bottom: 2px solid #bbb; font-weight: 600; white-space: normal; }
    th:first-child, table.text th, table.text td { text-align: left; white-space: normal; }
    tbody th { font-weight: 600; } i, small, .note { color: #666; font-style: normal; }
    mark { background: #fff2b3; }
    @media print { body { margin: 0; max-width: none; font-size: 10px; } .scroll { overflow: visible; }
      th, td { padding: .15rem .4rem; }
      tr, svg, h2, h3 { break-inside: avoid; } h2, h3 { break-after: avoid; } }
    """
}
