public import Kernels
import Layers

extension BertEncoder {
  /// Makes room for token ids below `rows`: rows are appended to the word embeddings and drawn from N(0, 0.02), as
  /// transformers' BERT initializes its tables. Does nothing if there is room already.
  public mutating func growVocabulary(to rows: Int, using stream: inout PhiloxStream) {
    let table = embeddings.words.value
    guard rows > table.rows else { return }
    var elements = Array(table.elements(0..<table.count))
    elements.reserveCapacity(rows * table.columns)
    for _ in 0..<(rows - table.rows) * table.columns { elements.append(stream.normal(deviation: 0.02)) }
    embeddings.words.value = Matrix(rows: rows, columns: table.columns, elements: elements)
    configuration.vocabularySize = rows
  }
}
