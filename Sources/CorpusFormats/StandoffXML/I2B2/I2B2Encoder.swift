import Annotations

/// Writes i2b2 2014: a file for each record, in a folder.
///
/// Elements of `TAGS` are named by the labels; `TYPE` repeats the label where a mention has no such attribute.
struct I2B2Encoder: FolderEncoder {
  static let keeps: Set<WritingNotes.Part> = []
  let options: WritingOptions

  init(_ options: WritingOptions) { self.options = options }

  mutating func encode(_ document: Document) -> (files: [EncodedFile], records: [SpanRecord]) {
    let offsets = UnitOffsets(document.text, options.unit ?? .codePoint)
    let mentions = document.layer(options.layer)?.mentions ?? []
    var ids = StandoffIds(mentions.lazy.compactMap(\.id), prefix: "P")
    var records: [SpanRecord] = []
    var output = XMLOutput()
    output.raw("<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\n<deIdi2b2>\n<TEXT><![CDATA[")
    output.section(document.text)
    output.raw("]]></TEXT>\n<TAGS>\n")
    let style = XMLTagStyle(name: "", tag: Array("< a=\"\" />".utf8)[...])
    for mention in mentions {
      var written = WrittenMention(xml: mention, in: document, options.projection)
      for range in written.ranges {
        let id = range == written.ranges.first ? mention.id ?? ids.next() : ids.next()
        let tag = I2B2Mention(mention, id: id, range: offsets(range), text: document.string(range))
        if range == written.ranges.first { written.lacks(tag.missing) }
        style.append(tag.attributes, name: tag.element, to: &output)
        output.raw("\n")
      }
      written.record.note(XMLOutput.unrepresentable(mention, in: document))
      records.append(written.record)
    }
    output.raw("</TAGS>\n</deIdi2b2>\n")
    return ([(".xml", output.take())], records)
  }
}
