import Foundation
import Kernels
import Layers
import Taggers

/// Builds the graph of a token classifier from standard operators, whatever the family of its encoder.
///
/// Inputs `input_ids`, `attention_mask`, `token_type_ids` (int64 `[batch, time]`), output `logits` (float
/// `[batch, time, classes]`). Weights keep the names of the archive; those of affine layers are turned to
/// `[inputs, outputs]`, as MatMul wants them.
struct ClassifierGraph {
  private(set) var graph: OnnxGraph
  private let tensors: [String: WeightTensor]
  private let configuration: EncoderConfiguration
  private var counts: [String: Int] = [:]

  /// The graph of a model.
  static func make(_ model: TokenClassifier, labels: [String]) -> OnnxGraph {
    var builder = ClassifierGraph(model, labels: labels)
    builder.build(model)
    return builder.graph
  }

  private init(_ model: TokenClassifier, labels: [String]) {
    graph = OnnxGraph(name: "token_classification")
    configuration = model.encoder.configuration
    tensors = Dictionary(model.tensors().map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    let axes: [OnnxGraph.Dimension] = [.named("batch"), .named("time")]
    graph.inputs = ["input_ids", "attention_mask", "token_type_ids"].map {
      OnnxGraph.Port(name: $0, type: .int64, dimensions: axes)
    }
    graph.outputs = [OnnxGraph.Port(name: "logits", type: .float32, dimensions: axes + [.fixed(labels.count)])]
    // Runtimes show it; whoever decodes the logits needs it.
    let list = (try? JSONEncoder().encode(labels)).map { String(decoding: $0, as: UTF8.self) }
    graph.metadata = list.map { [("labels", $0)] } ?? []
  }

  private mutating func build(_ model: TokenClassifier) {
    var x = embeddings(model.encoder.embeddings.shape)
    let mask = attentionMask()
    for layer in 0..<configuration.layers {
      x = encoderLayer(x, mask, "bert_model.encoder.layer.\(layer)", normsFirst: model.encoder.hasFinalNorm)
    }
    if model.encoder.hasFinalNorm { x = norm(x, "bert_model.encoder.ln") }
    let head = model.head.shape
    let activation = Activation(rawValue: head.activation) ?? .relu
    for index in 0..<head.layers {
      let isLast = index == head.layers - 1
      x = affine(x, "classifier.mlp.layer\(2 * index)", output: isLast ? "logits" : nil)
      if !isLast { x = activated(x, activation, "classifier.mlp.layer\(2 * index + 1)") }
    }
  }

  private mutating func embeddings(_ shape: Embeddings.Shape) -> String {
    let place = "bert_model.embeddings"
    var sum = gather(weight(place + ".word_embeddings.weight"), "input_ids", place)
    if shape.segments > 0 {
      let segments = gather(weight(place + ".token_type_embeddings.weight"), "token_type_ids", place)
      sum = node("Add", [sum, segments], place)
    }
    // The positions are the first `time` rows of their table, which is written without those that no sequence uses.
    let time = node("Shape", ["input_ids"], place, ["start": .integer(1), "end": .integer(2)])
    let zero = integers([0])
    let table = weight(place + ".position_embeddings.weight", from: shape.firstPosition)
    sum = node("Add", [sum, node("Slice", [table, zero, time, zero], place)], place)
    if shape.hasNorm { sum = norm(sum, place + ".LayerNorm") }
    return shape.width == shape.hidden ? sum : affine(sum, place + ".projection")
  }

  /// 0 where a token counts, the lowest number where it does not: `[batch, 1, 1, time]`.
  private mutating func attentionMask() -> String {
    let place = "attention_mask"
    let floats = node("Cast", ["attention_mask"], place, ["to": .integer(OnnxGraph.ElementType.float32.rawValue)])
    let wide = node("Unsqueeze", [floats, integers([1, 2])], place)
    let inverse = node("Sub", [scalar(1), wide], place)
    return node("Mul", [inverse, scalar(-Float.greatestFiniteMagnitude)], place)
  }

  private mutating func encoderLayer(_ x: String, _ mask: String, _ place: String, normsFirst: Bool) -> String {
    let attention = place + ".attention"
    let (attentionNorm, outputNorm) = (attention + ".output.LayerNorm", place + ".output.LayerNorm")
    let context = attended(normsFirst ? norm(x, attentionNorm) : x, mask, attention + ".self")
    var middle = node("Add", [affine(context, attention + ".output.dense"), x], attention)
    if !normsFirst { middle = norm(middle, attentionNorm) }
    let activation = EncoderConfiguration.activations[configuration.activation] ?? .gelu
    let input = normsFirst ? norm(middle, outputNorm) : middle
    let wide = activated(affine(input, place + ".intermediate.dense"), activation, place + ".intermediate")
    let sum = node("Add", [affine(wide, place + ".output.dense"), middle], place + ".output")
    return normsFirst ? sum : norm(sum, outputNorm)
  }

  /// softmax(Q·Kᵀ/√w + mask)·V of all heads.
  private mutating func attended(_ x: String, _ mask: String, _ place: String) -> String {
    let h = configuration.hiddenSize
    let width = h / configuration.heads
    func heads(_ part: String, _ order: [Int]) -> String {
      let name = place + "." + part
      let shaped = node("Reshape", [affine(x, name), integers([0, 0, configuration.heads, width])], name)
      return node("Transpose", [shaped], name, ["perm": .integers(order)])
    }
    let queries = heads("query", [0, 2, 1, 3])
    let keys = heads("key", [0, 2, 3, 1])
    let values = heads("value", [0, 2, 1, 3])
    let scores = node("Div", [node("MatMul", [queries, keys], place), scalar(Float(width).squareRoot())], place)
    let shares = node("Softmax", [node("Add", [scores, mask], place)], place, ["axis": .integer(-1)])
    let mixed = node(
      "Transpose", [node("MatMul", [shares, values], place)], place, ["perm": .integers([0, 2, 1, 3])])
    return node("Reshape", [mixed, integers([0, 0, h])], place)
  }

  // MARK: Parts

  private mutating func affine(_ x: String, _ name: String, output: String? = nil) -> String {
    let product = node("MatMul", [x, weight(name + ".weight", transposed: true)], name)
    return node("Add", [product, weight(name + ".bias")], name, output: output)
  }

  private mutating func norm(_ x: String, _ name: String) -> String {
    node(
      "LayerNormalization", [x, weight(name + ".weight"), weight(name + ".bias")], name,
      ["axis": .integer(-1), "epsilon": .float(configuration.epsilon)])
  }

  private mutating func gather(_ table: String, _ rows: String, _ place: String) -> String {
    node("Gather", [table, rows], place, ["axis": .integer(0)])
  }

  /// The formulas of `Activation`; GELU has an operator of its own only from opset 20 on.
  private mutating func activated(_ x: String, _ kind: Activation, _ place: String) -> String {
    switch kind {
    case .relu: return node("Relu", [x], place)
    case .tanh: return node("Tanh", [x], place)
    case .sigmoid: return node("Sigmoid", [x], place)
    case .silu: return node("Mul", [x, node("Sigmoid", [x], place)], place)
    case .gelu:
      let erf = node("Erf", [node("Div", [x, scalar(Float(2).squareRoot())], place)], place)
      return half(x, times: erf, place)
    case .geluTanh:
      let cube = node("Mul", [node("Mul", [x, x], place), x], place)
      let inner = node("Add", [x, node("Mul", [cube, scalar(0.044_715)], place)], place)
      let tanh = node("Tanh", [node("Mul", [inner, scalar((2 / Float.pi).squareRoot())], place)], place)
      return half(x, times: tanh, place)
    }
  }

  /// ½·x·(1 + y)
  private mutating func half(_ x: String, times y: String, _ place: String) -> String {
    node("Mul", [node("Mul", [x, node("Add", [y, scalar(1)], place)], place), scalar(0.5)], place)
  }

  // MARK: Nodes and initializers

  private mutating func node(
    _ op: String, _ inputs: [String], _ place: String, _ attributes: [String: OnnxGraph.Attribute] = [:],
    output: String? = nil
  ) -> String {
    let stem = "\(place)/\(op)"
    let count = counts[stem, default: 0]
    counts[stem] = count + 1
    let name = count == 0 ? stem : "\(stem)_\(count)"
    let result = output ?? name
    graph.nodes.append(OnnxGraph.Node(name: name, op: op, inputs: inputs, output: result, attributes: attributes))
    return result
  }

  private mutating func weight(_ name: String, transposed: Bool = false, from row: Int = 0) -> String {
    guard let tensor = tensors[name] else { preconditionFailure("the model has no tensor '\(name)'") }
    graph.initializers.append(.weights(transposed ? tensor.transposed : row > 0 ? tensor.rows(from: row) : tensor))
    return name
  }

  private mutating func scalar(_ value: Float) -> String {
    let name = "constant/\(value)"
    if counts.updateValue(1, forKey: name) == nil {
      graph.initializers.append(.weights(WeightTensor(name: name, shape: [], floats: [value])))
    }
    return name
  }

  private mutating func integers(_ values: [Int]) -> String {
    let name = "constant/" + values.map(String.init).joined(separator: "_")
    if counts.updateValue(1, forKey: name) == nil {
      graph.initializers.append(.integers(name: name, values: values))
    }
    return name
  }
}

extension WeightTensor {
  /// The rows from one on.
  fileprivate func rows(from row: Int) -> WeightTensor {
    let source = elements
    let skipped = row * shape[1]
    return WeightTensor(name: name, shape: [shape[0] - row, shape[1]]) { range in
      try source(range.lowerBound + skipped..<range.upperBound + skipped)
    }
  }

  /// The tensor `[i, o]` of one that is `[o, i]`; numbers are fetched where they are asked for.
  fileprivate var transposed: WeightTensor {
    let (rows, columns) = (shape[0], shape[1])
    let source = elements
    return WeightTensor(name: name, shape: [columns, rows]) { range in
      // The source is a slice of the model's own memory: asking for all of it copies nothing.
      let all = try source(0..<rows * columns)
      var piece = [Float](repeating: 0, count: range.count)
      var (column, row) = range.lowerBound.quotientAndRemainder(dividingBy: rows)
      let start = all.startIndex
      for index in piece.indices {
        piece[index] = all[start + row * columns + column]
        row += 1
        if row == rows { (row, column) = (0, column + 1) }
      }
      return piece[...]
    }
  }
}
