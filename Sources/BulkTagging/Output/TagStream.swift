/// Results as one stream of bytes that is handed on at once, such as standard output: nothing to go on from.
public final class TagStream: TagSink {
  private let rendering: any TagRendering
  private let header: TagHeader
  private let write: ([UInt8]) throws -> Void
  private var buffer: [UInt8] = []
  private let limit: Int
  private let largest = 1 << 20
  private var holdsDocument = false

  /// - Parameters:
  ///   - rendering: its first stream is written.
  ///   - isBuffered: whether rows are collected until `flush` or 64 KiB, or each is handed on by itself.
  ///   - write: takes the bytes.
  public init(
    _ rendering: any TagRendering, header: TagHeader, isBuffered: Bool = true, write: @escaping ([UInt8]) throws -> Void
  ) {
    (self.rendering, self.header, self.write) = (rendering, header, write)
    limit = isBuffered ? 1 << 16 : 0
  }

  /// The rendering's.
  public var identity: String { rendering.identity }

  /// Writes what stands before the first document.
  public func resume(from state: [UInt8]?) throws {
    buffer = try rendering.begin(header).first ?? []
    try flush()
  }

  /// Appends a row; a long one is handed on in pieces.
  public func append(_ outcome: TagOutcome) throws -> TagOutcome {
    var outcome = outcome
    var isEmpty = true
    func add(_ piece: [UInt8]) throws {
      guard !piece.isEmpty else { return }
      if isEmpty, holdsDocument { buffer += rendering.separators.first ?? [] }
      isEmpty = false
      buffer += piece
      if buffer.count > largest { try flush() }
    }
    if case .tagged(let document) = outcome {
      do {
        try rendering.render(document) { stream, piece in if stream == 0 { try add(piece) } }
      } catch  where isEmpty {
        outcome = .failed(FailedDocument(id: document.id, origin: document.source.origin, reason: "\(error)"))
      }
    }
    if case .failed(let failure) = outcome { try add(rendering.render(failure).first ?? []) }
    if !isEmpty { holdsDocument = true }
    if buffer.count > limit { try flush() }
    return outcome
  }

  /// Hands on what was collected.
  public func flush() throws {
    guard !buffer.isEmpty else { return }
    let bytes = buffer
    buffer.removeAll(keepingCapacity: true)
    try write(bytes)
  }

  /// Hands on what was collected; the state says nothing.
  public func commit() throws -> [UInt8] {
    try flush()
    return []
  }

  /// Writes what stands behind the last document.
  public func finish() throws {
    buffer += try rendering.end().first ?? []
    try flush()
  }
}
