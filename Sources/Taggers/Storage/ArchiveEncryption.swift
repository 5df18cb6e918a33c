import Crypto
import CryptoExtras
import Foundation

/// How an archive's key comes from a passphrase, as the manifest says it: scrypt (RFC 7914).
struct ArchiveEncryption: Hashable, Sendable {
  /// scrypt's cost N, a power of two.
  var cost = defaultCost
  /// scrypt's block size r.
  var blockSize = 8
  /// scrypt's parallelism p.
  var parallelism = 1
  /// 16 random bytes, new for each archive; so no two archives share a key, and counters can serve as nonces.
  var salt: Data
  /// Tells whether a passphrase is the right one.
  var keyCheck: Data

  static let defaultCost = 1 << 15
  static let cipher = "AES-256-GCM"
  static let derivation = "scrypt"

  var json: JSONValue {
    .object([
      "cipher": .string(Self.cipher), "kdf": .string(Self.derivation), "n": .integer(cost), "r": .integer(blockSize),
      "p": .integer(parallelism), "salt": .string(salt.hexadecimal), "key_check": .string(keyCheck.hexadecimal),
    ])
  }
}

extension ArchiveEncryption {
  /// Reads the manifest's field. The bounds keep a hostile archive from costing more than 1 GiB or some ten seconds.
  init(_ json: JSONValue) throws(ArchiveProblem) {
    let fields = json.object ?? [:]
    func expect<T>(_ name: String, _ expected: String, _ value: T?) throws(ArchiveProblem) -> T {
      guard let value else { throw .manifestField(name: "encryption.\(name)", expected: expected) }
      return value
    }
    _ = try expect("cipher", "'\(Self.cipher)'", fields["cipher"]?.string == Self.cipher ? true : nil)
    _ = try expect("kdf", "'\(Self.derivation)'", fields["kdf"]?.string == Self.derivation ? true : nil)
    func integer(_ name: String, _ bounds: ClosedRange<Int>) -> Int? {
      fields[name]?.integer.flatMap { bounds.contains($0) ? $0 : nil }
    }
    cost = try expect(
      "n", "a power of two from 2 to 1048576",
      integer("n", 2...1 << 20).flatMap { $0.nonzeroBitCount == 1 ? $0 : nil })
    blockSize = try expect("r", "an integer from 1 to 16", integer("r", 1...16))
    parallelism = try expect("p", "an integer from 1 to 16", integer("p", 1...16))
    _ = try expect("n·r·p", "at most 8388608", cost * blockSize * parallelism <= 1 << 23 ? true : nil)
    salt = try expect(
      "salt", "16 bytes in hexadecimal", fields["salt"]?.string.flatMap { Data(hexadecimal: $0, count: 16) })
    keyCheck = try expect(
      "key_check", "32 bytes in hexadecimal", fields["key_check"]?.string.flatMap { Data(hexadecimal: $0, count: 32) })
  }

  /// A new salt, and the key that it and the passphrase give.
  static func new(passphrase: String, cost: Int) throws -> (encryption: ArchiveEncryption, key: ArchiveKey) {
    var generator = SystemRandomNumberGenerator()
    let salt = Data((0..<16).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
    var encryption = ArchiveEncryption(cost: cost, salt: salt, keyCheck: Data())
    let key = try encryption.derive(passphrase)
    encryption.keyCheck = key.check
    return (encryption, key)
  }

  /// The archive's key.
  ///
  /// - Throws: `ArchiveProblem`: `keyEmpty`, `keyWrong`.
  func key(passphrase: String) throws -> ArchiveKey {
    let key = try derive(passphrase)
    guard key.isChecked(by: keyCheck) else { throw ArchiveProblem.keyWrong }
    return key
  }

  private func derive(_ passphrase: String) throws -> ArchiveKey {
    guard !passphrase.isEmpty else { throw ArchiveProblem.keyEmpty }
    // Keyboards and terminals differ in how they compose an é; the key must not.
    let bytes = Data(passphrase.precomposedStringWithCanonicalMapping.utf8)
    return ArchiveKey(
      master: try KDF.Scrypt.deriveKey(
        from: bytes, salt: salt, outputByteCount: 32, rounds: cost, blockSize: blockSize, parallelism: parallelism))
  }
}

/// An archive's master key and the keys that come from it, each for one purpose.
struct ArchiveKey: Sendable {
  let master: SymmetricKey

  private static let checkText = Data("gloss model archive: key check".utf8)

  private func subkey(_ purpose: String) -> SymmetricKey {
    HKDF<SHA256>.deriveKey(
      inputKeyMaterial: master, info: Data("gloss model archive 1: \(purpose)".utf8), outputByteCount: 32)
  }

  /// A value that only the right key gives.
  var check: Data { Data(HMAC<SHA256>.authenticationCode(for: Self.checkText, using: subkey("key check"))) }

  /// Compares in constant time.
  func isChecked(by check: Data) -> Bool {
    HMAC<SHA256>.isValidAuthenticationCode(check, authenticating: Self.checkText, using: subkey("key check"))
  }

  /// The HMAC of a manifest's body.
  func authentication(of text: String) -> Data {
    Data(HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: subkey("manifest")))
  }

  /// Whether the manifest's body is what the holder of the key wrote.
  func isAuthentic(_ text: String, _ code: Data) -> Bool {
    HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: Data(text.utf8), using: subkey("manifest"))
  }

  /// The key for one member's chunks.
  func member(_ name: String) -> SymmetricKey { subkey("member " + name) }
}
