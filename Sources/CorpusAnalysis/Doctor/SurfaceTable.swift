import Annotations

/// Which labels each surface has. Surfaces are compared without white space, so that tokens and raw text agree.
struct SurfaceTable: Sendable {
  /// A place in few bytes.
  struct Place: Sendable {
    var document: Int32
    var start: Int
    var end: Int
    var line: Int32
  }

  struct Label: Sendable {
    var number: Int32
    var count: Int
    /// The first few.
    var places: [Place]
  }

  struct Entry: Sendable {
    var text: [UInt8]
    var labels: [Label]
    var count: Int { labels.reduce(0) { $0 + $1.count } }
  }

  /// Surfaces of more tokens are not looked for in texts.
  static let longestSearched = 6
  private static let shownBytes = 80
  private static let longestKept = 1_000

  private let capacity: Int
  private let documentCapacity: Int
  private let placeLimit: Int
  private(set) var entries: [UInt64: Entry] = [:]
  /// Mentions whose surface had no room.
  private(set) var withoutRoom = 0
  /// The documents that have mentions, by number.
  private(set) var documents: [String] = []

  /// Whether the document that is looked at is among `documents`; of others no places are kept.
  private var keepsPlaces = false

  init(capacity: Int, documentCapacity: Int, placeLimit: Int) {
    (self.capacity, self.placeLimit) = (capacity, placeLimit)
    self.documentCapacity = min(documentCapacity, Int(Int32.max))
  }

  /// What follows are mentions of this document.
  mutating func begin(_ document: String) {
    keepsPlaces = documents.count < documentCapacity
    if keepsPlaces { documents.append(document) }
  }

  mutating func add(_ surface: [UInt8], label: Int, range: Range<Int>, line: Int?) {
    guard surface.count <= Self.longestKept else { return }
    let key = Self.key(surface)
    let place = Place(
      document: Int32(documents.count - 1), start: range.lowerBound, end: range.upperBound,
      line: Int32(clamping: line ?? 0))
    if entries[key] == nil {
      guard entries.count < capacity else {
        withoutRoom += 1
        return
      }
      entries[key] = Entry(text: Array(surface.prefix(Self.shownBytes + 1)), labels: [])
    }
    let found = entries[key]?.labels.firstIndex { $0.number == label }
    if let found {
      entries[key]?.labels[found].count += 1
      guard keepsPlaces, entries[key]?.labels[found].places.count ?? 0 < placeLimit else { return }
      entries[key]?.labels[found].places.append(place)
    } else {
      entries[key]?.labels.append(Label(number: Int32(label), count: 1, places: keepsPlaces ? [place] : []))
    }
  }

  private static func key(_ surface: [UInt8]) -> UInt64 {
    var hash = TextHash()
    var index = 0
    while index < surface.count {
      let width = surface.scalar(at: index).width
      if !isSpace(surface, at: index) { hash.add(surface[index..<min(index + width, surface.count)]) }
      index += width
    }
    return hash.value
  }

  private static func isSpace(_ text: [UInt8], at index: Int) -> Bool {
    text[index] < 0x80 ? text[index] <= 0x20 : text.scalar(at: index).scalar.properties.isWhitespace
  }

  static func shown(_ text: [UInt8]) -> String { Quotation.clipped(text, 0..<text.count, limit: shownBytes) }

  /// The surfaces with several labels: those with most mentions of other labels than their first come first.
  func conflicts(_ names: [String], _ quoted: (Place, String, String) -> Finding.Place) -> [Finding] {
    let mixed = entries.values.filter { $0.labels.count > 1 }.map { entry -> (Entry, Int) in
      var entry = entry
      entry.labels.sort { $0.count != $1.count ? $0.count > $1.count : $0.number < $1.number }
      return (entry, entry.count - entry.labels[0].count)
    }
    .sorted { $0.1 != $1.1 ? $0.1 > $1.1 : $0.0.text.lexicographicallyPrecedes($1.0.text) }
    return mixed.map { entry, minority in
      let surface = Self.shown(entry.text)
      return Finding(
        .labelConflict(
          surface: surface,
          labels: entry.labels.map { .init(label: names[Int($0.number)], count: $0.count) }),
        count: minority,
        places: entry.labels.dropFirst().flatMap { label in
          label.places.map { quoted($0, surface, names[Int(label.number)]) }
        })
    }
  }
}
