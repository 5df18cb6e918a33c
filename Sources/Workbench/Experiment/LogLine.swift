public import Foundation

/// A line of the log as NeMo writes it.
public enum LogLine {
  /// `[NeMo I 2021-01-21 17:00:09 train:93] message`; every line break inside the message is followed by four blanks.
  public static func text(_ level: WorkEvent.Level, source: String, _ message: String, at time: Date = Date()) -> String
  {
    let lines = message.utf8.contains(0x0A) ? message.replacingOccurrences(of: "\n", with: "\n    ") : message
    return "[NeMo \(level.rawValue) \(clock(time)) \(source)] \(lines)\n"
  }

  /// `2021-01-21 17:00:09`, local time.
  public static func clock(_ time: Date = Date()) -> String {
    let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute, .second], from: time)
    // An import has a line a file: `String(format:)` would be a tenth of its time.
    func two(_ value: Int?) -> String { (value ?? 0) < 10 ? "0\(value ?? 0)" : "\(value ?? 0)" }
    return "\(parts.year ?? 0)-\(two(parts.month))-\(two(parts.day)) "
      + "\(two(parts.hour)):\(two(parts.minute)):\(two(parts.second))"
  }

  private static let calendar = Calendar(identifier: .gregorian)

  /// `2021-01-21_17-00-09`, for names of folders.
  static func fileClock(_ time: Date = Date()) -> String {
    clock(time).replacing(" ", with: "_").replacing(":", with: "-")
  }
}
