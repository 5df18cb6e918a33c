import Annotations

/// A document and, if it was asked for, where it stands.
struct ExtractedDocument {
  var read: ReadDocument
  var source: InlineSource?
}

/// What a name means in this file.
struct InlineKind {
  var local: String
  var role: MarkupProfile.Role
  var rules: [MentionRules.Rule]
  var rank: Int
}

/// An element that has not ended.
struct InlineOpen {
  var name: XMLName?
  var role = MarkupProfile.Role.transparent
  var keepsSpace: Bool
  var isSkipped = false
  var slot: Int?
  /// The slot of the nearest element around it that has one.
  var outer: Int?
  /// Where its sentence or token, and where its mention begins.
  var place: Int?
  var mentionPlace: Int?
  /// The place of an element with an id.
  var idPlace: Int?
  var xmlId: String?
  var choice: InlineState.Choice?
  var element = -1
  /// The path of local names from the document's element, while it may lead to metadata.
  var path: String?
  /// What its text goes to.
  var capture: InlineCapture?
  var joinsNext = false
  /// Whether it is a group of labels of names.
  var isGroupOfNames = false
}

enum InlineCapture { case id, metadata(String), label(slot: Int) }
