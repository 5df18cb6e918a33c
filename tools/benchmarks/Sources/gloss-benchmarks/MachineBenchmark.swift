import CMachine
import Dispatch
import Foundation
import Kernels

/// What the machine can do at best, in operations a second: the whole that shares are shares of.
struct MachineSpeed {
  /// The widest vectors of this processor.
  var name: String
  /// One thread's fused multiply-adds.
  var peak: Double

  /// Measures the fastest of the widths; wider is not always faster.
  static func measured() -> MachineSpeed {
    var best = MachineSpeed(name: "none", peak: 0)
    for (name, vectors) in widths where machineHas(vectors) != 0 {
      let peak = multiplyAdd(vectors)
      if peak > best.peak { best = MachineSpeed(name: name, peak: peak) }
    }
    return best
  }

  static let widths = [
    ("128 bits", MachineVectors128), ("256 bits (AVX2)", MachineVectors256), ("512 bits (AVX-512)", MachineVectors512),
  ]

  /// Operations a second of one thread.
  static func multiplyAdd(_ vectors: MachineVectors) -> Double {
    let rounds = 200_000
    return bestRates([
      (machineMultiplyAdd(vectors, 1000) / 1000 * Double(rounds), { _ = machineMultiplyAdd(vectors, rounds) })
    ])[0]
  }

  /// Operations a second of all cores at once.
  static func multiplyAddOnAllCores(_ vectors: MachineVectors, cores: Int) -> Double {
    let rounds = 20_000_000
    let work = machineMultiplyAdd(vectors, 1000) / 1000 * Double(rounds * cores)
    return (0..<3).map { _ in
      work
        / seconds {
          DispatchQueue.concurrentPerform(iterations: cores) { _ in _ = machineMultiplyAdd(vectors, rounds) }
        }
    }.max() ?? 0
  }
}

/// The machine by itself.
enum MachineBenchmark {
  static func run() throws {
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let table = Table(
      "Machine: fused multiply-adds, GFLOP/s",
      ["vectors", "one thread", "\(cores) threads at once", "of \(cores) alone"])
    for (name, vectors) in MachineSpeed.widths where machineHas(vectors) != 0 {
      let one = MachineSpeed.multiplyAdd(vectors)
      let all = MachineSpeed.multiplyAddOnAllCores(vectors, cores: cores)
      table.row([name, (one * 1e-9).fixed(1), (all * 1e-9).fixed(1), all.share(of: one * Double(cores))])
    }
    let speed = MachineSpeed.measured()
    let products = Table(
      "Machine: OpenBLAS sgemm (\(Processor.productKernels) kernels), one thread, X·Wᵀ",
      ["shape", "rows", "inputs", "outputs", "GFLOP/s", "of the peak"])
    for shape in AffineShape.all where shape.isTimed {
      let rate = bestRates([shape.openBLAS()])[0]
      products.row([
        shape.name, "\(shape.rows)", "\(shape.inputs)", "\(shape.outputs)", (rate * 1e-9).fixed(1),
        rate.share(of: speed.peak),
      ])
    }
  }
}
