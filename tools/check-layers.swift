// Checks that arrows between our targets point strictly down. Run through `tools/check-layers`.
//
// Usage: swift check-layers.swift ROOT DUMP — ROOT is the package, DUMP the output of `swift package dump-package`.
import Foundation

/// The floor of each target; a target may depend on those of lower floors only.
let levels: [String: Int] = [
  "COpenBLAS": -1, "CLibXML2": -1, "CZlib": -1, "CZstd": -1, "CKernels": -1,
  "Diagnostics": 0, "Annotations": 0, "Files": 0, "JSONText": 0,
  "Kernels": 1, "Tokenization": 1, "CorpusFormats": 1, "CorpusStore": 1, "Specs": 1, "Scoring": 1, "Hub": 1,
  "CorpusAnalysis": 1,
  "Layers": 2, "Reports": 2,
  "Taggers": 3,
  "Training": 4, "BulkTagging": 4, "Exporting": 4,
  "Workbench": 5,
  "gloss": 6,
]

/// Targets for tests alone: they may import anything, and only tests may import them.
let testHelpers: Set = ["TestSupport"]

/// What `swift package dump-package` says of a target, as far as it matters here.
struct Target: Decodable {
  var name: String
  var type: String
  var path: String?
  var dependencies: [Dependency]
}

/// `{"byName": ["X", null]}`, `{"target": ["X", null]}` or `{"product": ["X", "package", …]}`.
struct Dependency: Decodable {
  var name: String

  init(from decoder: any Decoder) throws {
    let fields = try decoder.singleValueContainer().decode([String: [Entry]].self)
    name = fields.values.first?.first?.text ?? ""
  }

  /// A string, or anything else, which we skip.
  struct Entry: Decodable {
    var text: String?
    init(from decoder: any Decoder) throws { text = try? decoder.singleValueContainer().decode(String.self) }
  }
}

struct Package: Decodable { var targets: [Target] }

/// The module that a line imports, if it does: `public import struct Annotations.Tag` gives `Annotations`.
func importedModule(_ line: Substring) -> String? {
  let prefixes = ["import", "public", "internal", "package", "private", "fileprivate", "@"]
  guard prefixes.contains(where: line.drop(while: \.isWhitespace).hasPrefix) else { return nil }
  let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias", "actor"]
  let words = line.split(whereSeparator: \.isWhitespace)
  guard let position = words.firstIndex(of: "import") else { return nil }
  // Only attributes and access levels may stand before the word, else it is some other line.
  let before = words[..<position]
  guard before.allSatisfy({ $0.hasPrefix("@") || prefixes.contains(String($0)) }) else { return nil }
  var rest = words[(position + 1)...]
  if let kind = rest.first, kinds.contains(kind) { rest = rest.dropFirst() }
  return rest.first?.split(whereSeparator: { $0 == "." || $0 == ";" }).first.map(String.init)
}

/// The Swift files below a folder, in order.
func swiftFiles(in folder: String) -> [String] {
  guard let found = FileManager.default.enumerator(atPath: folder) else { return [] }
  return found.compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") }.sorted()
}

/// What is wrong with the arrows that the manifest declares for a target.
func declaredProblems(of target: Target, known: Set<String>) -> [String] {
  guard target.type != "test" else { return [] }
  let ours = target.dependencies.map(\.name).filter(known.contains)
  if testHelpers.contains(target.name) { return [] }
  guard let level = levels[target.name] else {
    return ["target \(target.name) has no level: give it one in tools/check-layers.swift"]
  }
  return ours.compactMap { name in
    if testHelpers.contains(name) { return "\(target.name) depends on \(name), which only tests may import" }
    guard let other = levels[name] else { return nil }
    if other < level { return nil }
    let direction = other == level ? "sideways" : "upward"
    return "\(target.name) (level \(level)) depends on \(name) (level \(other)): the arrow points \(direction)"
  }
}

/// The imports of our targets that a target's sources make and the manifest does not declare.
func undeclaredImports(of target: Target, known: Set<String>, root: String) -> [String] {
  guard target.type != "test" else { return [] }
  let declared = Set(target.dependencies.map(\.name)).union([target.name])
  let folder = target.path ?? "Sources/\(target.name)"
  return swiftFiles(in: "\(root)/\(folder)").flatMap { file -> [String] in
    guard let text = try? String(contentsOfFile: "\(root)/\(folder)/\(file)", encoding: .utf8) else { return [] }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    return lines.enumerated().compactMap { number, line in
      guard let module = importedModule(line), known.contains(module), !declared.contains(module) else { return nil }
      let place = "\(folder)/\(file):\(number + 1):1"
      return "\(place): imports \(module), which Package.swift does not declare for \(target.name)"
    }
  }
}

func complain(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }

let arguments = CommandLine.arguments.dropFirst()
guard arguments.count == 2, let root = arguments.first, let dump = arguments.last else {
  complain("usage: swift check-layers.swift ROOT DUMP")
  exit(64)
}
do {
  let package = try JSONDecoder().decode(Package.self, from: Data(contentsOf: URL(filePath: dump)))
  let known = Set(package.targets.map(\.name))
  let problems = package.targets.flatMap {
    declaredProblems(of: $0, known: known) + undeclaredImports(of: $0, known: known, root: root)
  }
  problems.forEach { complain("check-layers: \($0)") }
  if problems.isEmpty { complain("check-layers: \(known.count) targets, every arrow points down") }
  exit(problems.isEmpty ? 0 : 1)
} catch {
  complain("check-layers: the manifest's dump \(dump) cannot be read: \(error)")
  exit(2)
}
