import Diagnostics

/// Resolves interpolations lazily against one tree.
final class InterpolationResolver {
  private let root: SpecNode
  private let environment: [String: String]
  /// What the reader's defaults say about keys that the tree does not name.
  private let defaults: SpecNode?

  private typealias Sized = (node: SpecNode, size: Int)
  private var resolved: [String: Sized] = [:]
  private var active: [String] = []

  private static let stepLimit = 100
  private static let textLimit = 1 << 20

  init(root: SpecNode, environment: [String: String], defaults: SpecNode? = nil) {
    (self.root, self.environment, self.defaults) = (root, environment, defaults)
  }

  /// The node with every interpolation in it replaced and every `\${` unescaped. `???` stays.
  func resolve(_ node: SpecNode, at path: [String]) throws(Located<SpecProblem>) -> SpecNode {
    try measured(node, at: path).node
  }

  /// The resolved node and how many nodes it has. Shared copies cost no memory, but whoever walks them pays for each, so
  /// their number is limited.
  private func measured(_ node: SpecNode, at path: [String]) throws(Located<SpecProblem>) -> Sized {
    switch node.content {
    case .list(let list):
      var elements: [SpecNode] = []
      var size = 1
      for (index, element) in list.enumerated() {
        let element = try measured(element, at: path + [String(index)])
        elements.append(element.node)
        size += element.size
      }
      return try limited(SpecNode(.list(elements), origin: node.origin), size)
    case .map(let map):
      var result = SpecMap()
      var size = 1
      for entry in map.entries {
        let value = try measured(entry.value, at: path + [entry.key])
        result.set(entry.key, to: value.node, keyOrigin: entry.keyOrigin)
        size += value.size
      }
      return try limited(SpecNode(.map(result), origin: node.origin), size)
    case .scalar(let scalar):
      guard scalar.hasInterpolation, case .string(let text) = scalar.value else { return (node, 1) }
      let name = path.joined(separator: ".")
      if let known = resolved[name] { return known }
      if let start = active.firstIndex(of: name) { throw node.origin.locate(.cycle(active[start...] + [name])) }
      if active.count >= Self.stepLimit { throw node.origin.locate(.interpolationTooDeep(limit: Self.stepLimit)) }
      active.append(name)
      defer { active.removeLast() }
      let value = try evaluate(text, isQuoted: scalar.isQuoted, node.origin)
      let result = (node: SpecNode(value.node.content, origin: node.origin), size: value.size)
      resolved[name] = result
      return result
    }
  }

  private func limited(_ node: SpecNode, _ size: Int) throws(Located<SpecProblem>) -> Sized {
    if size > SpecNode.nodeLimit { throw node.origin.locate(.interpolationTooLarge) }
    return (node, size)
  }

  private func evaluate(
    _ text: String, isQuoted: Bool, _ origin: Origin
  ) throws(Located<SpecProblem>) -> Sized {
    let parts: [Interpolation.Part]
    do {
      parts = try Interpolation(text).parts
    } catch {
      throw origin.advanced(by: error.offset, to: "${").locate(.malformedInterpolation(error.problem))
    }
    if parts.count == 1, let part = parts.first { return try evaluate(part, isQuoted, origin) }
    var joined = ""
    for part in parts {
      let node = try evaluate(part, isQuoted, origin).node
      guard let scalar = node.scalar else {
        guard case .reference(let path, let offset) = part else { continue }
        let problem = SpecProblem.notText(path: path.joined(separator: "."), found: SpecFinding(node))
        throw origin.advanced(by: offset, to: "${").locate(problem)
      }
      joined += scalar.text
      if joined.utf8.count > Self.textLimit { throw origin.locate(.interpolationTooLarge) }
    }
    return (SpecNode(.scalar(Scalar(.string(joined), text: joined, isQuoted: true))), 1)
  }

  private func evaluate(
    _ part: Interpolation.Part, _ isQuoted: Bool, _ origin: Origin
  ) throws(Located<SpecProblem>) -> Sized {
    switch part {
    case .literal(let text):
      return (SpecNode(.scalar(Scalar(.string(text), text: text, isQuoted: isQuoted)), origin: origin), 1)
    case .environment(let name, let standard, let offset):
      guard let text = environment[name] ?? standard else {
        throw origin.advanced(by: offset, to: "${").locate(.environmentUnset(name))
      }
      // Typed like an override's value; whoever wants text gets the characters themselves.
      let scalar = text.isEmpty ? Scalar(.string(""), text: "") : Scalar(override: text)
      return (SpecNode(.scalar(scalar), origin: origin), 1)
    case .reference(let path, let offset):
      return try target(path, origin.advanced(by: offset, to: "${"))
    }
  }

  private func target(_ path: [String], _ origin: Origin) throws(Located<SpecProblem>) -> Sized {
    var node = root
    for (depth, key) in path.enumerated() {
      let parent = try resolveScalar(node, at: Array(path.prefix(depth)))
      if parent.isMandatory {
        throw origin.locate(.unsetTarget(path: path.prefix(depth).joined(separator: ".")))
      }
      if let next = parent.map?[key] {
        node = next
      } else if let list = parent.list, let index = Int(key), list.indices.contains(index) {
        node = list[index]
      } else if let fallback = defaults?[path.joined(separator: ".")] {
        node = fallback
        break
      } else {
        let prefix = path.prefix(depth)
        let known = (parent.map?.keys ?? []) + (defaults?.node(at: prefix)?.map?.keys ?? [])
        let near = Suggestion.closest(to: key, among: known)
        let suggestion = near.map { (prefix + [$0] + path.dropFirst(depth + 1)).joined(separator: ".") }
        throw origin.locate(.missingTarget(path: path.joined(separator: "."), suggestion: suggestion))
      }
    }
    if node.isMandatory { throw origin.locate(.unsetTarget(path: path.joined(separator: "."))) }
    return try measured(node, at: path)
  }

  private func resolveScalar(_ node: SpecNode, at path: [String]) throws(Located<SpecProblem>) -> SpecNode {
    node.scalar == nil ? node : try resolve(node, at: path)
  }
}

extension SpecNode {
  fileprivate func node(at path: ArraySlice<String>) -> SpecNode? {
    path.isEmpty ? self : self[path.joined(separator: ".")]
  }

  /// The tree with every interpolation replaced; `???` stays. Text that holds `${` itself is escaped again, so that the
  /// result is a spec with the same meaning.
  ///
  /// - Parameter environment: The variables that `${env:VAR}` sees.
  /// - Throws: Every interpolation that cannot be replaced.
  public func resolved(environment: [String: String]) throws(SpecProblems) -> SpecNode {
    let resolver = InterpolationResolver(root: self, environment: environment)
    var problems: [Located<SpecProblem>] = []
    let tree = resolved(by: resolver, at: [], &problems)
    if !problems.isEmpty { throw SpecProblems(problems) }
    return tree
  }

  private func resolved(
    by resolver: InterpolationResolver, at path: [String], _ problems: inout [Located<SpecProblem>]
  ) -> SpecNode {
    switch content {
    case .scalar:
      do throws(Located<SpecProblem>) {
        return try resolver.resolve(self, at: path).escaped
      } catch {
        if !problems.contains(error) { problems.append(error) }
        return self
      }
    case .list(let list):
      var elements: [SpecNode] = []
      for (index, element) in list.enumerated() {
        elements.append(element.resolved(by: resolver, at: path + [String(index)], &problems))
      }
      return SpecNode(.list(elements), origin: origin)
    case .map(let map):
      var result = SpecMap()
      for entry in map.entries {
        let value = entry.value.resolved(by: resolver, at: path + [entry.key], &problems)
        result.set(entry.key, to: value, keyOrigin: entry.keyOrigin)
      }
      return SpecNode(.map(result), origin: origin)
    }
  }

  /// Resolved text back in source form.
  public var escaped: SpecNode {
    switch content {
    case .scalar(let scalar):
      guard case .string(let text) = scalar.value, text.contains("${") else { return self }
      return SpecNode(.scalar(Scalar(.string(Interpolation.escape(text)), isQuoted: scalar.isQuoted)), origin: origin)
    case .list(let list): return SpecNode(.list(list.map(\.escaped)), origin: origin)
    case .map(let map):
      var result = SpecMap()
      for entry in map.entries { result.set(entry.key, to: entry.value.escaped, keyOrigin: entry.keyOrigin) }
      return SpecNode(.map(result), origin: origin)
    }
  }
}
