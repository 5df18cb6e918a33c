import Diagnostics

/// One map of a spec while it is read.
public final class SpecSection {
  /// What was read under a key.
  private enum Read {
    case value(SpecNode)
    case section(SpecSection)
    /// Looked at, and not a part of the effective spec.
    case nothing
  }

  private let session: ReadingSession
  /// The keys that lead here from the root.
  public let path: [String]
  private let map: SpecMap?
  let origin: Origin
  private var order: [String] = []
  private var reads: [String: Read] = [:]
  private var failed: Set<String> = []

  init(path: [String], node: SpecNode?, origin: Origin, session: ReadingSession) {
    (self.path, map, self.origin, self.session) = (path, node?.map, origin, session)
  }

  /// Whether the spec itself names the key, with any value.
  public func names(_ key: String) -> Bool { map?[key] != nil }

  /// Whether the spec has `???` under the key; it is then taken as read, and is no part of the effective spec.
  func isUnset(_ key: String) -> Bool {
    guard map?[key]?.isMandatory == true else { return false }
    record(key, .nothing)
    return true
  }

  /// Reports a value that was read but breaks a rule, at the place where it stands. Says nothing if reading it failed.
  ///
  /// - Parameter message: Goes on from the key: `must be greater than 0`.
  public func check(_ condition: Bool, key: String, _ message: String) {
    guard !condition, !failed.contains(key) else { return }
    report(.invalid(path: dotted(key), message: message), key: key)
  }

  /// Refuses a key that other tools know and this one cannot follow. `null`, `false`, and empty lists and maps ask for
  /// nothing and pass.
  public func refuse(_ key: String, because reason: String) {
    record(key, .nothing)
    guard let entry = map?.entry(key) else { return }
    switch entry.value.content {
    case .scalar(let scalar) where scalar.value == .null || scalar.value == .bool(false): return
    case .list(let list) where list.isEmpty: return
    case .map(let map) where map.entries.isEmpty: return
    default: session.report(.refused(path: dotted(key), reason: reason), at: entry.keyOrigin)
    }
  }

  /// An untyped sub-tree, resolved; `nil` if it is absent or `null`.
  public func open(_ key: String) -> SpecNode? {
    guard let node = resolved(key) else {
      if reads[key] == nil { record(key, .value(.value(.null))) }
      return nil
    }
    record(key, .value(node.escaped))
    return node.isNull ? nil : node
  }

  /// A section below; absent or `null` it reads as all defaults.
  public func section(_ key: String) -> SpecSection {
    if case .section(let section) = reads[key] { return section }
    let node = resolvedSection(key)
    if let node, node.map == nil, !node.isNull { mismatch(key, .section, node) }
    let section = SpecSection(
      path: path + [key], node: node, origin: map?.entry(key)?.keyOrigin ?? origin, session: session)
    record(key, .section(section))
    return section
  }

  /// A section below; `nil` if it is absent or `null`.
  public func optionalSection(_ key: String) -> SpecSection? {
    guard let node = map?[key], !node.isNull, resolvedSection(key)?.isNull != true else {
      record(key, .value(.value(.null)))
      return nil
    }
    return section(key)
  }

  // MARK: For the typed reads

  /// Reads one value.
  ///
  /// - Parameters:
  ///   - standard: The value where the spec names none; `nil` if it must.
  ///   - placeholder: What to go on with after a problem.
  ///   - encode: The value as a node of the effective spec.
  ///   - decode: The value of a node, or `nil` after reporting what is wrong with it.
  func read<Value>(
    _ key: String, default standard: Value?, placeholder: Value, encode: (Value) -> SpecNode.Content,
    decode: (SpecNode) -> Value?
  ) -> Value {
    guard map?[key] != nil else {
      guard let standard else {
        mustBeSet(key, at: origin)
        return placeholder
      }
      record(key, .value(SpecNode(encode(standard)).escaped))
      return standard
    }
    guard let node = resolved(key) else { return standard ?? placeholder }
    guard let value = decode(node) else {
      failed.insert(key)
      record(key, .value(node.escaped))
      return standard ?? placeholder
    }
    // The text as written where it means the same: `lr: 5e-5` is not saved as 5e-05.
    let content = encode(value)
    let effective = SpecNode(content, origin: node.origin)
    record(key, .value((effective == node ? node : effective).escaped))
    return value
  }

  /// The resolved value under a key, or `nil` if it is absent, or after reporting why it has none.
  private func resolved(_ key: String) -> SpecNode? {
    guard let node = map?[key] else { return nil }
    if node.isMandatory {
      mustBeSet(key, at: node.origin)
      return nil
    }
    do throws(Located<SpecProblem>) {
      let node = try session.resolver.resolve(node, at: path + [key])
      if let unset = node.firstMandatory(path + [key]) {
        failed.insert(key)
        record(key, .value(node.escaped))
        session.report(.mustBeSet(path: unset.path.joined(separator: "."), file: session.file), at: unset.origin)
        return nil
      }
      return node
    } catch {
      failed.insert(key)
      record(key, .value(node))
      session.report(error, at: node.origin)
      return nil
    }
  }

  /// A section's own node: only the interpolation that stands for the whole section is resolved here, its values when
  /// they are read.
  private func resolvedSection(_ key: String) -> SpecNode? {
    guard let node = map?[key] else { return nil }
    // Escaped again, since its values are resolved once more when they are read.
    return node.map == nil ? resolved(key)?.escaped : node
  }

  func mismatch(_ key: String, _ expected: SpecType, _ node: SpecNode, element: Int? = nil) {
    failed.insert(key)
    let path = dotted(key) + (element.map { "[\($0)]" } ?? "")
    session.report(.typeMismatch(path: path, expected: expected, found: SpecFinding(node)), at: node.origin)
  }

  func report(_ problem: SpecProblem, key: String) {
    failed.insert(key)
    session.report(problem, at: map?[key]?.origin ?? origin)
  }

  func dotted(_ key: String) -> String { (path + [key]).joined(separator: ".") }

  private func mustBeSet(_ key: String, at origin: Origin) {
    failed.insert(key)
    record(key, .value(.value(.string("???"))))
    session.report(.mustBeSet(path: dotted(key), file: session.file), at: origin)
  }

  private func record(_ key: String, _ read: Read) {
    if reads.updateValue(read, forKey: key) == nil { order.append(key) }
  }

  // MARK: For the reader

  /// What was read, in reading order.
  var effective: SpecNode {
    var result = SpecMap()
    for key in order {
      switch reads[key] {
      case .value(let node): result.set(key, to: node, keyOrigin: map?.entry(key)?.keyOrigin ?? .standard)
      case .section(let section): result.set(key, to: section.effective, keyOrigin: section.origin)
      case .nothing, nil: break
      }
    }
    return SpecNode(.map(result), origin: origin)
  }

  /// The paths of all keys that were asked for, here and below.
  var allKnownPaths: [[String]] {
    order.flatMap { key in
      if case .section(let section) = reads[key] { [path + [key]] + section.allKnownPaths } else { [path + [key]] }
    }
  }

  func unknownKeys(
    elsewhere: [[String]], into found: inout [(origin: Origin, problem: Located<SpecProblem>)]
  ) {
    for entry in map?.entries ?? [] {
      switch reads[entry.key] {
      case .section(let section): section.unknownKeys(elsewhere: elsewhere, into: &found)
      case .some: break
      case nil:
        let near = Suggestion.closest(to: entry.key, among: order).map(dotted)
        let suggestion = near ?? elsewhere.first { $0.last == entry.key }?.joined(separator: ".")
        let problem = SpecProblem.unknownKey(path: dotted(entry.key), suggestion: suggestion)
        found.append((entry.keyOrigin, entry.keyOrigin.locate(problem)))
      }
    }
  }
}

extension SpecNode {
  /// The first `???` in this node or below, and the path that must be set to get rid of it.
  fileprivate func firstMandatory(_ path: [String]) -> (path: [String], origin: Origin)? {
    switch content {
    case .scalar: return isMandatory ? (path, origin) : nil
    case .list(let list):
      // An element cannot be set by itself, so the path is the list's.
      for element in list {
        if let found = element.firstMandatory(path) { return (path, found.origin) }
      }
    case .map(let map):
      for entry in map.entries {
        if let found = entry.value.firstMandatory(path + [entry.key]) { return found }
      }
    }
    return nil
  }
}
