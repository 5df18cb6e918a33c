import Foundation
public import Kernels
import Layers

extension BertEncoder {
  /// Draws the weights of an encoder that begins without any, as `transformers` does: tables and matrices from
  /// N(0, initializer_range), the row of the padding token zero, biases 0, LayerNorms 1 and 0.
  public mutating func initialize(using stream: inout PhiloxStream) {
    let (configuration, deviation) = (configuration, configuration.initializerRange)
    visitParameters { path, parameter in
      guard parameter.role.isDecayed else { return }
      var values = parameter.value
      let name = path.parts.first ?? ""
      if configuration.hasSinusoidalPositions, name.hasSuffix("position_embeddings.weight") {
        parameter.value = Self.waves(rows: values.rows, columns: values.columns)
        return
      }
      values.withMutableSpan { span in
        for i in span.indices { span[i] = stream.normal(deviation: deviation) }
      }
      if Self.hasPaddingRow(name, configuration.family), let row = configuration.paddingId, row < values.rows {
        for column in 0..<values.columns { values[row, column] = 0 }
      }
      parameter.value = values
    }
  }

  private static func hasPaddingRow(_ name: String, _ family: EncoderFamily) -> Bool {
    name.hasSuffix("word_embeddings.weight")
      || family.countsPositionsFromPadding && name.hasSuffix("position_embeddings.weight")
  }

  /// sin and cos of p/10000^(2⌊j/2⌋/w) in turn.
  private static func waves(rows: Int, columns: Int) -> Matrix {
    var elements: [Float] = []
    elements.reserveCapacity(rows * columns)
    for p in 0..<rows {
      for j in 0..<columns {
        let angle = Double(p) / pow(10_000, 2 * Double(j / 2) / Double(columns))
        elements.append(Float(j.isMultiple(of: 2) ? sin(angle) : cos(angle)))
      }
    }
    return Matrix(rows: rows, columns: columns, elements: elements)
  }
}
