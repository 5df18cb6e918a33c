/// Where results go: files of a rendering (`TagFiles`), a folder with a file a document, a layer of a store.
///
/// The run keeps a journal beside the output. Its order is: `resume`, then `append` for each outcome in the order of the
/// input; now and then `commit`, whose state is written into the journal; at the end a last `commit`, then `finish`. A process
/// may be killed between any two of these, also between `commit` and the journal's record of it, and within each: a sink
/// undoes or overwrites what came after the state that it is handed.
public protocol TagSink: AnyObject {
  /// Everything that the output depends on besides model and documents: a run goes on, or takes over results, only if this is
  /// the same.
  var identity: String { get }

  /// Whether a commit may come at any document. Otherwise it comes after the same documents in every run, as it must where the
  /// commits leave traces in the output, such as the members of a packed file.
  var commitsAnywhere: Bool { get }

  /// Whether the output is files or a folder of them, which other runs may find among their inputs: then a journal stays beside it.
  var leavesFiles: Bool { get }

  /// Makes the output what it was when `commit` gave this state; what came later is thrown away.
  ///
  /// - Parameter state: `nil`: a run that begins; leftovers of others are removed.
  func resume(from state: [UInt8]?) throws

  /// Appends what came of one place of the input.
  ///
  /// - Returns: what became of it: an outcome that this form cannot hold comes back as failed.
  func append(_ outcome: TagOutcome) throws -> TagOutcome

  /// Hands on what was appended, for those who look on; nothing is promised of it.
  func flush() throws

  /// Makes all that was appended durable: after it, it survives the loss of power.
  ///
  /// - Returns: what `resume` needs to come back to this moment; short, since it is written at each commit.
  func commit() throws -> [UInt8]

  /// Puts the output into its place. It is repeated, after `resume` from the last state, if the process is killed within or
  /// after it; a part that is in its place already is not an error.
  func finish() throws
}

extension TagSink {
  /// Nothing.
  public func flush() throws {}
  /// It may.
  public var commitsAnywhere: Bool { true }
  /// It is.
  public var leavesFiles: Bool { true }
}
