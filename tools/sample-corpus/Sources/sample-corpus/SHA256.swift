/// SHA-256 (FIPS 180-4), so that the generator needs no other package. The constants are computed as the standard
/// defines them: fractions of the square and cube roots of the first primes.
enum SHA256 {
  /// The digest in lower-case hexadecimal.
  static func hex(of text: String) -> String {
    var state = initial
    var message = Array(text.utf8)
    let bits = UInt64(message.count) * 8
    message.append(0x80)
    while message.count % 64 != 56 { message.append(0) }
    message += (0..<8).map { UInt8(truncatingIfNeeded: bits >> (56 - 8 * UInt64($0))) }
    for start in stride(from: 0, to: message.count, by: 64) { absorb(message[start..<start + 64], into: &state) }
    return state.map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 8 - digits.count) + digits
    }.joined()
  }

  private static func absorb(_ block: ArraySlice<UInt8>, into state: inout [UInt32]) {
    var w = [UInt32](repeating: 0, count: 64)
    for (position, byte) in block.enumerated() { w[position / 4] = w[position / 4] << 8 | UInt32(byte) }
    for t in 16..<64 {
      let s0 = rotate(w[t - 15], 7) ^ rotate(w[t - 15], 18) ^ (w[t - 15] >> 3)
      let s1 = rotate(w[t - 2], 17) ^ rotate(w[t - 2], 19) ^ (w[t - 2] >> 10)
      w[t] = w[t - 16] &+ s0 &+ w[t - 7] &+ s1
    }
    var v = state
    for t in 0..<64 {
      let s1 = rotate(v[4], 6) ^ rotate(v[4], 11) ^ rotate(v[4], 25)
      let choice = (v[4] & v[5]) ^ (~v[4] & v[6])
      let t1 = v[7] &+ s1 &+ choice &+ constants[t] &+ w[t]
      let s0 = rotate(v[0], 2) ^ rotate(v[0], 13) ^ rotate(v[0], 22)
      let majority = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2])
      v = [t1 &+ s0 &+ majority, v[0], v[1], v[2], v[3] &+ t1, v[4], v[5], v[6]]
    }
    for position in state.indices { state[position] &+= v[position] }
  }

  private static func rotate(_ x: UInt32, _ count: UInt32) -> UInt32 { x >> count | x << (32 - count) }

  private static let primes: [UInt64] = (2...311).filter { n in !(2..<n).contains { n % $0 == 0 } }
  private static let initial: [UInt32] = primes.prefix(8).map { fraction(of: $0, power: 2) }
  private static let constants: [UInt32] = primes.prefix(64).map { fraction(of: $0, power: 3) }

  /// The first 32 bits of the fraction of a prime's root: the largest `x` with `xᵖ ≤ prime · 2³²ᵖ`, modulo 2³².
  private static func fraction(of prime: UInt64, power: Int) -> UInt32 {
    let bound = UInt128(prime) << UInt128(32 * power)
    var root: UInt128 = 0
    for bit in stride(from: 37, through: 0, by: -1) {
      let candidate = root | UInt128(1) << UInt128(bit)
      if (0..<power).reduce(UInt128(1), { product, _ in product * candidate }) <= bound { root = candidate }
    }
    return UInt32(truncatingIfNeeded: root)
  }
}
