extension MarkupProfile {
  /// TEI P5 (Guidelines, version 4; chapters 3, 4, 12, 13, 17).
  static let tei: MarkupProfile = {
    var profile = MarkupProfile(mentions: MentionRules(table: teiNames))
    profile.set(
      .block,
      [
        "ab", "address", "addrLine", "argument", "body", "byline", "caption", "castItem", "cell", "closer", "dateline",
        "div",
        "div1", "div2", "div3", "div4", "div5", "div6", "div7", "docAuthor", "docDate", "docEdition", "docImprint",
        "docTitle",
        "entry", "epigraph", "figure", "formula", "front", "back", "head", "imprimatur", "item", "l", "label", "lg",
        "list",
        "opener", "p", "postscript", "row", "salute", "signed", "sp", "speaker", "stage", "table", "titlePage",
        "titlePart",
        "trailer", "u", "argument",
      ])
    profile.set(
      .ignored,
      [
        "teiHeader", "note", "fw", "figDesc", "del", "facsimile", "sourceDoc", "fsdDecl", "listPerson", "listPlace",
        "listOrg",
        "listEvent", "listBibl", "listNym", "listObject", "listRelation", "listWit", "interpGrp", "linkGrp", "joinGrp",
        "fs",
      ])
    profile.set(.document, ["TEI", "TEI.2"])
    profile.set(.zone, ["text"])
    profile.set(.sentence, ["s"])
    profile.set(.token, ["w", "pc"])
    profile.set(.character, ["c"])
    profile.set(.lineBreak, ["lb"])
    profile.set(.space, ["space"])
    profile.set(.choice, ["choice"])
    profile.set(.standoff, ["span", "annotation"])
    profile.preferred = ["corr", "reg", "expan"]
    profile.avoided = ["sic", "orig", "abbr"]
    profile.sentencesAreLines = false
    profile.tiesPieces = true
    profile.metadataPaths = [
      "teiHeader/fileDesc/titleStmt/title": "title", "teiHeader/fileDesc/titleStmt/author": "author",
      "teiHeader/fileDesc/publicationStmt/idno": "idno", "teiHeader/fileDesc/notesStmt/note": "note",
      "teiHeader/fileDesc/publicationStmt/date": "date",
      "teiHeader/fileDesc/publicationStmt/availability/licence": "licence",
      "teiHeader/profileDesc/langUsage/language": "language",
    ]
    return profile
  }()

  /// Elements of TEI that name things. The first spelling of a label is the one that new mentions get.
  private static let teiNames: [(String, String?)] =
    [
      ("persName", "PER"), ("orgName", "ORG"), ("placeName", "LOC"), ("geogName", "LOC"), ("objectName", "OBJECT"),
      ("eventName", "EVENT"), ("settlement", "LOC"), ("region", "LOC"), ("country", "LOC"), ("district", "LOC"),
      ("bloc", "LOC"),
      ("date", "DATE"), ("time", "TIME"), ("num", "NUM"), ("measure", "MEASURE"),
    ]
    + ["rs", "name"].flatMap { element in
      [
        ("person", "PER"), ("persName", "PER"), ("place", "LOC"), ("placeName", "LOC"), ("org", "ORG"),
        ("organization", "ORG"),
        ("organisation", "ORG"), ("orgName", "ORG"), ("event", "EVENT"), ("work", "WORK"), ("object", "OBJECT"),
      ].map { ("\(element)@type=\($0)", $1) }
    } + [("name@type", nil), ("rs@type", nil), ("name", "MISC"), ("rs", "MISC")]

  /// Any XML with elements around mentions: MUC's elements, TEI's, and elements in capitals.
  static let inlineXML: MarkupProfile = {
    var rules = MentionRules(
      table: [
        ("ENAMEX@type", nil), ("TIMEX@type", nil), ("NUMEX@type", nil), ("PHI@type", nil), ("ne@type", nil),
        ("NE@type", nil),
        ("entity@type", nil), ("mention@type", nil),
      ] + teiNames)
    rules.takesUpperCase = true
    var profile = MarkupProfile(mentions: rules)
    profile.isCaseSensitive = false
    profile.mentions.isCaseSensitive = true
    profile.set(
      .block,
      [
        "p", "para", "paragraph", "head", "headline", "title", "abstract", "body", "div", "section", "sec", "list",
        "item", "li",
        "tr", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "l", "lg", "ab", "caption", "corpus", "subcorpus", "text",
        "content",
        "root", "data", "documents", "sentences",
      ])
    profile.set(.ignored, ["teiHeader", "metadata", "meta"])
    profile.set(.document, ["document", "doc", "article"])
    profile.set(.sentence, ["s", "sentence", "sent"])
    profile.set(.lineBreak, ["br", "lb"])
    profile.set(.id, ["docid", "docno"])
    profile.idAttributes = ["xml:id", "id", "ID", "docid", "name"]
    return profile
  }()

  /// MUC (Named Entity Task Definition, version 3.5): SGML, in which white space is the text's own.
  static let enamex: MarkupProfile = {
    var rules = MentionRules(
      table: [
        ("TIMEX@TYPE=DATE", "DATE"), ("TIMEX@TYPE=TIME", "TIME"), ("NUMEX@TYPE=MONEY", "MONEY"),
        ("NUMEX@TYPE=PERCENT", "PERCENT"), ("ENAMEX@TYPE", nil), ("TIMEX@TYPE", nil), ("NUMEX@TYPE", nil),
      ])
    rules.isCaseSensitive = false
    rules.hasAlternatives = true
    var profile = MarkupProfile(mentions: rules)
    profile.isCaseSensitive = false
    profile.set(.document, ["doc"])
    profile.set(.zone, ["slug", "date", "preamble", "text", "trailer"])
    profile.set(.ignored, ["nwords"])
    // Tags that are known and mean nothing here; unknown ones are text.
    profile.set(
      .transparent, ["p", "s", "hl", "dd", "so", "in", "dateline", "co", "cn", "txt", "paragraph", "storyid"])
    profile.set(.id, ["docid", "docno"])
    profile.collapsesSpace = false
    profile.idAttributes = ["id", "docid"]
    return profile
  }()

  /// i2b2 2006, the de-identification task.
  static let i2b2: MarkupProfile = {
    var rules = MentionRules(table: [("PHI@TYPE", nil)])
    rules.isCaseSensitive = false
    var profile = MarkupProfile(mentions: rules)
    profile.isCaseSensitive = false
    profile.set(.document, ["record"])
    profile.set(.zone, ["text"])
    profile.collapsesSpace = false
    profile.hasDocumentElements = true
    profile.idAttributes = ["id"]
    return profile
  }()

  /// Files of the IMS Corpus Workbench: rows of tokens between tags.
  static let cwb: MarkupProfile = {
    var rules = MentionRules(
      table: [("ne@type", nil), ("entity@type", nil), ("ENAMEX@type", nil)] + teiNames)
    rules.takesUpperCase = true
    var profile = MarkupProfile(mentions: rules)
    profile.set(.document, ["text", "document", "doc"])
    profile.set(.sentence, ["s"])
    profile.set(.glue, ["w"])
    // As the Sketch Engine has it.
    profile.set(.joint, ["g"])
    profile.layout = .rows
    profile.idAttributes = ["id", "name"]
    return profile
  }()
}
