/// What a form of documents can hold, so that a round trip is held to that and to no more.
public struct FormatCapabilities: Hashable, Sendable {
  /// The text byte for byte; otherwise all but its white space.
  public var holdsText = true
  /// Attributes of mentions.
  public var holdsAttributes = false
  /// Where documents begin and end.
  public var holdsDocuments = true
  /// White space inside words; otherwise it comes back as `_`, and so neither counts.
  public var holdsSpacesInWords = true
  /// The documents' ids.
  public var holdsIDs = true
}

extension CorpusFormat {
  /// What the form can hold.
  public var capabilities: FormatCapabilities {
    var capabilities = FormatCapabilities()
    switch self {
    case .columns, .textLabels:
      (capabilities.holdsText, capabilities.holdsDocuments, capabilities.holdsIDs) = (false, false, false)
      capabilities.holdsSpacesInWords = self == .columns
    case .conllu, .cwb, .i2b2Concepts, .webanno:
      capabilities.holdsText = false
    case .gloss, .bioc, .biocJSON: capabilities.holdsAttributes = true
    default: break
    }
    return capabilities
  }
}
