import CorpusFormats

/// What a use case tells while it works.
public enum WorkEvent: Sendable {
  /// How much a log line matters.
  public enum Level: String, Sendable {
    /// As planned.
    case info = "I"
    /// Worth a look.
    case warning = "W"
    /// It ends the work.
    case error = "E"
  }

  /// A line of the log; `source` stands where NeMo names module and line.
  case log(Level, source: String, message: String)
  /// How far the work is.
  case progress(WorkProgress)
  /// A part of the result, for standard output.
  case output(String)

  /// A log line as planned.
  public static func info(_ message: String, source: String) -> WorkEvent {
    .log(.info, source: source, message: message)
  }

  /// A line of TAO's log about labels.
  static func log(_ line: LabelLog.Line) -> WorkEvent { .log(.info, source: line.source, message: line.message) }
}

/// How far a piece of work is.
public struct WorkProgress: Sendable {
  /// What is being done, such as `epoch 1/3`.
  public var title: String
  /// How much is done, in `unit`s of progress.
  public var done: Double
  /// How much there is; `nil` if nobody knows.
  public var total: Double?
  /// What the rate counts, such as `words`.
  public var unit: String
  /// How much of it is done.
  public var units: Double
  /// What else to show, such as the loss.
  public var detail: String

  /// Progress from its parts.
  public init(title: String, done: Double, total: Double?, unit: String, units: Double, detail: String = "") {
    (self.title, self.done, self.total) = (title, done, total)
    (self.unit, self.units, self.detail) = (unit, units, detail)
  }
}

/// Where events go.
public typealias WorkReporter = (WorkEvent) -> Void
