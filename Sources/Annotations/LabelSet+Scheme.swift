extension LabelSet {
  /// The scheme that the labels' prefixes tell.
  ///
  /// `bioes`, `bilou` and `bmes` need `B-` beside the letters that are theirs alone; `E-` without `B-` is `ioe1`, which reads
  /// `ioe2` as well; all else is `iob2`, as which IO and IOB1 are read too. A label without a prefix leaves it at `iob2`.
  public var scheme: TagScheme {
    let prefixes = Set(names.map { TagEvidence.Prefix.of($0.utf8).prefix })
    guard !prefixes.contains(.bare) else { return .iob2 }
    func has(_ all: TagEvidence.Prefix..., no others: [TagEvidence.Prefix]) -> Bool {
      all.allSatisfy(prefixes.contains) && !others.contains(where: prefixes.contains)
    }
    if has(.b, .e, no: [.l, .u, .m]) { return .bioes }
    if has(.b, .l, no: [.e, .s, .m]) || has(.b, .u, no: [.e, .s, .m]) { return .bilou }
    if has(.b, .m, no: [.i, .l, .u]) || has(.b, .e, .m, no: [.i, .l, .u]) { return .bmes }
    if has(.e, no: [.b, .l, .u, .m, .s]) { return .ioe1 }
    return .iob2
  }
}
