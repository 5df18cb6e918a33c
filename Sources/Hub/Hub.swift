import Foundation
import Synchronization

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// Fetches encoders from a hub of models into the cache of Hugging Face.
public struct Hub: Sendable {
  /// How far a fetching is.
  public struct Progress: Hashable, Sendable {
    /// The file that comes.
    public var file: String
    /// The bytes of all files that are there.
    public var done: Int
    /// The bytes of all files; `nil` if the hub does not say.
    public var total: Int?
  }

  /// Address and token.
  public let settings: HubSettings
  /// Seconds without a byte after which a connection is given up.
  public var timeout = 60.0
  /// How often a connection that broke without bringing anything is taken up again.
  public var attempts = 5
  /// Seconds before the second attempt.
  public var pause = 1.0
  let isCancelled: @Sendable () -> Bool

  /// A hub; `isCancelled` is asked now and then.
  public init(_ settings: HubSettings, isCancelled: @escaping @Sendable () -> Bool = { false }) {
    (self.settings, self.isCancelled) = (settings, isCancelled)
  }

  /// The folder with an encoder's configuration, weights (safetensors if there are any) and tokenizer, fetched.
  ///
  /// Files that are in the cache already are not fetched again. `refs/main` is written last, so that a model that came in
  /// part is not taken for a whole one.
  ///
  /// - Throws: `HubProblem`.
  public func fetch(_ name: String, report: @escaping @Sendable (Progress) -> Void) throws(HubProblem) -> String {
    guard ModelNames.isHubName(name) else { throw .notFound(name: name, hasToken: settings.token != nil) }
    let model = try model(name)
    let cache = HubCache(path: settings.cache).folder(of: name)
    let (blobs, snapshot) = (cache + "/blobs", "\(cache)/snapshots/\(model.commit)")
    for folder in [blobs, snapshot, cache + "/refs"] { try make(folder) }
    var files = try wanted(name, model.files)
    // An index decides which shards there are.
    if let index = files.first(where: { $0.hasSuffix(".index.json") }) {
      let download = try describe(index, name, model.commit)
      try bring(download, blobs, snapshot) { _ in }
      guard let data = try? Data(contentsOf: URL(filePath: "\(snapshot)/\(index)")),
        let shards = EncoderFiles.shards(inIndex: data)
      else { throw .lacks(name: name, "list of shards in \(index)") }
      files += shards
    }
    var downloads: [HubDownload] = []
    for file in files { downloads.append(try describe(file, name, model.commit)) }
    let sizes = downloads.compactMap(\.size)
    let total = sizes.count == downloads.count ? sizes.reduce(0) { $0 &+ $1 } : nil
    var done = 0
    for download in downloads {
      let before = done
      try bring(download, blobs, snapshot) { report(Progress(file: download.name, done: before + $0, total: total)) }
      done += HubDownload.size(of: "\(blobs)/\(download.checksum)")
      report(Progress(file: download.name, done: done, total: total))
    }
    do {
      try Data(model.commit.utf8).write(to: URL(filePath: cache + "/refs/main"), options: .atomic)
    } catch {
      throw .cache(path: cache + "/refs/main", reason: error.localizedDescription)
    }
    return snapshot
  }

  // MARK: What the hub has

  private struct Model { var commit: String, files: Set<String> }

  /// The current commit of a model and the files in it.
  private func model(_ name: String) throws(HubProblem) -> Model {
    struct Answer: Decodable {
      struct File: Decodable { var rfilename: String }
      var sha: String
      var siblings: [File]
    }
    let address = try self.address("api/models/\(name)/revision/main")
    let body = Mutex(Data())
    let (head, end) = HubTransfer.run(request(address), timeout: timeout, isCancelled: isCancelled) { _, data in
      body.withLock { body in
        body.append(data)
        return body.count < 64 << 20
      }
    }
    try check(head, end, name, address)
    guard let answer = try? JSONDecoder().decode(Answer.self, from: body.withLock { $0 }) else {
      throw .answer(address: address.absoluteString, "expected the files of the model as JSON")
    }
    guard HubCache.isHexadecimal(answer.sha, [40]) else {
      throw .answer(address: address.absoluteString, "the model's commit is '\(answer.sha)'")
    }
    return Model(commit: answer.sha, files: Set(answer.siblings.map(\.rfilename)))
  }

  /// The files of an encoder among those of a model.
  private func wanted(_ name: String, _ files: Set<String>) throws(HubProblem) -> [String] {
    guard files.contains("config.json") else { throw .lacks(name: name, "config.json") }
    guard let weights = EncoderFiles.weights.first(where: files.contains) else {
      throw .lacks(name: name, "weights (model.safetensors or pytorch_model.bin)")
    }
    let vocabularies = EncoderFiles.vocabularies.filter(files.contains)
    guard !vocabularies.isEmpty else { throw .lacks(name: name, "vocabulary (tokenizer.json or vocab.txt)") }
    return ["config.json"] + vocabularies + EncoderFiles.extras.filter(files.contains) + [weights]
  }

  /// Size and checksum of a file.
  private func describe(_ file: String, _ name: String, _ commit: String) throws(HubProblem) -> HubDownload {
    let address = try self.address("\(name)/resolve/\(commit)/\(file)")
    var request = request(address)
    request.httpMethod = "HEAD"
    let (head, end) = HubTransfer.run(
      request, timeout: timeout, followsRedirections: false, isCancelled: isCancelled
    ) { _, _ in true }
    if let head, (300..<400).contains(head.status) {
      // To the storage of large files; what matters is said here.
    } else {
      try check(head, end, name, address)
    }
    let fields = head?.fields ?? [:]
    var tag = fields["x-linked-etag"] ?? fields["etag"] ?? ""
    if tag.hasPrefix("W/") { tag.removeFirst(2) }
    tag = tag.trimmingCharacters(in: ["\""]).lowercased()
    guard HubCache.isHexadecimal(tag, [40, 64]) else {
      throw .answer(address: address.absoluteString, "the checksum of the file is '\(tag)'")
    }
    let isRedirection = (300..<400).contains(head?.status ?? 0)
    let size = (fields["x-linked-size"] ?? (isRedirection ? nil : fields["content-length"])).flatMap { Int($0) }
    return HubDownload(name: file, address: address, checksum: tag, size: size.flatMap { $0 >= 0 ? $0 : nil })
  }

  // MARK: The cache

  private func bring(
    _ download: HubDownload, _ blobs: String, _ snapshot: String, report: @escaping @Sendable (Int) -> Void
  ) throws(HubProblem) {
    let blob = "\(blobs)/\(download.checksum)"
    if !FileManager.default.fileExists(atPath: blob) {
      try download.fetch(into: blobs, hub: self, attempts: attempts, pause: pause, report: report)
    }
    let link = "\(snapshot)/\(download.name)"
    guard !FileManager.default.fileExists(atPath: link) else { return }
    do {
      // A link that leads nowhere.
      try? FileManager.default.removeItem(atPath: link)
      try FileManager.default.createSymbolicLink(
        atPath: link, withDestinationPath: "../../blobs/\(download.checksum)")
    } catch {
      throw .cache(path: link, reason: error.localizedDescription)
    }
  }

  private func make(_ folder: String) throws(HubProblem) {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw .cache(path: folder, reason: error.localizedDescription)
    }
  }

  // MARK: Requests

  private func address(_ path: String) throws(HubProblem) -> URL {
    guard let url = URL(string: "\(settings.endpoint)/\(path)"), url.host() != nil,
      url.scheme == "https" || url.scheme == "http"
    else { throw .endpoint(settings.endpoint) }
    return url
  }

  func request(_ address: URL) -> URLRequest {
    var request = URLRequest(url: address, timeoutInterval: timeout)
    request.setValue("identity", forHTTPHeaderField: "Accept-Encoding")
    request.setValue("gloss", forHTTPHeaderField: "User-Agent")
    if let token = settings.token { request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization") }
    return request
  }

  private func check(
    _ head: HubTransfer.Head?, _ end: HubTransfer.End, _ name: String, _ address: URL
  ) throws(HubProblem) {
    if isCancelled() { throw .cancelled(file: name) }
    switch (head?.status, end) {
    case (200?, .complete): return
    // The hub answers 401 to the question for a model that does not exist, so that nobody can guess private ones.
    case (404?, _): throw .notFound(name: name, hasToken: settings.token != nil)
    case (let status?, .complete) where status == 401 || status == 403:
      throw .refused(name: name, status: status, hasToken: settings.token != nil)
    case (let status?, .complete): throw .status(status, address: address.absoluteString)
    case (_, .failed(let reason)): throw .noNetwork(host: address.host() ?? settings.endpoint, reason: reason)
    default: throw .answer(address: address.absoluteString, "the answer is longer than any list of files")
    }
  }

  /// The problem behind the status of a file's transfer.
  func problem(status: Int, address: URL) -> HubProblem {
    [401, 403].contains(status)
      ? .refused(name: address.path(), status: status, hasToken: settings.token != nil)
      : .status(status, address: address.absoluteString)
  }
}
