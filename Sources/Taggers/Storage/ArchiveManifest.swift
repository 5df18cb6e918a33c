import Crypto
import Foundation

/// What an archive says about itself: the member `manifest.json`, the first one and the only one that is never sealed.
///
/// It holds no clock time, so that the same training gives the same bytes.
public struct ArchiveManifest: Hashable, Sendable {
  /// One member as the manifest lists it.
  public struct Member: Hashable, Sendable {
    /// The member's name in the tar.
    public let name: String
    /// The size of its content, before sealing.
    public let size: Int
    /// SHA-256 of its bytes as they are stored (sealed, if the archive is), in hexadecimal.
    public let sha256: String
  }

  /// What the writer of the model wants to be remembered.
  public struct Origin: Hashable, Sendable {
    /// The version of the tool.
    public var toolVersion: String
    /// The corpus snapshot that it was trained on.
    public var corpus: [String: JSONValue]
    /// The scores that it reached.
    public var metrics: [String: JSONValue]
    /// The seed of the training.
    public var seed: Int?

    /// The parts of an origin.
    public init(
      toolVersion: String, corpus: [String: JSONValue] = [:], metrics: [String: JSONValue] = [:], seed: Int? = nil
    ) {
      (self.toolVersion, self.corpus, self.metrics, self.seed) = (toolVersion, corpus, metrics, seed)
    }
  }

  /// Where the model comes from.
  public let origin: Origin
  /// The other members, in the archive's order.
  public let members: [Member]
  /// How the members are sealed; `nil` if they are not.
  let encryption: ArchiveEncryption?

  /// Whether a key is needed.
  public var isEncrypted: Bool { encryption != nil }

  /// The version that this code writes, and the newest that it reads.
  public static let formatVersion = 1
  static let name = "manifest.json"
  static let formatName = "gloss model archive"
  /// No honest manifest comes near this many bytes.
  static let sizeLimit = 16 << 20
}

extension ArchiveManifest {
  /// What the authentication covers: all but itself and the checksum.
  var body: JSONValue {
    var fields: [String: JSONValue] = [
      "format": .string(Self.formatName), "format_version": .integer(Self.formatVersion),
      "tool_version": .string(origin.toolVersion), "corpus": .object(origin.corpus),
      "metrics": .object(origin.metrics), "seed": origin.seed.map(JSONValue.integer) ?? .null,
      "members": .array(
        members.map {
          .object(["name": .string($0.name), "size": .integer($0.size), "sha256": .string($0.sha256)])
        }),
    ]
    fields["encryption"] = encryption?.json
    return .object(fields)
  }

  /// The canonical text: the body, its HMAC if there is a key, and a SHA-256 over both. The plain checksum tells a
  /// damaged file from a wrong key, the HMAC tells that nobody without the key wrote it.
  func encoded(key: ArchiveKey?) -> Data {
    encoded(authentication: key?.authentication(of: body.canonical))
  }

  func encoded(authentication: Data?) -> Data {
    var fields = body.object ?? [:]
    fields["authentication"] = authentication.map { .string($0.hexadecimal) }
    fields["checksum"] = .string(Self.checksum(of: fields))
    return Data((JSONValue.object(fields).canonical + "\n").utf8)
  }

  private static func checksum(of fields: [String: JSONValue]) -> String {
    SHA256.hash(data: Data(JSONValue.object(fields).canonical.utf8)).hexadecimal
  }

  /// Parses and checks everything that can be checked without the key.
  ///
  /// - Returns: the manifest, and the HMAC that `body` must have (empty in an archive that is not encrypted).
  static func decode(_ bytes: Data) throws(ArchiveProblem) -> (manifest: ArchiveManifest, authentication: Data) {
    let json: JSONValue
    do {
      json = try JSONValue(parsing: bytes)
    } catch {
      throw .manifest(error)
    }
    var fields = json.object ?? [:]
    guard fields["format"]?.string == formatName else {
      throw .manifestField(name: "format", expected: "'\(formatName)'")
    }
    guard let version = fields["format_version"]?.integer, version >= 1 else {
      throw .manifestField(name: "format_version", expected: "an integer from 1")
    }
    guard version <= formatVersion else { throw .newerFormat(found: version, known: formatVersion) }
    guard let expected = fields.removeValue(forKey: "checksum")?.string else {
      throw .manifestField(name: "checksum", expected: "a text")
    }
    let found = checksum(of: fields)
    guard found == expected else { throw .manifestChecksum(expected: expected, found: found) }
    // Space between tokens or another spelling of a number would escape the checksum.
    guard Data((json.canonical + "\n").utf8) == bytes else { throw .manifestForm }
    let authentication = fields.removeValue(forKey: "authentication")
    let manifest = ArchiveManifest(
      origin: try origin(fields), members: try members(fields),
      encryption: try fields["encryption"].map { json throws(ArchiveProblem) in try ArchiveEncryption(json) })
    guard manifest.body == .object(fields) else {
      throw .manifestField(name: "each field", expected: "one that format version \(formatVersion) knows")
    }
    guard manifest.isEncrypted else {
      guard authentication == nil else { throw .manifestField(name: "authentication", expected: "absent") }
      return (manifest, Data())
    }
    guard let code = authentication?.string.flatMap({ Data(hexadecimal: $0, count: 32) }) else {
      throw .manifestField(name: "authentication", expected: "32 bytes in hexadecimal")
    }
    return (manifest, code)
  }

  private static func origin(_ fields: [String: JSONValue]) throws(ArchiveProblem) -> Origin {
    guard let tool = fields["tool_version"]?.string else {
      throw .manifestField(name: "tool_version", expected: "a text")
    }
    guard let corpus = fields["corpus"]?.object else { throw .manifestField(name: "corpus", expected: "an object") }
    guard let metrics = fields["metrics"]?.object else { throw .manifestField(name: "metrics", expected: "an object") }
    let seed = fields["seed"] ?? .null
    guard seed == .null || seed.integer != nil else {
      throw .manifestField(name: "seed", expected: "an integer or null")
    }
    return Origin(toolVersion: tool, corpus: corpus, metrics: metrics, seed: seed.integer)
  }

  private static func members(_ fields: [String: JSONValue]) throws(ArchiveProblem) -> [Member] {
    guard let list = fields["members"]?.array else { throw .manifestField(name: "members", expected: "a list") }
    var members: [Member] = []
    for entry in list {
      guard let fields = entry.object, let name = fields["name"]?.string, let size = fields["size"]?.integer,
        let sha256 = fields["sha256"]?.string, size >= 0, sha256.utf8.count == 64
      else { throw .manifestField(name: "each of members", expected: "an object with name, size and sha256") }
      members.append(Member(name: name, size: size, sha256: sha256))
    }
    return members
  }
}

extension Sequence<UInt8> {
  /// Two lower-case digits a byte.
  var hexadecimal: String {
    reduce(into: "") { $0 += ($1 < 16 ? "0" : "") + String($1, radix: 16) }
  }
}

extension Data {
  /// `nil` unless the text is exactly `count` bytes in lower-case hexadecimal.
  init?(hexadecimal text: String, count: Int) {
    let digits = Array(text.utf8)
    guard digits.count == 2 * count else { return nil }
    let bytes = stride(from: 0, to: digits.count, by: 2).compactMap {
      UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16)
    }
    guard bytes.count == count, bytes.hexadecimal == text else { return nil }
    self.init(bytes)
  }
}
