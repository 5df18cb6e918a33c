import Annotations
import Diagnostics

/// Reads UIMA CAS XMI as INCEpTION, WebAnno, DKPro and cTAKES write it: one CAS a file, one document for each view.
///
/// Form: OASIS UIMA, XMI serialisation of a CAS. Offsets count UTF-16 units of `sofaString`. Taken is the view
/// `_InitialView` and of it DKPro's named entities with their `value` as label; `sets` of the options may name other views,
/// and types (full or short names) whose label is the feature of `labelKey`, else their `value`, else the type's name.
/// Annotations that their view does not list as members are left over from editing and do not count.
struct XMIReader: DocumentReader {
  private var parser: XMIParser
  private let options: ReadingOptions
  private let inputName: String
  private var selection: XMISelection?
  private var position = 0
  private(set) var remarks: [String] = []

  init(path: String, name: String, options: ReadingOptions) throws {
    self.init(try XMLScanner(path: path, limits: XMLScanner.Limits(options.xml)), name: name, options: options)
  }

  init(_ scanner: XMLScanner, name: String, options: ReadingOptions) {
    parser = XMIParser(scanner, types: options.standoff.sets ?? [])
    (self.options, inputName) = (options, name)
  }

  var name: String { parser.scanner.fileName }
  var bytesRead: Int { parser.scanner.bytesRead }

  mutating func next() throws -> ReadDocument? {
    if selection == nil {
      try parser.parse()
      selection = try XMISelection(parser.document, options.standoff.sets, file: name)
    }
    guard let selection, position < selection.sofas.count else { return nil }
    defer { position += 1 }
    let resolution = selection.resolve(position, parser.document, options, id: fileDocumentId(inputName))
    for remark in resolution.remarks where !remarks.contains(remark) { remarks.append(remark) }
    return ReadDocument(resolution.document, spans: resolution.records, line: selection.sofas[position].line)
  }
}

/// The views and types of a CAS that are taken.
struct XMISelection {
  private(set) var sofas: [XMIDocument.Sofa] = []
  private(set) var types: [String] = []

  /// Takes the views that `sets` name, and of them the types.
  ///
  /// - Throws: `Located<StandoffXMLProblem>` if a view has no text, or if there is no view to take.
  init(_ document: XMIDocument, _ sets: [String]?, file: String) throws {
    let names = document.sofas.map(\.name)
    let views = (sets ?? []).filter(names.contains)
    types = (sets ?? []).filter { !names.contains($0) }
    if views.isEmpty {
      let initial = document.sofas.first { $0.name == XMIResolution.initialView }
      guard let sofa = initial ?? (document.sofas.count == 1 ? document.sofas.first : nil) else {
        throw Located(
          document.sofas.isEmpty
            ? StandoffXMLProblem.missing(what: "<cas:Sofa>", owner: "<xmi:XMI>")
            : StandoffXMLProblem.noView(XMIResolution.initialView, known: names), at: Place(file: file, line: 1))
      }
      sofas = [sofa]
    } else {
      sofas = document.sofas.filter { views.contains($0.name) }
    }
    for sofa in sofas where sofa.text == nil {
      throw Located(
        StandoffXMLProblem.missing(what: "sofaString", owner: "the sofa of the view '\(sofa.name)'"),
        at: Place(file: file, line: sofa.line, column: sofa.column))
    }
  }

  /// The document of one of the views.
  func resolve(_ number: Int, _ document: XMIDocument, _ options: ReadingOptions, id: String) -> XMIResolution {
    let sofa = sofas[number]
    return XMIResolution(document, sofa, types: types, options, id: id, isFirst: number == 0)
  }
}
