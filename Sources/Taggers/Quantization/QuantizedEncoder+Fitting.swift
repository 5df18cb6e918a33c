public import Kernels
import Layers

/// 8-bit weights fitted to sentences: what goes into the products on them decides how columns are mapped (`ColumnMap`), how weights are
/// rounded (`CompensatedRounding`), and what biases have to add so that no output is off on the average.
extension QuantizedEncoder {
  /// Sub-tokens that are looked at. More change little, and their hidden states are kept: 4·h bytes each.
  public static let largestSample = 65_536

  /// Batches of one worker, what goes into the next layer for each, and memory for a layer.
  fileprivate final class Sample {
    let batches: [PackedBatch]
    var x: [Matrix] = []
    let saved: EncoderLayer.Saved

    init(_ batches: [PackedBatch], _ shape: EncoderLayer.Shape) {
      (self.batches, saved) = (batches, EncoderLayer.Saved(shape))
    }
  }

  /// The weights of an encoder in 8 bits, fitted to windows of text like that which they are for.
  ///
  /// Goes through the layers in fp32. Memory is bounded: hidden states of `largestSample` sub-tokens, and a layer's covariances for
  /// each worker.
  ///
  /// - Parameters:
  ///   - words: the word embeddings.
  ///   - sample: see `sample(of:)`; with none, nothing is fitted.
  ///   - workers: threads.
  ///   - proceed: is called before each layer; stops the work by throwing.
  public init(
    _ encoder: BertEncoder, words: RowTable, fittedTo sample: [EncodedWindow], workers: Int,
    proceed: () throws -> Void = {}
  ) throws {
    guard !sample.isEmpty, let shape = encoder.layers.first?.shape else {
      self.init(encoder)
      return
    }
    let batches = Self.batches(sample)
    let workers = max(1, min(workers, batches.count))
    let pool = Workers(count: workers) { worker in
      Sample(stride(from: worker, to: batches.count, by: workers).map { batches[$0] }, shape)
    }
    _ = try pool.all { _, sample in sample.embed(encoder, words) }
    var fitted: [Layer?] = []
    for (index, layer) in encoder.layers.enumerated() {
      try proceed()
      let parts = try pool.all { _, sample in sample.moments(layer, index) }
      var moments = parts[0]
      for part in parts.dropFirst() { for i in moments.indices { moments[i].add(part[i]) } }
      fitted.append(Self.fitted(layer, moments, isFirst: index == 0, workers: workers))
    }
    self.init(layers: fitted)
  }

  /// The windows that are looked at: some of all, evenly, if they are more than `largestSample` sub-tokens.
  public static func sample(of windows: [EncodedWindow]) -> [EncodedWindow] {
    let count = windows.reduce(0) { $0 + $1.ids.count }
    let step = max(1, (count + largestSample - 1) / largestSample)
    return stride(from: 0, to: windows.count, by: step).map { windows[$0] }.filter { !$0.ids.isEmpty }
  }

  private static func batches(_ windows: [EncodedWindow]) -> [PackedBatch] {
    var (batches, batch) = ([PackedBatch](), PackedBatch(multiple: 1))
    for window in windows {
      batch.append(window)
      if batch.ids.count >= 1024 {
        batches.append(batch)
        batch.removeAll()
      }
    }
    return batch.ids.isEmpty ? batches : batches + [batch]
  }

  /// A layer from the moments of what goes into its four products.
  private static func fitted(
    _ layer: EncoderLayer, _ moments: [InputMoments], isFirst: Bool, workers: Int
  ) -> Layer {
    let affines = [layer.qkv, layer.attentionOutput, layer.up, layer.down]
    let h = layer.shape.hidden
    // The first layer's values may be looked up (`FirstProjection`), as fp32 has them.
    let context = isFirst ? nil : ColumnMap(moments[1], affines[1].weight.value)
    // Activations come from what no map can be put into.
    let maps = [
      ColumnMap(moments[0], affines[0].weight.value), context, ColumnMap(moments[2], affines[2].weight.value), nil,
    ]
    /// One affine layer: its map, if it has one, its numbers, and its bias.
    @Sendable func part(_ index: Int) -> (QuantizedTensor, [Float]) {
      let (moments, affine) = (moments[index], affines[index])
      var (weights, bias) = (affine.weight.value, affine.bias.value.values)
      var means = moments.means
      let map = maps[index]
      if let map {
        (weights, bias) = map.folded(weights, bias: bias)
        for j in means.indices { means[j] = means[j] * map.factors[j] + map.shifts[j] }
      }
      if index == 0, let context {
        // The context is a mean of values, so that mapped values give the mapped context.
        var elements = weights.values
        for (row, column) in zip(2 * h..<3 * h, 0..<h) {
          for j in row * h..<(row + 1) * h { elements[j] *= context.factors[column] }
          bias[row] = bias[row] * context.factors[column] + context.shifts[column]
        }
        weights = Matrix(rows: 3 * h, columns: h, elements: elements)
      }
      let tensor = CompensatedRounding.tensor(weights, covariance: moments.covariance(factors: map?.factors))
      let (exact, rounded) = (weights.values, tensor.values.values)
      for r in bias.indices {
        var sum = 0.0
        for j in means.indices {
          sum += Double(exact[r * means.count + j] - rounded[r * means.count + j]) * Double(means[j])
        }
        if sum.isFinite { bias[r] += Float(sum) }
      }
      return (tensor, bias)
    }
    let parts = workers > 1 ? Concurrently.map(4, part) : (0..<4).map(part)
    var quantized = Layer(qkv: parts[0].0, attentionOutput: parts[1].0, up: parts[2].0, down: parts[3].0)
    if let qkvInput = maps[0], let upInput = maps[2] {
      quantized.fit = Fit(
        qkvInput: qkvInput, upInput: upInput, qkvBias: parts[0].1, attentionOutputBias: parts[1].1,
        upBias: parts[2].1, downBias: parts[3].1)
    }
    return quantized
  }
}

extension QuantizedEncoder.Sample {
  /// What goes into the first layer.
  fileprivate func embed(_ encoder: BertEncoder, _ words: RowTable) {
    let h = encoder.configuration.hiddenSize
    var narrow = Matrix(rows: 0, columns: encoder.configuration.embeddingSize ?? h)
    var inverse: [Float] = []
    x = batches.map { batch in
      var x = Matrix(rows: 0, columns: h)
      encoder.embeddings.infer(batch.ids, batch.layout, words: words, narrow: &narrow, inverse: &inverse, y: &x)
      return x
    }
  }

  /// What goes into the four products of a layer; `x` becomes what it gives.
  fileprivate func moments(_ layer: EncoderLayer, _ index: Int) -> [InputMoments] {
    let (h, f) = (layer.shape.hidden, layer.shape.intermediate)
    var moments = [h, h, h, f].map { InputMoments(columns: $0) }
    for (place, batch) in batches.enumerated() {
      let pass = Pass(
        layout: batch.layout, sequenceNumbers: (0..<UInt32(batch.layout.count)).map { $0 }, seed: 0, step: 0,
        drops: false)
      layer.forward(x[place], pass, site: 0, saved: saved)
      moments[0].add(saved.normedAttentionInput ?? x[place])
      moments[1].add(saved.context)
      moments[2].add(saved.expandedInput)
      moments[3].add(saved.activated)
      x[place].assign(saved.output)
    }
    return moments
  }
}
