import Files
import Foundation

/// Finds the inputs below files and folders: each file's form, and the files that belong together.
public struct CorpusDiscovery: Sendable {
  /// What was found, in the order of the paths, inside folders by name.
  public private(set) var inputs: [CorpusInput] = []
  /// What was left out, and why.
  public private(set) var remarks: [String] = []
  private let form: CorpusFormat?

  /// Looks at paths: files, folders with all that they hold, `-` for standard input.
  ///
  /// - Parameter form: the form of all files; `nil`: told by their contents.
  /// - Throws: `FileError<FileProblem>` for a path that is not there or cannot be read; `FileError<DiscoveryProblem>` for a
  ///   named file whose form cannot be told, and if nothing is found.
  public init(_ paths: [String], as form: CorpusFormat? = nil) throws {
    self.form = form
    for path in paths {
      if path == "-" {
        guard let form else { throw FileError(DiscoveryProblem.pipeWithoutForm, file: path) }
        inputs.append(CorpusInput(form, paths: ["-"], name: "standard-input"))
      } else if FileKind(of: path) == .folder {
        try addFolder(path)
      } else {
        try addFiles([path], below: FilePath.folder(of: path), areNamed: true)
      }
    }
    if inputs.isEmpty { throw FileError(DiscoveryProblem.nothing(form), file: paths.joined(separator: ", ")) }
  }

  private mutating func addFolder(_ folder: String) throws {
    var files: [String] = []
    var folders = [folder]
    while let next = folders.popLast() {
      guard let names = try? FileManager.default.contentsOfDirectory(atPath: next) else {
        if next == folder { throw FileError(FileProblem.notPermitted(.read), file: folder) }
        remarks.append("\(next): this folder cannot be read, left out")
        continue
      }
      // What stands before each name: as `appendingPathComponent` has it, asked once.
      let prefix = String((next as NSString).appendingPathComponent("x").dropLast())
      for name in names where name.utf8.first != UInt8(ascii: ".") {
        let path = prefix + name
        switch FileKind(of: path) {
        case .regular: files.append(path)
        case .folder:
          // Links to folders are not followed: so no way is endless.
          if !FileKind.isLink(path) { folders.append(path) }
        default: remarks.append("\(path): not a regular file, left out")
        }
      }
    }
    files.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    try addFiles(files, below: folder, areNamed: false)
  }

  private mutating func addFiles(_ files: [String], below folder: String, areNamed: Bool) throws {
    let there = Set(files)
    for path in files {
      if !areNamed, Self.isBeside(path) { continue }
      // The second file of a pair comes in with the first, if that is there too.
      if let first = Self.first(ofPairWith: path), there.contains(first) { continue }
      guard let found = try found(path, areNamed: areNamed) else { continue }
      var paths = [path]
      var format = found
      if let second = Self.second(ofPairWith: path, there, form: form) {
        (paths, format) = ([path, second.path], second.format)
      } else if found.needsPair {
        guard let partner = Self.partner(of: path, found) else {
          remarks.append("\(path): the text that these annotations belong to is not beside it; left out")
          continue
        }
        paths = [partner, path]
      }
      if let form, form != format, !areNamed {
        continue
      }
      inputs.append(
        CorpusInput(form ?? format, paths: paths, name: Self.name(path, below: folder), split: Self.split(path)))
    }
  }

  /// The form of a file; `nil` where it is left out.
  private mutating func found(_ path: String, areNamed: Bool) throws -> CorpusFormat? {
    if let form, areNamed { return form }
    if let found = try FormatDetection.form(of: path) { return found }
    guard !areNamed else { throw FileError(DiscoveryProblem.noForm, file: path) }
    remarks.append("\(path): no text, left out")
    return nil
  }
}

// MARK: Names

extension CorpusDiscovery {
  /// Files that lie beside corpora and are none.
  private static func isBeside(_ path: String) -> Bool {
    let name = FilePath.name(of: path).lowercased()
    let stem = name.utf8.split(separator: UInt8(ascii: ".")).first.map { String(Substring($0)) } ?? name
    if ["source", "readme", "license", "licence", "copying", "notice", "changelog"].contains(stem) { return true }
    return name == "label_ids.csv" || name == "annotation.conf"
      || ["_label_stats.tsv", ".dtd", ".xsd", ".rng"].contains { ends(name, with: $0) }
  }

  /// As bytes: `hasSuffix` walks over characters, which shows where there are thousands of files.
  private static func ends(_ text: String, with ending: String) -> Bool {
    text.utf8.suffix(ending.utf8.count).elementsEqual(ending.utf8)
  }

  /// A path without `.gz` and the last extension, and that extension.
  private static func taken(_ path: String) -> (stem: String, ending: String, packing: String) {
    let packed = ends(path, with: ".gz")
    let plain = packed ? String(path.dropLast(3)) : path
    let (stem, ending) = FilePath.parts(of: plain)
    return (stem, ending, packed ? ".gz" : "")
  }

  private static func labelsPath(ofText path: String) -> String? {
    let name = FilePath.name(of: path)
    guard name.hasPrefix("text") else { return nil }
    let folder = FilePath.folder(of: path)
    return (folder as NSString).appendingPathComponent("labels" + name.dropFirst(4))
  }

  /// The other file of a pair that begins with `path`, and the pair's form.
  private static func second(
    ofPairWith path: String, _ there: Set<String>, form: CorpusFormat?
  ) -> (path: String, format: CorpusFormat)? {
    func exists(_ other: String) -> Bool { there.contains(other) || FileKind(of: other) == .regular }
    if let labels = labelsPath(ofText: path), exists(labels), form == nil || form == .textLabels {
      return (labels, .textLabels)
    }
    let (stem, ending, packing) = taken(path)
    guard ending == "txt" else { return nil }
    for (other, format) in [("ann", CorpusFormat.brat), ("con", .i2b2Concepts)] where form == nil || form == format {
      if exists("\(stem).\(other)\(packing)") { return ("\(stem).\(other)\(packing)", format) }
    }
    return nil
  }

  /// The first file of a pair whose second one is `path`.
  private static func first(ofPairWith path: String) -> String? {
    let (stem, ending, packing) = taken(path)
    if ending == "ann" || ending == "con" { return "\(stem).txt\(packing)" }
    let name = FilePath.name(of: path)
    guard name.hasPrefix("labels") else { return nil }
    let folder = FilePath.folder(of: path)
    return (folder as NSString).appendingPathComponent("text" + name.dropFirst(6))
  }

  /// The text of annotations that were named alone.
  private static func partner(of path: String, _ format: CorpusFormat) -> String? {
    first(ofPairWith: path).flatMap { FileKind(of: $0) == .regular ? $0 : nil }
  }

  private static func name(_ path: String, below folder: String) -> String {
    let prefix = folder.isEmpty || folder.hasSuffix("/") ? folder : folder + "/"
    return path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : path
  }

  /// The part of a corpus that a file's name tells; words of the name count, not parts of words.
  static func split(_ path: String) -> String? {
    let name = FilePath.name(of: path).lowercased()
    let words = name.unicodeScalars.split { $0.isASCII ? !("a"..."z").contains($0) : !$0.properties.isAlphabetic }
    for word in words {
      switch String(word) {
      case "train", "training": return "train"
      case "dev", "devel", "development", "valid", "validation", "val": return "dev"
      case "test", "eval", "testing": return "test"
      default: continue
      }
    }
    return nil
  }
}

extension CorpusFormat {
  /// Whether a file of this form is half of a pair.
  fileprivate var needsPair: Bool { self == .brat || self == .i2b2Concepts }
}

/// Why no input was found.
public enum DiscoveryProblem: Error, Hashable, Sendable {
  /// A file that is none of the forms, not even text.
  case noForm
  /// Standard input cannot be looked at before it is read.
  case pipeWithoutForm
  /// Nothing that could be read.
  case nothing(CorpusFormat?)
}

extension DiscoveryProblem: CustomStringConvertible {
  /// What was found and what to do.
  public var description: String {
    let forms = CorpusFormat.allCases.map(\.rawValue).joined(separator: ", ")
    return switch self {
    case .noForm:
      "the file is no text, so its form cannot be told (a ZIP archive is to be unpacked first); forms are: \(forms)"
    case .pipeWithoutForm: "standard input has no form of its own; name it with --format: \(forms)"
    case .nothing(let form?): "no file of the form '\(form.rawValue)' was found here"
    case .nothing(nil): "no file was found here"
    }
  }
}
