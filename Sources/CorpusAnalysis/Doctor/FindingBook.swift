/// Findings that are met one by one and told together: how often, and the first places.
struct FindingBook: Sendable {
  private struct Page: Sendable {
    var matter: FindingMatter
    var count = 0
    var places: [Finding.Place] = []
  }

  private let placeLimit: Int
  private var pages: [FindingMatter: Page] = [:]

  init(placeLimit: Int) { self.placeLimit = placeLimit }

  /// Notes one. `matter` may only hold what is the same for all that are told together.
  mutating func add(_ matter: FindingMatter, _ place: () -> Finding.Place) {
    pages[matter, default: Page(matter: matter)].count += 1
    if pages[matter]?.places.count ?? 0 < placeLimit { pages[matter]?.places.append(place()) }
  }

  var findings: [Finding] { pages.values.map { Finding($0.matter, count: $0.count, places: $0.places) } }
}
