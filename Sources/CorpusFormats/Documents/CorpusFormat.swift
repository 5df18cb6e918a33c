/// A form in which annotated documents come and go; the raw value is its name on the command line.
public enum CorpusFormat: String, Hashable, Sendable, CaseIterable {
  /// IOB, CoNLL and other column files: a row a token.
  case columns = "conll"
  /// CoNLL-U with entities in the last column.
  case conllu
  /// TAO's pairs `text_*.txt` and `labels_*.txt`.
  case textLabels = "text-labels"
  /// XML with elements around the mentions, as configured.
  case inlineXML = "inline-xml"
  /// MUC's SGML: `ENAMEX`, `TIMEX`, `NUMEX`.
  case enamex
  /// TEI P5.
  case tei
  /// CWB-style XML: rows of tokens between tags.
  case cwb
  /// BioC XML.
  case bioc
  /// BioC JSON.
  case biocJSON = "bioc-json"
  /// GATE XML.
  case gate
  /// UIMA CAS XMI.
  case xmi
  /// i2b2 2014: `TEXT` with `TAGS`.
  case i2b2 = "i2b2-2014"
  /// i2b2 2006: `RECORD` with inline `PHI`.
  case i2b2Inline = "i2b2-2006"
  /// i2b2 2010 concept files beside their texts.
  case i2b2Concepts = "i2b2-con"
  /// brat: `.txt` with `.ann`.
  case brat
  /// PubTator.
  case pubtator
  /// WebAnno TSV 3.
  case webanno
  /// doccano JSON Lines.
  case doccano
  /// Label Studio JSON.
  case labelStudio = "label-studio"
  /// Prodigy JSON Lines.
  case prodigy
  /// JSON Lines of text with offsets, as spaCy's training data has them.
  case spacy
  /// JSON objects of text with spans, with configured keys.
  case jsonSpans = "json-spans"
  /// Gloss's own JSON Lines.
  case gloss
  /// Plain text, one document a file.
  case text
}
