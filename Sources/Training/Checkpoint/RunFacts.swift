/// What a run depends on besides its position: the settings of its spec, and digests of data and weights.
///
/// A run that goes on compares these facts with those of its checkpoint, so that it never silently mixes two runs.
public struct RunFacts: Hashable, Sendable, Codable {
  /// A difference between two runs.
  public struct Change: Hashable, Sendable, CustomStringConvertible {
    /// What changed, such as `optim.lr` or `training data (text_train.txt)`.
    public var name: String
    /// Its value in the checkpoint; `nil` if it has none.
    public var before: String?
    /// Its value now; `nil` if there is none.
    public var now: String?

    /// `optim.lr: 5e-5, now 1e-5`; of digests only that they differ.
    public var description: String {
      guard before?.hasPrefix(Self.mark) != true, now?.hasPrefix(Self.mark) != true else {
        return before == nil ? "\(name): new" : now == nil ? "\(name): gone" : "\(name): not the same as before"
      }
      return "\(name): \(before ?? "absent") before, \(now ?? "absent") now"
    }

    static let mark = "sha256:"
  }

  private var values: [String: String]

  /// Facts by name. Digests begin with `sha256:`.
  public init(_ values: [String: String]) { self.values = values }

  /// What differs in the later facts, by name.
  public func changes(to later: RunFacts) -> [Change] {
    Set(values.keys).union(later.values.keys).sorted().compactMap { name in
      let (before, now) = (values[name], later.values[name])
      return before == now ? nil : Change(name: name, before: before, now: now)
    }
  }
}
