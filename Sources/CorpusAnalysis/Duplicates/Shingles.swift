/// The shingles of a text: the hashes of its runs of so many words, each once. A text of fewer words is one shingle.
enum Shingles {
  static func hashes(of words: [UInt64], size: Int) -> [UInt64] {
    guard !words.isEmpty else { return [] }
    let size = min(max(size, 1), words.count)
    var hashes: [UInt64] = []
    hashes.reserveCapacity(words.count - size + 1)
    for start in 0...words.count - size {
      hashes.append(words[start..<start + size].reduce(0) { TextHash.mixed($0 ^ $1) })
    }
    hashes.sort()
    var last = 0
    for index in hashes.indices.dropFirst() where hashes[index] != hashes[last] {
      last += 1
      hashes[last] = hashes[index]
    }
    hashes.removeLast(hashes.count - last - 1)
    return hashes
  }
}
