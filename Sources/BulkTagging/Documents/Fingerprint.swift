/// 64 bits that tell texts and names apart, not those that somebody forged: FNV-1a
/// (http://www.isthe.com/chongo/tech/comp/fnv/).
enum Fingerprint {
  static func of(_ bytes: some Sequence<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return hash
  }
}

/// Names of files, by 64 bits each, so that a million of them take little memory. Two that are alike by chance are told apart as
/// two that are equal.
struct NameSet {
  private var known: Set<UInt64> = []

  /// Adds a name; `false` if it is there, whatever its case: not every file system tells cases apart.
  mutating func insert(_ name: String) -> Bool { known.insert(Fingerprint.of(name.lowercased().utf8)).inserted }
}
