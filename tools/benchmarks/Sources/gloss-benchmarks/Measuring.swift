import Foundation
import Kernels

/// Why a benchmark gave up.
enum BenchmarkProblem: Error, CustomStringConvertible {
  /// The command line is wrong.
  case usage(String)
  /// A result was not what it should be; nothing is timed then.
  case wrongResult(String)
  /// A file does not hold what is needed.
  case input(file: String, String)

  var description: String {
    switch self {
    case .usage(let text): text
    case .wrongResult(let what): "wrong result: \(what); nothing was timed"
    case .input(let file, let what): "\(file): \(what)"
    }
  }
}

/// A table as the script `run` lays it out: a line `# title`, the heading, the rows; cells are separated by tabs.
struct Table {
  init(_ title: String, _ heading: [String]) {
    print("# " + title)
    row(heading)
  }

  func row(_ cells: [String]) {
    print(cells.joined(separator: "\t"))
    fflush(nil)
  }
}

extension Double {
  /// With a fixed number of decimals.
  func fixed(_ decimals: Int = 0) -> String { String(format: "%.\(decimals)f", self) }
  /// With one digit behind the point and a power of ten.
  var scientific: String { String(format: "%.1e", self) }
  /// As a share of something, in percent.
  func share(of whole: Double) -> String { whole > 0 ? (100 * self / whole).fixed() + " %" : "–" }
}

/// Seconds that `body` takes.
func seconds(_ body: () throws -> Void) rethrows -> Double {
  let clock = ContinuousClock()
  let duration = try clock.measure(body)
  return Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
}

/// The best rate (work a second) of each of several operations. They take turns, so that what else happens on the machine
/// meets all of them; each turn repeats its operation for at least 20 ms.
func bestRates(_ operations: [(work: Double, body: () -> Void)], turns: Int = 7) -> [Double] {
  var repeats = operations.map { operation in
    operation.body()
    return max(1, Int((0.02 / max(seconds(operation.body), 1e-7)).rounded(.up)))
  }
  var best = [Double](repeating: 0, count: operations.count)
  for _ in 0..<turns {
    for (index, operation) in operations.enumerated() {
      let time = seconds { for _ in 0..<repeats[index] { operation.body() } }
      best[index] = max(best[index], operation.work * Double(repeats[index]) / time)
      if time < 0.02 { repeats[index] += repeats[index] / 4 + 1 }
    }
  }
  return best
}

extension Matrix {
  /// Normal random numbers, the same for the same seed.
  static func random(_ rows: Int, _ columns: Int, seed: UInt32, deviation: Float = 1) -> Matrix {
    var stream = PhiloxStream(seed: 2026, stream: seed)
    let elements = (0..<rows * columns).map { _ in stream.normal(deviation: deviation) }
    return Matrix(rows: rows, columns: columns, elements: elements)
  }
}

/// Compares results with sums of double precision, element by element.
struct Verification {
  let what: String
  private(set) var worst = 0.0

  init(_ what: String) { self.what = what }

  /// - Parameter magnitude: the sum of the absolute values of the sum's terms: rounding is proportional to it.
  mutating func expect(_ found: Float, _ expected: Double, magnitude: Double, at place: @autoclosure () -> String)
    throws
  {
    let error = abs(Double(found) - expected) / (magnitude + 1e-3)
    guard error <= 4e-6 else {
      throw BenchmarkProblem.wrongResult("\(what) at \(place()): \(found), expected \(expected)")
    }
    worst = max(worst, error)
  }
}
