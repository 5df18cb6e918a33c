import Annotations

extension OffsetResolver {
  /// What people should know of the file's offsets.
  var remarks: [String] {
    var remarks: [String] = []
    if let remark = unitRemark { remarks.append(remark) }
    let leader = leader
    for (convention, count) in dissenters.sorted(by: { $0.key.phrase < $1.key.phrase }) where convention != leader {
      remarks.append("\(counted(count, "document")) must count otherwise: \(convention.phrase)")
    }
    if shifts.passages > 0 {
      remarks.append(
        "\(counted(shifts.passages, "passage")) with \(counted(shifts.spans, "span")) moved to the one place where all "
          + "texts are found")
    }
    if fitUTF16 > 0 {
      remarks.append(
        "\(counted(fitUTF16, "span")) outside the text would lie inside it if offsets counted UTF-16 code units; say so if they do"
      )
    }
    if brokenTokens > 0 {
      remarks.append(
        "\(counted(brokenTokens, "document")) with tokens or sentences that do not ascend in the text; these are left out"
      )
    }
    return remarks
  }

  private var unitRemark: String? {
    guard checked > 0 else {
      guard unchecked > 0 else { return nil }
      if let declared { return "offsets count \(declared.phrase), as declared; the file has no text to check them by" }
      return "offsets are taken to count \(usual.phrase), as usual in this form; the file has no text to check them by"
    }
    let leader = leader
    let isTold = votes.contains { $0.value != votes[leader] && $0.key.lineBreaks == .asTheyAre }
    guard isTold || leader.lineBreaks != .asTheyAre || declared != nil else {
      let why = isASCII ? "; all text is ASCII, in which every unit counts the same" : ", in any unit"
      return "offsets: \(fitting) of \(checked) texts fit\(why)"
    }
    let others = Self.units.map { OffsetConvention(unit: $0) }.filter { $0 != leader }
      .map { "\($0.phrase) \(votes[$0] ?? 0)" }
    let how = declared == nil ? "" : ", as declared"
    return
      "offsets count \(leader.phrase)\(how): \(fitting) of \(checked) texts fit (\(others.joined(separator: ", ")))"
  }
}
