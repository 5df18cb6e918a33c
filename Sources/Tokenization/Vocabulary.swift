/// The tokens of an encoder and their ids, looked up by their UTF-8 bytes.
///
/// Ids are line numbers of `vocab.txt`, from 0. Where a token stands on several lines the last one has the id, and the
/// earlier ids name no token, as in Hugging Face `tokenizers`; the ids are not renumbered, because rows of an embedding
/// table hang on them.
public struct Vocabulary: Sendable {
  /// The number of ids: one more than the greatest.
  public let count: Int
  /// The length of the longest token in bytes.
  let longestToken: Int
  /// All tokens, one after another, in the order of their ids.
  private let bytes: [UInt8]
  /// Token `id` is `bytes[starts[id]..<starts[id + 1]]`.
  private let starts: [Int32]
  /// Which ids name a token.
  private let named: [Bool]
  /// Open addressing, linear probing: upper half a tag of the hash, lower half id + 1; 0 is a free slot.
  private let slots: [UInt64]

  /// The tokens of a `vocab.txt`: one a line, lines ended by LF or CRLF.
  ///
  /// White space at a line's end is no part of the token; the empty rest after the last line break is no line.
  public init(vocabularyText text: [UInt8]) {
    var tokens: [[UInt8]] = []
    var start = 0
    while start < text.count {
      let end = text[start...].firstIndex(of: 0x0A) ?? text.count
      var last = end
      while last > start, [0x20, 0x09, 0x0B, 0x0C, 0x0D].contains(text[last - 1]) { last -= 1 }
      tokens.append(Array(text[start..<last]))
      start = end + 1
    }
    self.init(tokens: tokens)
  }

  /// Tokens in the order of their ids.
  public init(tokens: [String]) { self.init(tokens: tokens.map { Array($0.utf8) }) }

  /// Tokens in the order of their ids; `nil` is an id without a token.
  init(tokens: [[UInt8]?]) {
    var (bytes, starts, longest): ([UInt8], [Int32], Int) = ([], [0], 0)
    for token in tokens {
      bytes += token ?? []
      starts.append(Int32(bytes.count))
      longest = max(longest, token?.count ?? 0)
    }
    var capacity = 16
    while capacity < tokens.count * 3 { capacity *= 2 }
    var slots = [UInt64](repeating: 0, count: capacity)
    var named = [Bool](repeating: false, count: tokens.count)
    for (id, token) in tokens.enumerated() {
      guard let token else { continue }
      let hash = token.reduce(ByteHash()) { $0.adding($1) }
      var slot = hash.slot(in: capacity)
      while slots[slot] != 0 {
        let other = Int(slots[slot] & 0xFFFF_FFFF) - 1
        if tokens[other] == token {
          named[other] = false
          break
        }
        slot = (slot + 1) & (capacity - 1)
      }
      slots[slot] = hash.tag | UInt64(id + 1)
      named[id] = true
    }
    (self.count, self.longestToken) = (tokens.count, longest)
    (self.bytes, self.starts, self.slots, self.named) = (bytes, starts, slots, named)
  }

  /// The text of a `vocab.txt` that says the same: one token a line, an empty line for an id without a token.
  public var text: String { (0..<Int32(count)).map { (token($0) ?? "") + "\n" }.joined() }

  /// The id of a token, compared byte by byte: no normalization, so that canonically equal spellings stay apart.
  public func id(of token: String) -> Int32? { id(of: Array(token.utf8)) }

  /// The id of a token in UTF-8.
  public func id(of token: [UInt8]) -> Int32? {
    let hash = token.reduce(ByteHash()) { $0.adding($1) }
    return id(hash, length: token.count) { token[$0] == $1 }
  }

  /// The token that an id names; `nil` outside of the vocabulary and for ids that lost their token to a later line.
  public func token(_ id: Int32) -> String? {
    guard id >= 0, Int(id) < count, named[Int(id)] else { return nil }
    let range = Int(starts[Int(id)])..<Int(starts[Int(id) + 1])
    return String(decoding: bytes[range], as: UTF8.self)
  }

  /// The id of the token with this hash and length whose byte at each position passes `matches(position, byte)`.
  @inline(__always)
  func id(_ hash: ByteHash, length: Int, matches: (Int, UInt8) -> Bool) -> Int32? {
    var slot = hash.slot(in: slots.count)
    while true {
      let entry = slots[slot]
      if entry == 0 { return nil }
      if entry & 0xFFFF_FFFF_0000_0000 == hash.tag {
        let id = Int(entry & 0xFFFF_FFFF) - 1
        let start = Int(starts[id])
        if Int(starts[id + 1]) - start == length {
          var position = 0
          while position < length, matches(position, bytes[start + position]) { position += 1 }
          if position == length { return Int32(id) }
        }
      }
      slot = (slot + 1) & (slots.count - 1)
    }
  }
}

extension Vocabulary: Hashable {
  /// Two vocabularies are equal if they name the same tokens by the same ids.
  public static func == (a: Self, b: Self) -> Bool {
    a.starts == b.starts && a.bytes == b.bytes && a.named == b.named
  }

  /// Feeds the tokens to a hasher.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(count)
    hasher.combine(bytes)
  }
}

/// A hash of bytes that grows a byte at a time, so that all prefixes of a word are hashed in one pass.
struct ByteHash {
  /// The FNV-1a state; its low half is mixed before use.
  private(set) var state: UInt64 = 0xCBF2_9CE4_8422_2325

  /// The hash with one byte more.
  @inline(__always)
  func adding(_ byte: UInt8) -> ByteHash {
    var next = self
    next.state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
    return next
  }

  /// Where probing begins in a table of `capacity`, a power of two.
  @inline(__always)
  func slot(in capacity: Int) -> Int { Int(truncatingIfNeeded: state ^ (state >> 29)) & (capacity - 1) }

  /// The upper half of the state.
  @inline(__always)
  var tag: UInt64 { state & 0xFFFF_FFFF_0000_0000 }
}
