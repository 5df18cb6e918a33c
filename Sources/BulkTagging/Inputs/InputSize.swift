import Dispatch
import Foundation
import Synchronization

/// The bytes of all files of a list, added up in the background: a large collection's take seconds.
final class InputSize: Sendable {
  private let found = Mutex<Int?>(nil)

  init(_ list: InputList) {
    // What comes through a pipe has no size.
    guard !list.readsStandardInput else { return }
    DispatchQueue.global(qos: .utility).async { [weak self] in
      var total = 0
      for (index, entry) in list.enumerated() {
        // Nobody waits for it any more.
        if index % 256 == 0, self == nil { return }
        guard let path = entry.path else { continue }
        total += (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
      }
      self?.found.withLock { $0 = total }
    }
  }

  /// The sum, once it is known.
  var total: Int? { found.withLock { $0 } }
}
