import JSONText

/// Tells the form of a file by its content.
public enum FormatDetection {
  /// The form of a file; `nil` if it is none that Gloss reads, not even text.
  ///
  /// Names count only where contents cannot tell: a file that is half of a pair (`.ann`, `.con`).
  ///
  /// - Throws: `FileError<FileProblem>` for a file that cannot be read.
  public static func form(of path: String) throws -> CorpusFormat? {
    form(of: try FileSample(path: path), path: path)
  }

  static func form(of sample: FileSample, path: String) -> CorpusFormat? {
    if sample.isBinary || sample.isZip { return nil }
    let start = sample.text.drop { $0.isWhitespace }
    if start.first == "<" {
      // All of it first: a suffix of a text is copied byte by byte.
      let bytes = Array(sample.text.utf8)
      return markup(start.utf8.count == bytes.count ? bytes : Array(bytes.suffix(start.utf8.count)))
    }
    if start.first == "{" || start.first == "[", let form = json(sample) { return form }
    let lines = sample.lines
    if lines.first?.hasPrefix("#FORMAT=WebAnno TSV 3") == true { return .webanno }
    if isPubTator(lines) { return .pubtator }
    if isConcepts(lines) { return .i2b2Concepts }
    if isStandoff(lines) { return .brat }
    if isConllu(lines) { return .conllu }
    if isColumns(lines) || isCoreference(lines) { return .columns }
    return .text
  }
}

// MARK: Markup

extension FormatDetection {
  private static func markup(_ bytes: [UInt8]) -> CorpusFormat {
    let isXML = bytes.starts(with: "<?xml".utf8)
    guard let root = rootElement(bytes) else { return .text }
    let name = root.name.split(separator: ":").last.map(String.init) ?? root.name
    switch name {
    case "TEI", "teiCorpus": return .tei
    case "GateDocument": return .gate
    case "XMI" where root.tag.has("omg.org/XMI"): return .xmi
    case "CAS" where root.tag.has("xmi:version"): return .xmi
    case "collection" where bytes.has("<document>") || bytes.has("<document "): return .bioc
    default: break
    }
    if root.tag.has("www.tei-c.org/ns") { return .tei }
    if bytes.has("<PHI "), bytes.has("<RECORD") { return .i2b2Inline }
    if bytes.has("<TEXT>"), bytes.has("<TAGS>") || bytes.has("<TEXT><![CDATA[") { return .i2b2 }
    if name == "text", hasTokenRows(String(decoding: bytes, as: UTF8.self)[...]) { return .cwb }
    let hasNames = ["<ENAMEX ", "<TIMEX ", "<NUMEX "].contains { bytes.has($0) }
    // MUC's files are SGML: no declaration, elements in capitals, zones such as TEXT.
    if hasNames, !isXML, ["DOC", "DOCUMENT", "TEXT", "STORY"].contains(name.uppercased()) { return .enamex }
    return .inlineXML
  }

  /// The root element's name and its whole start tag, behind declaration, comments and document type.
  private static func rootElement(_ bytes: [UInt8]) -> (name: String, tag: [UInt8])? {
    /// Where a text stands first from a place on.
    func place(_ text: String, from start: Int) -> Range<Int>? {
      let wanted = Array(text.utf8)
      guard let first = wanted.first, bytes.count >= wanted.count else { return nil }
      for index in start..<max(start, bytes.count - wanted.count + 1)
      where bytes[index] == first && bytes[index...].starts(with: wanted) {
        return index..<index + wanted.count
      }
      return nil
    }
    var rest = 0
    while let open = bytes[rest...].firstIndex(of: .lessThan) {
      let after = bytes[(open + 1)...]
      if after.starts(with: "!--".utf8) {
        guard let end = place("-->", from: open) else { return nil }
        rest = end.upperBound
      } else if after.first == .questionMark {
        guard let end = place("?>", from: open) else { return nil }
        rest = end.upperBound
      } else if after.first == .exclamationMark {
        // An internal subset ends with ]>.
        let close = after.firstIndex(of: .greaterThan)
        let isOpen = bytes[open..<(close ?? bytes.count)].contains(.openBracket)
        let subset = isOpen ? place("]>", from: open)?.upperBound : nil
        guard let end = subset ?? close.map({ $0 + 1 }) else { return nil }
        rest = end
      } else {
        let tag = bytes[open..<(after.firstIndex(of: .greaterThan) ?? bytes.count)]
        let name = tag.dropFirst().prefix { !$0.isXMLSpace && $0 != .slash }
        let text = String(decoding: name, as: UTF8.self)
        guard let first = text.first, first.isLetter || first == "_" else { return nil }
        return (text, Array(tag))
      }
    }
    return nil
  }

  /// Whether most lines that are no tags have TABs, as CWB's vertical text has.
  private static func hasTokenRows(_ text: Substring) -> Bool {
    let rows = text.split(separator: "\n").dropFirst().filter { !$0.hasPrefix("<") }
    return rows.count { $0.contains("\t") } * 2 > rows.count && !rows.isEmpty
  }
}

// MARK: JSON

extension FormatDetection {
  /// The form of a JSON text by the keys of its first value, which need not be whole in the sample.
  private static func json(_ sample: FileSample) -> CorpusFormat? {
    let head = sample.text
    let bytes = Array(head.utf8)
    func has(_ keys: String...) -> Bool { keys.allSatisfy { bytes.has("\"\($0)\"") } }
    if Array(bytes.prefix(2000)).has("\"gloss-") { return .gloss }
    if has("passages"), has("documents") || has("infons") { return .biocJSON }
    if has("data"), has("annotations") || has("predictions") || has("completions") { return .labelStudio }
    if has("text", "spans"), has("token_start") || has("_input_hash") || has("answer") { return .prodigy }
    // Regions of Label Studio's small form have arrays of labels.
    if has("text", "start", "end"), head.contains(#/"labels"\s*:\s*\[\s*"/#) { return .labelStudio }
    if has("text"), has("label") || has("labels") || has("start_offset"), !has("span"), !has("spans"), !has("ents") {
      return .doccano
    }
    if has("text"), has("entities") || has("ents") || has("spans"), !has("span") {
      // Objects with keys of their own are not spaCy's triples, nor its start, end, label.
      if has("entity_type") || has("name", "type") { return .jsonSpans }
      return .spacy
    }
    if has("spans") || has("entities") || has("span") || has("mentions") { return .jsonSpans }
    return nil
  }
}

// MARK: Lines

extension FormatDetection {
  private static func isPubTator(_ lines: [Substring]) -> Bool {
    guard let first = lines.first(where: { !$0.isEmpty }) else { return false }
    let parts = first.split(separator: "|", maxSplits: 2, omittingEmptySubsequences: false)
    return parts.count == 3 && parts[1] == "t" && !parts[0].isEmpty && !parts[0].contains { $0.isWhitespace }
  }

  /// `c="text" 1:0 1:2||t="problem"`.
  private static func isConcepts(_ lines: [Substring]) -> Bool {
    let lines = lines.filter { !$0.isEmpty }
    return !lines.isEmpty && lines.allSatisfy { $0.hasPrefix("c=\"") && $0.contains("||t=\"") }
  }

  /// `T1<TAB>Type 0 4<TAB>text`.
  private static func isStandoff(_ lines: [Substring]) -> Bool {
    let lines = lines.filter { !$0.isEmpty }
    guard !lines.isEmpty else { return false }
    let marks = lines.count { line in
      guard let first = line.first, "TREAMN*#".contains(first), let tab = line.firstIndex(of: "\t") else {
        return false
      }
      return line[line.index(after: line.startIndex)..<tab].allSatisfy { $0.isNumber }
    }
    return marks == lines.count && lines.contains { $0.hasPrefix("T") }
  }

  /// Ten columns, the first of which counts.
  private static func isConllu(_ lines: [Substring]) -> Bool {
    let rows = lines.filter { !$0.hasPrefix("#") && !$0.allSatisfy(\.isWhitespace) }
    guard rows.count > 1 else { return false }
    return rows.allSatisfy { row in
      let columns = row.split(separator: "\t", omittingEmptySubsequences: false)
      return columns.count == 10 && columns[0].first?.isNumber == true
    }
  }

  /// Rows of two or more columns with blank lines between, one column of which has only tags.
  private static func isColumns(_ lines: [Substring]) -> Bool {
    let rows = lines.filter { line in
      !line.allSatisfy(\.isWhitespace) && !line.hasPrefix("-DOCSTART-") && !line.hasPrefix("# ")
        && !line.hasPrefix("##")
        && !line.hasPrefix("#\t")
    }
    guard !rows.isEmpty else { return false }
    let tabs = rows.count { $0.contains("\t") } * 2 > rows.count
    func columns(_ row: Substring) -> [Substring] {
      tabs ? row.split(separator: "\t", omittingEmptySubsequences: false) : row.split { $0 == " " || $0 == "\t" }
    }
    let split = rows.map(columns)
    let wide = split.filter { $0.count >= 2 }
    // Sentences of many words are text, whatever they hold.
    let narrow = wide.count { $0.count <= 16 }
    guard wide.count * 10 >= rows.count * 9, narrow * 10 >= wide.count * 9 else { return false }
    let width = wide.map(\.count).min() ?? 0
    for column in 1..<max(width, 2) {
      let values = wide.compactMap { column < $0.count ? $0[column] : nil }
      if isTagColumn(values) { return true }
    }
    let last = wide.compactMap(\.last)
    return isTagColumn(last)
  }

  /// CoNLL's columns with brackets: `# begin document`, then rows whose last column opens and closes mentions.
  private static func isCoreference(_ lines: [Substring]) -> Bool {
    guard let first = lines.first, first.hasPrefix("# begin document") || first.hasPrefix("#begin document") else {
      return false
    }
    return lines.dropFirst().first { !$0.isEmpty && !$0.hasPrefix("#") }?.contains("\t") == true
  }

  private static func isTagColumn(_ values: [Substring]) -> Bool {
    let good = values.count { isTag($0) }
    return good * 20 >= values.count * 19 && !values.isEmpty && values.contains { $0 != "O" }
      || (!values.isEmpty && values.allSatisfy { $0 == "O" })
  }

  /// `O`, or a letter of a scheme, a hyphen and a type; several of them with spaces or commas between.
  private static func isTag(_ text: Substring) -> Bool {
    let tags = text.split { $0 == " " || $0 == "," }
    return !tags.isEmpty
      && tags.allSatisfy { tag in
        if tag == "O" || tag == "_" { return true }
        let scalars = tag.unicodeScalars
        guard let first = scalars.first, "BIELSUM".unicodeScalars.contains(first) else { return false }
        return scalars.dropFirst().first == "-" && scalars.count > 2
      }
  }
}

extension [UInt8] {
  /// Whether a text stands in it: a search for a `String` in a `String` takes a hundred times as long.
  fileprivate func has(_ text: String) -> Bool { span.contains(Array<UInt8>(text.utf8)) }
}
