import Annotations

/// Names of UIMA and DKPro types.
enum XMITypes {
  static let namespace = "http://www.omg.org/XMI"
  static let cas = "uima.cas"
  static let documentAnnotation = "uima.tcas.DocumentAnnotation"
  static let metadata = "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData"
  /// The package of DKPro's named entities.
  static let entityPackage = "de.tudarmstadt.ukp.dkpro.core.api.ner.type."
  static let entity = entityPackage + "NamedEntity"
  static let token = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token"
  static let sentence = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Sentence"
  /// The feature of an entity that is its label.
  static let value = "value"

  /// The name of a type by the namespace and name of its element: `http:///a/b/type.ecore` with `C` is `a.b.type.C`.
  static func name(namespace: String, element: String) -> String {
    var path = namespace.utf8[...]
    if path.starts(with: "http:///".utf8) { path = path.dropFirst(8) }
    if path.suffix(6).elementsEqual(".ecore".utf8) { path = path.dropLast(6) }
    guard !path.isEmpty else { return element }
    let parts = path.split(separator: UInt8(ascii: "/"))
    return String(decoding: Array(parts.joined(separator: ".".utf8)), as: UTF8.self) + "." + element
  }

  /// The namespace of a type.
  static func namespace(of type: String) -> String {
    let parts = type.split(separator: ".").dropLast()
    return "http:///" + parts.joined(separator: "/") + ".ecore"
  }

  /// Whether a type is a layer that users of INCEpTION or WebAnno made.
  static func isCustom(_ type: String) -> Bool { type.hasPrefix("custom.") || type.hasPrefix("webanno.custom.") }

  /// The part of a name behind its package.
  static func shortName(_ type: String) -> String { type.split(separator: ".").last.map(String.init) ?? type }
}

/// A CAS as its XMI tells it; offsets count UTF-16 units.
struct XMIDocument {
  /// A feature of an annotation.
  struct Feature: Hashable, Sendable {
    var name: String
    var value: String
    /// The bytes of the value in the file.
    var source: Range<Int>
    /// Whether it is an attribute, not a child element.
    var isAttribute: Bool
  }

  /// A feature structure with a place.
  struct Annotation: Hashable, Sendable {
    var id = ""
    /// The full name of its type.
    var type = ""
    var sofa = ""
    /// `nil` for no whole number; then `fault` says what is there.
    var begin: Int?
    var end: Int?
    var fault = ""
    var features: [Feature] = []
    var line = 0
    var column = 0
    /// The bytes of the element, of its name with its prefix in the start tag, and of the white space before it.
    var source = 0..<0
    var nameSource = 0..<0
    var lead = 0..<0
    /// Its name in the file, with its prefix.
    var element = ""
    var isSelfClosing = true
  }

  /// A text.
  struct Sofa: Hashable, Sendable {
    var id: String
    /// The name of its view.
    var name: String
    var text: [UInt8]?
    var line = 0
    var column = 0
    /// Where its element begins and ends in the file, and its name there.
    var sourceStart = 0
    var sourceEnd = 0
    var element = ""
  }

  /// Which annotations of a text count.
  struct View: Hashable, Sendable {
    var sofa: String?
    var members: [String] = []
    /// The bytes of the list in the file, and how it stands there; `nil` without one.
    var membersSource: Range<Int>?
    var membersMarkup: [UInt8] = []
    /// Where another attribute would go.
    var attributesEnd = 0
  }

  var annotations: [Annotation] = []
  var tokens: [Annotation] = []
  var sentences: [Annotation] = []
  /// `DocumentAnnotation` and what extends it.
  var documentAnnotations: [Annotation] = []
  var sofas: [Sofa] = []
  var views: [View] = []
  /// Types with places that are not read, with how often they occur.
  var others: [String: Int] = [:]
  /// The largest id.
  var lastId = 0
  /// Where the root's content ends.
  var contentEnd = 0
}
