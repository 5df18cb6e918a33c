import Annotations
import CorpusFormats
import CorpusStore

extension Workbench {
  /// `corpus show`: documents with their mentions marked in the text, or as Gloss's JSON Lines.
  ///
  /// - Parameter colours: whether marks are in colour, for terminals.
  public func showDocuments(_ selection: CorpusSelection, ids: [String], layer: String?, colours: Bool) throws {
    let store = try selection.open()
    let state = try CorpusSelection.state(selection.state, of: selection.corpus, in: store)
    for id in ids {
      guard let document = try store.document(id, in: selection.corpus, at: state) else {
        throw WorkProblem.model(
          "no document '\(id)' in corpus '\(selection.corpus)' of \(selection.store); `gloss corpus list --documents` "
            + "names them")
      }
      report(.output(MarkedText.rendering(document, layer: layer, colours: colours)))
    }
  }
}

/// A document's text with its mentions in brackets, for people.
enum MarkedText {
  /// A head of id, split, metadata and layers, then the text: `[Ada Lovelace](PER)`; nested and overlapping mentions open
  /// and close where they begin and end.
  static func rendering(_ document: Document, layer: String?, colours: Bool) -> String {
    var head = "== \(document.id)"
    if let split = document.split { head += " (\(split))" }
    head += "\n"
    for attribute in document.metadata { head += "   \(attribute.key): \(attribute.value)\n" }
    if document.layers.count > 1 {
      head += "   layers: " + document.layers.map { "\($0.name) (\($0.mentions.count))" }.joined(separator: ", ") + "\n"
    }
    return head + marked(document, document.layer(layer)?.mentions ?? [], colours: colours) + "\n\n"
  }

  private struct Border {
    var offset: Int
    var opens: Bool
    /// Longer mentions open first and close last.
    var rank: Int
    var text: String
  }

  private static func marked(_ document: Document, _ mentions: [Mention], colours: Bool) -> String {
    let (on, label, off) = colours ? ("\u{1B}[1m", "\u{1B}[36m", "\u{1B}[0m") : ("", "", "")
    var borders: [Border] = []
    for mention in mentions {
      for fragment in mention.fragments {
        let name = mention.label + (mention.isDiscontinuous ? "…" : "")
        borders.append(Border(offset: fragment.lowerBound, opens: true, rank: -fragment.count, text: "\(on)["))
        borders.append(
          Border(
            offset: fragment.upperBound, opens: false, rank: fragment.count, text: "]\(off)\(label)(\(name))\(off)"))
      }
    }
    // At one place what ends comes before what begins, unless it is empty.
    borders.sort { ($0.offset, $0.opens ? 1 : 0, $0.rank) < ($1.offset, $1.opens ? 1 : 0, $1.rank) }
    var text = ""
    var position = 0
    for border in borders {
      text += document.string(position..<max(position, border.offset)) + border.text
      position = max(position, border.offset)
    }
    return text + document.string(position..<max(position, document.text.count))
  }
}
