/// The order in which findings are told.
enum FindingOrder {
  /// Errors first, then by code, the most frequent first, then by text. Of each code so many; what is left out is said.
  static func sorted(_ findings: [Finding], limit: Int) -> [Finding] {
    let ranks = Dictionary(uniqueKeysWithValues: FindingMatter.codes.enumerated().map { ($1, $0) })
    func rank(_ finding: Finding) -> Int { ranks[finding.matter.code] ?? ranks.count }
    let sorted = findings.sorted { first, second in
      if first.severity != second.severity { return first.severity > second.severity }
      if rank(first) != rank(second) { return rank(first) < rank(second) }
      if first.count != second.count { return first.count > second.count }
      return first.matter.description.precedes(second.matter.description)
    }
    var listed: [String: Int] = [:]
    var surplus: [String: Int] = [:]
    var result: [Finding] = []
    for finding in sorted {
      let code = finding.matter.code
      listed[code, default: 0] += 1
      if code == "incomplete" || listed[code, default: 0] <= max(limit, 0) {
        result.append(finding)
      } else {
        surplus[code, default: 0] += 1
      }
    }
    return result
      + surplus.sorted { $0.key < $1.key }.map { Finding(.more(code: $0.key), count: $0.value) }
  }
}
