/// Why a corpus cannot be split as asked.
public enum SplitProblem: Error, Hashable, Sendable {
  /// No part is wanted.
  case noParts
  /// A part without a name.
  case emptyName
  /// Two parts of one name.
  case duplicateName(String)
  /// A share that is not a positive number.
  case share(name: String, Double)
}

extension SplitProblem: CustomStringConvertible {
  /// What was found and what was expected.
  public var description: String {
    switch self {
    case .noParts: "no part was named; name each with its share, such as train=0.8 dev=0.1 test=0.1"
    case .emptyName: "a part has no name; name each with its share, such as train=0.8"
    case .duplicateName(let name): "two parts are called '\(name)'; every part needs a name of its own"
    case .share(let name, let share): "the share of '\(name)' is \(share), expected a number above 0"
    }
  }
}
