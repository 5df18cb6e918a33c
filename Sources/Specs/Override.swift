public import Diagnostics

/// One change to a spec, written `a.b=value` on the command line.
public struct Override: Sendable {
  /// What an override does.
  public enum Operation: Sendable, Hashable {
    /// `a.b=v`: sets a key that the spec or its reader knows.
    case set
    /// `+a.b=v`: adds a key that is not set yet.
    case add
    /// `++a.b=v`: sets a key, whether it is set yet or not.
    case addOrSet
    /// `~a.b` or `~a.b=v`: deletes a key, in the second form only if it has that value.
    case delete
  }

  /// One key of the path with its place in the text.
  struct Segment: Sendable {
    var key: String
    var origin: Origin
  }

  /// What it does.
  public let operation: Operation
  /// Where to.
  let segments: [Segment]
  /// The new value; for a deletion the value that is expected, if one is.
  public let value: SpecNode?

  /// The dotted path.
  public var path: String { segments.map(\.key).joined(separator: ".") }

  init(_ operation: Operation, segments: [Segment], value: SpecNode?) {
    (self.operation, self.segments, self.value) = (operation, segments, value)
  }

  /// Reads one argument.
  ///
  /// - Parameters:
  ///   - text: The argument, such as `optim.lr=5e-5`.
  ///   - number: Its number among the overrides, from 1.
  public init(_ text: String, number: Int = 1) throws(Located<SpecProblem>) {
    var parser = OverrideParser(text, number: number)
    self = try parser.parse()
  }

  /// Reads all arguments and reports every malformed one.
  public static func parse(_ arguments: [String]) throws(SpecProblems) -> [Override] {
    var overrides: [Override] = []
    var problems: [Located<SpecProblem>] = []
    for (index, argument) in arguments.enumerated() {
      do throws(Located<SpecProblem>) {
        overrides.append(try Override(argument, number: index + 1))
      } catch {
        problems.append(error)
      }
    }
    if !problems.isEmpty { throw SpecProblems(problems) }
    return overrides
  }
}

extension SpecNode {
  /// The spec with the overrides applied in order; later ones win. Whether a key that `a.b=v` newly brings in is known
  /// at all is for the reader to say.
  public func applying(_ overrides: [Override]) throws(SpecProblems) -> SpecNode {
    var tree = self
    var problems: [Located<SpecProblem>] = []
    for override in overrides {
      do throws(Located<SpecProblem>) {
        tree = try tree.applying(override, at: 0)
      } catch {
        problems.append(error)
      }
    }
    if !problems.isEmpty { throw SpecProblems(problems) }
    return tree
  }

  private func applying(_ override: Override, at depth: Int) throws(Located<SpecProblem>) -> SpecNode {
    let segment = override.segments[depth]
    var map: SpecMap
    switch content {
    case .map(let own): map = own
    // Nothing, or something still to be set, gives way to a map.
    case .scalar where (isNull || isMandatory) && override.operation != .delete: map = SpecMap()
    case .list: throw segment.origin.locate(.elementAddressed(list: override.path(to: depth)))
    case .scalar where isNull || isMandatory: throw segment.origin.locate(.nothingToDelete(path: override.path))
    case .scalar:
      throw segment.origin.locate(.notASection(path: override.path(to: depth), found: SpecFinding(self)))
    }
    let known = map[segment.key]
    if depth + 1 < override.segments.count {
      guard known != nil || override.operation != .delete else {
        throw segment.origin.locate(.nothingToDelete(path: override.path))
      }
      let below = known ?? SpecNode(.map(SpecMap()), origin: segment.origin)
      let keyOrigin = map.entry(segment.key)?.keyOrigin ?? segment.origin
      map.set(segment.key, to: try below.applying(override, at: depth + 1), keyOrigin: keyOrigin)
    } else if override.operation == .delete {
      try known.checkDeletion(by: override, segment)
      map.remove(segment.key)
    } else {
      let value = override.value ?? SpecNode.value(.null)
      if override.operation == .add, let known, !known.isNull, known.map == nil || value.map == nil {
        let place = map.entry(segment.key)?.keyOrigin.place ?? known.origin.place
        throw segment.origin.locate(.alreadySet(path: override.path, at: place))
      }
      map.set(segment.key, to: known?.merging(value) ?? value, keyOrigin: segment.origin)
    }
    return SpecNode(.map(map), origin: origin)
  }
}

extension Override {
  fileprivate func path(to depth: Int) -> String { segments.prefix(depth).map(\.key).joined(separator: ".") }
}

extension SpecNode? {
  fileprivate func checkDeletion(
    by override: Override, _ segment: Override.Segment
  ) throws(Located<SpecProblem>) {
    guard let known = self else { throw segment.origin.locate(.nothingToDelete(path: override.path)) }
    guard let expected = override.value, expected != known else { return }
    throw expected.origin.locate(
      .deleteDiffers(path: override.path, expected: SpecFinding(expected), found: SpecFinding(known)))
  }
}
