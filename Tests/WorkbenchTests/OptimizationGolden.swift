import Foundation
import Specs
import Testing

@testable import Workbench

/// What `tools/goldens/optimizers.py` recorded.
struct OptimizerGolden: Decodable {
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    var spec: String
    /// The parameters after some steps.
    var after: [String: [String: Data]]
    var testDescription: String { spec }
  }
  var rates: [Double]
  /// Rows of the table without a gradient, by step.
  var asleep: [[Int]]
  var start: [String: Data]
  var noise: [[String: Data]]
  var cases: [Case]

  static let shared: OptimizerGolden = load("optimizers.json")
}

/// What `tools/goldens/schedules.py` recorded.
struct ScheduleGolden: Decodable {
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    var spec: String
    var rates: [Double]
    var momenta: [Double]?
    /// The score of the validation after each step.
    var scores: [Double]?
    var testDescription: String { spec }
  }
  var base: Double
  var cases: [Case]

  static let shared: ScheduleGolden = load("schedules.json")
}

private func load<Golden: Decodable>(_ name: String) -> Golden {
  let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens/\(name)")
  do {
    return try JSONDecoder().decode(Golden.self, from: Data(contentsOf: url))
  } catch {
    preconditionFailure("\(url.path): \(error)")
  }
}

/// Reads an `optim` section, written as YAML or JSON.
func optimization(_ text: String) throws -> OptimizationSpec {
  let tree = try SpecNode.parse(Data(text.utf8), file: "optim.yaml")
  return try SpecReader.decode(tree) { OptimizationSpec($0.root) }.value
}

/// Little-endian 32-bit floats.
func floats(_ data: Data) -> [Float] {
  stride(from: 0, to: data.count, by: 4).map { at in
    Float(bitPattern: (0..<4).reduce(UInt32(0)) { $0 | UInt32(data[data.startIndex + at + $1]) << (8 * UInt32($1)) })
  }
}

/// The largest of |a − b| over the largest of |b|.
func relativeDifference(_ a: [Float], _ b: [Float]) -> Double {
  guard a.count == b.count else { return .infinity }
  let difference = zip(a, b).map { abs(Double($0) - Double($1)) }.max() ?? 0
  return difference / max(b.map { abs(Double($0)) }.max() ?? 0, 1e-20)
}
