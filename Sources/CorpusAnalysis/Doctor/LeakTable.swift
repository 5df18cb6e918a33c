/// Which texts stand in which splits, and which of them are the same or nearly.
struct LeakTable: Sendable {
  /// The first place of a text in a split, and how often it stands there.
  private struct Home: Sendable {
    var split: Int32
    var count: Int32
    var place: Finding.Place
  }

  let unit: FindingMatter.Unit
  private let placeLimit: Int
  private var finder: DuplicateFinder
  private var homes: [[Home]] = []
  /// All texts that were long enough, by split.
  private var totals: [Int] = []

  init(_ unit: FindingMatter.Unit, _ options: DuplicateFinder.Options, placeLimit: Int) {
    (self.unit, self.placeLimit) = (unit, placeLimit)
    finder = DuplicateFinder(options)
  }

  mutating func add(_ text: [UInt8], in range: Range<Int>, split: Int, place: () -> Finding.Place) {
    let before = finder.tooShort
    let number = finder.add(text, in: range)
    if totals.count <= split { totals += Array(repeating: 0, count: split + 1 - totals.count) }
    if finder.tooShort == before { totals[split] += 1 }
    guard let number else { return }
    if number == homes.count { homes.append([]) }
    if let home = homes[number].firstIndex(where: { $0.split == split }) {
      homes[number][home].count += 1
    } else {
      homes[number].append(Home(split: Int32(split), count: 1, place: place()))
    }
  }

  /// The findings between each two splits, and inside each.
  ///
  /// - Parameter names: of the splits, by number; empty for documents without one.
  func findings(_ names: [String]) -> [Finding] {
    var findings: [Finding] = []
    var near: [[Int32: (match: Int, similarity: Double)]] = Array(repeating: [:], count: homes.count)
    let left = finder.forEachMatch(where: { first, second in
      homes[first].contains { home in
        !homes[second].contains { $0.split == home.split } && near[second][home.split] == nil
      }
        || homes[second].contains { home in
          !homes[first].contains { $0.split == home.split } && near[first][home.split] == nil
        }
    }) { match in
      for (text, other) in [(match.first, match.second), (match.second, match.first)] {
        for home in homes[other] where near[text][home.split] == nil {
          near[text][home.split] = (other, match.similarity)
        }
      }
    }
    for split in totals.indices where !names[split].isEmpty {
      for other in totals.indices where other != split && !names[other].isEmpty {
        // What leaks is named from the smaller side: "so many of test stand in train".
        guard (totals[split], split) < (totals[other], other) else { continue }
        findings += leaks(split, other, names, near)
      }
    }
    for split in totals.indices { findings += repetitions(split, names) }
    return findings + limits(left)
  }

  private func leaks(
    _ split: Int, _ other: Int, _ names: [String], _ near: [[Int32: (match: Int, similarity: Double)]]
  ) -> [Finding] {
    var (exact, close) = ((count: 0, places: [Finding.Place]()), (count: 0, places: [Finding.Place]()))
    for (number, homes) in homes.enumerated() {
      guard let home = homes.first(where: { $0.split == split }) else { continue }
      if let twin = homes.first(where: { $0.split == other }) {
        exact.count += Int(home.count)
        if exact.places.count < placeLimit { exact.places.append(pair(home, twin, names[other], 1)) }
      } else if let found = near[number][Int32(other)],
        let twin = self.homes[found.match].first(where: { $0.split == other })
      {
        close.count += Int(home.count)
        if close.places.count < placeLimit { close.places.append(pair(home, twin, names[other], found.similarity)) }
      }
    }
    var findings: [Finding] = []
    let total = totals[split]
    if exact.count > 0 {
      findings.append(
        Finding(
          .leak(unit: unit, split: names[split], other: names[other], total: total), count: exact.count,
          places: exact.places))
    }
    if close.count > 0 {
      findings.append(
        Finding(
          .nearLeak(unit: unit, split: names[split], other: names[other], total: total), count: close.count,
          places: close.places))
    }
    return findings
  }

  private func pair(_ home: Home, _ twin: Home, _ other: String, _ similarity: Double) -> Finding.Place {
    var place = home.place
    let line = twin.place.line.map { ", line \($0)" } ?? ""
    let share = similarity == 1 ? "" : " (\(Int((similarity * 100).rounded(.down)))% of the shingles)"
    place.remark = "as \(twin.place.quotation.document)\(line) in '\(other)'\(share)"
    return place
  }

  private func repetitions(_ split: Int, _ names: [String]) -> [Finding] {
    var (count, places) = (0, [Finding.Place]())
    for homes in homes {
      guard let home = homes.first(where: { $0.split == split }), home.count > 1 else { continue }
      count += Int(home.count) - 1
      guard places.count < placeLimit else { continue }
      var place = home.place
      place.remark = "\(home.count) times"
      places.append(place)
    }
    guard count > 0 else { return [] }
    let name = names[split].isEmpty ? nil : names[split]
    return [Finding(.repetition(unit: unit, split: name, total: totals[split]), count: count, places: places)]
  }

  private func limits(_ left: Int) -> [Finding] {
    var findings: [Finding] = []
    if finder.withoutRoom > 0 {
      let what = "\(unit.rawValue)s were not compared with others: no room for more than \(finder.count) distinct ones"
      findings.append(Finding(.incomplete(what: what), count: finder.withoutRoom))
    }
    if left > 0 {
      let what = "comparisons of \(unit.rawValue)s were left out, where very many are alike"
      findings.append(Finding(.incomplete(what: what), count: left))
    }
    return findings
  }
}
