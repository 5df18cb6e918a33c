import Files
import Foundation

/// The files that paths, folders and patterns stand for, in a fixed order: as given, inside folders by name.
///
/// Nothing is looked at before it is its turn, so that the first file comes at once and only the names of folders that are open are in
/// memory, however many files there are.
public struct InputList: Sendable, Sequence {
  /// A file, or what stands in the place of one.
  public enum Entry: Hashable, Sendable {
    /// A file that was named; `-` is standard input.
    case named(String)
    /// A file that was found in a folder.
    case found(String)
    /// A path that leads nowhere.
    case broken(path: String, reason: String)
    /// What another run wrote. If it is read, that is the next entry.
    case output(FoundOutput)

    /// The path of what can be read.
    var path: String? {
      switch self {
      case .named(let path), .found(let path): path
      case .broken, .output: nil
      }
    }
  }

  private let paths: [String]
  private let own: OwnOutput?

  /// A list of paths. A path with `*`, `?` or `[` that names no file is a pattern; `**` stands for any folders. Links to files are
  /// followed, links to folders only where they are named: so no way is endless. Names that begin with a dot are left out.
  ///
  /// What lies in folders and was written by another run, as a journal beside it says, is left out too.
  ///
  /// - Parameters:
  ///   - output: the run's own output; what it and earlier runs wrote there and beside is no input.
  ///   - files: the paths of the files that it consists of, where these have other names.
  public init(_ paths: [String], output: String? = nil, files: [String] = []) {
    (self.paths, own) = (paths, output.map { OwnOutput($0, files: files) })
  }

  /// Whether standard input is one of them.
  public var readsStandardInput: Bool { paths.contains("-") }

  /// From the first on.
  public func makeIterator() -> Iterator { Iterator(paths, own) }

  /// Walks through the list.
  public struct Iterator: IteratorProtocol, Sendable {
    /// What is left to do; the last is the next.
    private enum Step {
      /// Paths as they were given.
      case paths(ArraySlice<String>)
      /// A path as it was given, whoever wrote it.
      case named(String)
      /// Names in a folder.
      case names(Listing)
      /// Parts of a pattern below a folder.
      case pattern(String, ArraySlice<String>)
      /// Names in a folder that a pattern's first part is compared with.
      case matches(Listing, ArraySlice<String>)
      /// The end of a pattern, and how many entries there were before it.
      case patternEnds(String, Int)
    }

    /// A folder, the names in it that were not looked at yet, and the outputs that lie there.
    private struct Listing {
      let folder: String
      var names: ArraySlice<String>
      var outputs: OtherOutputs
    }

    private var steps: [Step]
    private let own: OwnOutput?
    private var count = 0

    fileprivate init(_ paths: [String], _ own: OwnOutput?) { (steps, self.own) = ([.paths(paths[...])], own) }

    /// The next entry, or `nil` after the last.
    public mutating func next() -> Entry? {
      while let step = steps.popLast() {
        guard let entry = take(step) else { continue }
        count += 1
        return entry
      }
      return nil
    }

    private mutating func take(_ step: Step) -> Entry? {
      switch step {
      case .paths(var paths):
        guard let path = paths.popFirst() else { return nil }
        steps.append(.paths(paths))
        return given(path)
      case .named(let path): return named(path)
      case .names(var listing):
        guard let name = listing.names.popFirst() else { return nil }
        let output = listing.outputs.output(of: name)
        steps.append(.names(listing))
        return found(Self.joined(listing.folder, name), output)
      case .pattern(let folder, let parts): return expand(folder, parts)
      case .matches(var listing, let parts):
        guard let name = listing.names.popFirst() else { return nil }
        let output = listing.outputs.output(of: name)
        steps.append(.matches(listing, parts))
        return compare(Self.joined(listing.folder, name), name, parts, output)
      case .patternEnds(let path, let before):
        return count == before ? .broken(path: path, reason: "no file matches this pattern") : nil
      }
    }

    private mutating func given(_ path: String) -> Entry? {
      if path == "-" { return .named(path) }
      guard FileKind(of: path) == nil, path.contains(where: { "*?[".contains($0) }) else {
        guard let output = OtherOutputs.output(at: path) else { return named(path) }
        steps.append(.named(path))
        return .output(FoundOutput(path: path, output: output, isRead: true))
      }
      steps.append(.patternEnds(path, count))
      let parts = path.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
      steps.append(.pattern(path.hasPrefix("/") ? "/" : "", parts[...]))
      return nil
    }

    private mutating func named(_ path: String) -> Entry? { FileKind(of: path) == .folder ? open(path) : .named(path) }

    private static func listing(_ folder: String) throws -> Listing {
      let names = try names(in: folder.isEmpty ? "." : folder)
      return Listing(folder: folder, names: names[...], outputs: OtherOutputs(in: folder, names: names))
    }

    private mutating func open(_ folder: String) -> Entry? {
      do {
        steps.append(.names(try Self.listing(folder)))
        return nil
      } catch {
        return .broken(path: folder, reason: "\(error)")
      }
    }

    /// What was found in a folder.
    private mutating func found(_ path: String, _ output: String?) -> Entry? {
      if own?.wrote(path) == true { return nil }
      if let output { return .output(FoundOutput(path: path, output: output, isRead: false)) }
      switch FileKind(of: path) {
      case .folder:
        guard FileKind.isLink(path) else { return open(path) }
        return .broken(path: path, reason: "a symbolic link to a folder, which is followed only where it is named")
      case .regular: return .found(path)
      case .other:
        return .broken(
          path: path, reason: "neither a file nor a folder; pipes and devices are read only where they are named")
      case nil:
        // Whatever else it is, opening it tells better.
        return FileKind.isLink(path) ? .broken(path: path, reason: "a symbolic link that leads nowhere") : .found(path)
      }
    }

    private mutating func expand(_ folder: String, _ parts: ArraySlice<String>) -> Entry? {
      guard let part = parts.first else { return nil }
      let rest = parts.dropFirst()
      guard part.contains(where: { "*?[".contains($0) }) else {
        let path = Self.joined(folder, part)
        if rest.isEmpty { return FileKind(of: path) == nil ? nil : found(path, OtherOutputs.output(at: path)) }
        steps.append(.pattern(path, rest))
        return nil
      }
      if let listing = try? Self.listing(folder) { steps.append(.matches(listing, parts)) }
      if part == "**" { steps.append(.pattern(folder, rest.isEmpty ? ["*"] : rest)) }
      return nil
    }

    private mutating func compare(
      _ path: String, _ name: String, _ parts: ArraySlice<String>, _ output: String?
    ) -> Entry? {
      guard let part = parts.first else { return nil }
      let isFolder = FileKind(of: path) == .folder
      if part == "**" {
        if isFolder, !FileKind.isLink(path) { steps.append(.pattern(path, parts)) }
        return nil
      }
      guard NamePattern(part).matches(name) else { return nil }
      let rest = parts.dropFirst()
      if rest.isEmpty { return isFolder ? nil : found(path, output) }
      if isFolder { steps.append(.pattern(path, rest)) }
      return nil
    }

    private static func names(in folder: String) throws -> [String] {
      do {
        return try FileManager.default.contentsOfDirectory(atPath: folder).filter { !$0.hasPrefix(".") }
          .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      } catch {
        throw FileProblem(error, during: .read)
      }
    }

    private static func joined(_ folder: String, _ name: String) -> String {
      folder.isEmpty ? name : folder.hasSuffix("/") ? folder + name : folder + "/" + name
    }
  }
}
