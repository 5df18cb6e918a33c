import Foundation
import Synchronization

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// One request and its answer, its body handed out as it comes.
final class HubTransfer: NSObject, URLSessionDataDelegate, Sendable {
  /// What came before the body.
  struct Head: Sendable {
    var status: Int
    /// Names in lower case. Those of a redirection that was followed are kept where the last answer has none: the hub names
    /// size and checksum before it sends one on to a storage.
    var fields: [String: String]
  }

  /// How a transfer ended.
  enum End: Sendable {
    case complete
    case failed(String)
    /// The receiver wanted no more.
    case stopped
  }

  private struct State {
    var head: Head?
    var earlier: [String: String] = [:]
    var end: End?
    var isStopped = false
  }

  private let state = Mutex(State())
  private let finished = DispatchSemaphore(value: 0)
  private let followsRedirections: Bool
  private let receive: @Sendable (Head, Data) -> Bool

  private init(followsRedirections: Bool, receive: @escaping @Sendable (Head, Data) -> Bool) {
    (self.followsRedirections, self.receive) = (followsRedirections, receive)
  }

  /// Runs a request to its end.
  ///
  /// - Parameters:
  ///   - followsRedirections: whether a redirection to another host is followed, without the token; those within the host
  ///     always are.
  ///   - isCancelled: asked now and then.
  ///   - receive: gets the body piece by piece, on another thread; `false` ends the transfer.
  static func run(
    _ request: URLRequest, timeout: TimeInterval, followsRedirections: Bool = true,
    isCancelled: @Sendable () -> Bool = { false }, receive: @escaping @Sendable (Head, Data) -> Bool
  ) -> (head: Head?, end: End) {
    let transfer = HubTransfer(followsRedirections: followsRedirections, receive: receive)
    let configuration = URLSessionConfiguration.ephemeral
    configuration.timeoutIntervalForRequest = timeout
    configuration.httpShouldSetCookies = false
    let session = URLSession(configuration: configuration, delegate: transfer, delegateQueue: nil)
    let task = session.dataTask(with: request)
    task.resume()
    while transfer.finished.wait(timeout: .now() + .milliseconds(200)) == .timedOut {
      if isCancelled() {
        transfer.state.withLock { $0.isStopped = true }
        task.cancel()
      }
    }
    session.finishTasksAndInvalidate()
    return transfer.state.withLock { ($0.head, $0.end ?? .failed("no answer")) }
  }

  private static func head(_ response: HTTPURLResponse) -> Head {
    var fields: [String: String] = [:]
    for (name, value) in response.allHeaderFields {
      if let name = name as? String, let value = value as? String { fields[name.lowercased()] = value }
    }
    return Head(status: response.statusCode, fields: fields)
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
    newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
  ) {
    let head = Self.head(response)
    let original = task.originalRequest
    let isSameHost = request.url?.host() == original?.url?.host() && request.url?.port == original?.url?.port
    guard isSameHost || followsRedirections else {
      state.withLock { $0.head = head }
      return completionHandler(nil)
    }
    state.withLock { $0.earlier.merge(head.fields) { first, _ in first } }
    var next = request
    // The token is for the hub alone.
    next.setValue(
      isSameHost ? original?.value(forHTTPHeaderField: "Authorization") : nil, forHTTPHeaderField: "Authorization")
    for name in ["Range", "Accept-Encoding", "User-Agent"] {
      next.setValue(original?.value(forHTTPHeaderField: name), forHTTPHeaderField: name)
    }
    completionHandler(next)
  }

  func urlSession(
    _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
    completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
  ) {
    if let response = response as? HTTPURLResponse {
      state.withLock { state in
        var head = Self.head(response)
        head.fields.merge(state.earlier.filter { $0.key.hasPrefix("x-") }) { last, _ in last }
        state.head = head
      }
    }
    completionHandler(.allow)
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    guard let head = state.withLock({ $0.isStopped ? nil : $0.head }) else { return }
    if !receive(head, data) {
      state.withLock { $0.isStopped = true }
      dataTask.cancel()
    }
  }

  func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
    state.withLock { state in
      if state.isStopped {
        state.end = .stopped
      } else if let error, !(state.head.map { (300..<400).contains($0.status) } ?? false) {
        state.end = .failed(Self.words(error))
      } else {
        state.end = .complete
      }
    }
    finished.signal()
  }

  private static func words(_ error: any Error) -> String {
    guard let error = error as? URLError else { return error.localizedDescription }
    switch error.code {
    case .cannotFindHost, .dnsLookupFailed: return "there is no such host, or no network"
    case .cannotConnectToHost: return "it refuses the connection"
    case .timedOut: return "it takes too long"
    case .networkConnectionLost: return "the connection was lost"
    case .notConnectedToInternet: return "there is no network"
    case .secureConnectionFailed, .serverCertificateUntrusted, .serverCertificateHasBadDate:
      return "no secure connection: its certificate is not trusted"
    default: return error.localizedDescription
    }
  }
}
