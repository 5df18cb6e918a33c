public import Kernels
public import Layers

/// Encoder and head: what training changes and a model archive keeps.
public struct TokenClassifier: ParameterOwner, Sendable {
  /// The language model.
  public var encoder: BertEncoder
  /// The classifier on top.
  public var head: ClassifierHead

  /// An encoder with a head for `labels` labels.
  public init(encoder: BertEncoder, head: ClassifierHead) {
    (self.encoder, self.head) = (encoder, head)
  }

  /// What one worker needs for training passes; reused from step to step.
  public final class Workspace {
    let encoder: BertEncoder.Saved
    let head: ClassifierHead.Saved
    let scratch: BackwardScratch
    var d: Matrix

    /// Empty, for models of this shape.
    public init(_ model: TokenClassifier) {
      let configuration = model.encoder.configuration
      encoder = BertEncoder.Saved(configuration)
      let labels = model.head.affines.last?.bias.value.columns ?? 0
      head = ClassifierHead.Saved(model.head.shape, hidden: configuration.hiddenSize, labels: labels)
      scratch = BackwardScratch(hidden: configuration.hiddenSize, intermediate: configuration.intermediateSize)
      d = Matrix(rows: 0, columns: configuration.hiddenSize)
    }

    /// The logits of the last forward pass `[n, labels]`.
    public var logits: Matrix { head.logits }
    /// The last hidden states of the last forward pass `[n, h]`.
    public var hiddenStates: Matrix { encoder.output }
  }

  /// Overwrites the workspace; its logits are the result.
  public func forward(_ ids: [Int32], _ pass: borrowing Pass, _ workspace: Workspace) {
    encoder.forward(ids, pass, saved: workspace.encoder)
    head.forward(workspace.encoder.output, pass, site: BertEncoder.site(encoder.layers.count), saved: workspace.head)
  }

  /// Turns the logits of the last forward pass into ∂L/∂logits by `slope`, and adds to the gradients of everything.
  public mutating func backward(
    _ ids: [Int32], _ pass: borrowing Pass, _ workspace: Workspace, slope: (inout Matrix) -> Void
  ) {
    workspace.head.withLogits(slope)
    head.backward(&workspace.d, saved: workspace.head)
    encoder.backward(&workspace.d, ids, pass, saved: workspace.encoder, scratch: workspace.scratch)
  }

  /// Makes room for gradients of everything that training changes: all but the pooler, which nothing reads, and what is
  /// frozen.
  public mutating func allocateGradients(except frozen: Set<ParameterPath> = []) {
    visitParameters { path, parameter in
      guard path.parts.first?.contains(".pooler.") == false, !frozen.contains(path) else { return }
      parameter.allocateGradient(sparseRows: path.parts.first?.hasSuffix("word_embeddings.weight") == true)
    }
  }

  /// Visits the parameters under NeMo's names, BERT's for every family.
  public mutating func visitParameters<E>(_ visit: (ParameterPath, inout Parameter) throws(E) -> Void) throws(E) {
    try Self.visit(&encoder, "bert_model", visit)
    try Self.visit(&head, "classifier", visit)
  }
}
