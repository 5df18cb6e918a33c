public import Diagnostics

/// Reads a spec into typed values, collects every problem, and keeps the spec that was really in effect.
///
/// A spec type asks for its keys one by one; what it never asks for is an unknown key. Failed reads return a stand-in, so
/// that reading goes on and all problems are found; `finish()` throws them together.
/// ```swift
/// let reader = SpecReader(tree, environment: environment)
/// let optimizer = reader.section("optim")
/// let rate = optimizer.float("lr", default: 5e-5)
/// optimizer.check(rate > 0, key: "lr", "must be greater than 0")
/// try reader.finish()
/// ```
public final class SpecReader {
  /// The top level.
  public let root: SpecSection
  private let session: ReadingSession

  /// A reader of a spec.
  ///
  /// - Parameters:
  ///   - tree: The spec, with overrides applied.
  ///   - environment: The variables that `${env:VAR}` sees.
  ///   - defaults: The `effective` spec of an earlier reading, so that interpolations find keys that only have defaults.
  public init(_ tree: SpecNode, environment: [String: String] = [:], defaults: SpecNode? = nil) {
    let resolver = InterpolationResolver(root: tree, environment: environment, defaults: defaults)
    session = ReadingSession(resolver, tree: tree)
    root = SpecSection(path: [], node: tree, origin: tree.origin, session: session)
  }

  /// Reads a spec in two passes: the first learns the defaults, the second sees them in interpolations.
  ///
  /// - Parameter body: Reads all keys; called twice, and must not call `finish()`.
  /// - Returns: What `body` made, and the complete spec that it was made of.
  /// - Throws: Every problem of the second pass.
  public static func decode<Value>(
    _ tree: SpecNode, environment: [String: String] = [:], _ body: (SpecReader) -> Value
  ) throws(SpecProblems) -> (value: Value, effective: SpecNode) {
    let first = SpecReader(tree, environment: environment)
    _ = body(first)
    let second = SpecReader(tree, environment: environment, defaults: first.effective)
    let value = body(second)
    try second.finish()
    return (value, second.effective)
  }

  /// A section of the top level; a missing one reads as all defaults.
  public func section(_ key: String) -> SpecSection { root.section(key) }

  /// A section of the top level; `nil` if it is absent or `null`.
  public func optionalSection(_ key: String) -> SpecSection? { root.optionalSection(key) }

  /// The complete spec as it was read: every key that was asked for, in reading order, with its resolved value or its
  /// default; `???` where a value is still missing.
  public var effective: SpecNode { root.effective }

  /// Every problem so far, in the order of the places; unknown keys are known only when reading is over.
  public var problems: [Located<SpecProblem>] {
    var all = session.found
    root.unknownKeys(elsewhere: root.allKnownPaths, into: &all)
    var seen: Set<Located<SpecProblem>> = []
    let ordered = all.enumerated().sorted { a, b in
      a.element.origin.rank == b.element.origin.rank
        ? a.offset < b.offset : a.element.origin.rank.lexicographicallyPrecedes(b.element.origin.rank)
    }
    return ordered.map(\.element.problem).filter { seen.insert($0).inserted }
  }

  /// Ends the reading.
  ///
  /// - Throws: Every problem: values of the wrong type or out of range, unset mandatory values, failed interpolations, and
  ///   keys that nobody asked for.
  public func finish() throws(SpecProblems) {
    let problems = problems
    if !problems.isEmpty { throw SpecProblems(problems) }
  }
}

/// What all sections of one reading share.
final class ReadingSession {
  let resolver: InterpolationResolver
  /// The file that a missing value could be written in.
  let file: String?
  private(set) var found: [(origin: Origin, problem: Located<SpecProblem>)] = []

  init(_ resolver: InterpolationResolver, tree: SpecNode) {
    self.resolver = resolver
    file = if case .file(let source, _, _) = tree.origin { source.name } else { nil }
  }

  func report(_ problem: SpecProblem, at origin: Origin) {
    found.append((origin, origin.locate(problem)))
  }

  func report(_ problem: Located<SpecProblem>, at origin: Origin) {
    found.append((origin, problem))
  }
}
