import Files
import Foundation
import Kernels
import Layers
public import Taggers

/// The state of a training run in one file, `*.ckpt`.
///
/// A checkpoint is a model archive (see `ModelArchive`): whatever can be done with a model can be done with a checkpoint,
/// and with a key all of it is sealed like a model. It has two more members:
///
/// - `training_state.json`: `Record` as JSON with sorted keys: position, seed, what the run depends on, early stopping, the
///   ledger of checkpoints, what a schedule remembers, and for each table with sparse gradients the rows that ever had one.
/// - `training_state.safetensors`: the optimizer's memories, `PARAMETER/exp_avg` and the like, `[rows, columns]`. Of a table
///   with sparse gradients only the rows listed in the record are there, in that order, under `PARAMETER/exp_avg#rows`,
///   provided that all others are zero. Missing in a checkpoint of weights only.
///
/// The weights themselves are the archive's. All numbers are 32-bit floats as they are in memory, so that a resumed run
/// goes on with the same bits. There is no clock in the file: the same state gives the same bytes (without a key).
public struct TrainingCheckpoint {
  /// What a checkpoint knows besides numbers.
  public struct Record: Hashable, Sendable, Codable {
    /// The version of the two members' form.
    public var version = Record.currentVersion
    /// Where the run stood.
    public var position: TrainingPosition
    /// The seed.
    public var seed: Int
    /// What the run depends on.
    public var facts: RunFacts
    /// What may end the run early, with what it has seen.
    public var earlyStopping: EarlyStopping?
    /// The checkpoints of the run.
    public var ledger: CheckpointLedger
    /// Whether the optimizer's memories are there.
    public var hasOptimizer = false
    /// Rows that ever had a gradient, by parameter.
    var rows: [String: [Int32]] = [:]
    /// What the schedule remembers.
    var schedule: [String: Double] = [:]

    /// The newest form, which this code writes.
    static let currentVersion = 1

    /// A record from its parts.
    public init(
      position: TrainingPosition, seed: Int, facts: RunFacts, earlyStopping: EarlyStopping?, ledger: CheckpointLedger
    ) {
      (self.position, self.seed, self.facts) = (position, seed, facts)
      (self.earlyStopping, self.ledger) = (earlyStopping, ledger)
    }
  }

  /// The path as given.
  public let path: String
  /// What it knows besides numbers.
  public let record: Record
  /// The model as it was then.
  public let model: TaggerModel
  private let archive: ModelArchive

  static let recordName = "training_state.json"
  static let memoriesName = "training_state.safetensors"

  /// Opens and verifies a checkpoint.
  ///
  /// - Throws: `FileError<CheckpointProblem>` if it is a model without a training state, or of a newer form; what
  ///   `ModelArchive` and `TaggerModel` throw.
  public init(path: String, key: String? = nil) throws {
    archive = try ModelArchive(path: path, key: key)
    guard archive.memberNames.contains(Self.recordName) else {
      throw FileError(CheckpointProblem.modelOnly, file: path)
    }
    do {
      record = try JSONDecoder().decode(Record.self, from: archive.member(Self.recordName))
    } catch is DecodingError {
      throw FileError(CheckpointProblem.form, file: path)
    }
    guard record.version == Record.currentVersion else {
      throw FileError(CheckpointProblem.version(found: record.version, known: Record.currentVersion), file: path)
    }
    model = try TaggerModel(archive)
    self.path = path
  }

  /// Gives a trainer, made from this checkpoint's model, the state of the one that was saved.
  ///
  /// - Throws: `FileError<CheckpointProblem>`, `TrainerStateProblem`.
  public func restore(_ trainer: Trainer) throws {
    guard record.hasOptimizer else { throw FileError(CheckpointProblem.weightsOnly, file: path) }
    let file = try archive.weights(Self.memoriesName)
    var state = TrainerState(step: record.position.step, matrices: [], rows: [], schedule: record.schedule)
    var classifier = model.classifier
    var shapes: [String: (rows: Int, columns: Int)] = [:]
    classifier.visitParameters { path, parameter in
      shapes[path.description] = (parameter.value.rows, parameter.value.columns)
    }
    for name in file.names {
      let isSparse = name.hasSuffix(Self.rowsMark)
      let plain = isSparse ? String(name.dropLast(Self.rowsMark.count)) : name
      let stored = try file.matrix(name)
      guard isSparse else {
        state.matrices.append(.init(plain, stored))
        continue
      }
      let parameter = plain.split(separator: "/").dropLast().joined(separator: "/")
      guard let shape = shapes[parameter], let rows = record.rows[parameter], rows.count == stored.rows,
        stored.columns == shape.columns, rows.allSatisfy({ (0..<shape.rows).contains(Int($0)) })
      else { throw FileError(CheckpointProblem.form, file: path) }
      state.matrices.append(.init(plain, stored.spread(over: rows, of: shape.rows)))
    }
    for (name, rows) in record.rows.sorted(by: { $0.key < $1.key }) { state.rows.append(.init(name, rows)) }
    // Only trained parameters belong to a state, and those are the ones that have memories or are named by the trainer.
    let trained = Set(try trainer.state().matrices.map(\.name))
    classifier.visitParameters { path, parameter in
      let name = "\(path)/value"
      if trained.contains(name) { state.matrices.append(.init(name, parameter.value)) }
    }
    try trainer.restore(state)
  }
}

extension TrainingCheckpoint {
  static let rowsMark = "#rows"

  /// Writes a checkpoint, atomically.
  ///
  /// - Parameter state: the trainer's; `nil` leaves the optimizer out.
  /// - Throws: `FileError<FileProblem>`, `FileError<ArchiveProblem>`.
  public static func write(
    _ model: TaggerModel, _ record: Record, state: TrainerState?, key: String?, to path: String
  ) throws {
    var record = record
    var tensors: [WeightTensor] = []
    if let state {
      record.hasOptimizer = true
      record.schedule = state.schedule
      for item in state.rows { record.rows[item.name] = item.rows }
      var shapes: [String: (Int, Int)] = [:]
      for item in state.matrices {
        let parameter = item.name.split(separator: "/").dropLast().joined(separator: "/")
        guard !item.name.hasSuffix("/value") else {
          shapes[parameter] = (item.value.rows, item.value.columns)
          continue
        }
        // Some memories have a shape of their own: NovoGrad's second moment is one number a table.
        let isTable = shapes[parameter].map { $0 == (item.value.rows, item.value.columns) } ?? false
        if isTable, let rows = record.rows[parameter], let gathered = item.value.gathered(rows) {
          tensors.append(gathered.tensor(named: item.name + rowsMark))
        } else {
          tensors.append(item.value.tensor(named: item.name))
        }
      }
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var members = try model.members()
    members.append(ArchiveMember(name: recordName, bytes: try encoder.encode(record)))
    if state != nil { members.append(ArchiveMember(name: memoriesName, weights: try SafetensorsWriter(tensors))) }
    try ModelArchive.write(members, origin: model.origin, key: key, to: path)
  }
}

/// What is wrong with a checkpoint, beyond its archive.
public enum CheckpointProblem: Error, Hashable, Sendable, CustomStringConvertible {
  /// A model.
  case modelOnly
  /// Weights without the optimizer's memories.
  case weightsOnly
  /// The members do not fit together.
  case form
  /// A newer form.
  case version(found: Int, known: Int)

  /// What was found, what was expected, what to do.
  public var description: String {
    switch self {
    case .modelOnly: "this is a model, not a checkpoint: it holds no training state; name a *-last.ckpt"
    case .weightsOnly:
      "this checkpoint has weights only (save_weights_only), so no run can go on from it; name a *-last.ckpt"
    case .form: "damaged checkpoint: its training state is not as it was written; start from another one"
    case .version(let found, let known):
      "this checkpoint is of version \(found); this version of gloss reads \(known): use the gloss that wrote it"
    }
  }
}

extension Matrix {
  /// The named rows, if all others are zero.
  fileprivate func gathered(_ rows: [Int32]) -> Matrix? {
    var isListed = [Bool](repeating: false, count: self.rows)
    for row in rows { isListed[Int(row)] = true }
    for row in 0..<self.rows where !isListed[row] {
      guard elements(row * columns..<(row + 1) * columns).allSatisfy({ $0 == 0 && $0.sign == .plus }) else {
        return nil
      }
    }
    var gathered: [Float] = []
    gathered.reserveCapacity(rows.count * columns)
    for row in rows { gathered += elements(Int(row) * columns..<(Int(row) + 1) * columns) }
    return Matrix(rows: rows.count, columns: columns, elements: gathered)
  }

  /// The opposite of `gathered`.
  fileprivate func spread(over rows: [Int32], of count: Int) -> Matrix {
    var elements = [Float](repeating: 0, count: count * columns)
    for (from, to) in rows.enumerated() {
      elements.replaceSubrange(
        Int(to) * columns..<(Int(to) + 1) * columns, with: self.elements(from * columns..<(from + 1) * columns))
    }
    return Matrix(rows: count, columns: columns, elements: elements)
  }

  fileprivate func tensor(named name: String) -> WeightTensor {
    WeightTensor(name: name, shape: [rows, columns], floats: values)
  }
}

extension SafetensorsFile {
  /// A tensor of two dimensions.
  fileprivate func matrix(_ name: String) throws -> Matrix {
    let shape = try shape(of: name)
    guard shape.count == 2 else { throw FileError(CheckpointProblem.form, file: path) }
    return Matrix(rows: shape[0], columns: shape[1], elements: try floats(name))
  }
}
