import Annotations

/// What stands around the documents of a BioC collection.
struct BioCCollection: Hashable, Sendable {
  var source = ""
  var date = ""
  var key = ""
  /// The content of `version`, which only the second version of the form has.
  var version: String?
  var infons: [Attribute] = []
}

/// A document of BioC as its elements tell it, from XML or JSON; offsets count what the file counts.
struct BioCDocument: Hashable, Sendable {
  var id: String?
  var infons: [Attribute] = []
  var passages: [BioCBlock] = []
  var annotations: [BioCAnnotation] = []
  var relations: [BioCRelation] = []
  /// The line of its start.
  var line = 0
  /// Where its parts stand in the file.
  var source = BioCSource()
}

/// A passage, or a sentence of a passage.
struct BioCBlock: Hashable, Sendable {
  /// From the document's start.
  var offset = 0
  var infons: [Attribute] = []
  /// `nil` in a passage that consists of sentences.
  var text: [UInt8]?
  var sentences: [BioCBlock] = []
  var annotations: [BioCAnnotation] = []
  var relations: [BioCRelation] = []
  /// Where its parts stand in the file.
  var source = BioCSource()
}

/// An annotation: a span with what the file says of it.
struct BioCAnnotation: Hashable, Sendable {
  /// A stretch of text; offsets count from the document's start.
  struct Location: Hashable, Sendable {
    var offset: Int
    var length: Int
  }

  var id: String?
  var infons: [Attribute] = []
  var locations: [Location] = []
  /// What it should cover.
  var text: [UInt8]?
  /// What is wrong with its numbers; such an annotation has no place.
  var fault: String?
  /// The line and column of its start.
  var line = 0
  var column = 0
  /// Where its parts stand in the file.
  var source = BioCSource()
}

/// A relation between annotations.
struct BioCRelation: Hashable, Sendable {
  /// An annotation or relation that takes part.
  struct Node: Hashable, Sendable {
    var reference: String
    var role: String
  }

  var id: String?
  var infons: [Attribute] = []
  var nodes: [Node] = []
}

/// The bytes of a file that an element of BioC takes; empty where it came from no XML.
struct BioCSource: Hashable, Sendable {
  /// From the start tag to the end tag.
  var element = 0..<0
  /// The contents of its infons, in their order; only where they are to be written back.
  var infons: [Range<Int>] = []
  /// The digits of its offset.
  var offset = 0..<0
  /// The white space before its start tag.
  var lead = 0..<0
  /// The same in UTF-8.
  var leadBytes: [UInt8] = []
  /// Where another annotation would go: behind the last one, else behind the text or what stands for it.
  var nextAnnotation = 0
  /// The white space before the child that ends there, in UTF-8.
  var childLead: [UInt8] = []
}

/// How a file writes annotations, learned from one.
struct BioCStyle: Hashable, Sendable {
  var annotation = XMLTagStyle(name: "annotation")
  var infon = XMLTagStyle(name: "infon")
  var location = XMLTagStyle(name: "location", isSelfClosing: true)
  /// What is behind the white space before the annotation in that before its children; `nil` if unknown.
  var indentation: [UInt8]?
  /// Whether any annotation was seen.
  var isKnown = false
}
