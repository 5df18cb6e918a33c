import Annotations

/// A document of GATE as its elements tell it.
struct GATEDocument {
  /// A feature of a document or an annotation.
  struct Feature: Hashable, Sendable {
    static let stringClass = "java.lang.String"

    var name = ""
    var value = ""
    /// The Java class of the value.
    var valueClass = Feature.stringClass
    /// The bytes of the value in the file.
    var valueSource = 0..<0
  }

  /// An annotation; its ends are names of nodes.
  struct Annotation: Hashable, Sendable {
    var id: String?
    var type = ""
    var startNode = ""
    var endNode = ""
    var features: [Feature] = []
    /// The line and column of its start.
    var line = 0
    var column = 0
    /// The bytes of the element, of its type, and of the white space before it.
    var source = 0..<0
    var typeSource = 0..<0
    var lead = 0..<0
  }

  /// A set of annotations.
  struct Set: Hashable, Sendable {
    /// `nil` in the default set.
    var name: String?
    var annotations: [Annotation] = []
    /// From the start tag to the end tag.
    var source = 0..<0
    /// The start tag alone, and whether it is the whole element.
    var tag = 0..<0
    var isSelfClosing = false
  }

  var features: [Feature] = []
  var text: [UInt8] = []
  /// Where the text stands in the file.
  var map = SourceMap()
  /// The parts of the text that stand in CDATA sections.
  var sections: [Range<Int>] = []
  /// Where in the text each node is.
  var nodes: [String: Int] = [:]
  var sets: [Set] = []
  /// The content of `TextWithNodes`, and where the element ends.
  var textSource = 0..<0
  var textEnd = 0
  var hasText = false
}

/// How a GATE file writes annotations, learned from its last one.
struct GATEStyle: Hashable, Sendable {
  var node = XMLTagStyle(name: "Node", isSelfClosing: true)
  var annotation = XMLTagStyle(name: "Annotation")
  /// White space before an annotation, before its features, inside a feature, and before its end tag.
  var annotationLead: [UInt8] = [0x0A]
  var featureLead: [UInt8] = [0x0A]
  var partLead: [UInt8] = [0x0A, 0x20, 0x20]
  var featureEnd: [UInt8] = [0x0A]
  var annotationEnd: [UInt8] = [0x0A]
}
