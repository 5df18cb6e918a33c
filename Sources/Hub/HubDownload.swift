import Crypto
import Files
import Foundation
import Synchronization

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// One file of a model: what the hub says of it, and its way into the cache.
struct HubDownload: Sendable {
  /// Its name in the model.
  let name: String
  let address: URL
  /// SHA-256 of a large file, or Git's SHA-1 of a small one; also its name among the blobs.
  let checksum: String
  /// In bytes, if the hub says it.
  let size: Int?

  /// Fetches what is missing of the file into `blobs/CHECKSUM.incomplete`, checks it, and gives it its name.
  ///
  /// - Parameters:
  ///   - attempts: how often a broken connection is taken up again.
  ///   - pause: seconds before the second attempt; each further one waits that much longer.
  ///   - report: gets the number of bytes that are there.
  /// - Throws: `HubProblem`.
  func fetch(
    into blobs: String, hub: Hub, attempts: Int, pause: Double, report: @escaping @Sendable (Int) -> Void
  ) throws(HubProblem) {
    let target = "\(blobs)/\(checksum)"
    let partial = target + ".incomplete"
    var attempt = 1
    while true {
      let before = Self.size(of: partial)
      if let size, before > size { try remove(partial) }
      if size == nil || Self.size(of: partial) < (size ?? 0) || Self.size(of: partial) == 0 {
        let failure = try take(partial, hub, report)
        if hub.isCancelled() { throw .cancelled(file: name) }
        if let failure {
          // As long as something comes, one goes on.
          if Self.size(of: partial) > before { attempt = 1 }
          guard attempt < attempts else {
            throw .interrupted(file: name, done: Self.size(of: partial), total: size, reason: failure)
          }
          Thread.sleep(forTimeInterval: pause * Double(attempt))
          attempt += 1
          continue
        }
      }
      break
    }
    try check(partial)
    do {
      if FileKind(of: target) != nil { try FileManager.default.removeItem(atPath: target) }
      try FileManager.default.moveItem(atPath: partial, toPath: target)
    } catch {
      throw .cache(path: target, reason: error.localizedDescription)
    }
  }

  static func size(of path: String) -> Int {
    ((try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? NSNumber)?.intValue ?? 0
  }

  /// One connection; returns what broke it.
  private func take(
    _ partial: String, _ hub: Hub, _ report: @escaping @Sendable (Int) -> Void
  ) throws(HubProblem) -> String? {
    if FileKind(of: partial) == nil, !FileManager.default.createFile(atPath: partial, contents: nil) {
      throw .cache(path: partial, reason: "it cannot be made")
    }
    guard let handle = FileHandle(forUpdatingAtPath: partial) else {
      throw .cache(path: partial, reason: "it cannot be written to")
    }
    defer { try? handle.close() }
    let start = Self.size(of: partial)
    var request = hub.request(address)
    if start > 0 { request.setValue("bytes=\(start)-", forHTTPHeaderField: "Range") }
    let sink = Sink(handle: handle, start: start, limit: size, report: report)
    let (head, end) = HubTransfer.run(request, timeout: hub.timeout, isCancelled: hub.isCancelled) { head, data in
      sink.take(head, data)
    }
    if let problem = sink.problem { throw .cache(path: partial, reason: problem) }
    if sink.isTooLong, let size { throw try discarded(partial, .size(file: name, expected: size, found: sink.count)) }
    switch (head?.status, end) {
    case (200?, .complete), (206?, .complete):
      // A server that ends early without saying so.
      if let size, Self.size(of: partial) < size { return "the answer ended early" }
      return nil
    case (416?, _):
      try remove(partial)
      return "the server knows no such part"
    case (let status?, .complete) where status >= 500 || status == 429: return "status \(status)"
    case (let status?, .complete): throw hub.problem(status: status, address: address)
    case (_, .failed(let reason)): return reason
    default: return "it was stopped"
    }
  }

  /// Size and checksum are the hub's.
  private func check(_ partial: String) throws(HubProblem) {
    let found = Self.size(of: partial)
    if let size, found != size { throw try discarded(partial, .size(file: name, expected: size, found: found)) }
    let digest: String
    do {
      digest = try Self.digest(of: partial, isGit: checksum.utf8.count == 40, size: found)
    } catch {
      throw .cache(path: partial, reason: "\(error)")
    }
    guard digest == checksum else {
      throw try discarded(partial, .checksum(file: name, expected: checksum, found: digest))
    }
  }

  private func discarded(_ partial: String, _ problem: HubProblem) throws(HubProblem) -> HubProblem {
    try remove(partial)
    return problem
  }

  private func remove(_ path: String) throws(HubProblem) {
    do {
      try FileManager.default.removeItem(atPath: path)
    } catch {
      throw .cache(path: path, reason: error.localizedDescription)
    }
  }

  /// SHA-256, or the SHA-1 of Git's blobs, which has a header before the content.
  static func digest(of path: String, isGit: Bool, size: Int) throws -> String {
    let reader = try ByteReader(path: path, unpacksGzip: false)
    var (strong, git) = (SHA256(), Insecure.SHA1())
    if isGit { git.update(data: Data("blob \(size)\0".utf8)) }
    var buffer: [UInt8] = []
    while try reader.read(into: &buffer) > 0 {
      if isGit { git.update(data: buffer) } else { strong.update(data: buffer) }
      buffer.removeAll(keepingCapacity: true)
    }
    let bytes: [UInt8] = isGit ? Array(git.finalize()) : Array(strong.finalize())
    return bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}

/// Writes a body behind what is there, or over it where the server begins anew.
private final class Sink: Sendable {
  private struct State {
    var count: Int
    var hasBegun = false
    var problem: String?
    var isTooLong = false
  }

  private let state: Mutex<State>
  private let handle: FileHandle
  private let start: Int
  private let limit: Int?
  private let report: @Sendable (Int) -> Void

  init(handle: FileHandle, start: Int, limit: Int?, report: @escaping @Sendable (Int) -> Void) {
    (self.handle, self.start, self.limit, self.report) = (handle, start, limit, report)
    state = Mutex(State(count: start))
  }

  var problem: String? { state.withLock { $0.problem } }
  var isTooLong: Bool { state.withLock { $0.isTooLong } }
  var count: Int { state.withLock { $0.count } }

  /// - Returns: whether more is wanted.
  func take(_ head: HubTransfer.Head, _ data: Data) -> Bool {
    guard head.status == 200 || head.status == 206 else { return true }
    return state.withLock { state in
      do {
        if !state.hasBegun {
          state.hasBegun = true
          // 200 is the whole file; and a part must be the part that was asked for.
          if head.status == 200 {
            state.count = 0
          } else if !(head.fields["content-range"]?.hasPrefix("bytes \(start)-") ?? false) {
            state.problem = "the server sent another part than the one asked for"
            return false
          }
          try handle.truncate(atOffset: UInt64(state.count))
          try handle.seek(toOffset: UInt64(state.count))
        }
        guard limit.map({ data.count <= $0 - state.count }) ?? true else {
          state.count += data.count
          state.isTooLong = true
          return false
        }
        try handle.write(contentsOf: data)
        state.count += data.count
      } catch {
        state.problem = "\(FileProblem(error, during: .write, written: state.count))"
        return false
      }
      report(state.count)
      return true
    }
  }
}
