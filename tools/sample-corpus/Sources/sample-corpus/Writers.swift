/// The files of the corpus: path below the output folder, and content.
func files(of parts: [Part]) -> [(path: String, content: String)] {
  var result: [(path: String, content: String)] = []
  for part in parts {
    let name = part.split.rawValue
    result.append(("iob/\(name).txt", iob(part)))
    result.append(("text_labels/text_\(name).txt", lines(part, of: \.word)))
    result.append(("text_labels/labels_\(name).txt", lines(part, of: \.label)))
    result.append(("xml/\(name).xml", xml(part)))
  }
  result.append(("text_labels/label_ids.csv", labelIds()))
  result.append(("article.txt", article))
  return result.sorted { $0.path < $1.path }
}

/// A word and its label a line, a blank line after each sentence.
private func iob(_ part: Part) -> String {
  part.sentences.map { sentence in sentence.map { "\($0.word) \($0.label)\n" }.joined() + "\n" }.joined()
}

/// A sentence a line, a blank after every word: TAO's form, down to the blank at the end.
private func lines(_ part: Part, of column: KeyPath<Piece, String>) -> String {
  part.sentences.map { sentence in sentence.map { $0[keyPath: column] + " " }.joined() + "\n" }.joined()
}

/// TAO's order: `O`, then the others by code point; no line feed at the end.
private func labelIds() -> String {
  let names = EntityType.allCases.flatMap { ["B-" + $0.rawValue, "I-" + $0.rawValue] }
  return (["O"] + names.sorted()).joined(separator: "\n")
}

/// Mentions as inline elements in sentences, words one blank apart.
private func xml(_ part: Part) -> String {
  var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<corpus>\n"
  for document in part.documents {
    text += "<document id=\"\(document.id)\">\n"
    for sentence in document.sentences {
      text += "<s>"
      for (position, piece) in sentence.enumerated() {
        let following = position + 1 < sentence.count ? sentence[position + 1] : nil
        if position > 0 { text += " " }
        if let type = piece.type, piece.begins { text += "<\(type.rawValue)>" }
        text += piece.word.escapedForXML()
        let ends = following == nil || following?.begins == true || following?.type != piece.type
        if let type = piece.type, ends { text += "</\(type.rawValue)>" }
      }
      text += "</s>\n"
    }
    text += "</document>\n"
  }
  return text + "</corpus>\n"
}

extension String {
  /// The text with the characters that XML reserves in content as entities.
  fileprivate func escapedForXML() -> String {
    reduce(into: "") { text, character in
      switch character {
      case "&": text += "&amp;"
      case "<": text += "&lt;"
      case ">": text += "&gt;"
      default: text.append(character)
      }
    }
  }
}
