import CorpusFormats
import Files
import Foundation

/// Names of what runs write: from a file's name to those of the outputs that it may belong to. Bytes, since names that only look the
/// same are two files.
enum OutputNames {
  /// What runs write beside an output begins with its name and goes on with one of these.
  private static let additions = [".part", ".journal", ".errors.jsonl", ".lock"].map { Array($0.utf8) }

  /// The names that an output, or one of its files, may have for a file of this name to be part of it.
  static func bases(of name: [UInt8]) -> [[UInt8]] {
    var bases = [name]
    for (place, byte) in name.enumerated() where byte == UInt8(ascii: ".") {
      if additions.contains(where: { name[place...].starts(with: $0) }) { bases.append(Array(name[..<place])) }
    }
    // `tags-00001.jsonl` is one of the files of `tags.jsonl`.
    for base in bases {
      for (place, byte) in base.enumerated() where byte == UInt8(ascii: "-") {
        let digits = base[(place + 1)...].prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        let rest = base[digits.endIndex...]
        if digits.count >= 5, rest.isEmpty || rest.first == UInt8(ascii: ".") {
          bases.append(Array(base[..<place]) + rest)
        }
      }
    }
    return bases
  }

  /// The names that an output may have that is TAO's pair of files, one of them of this name.
  static func pairs(of base: [UInt8]) -> [[UInt8]] {
    let prefixes = ["text_", "labels_", ""].map { Array($0.utf8) }
    guard let prefix = prefixes.dropLast().first(where: base.starts) else { return [] }
    var stem = base.dropFirst(prefix.count)
    let packing = Array(".gz".utf8)
    let isPacked = stem.suffix(3) == packing[...]
    if isPacked { stem = stem.dropLast(3) }
    let ending = Array(".txt".utf8)
    if stem.suffix(4) == ending[...] { stem = stem.dropLast(4) }
    return prefixes.flatMap { prefix in
      [[], ending].map { prefix + stem + $0 + (isPacked ? packing : []) }
    }
  }
}

/// The run's own output, so that a run over the folder that it writes to does not read it.
struct OwnOutput {
  private let path: String
  private let folder: String
  private let name: String
  private let names: Set<[UInt8]>

  /// - Parameter files: the paths of the files that results go to, where these are others.
  init(_ output: String, files: [String] = []) {
    path = FilePath.standard(output)
    (folder, name) = (FilePath.folder(of: path), FilePath.name(of: path))
    names = Set(([name] + files.map { FilePath.name(of: $0) }).map { Array($0.utf8) })
  }

  func wrote(_ other: String) -> Bool {
    // Few names come near, and only those are looked at in full.
    let isNamed = OutputNames.bases(of: Array(FilePath.name(of: other).utf8)).contains(where: names.contains)
    guard isNamed || other.contains(name) else { return false }
    let other = FilePath.standard(other)
    return other == path || other.hasPrefix(path + "/") || isNamed && FilePath.folder(of: other) == folder
  }
}

/// The outputs of other runs in a folder, known by the journals that lie beside them.
struct OtherOutputs {
  private let folder: String
  /// The names in the folder that look like journals; `nil`: the disk is asked.
  private let journals: Set<[UInt8]>?
  /// The journal that was looked at last, and what its run wrote; `nil` if it is something else.
  private var last: (name: [UInt8], rows: String?)?

  private static let endings = [".journal", ".journal.part", ".journal.old"].map { Array($0.utf8) }

  /// - Parameter names: all names in the folder, if they are known.
  init(in folder: String, names: [String]? = nil) {
    self.folder = folder
    journals = names.map { names in
      Set(names.lazy.filter { $0.contains(".journal") }.map { Array($0.utf8) })
    }
  }

  /// The name of the output that a file belongs to; `nil` if no run wrote it.
  mutating func output(of name: String) -> String? {
    if journals?.isEmpty == true { return nil }
    for base in OutputNames.bases(of: Array(name.utf8)) {
      if rows(of: base) != nil { return String(decoding: base, as: UTF8.self) }
      for pair in OutputNames.pairs(of: base)
      where rows(of: pair)?.hasPrefix("\(CorpusFormat.textLabels.rawValue) ") == true {
        return String(decoding: pair, as: UTF8.self)
      }
    }
    return nil
  }

  /// What the run wrote that has this output, as `RunIdentity.rows`.
  private mutating func rows(of output: [UInt8]) -> String? {
    for ending in Self.endings {
      let name = output + ending
      if let journals, !journals.contains(name) { continue }
      if last?.name != name {
        let path = (folder as NSString).appendingPathComponent(String(decoding: name, as: UTF8.self))
        // Others call their files so, too.
        guard let reader = try? JournalReader(path), case .identity(let identity)? = try? reader.next() else {
          last = (name, nil)
          continue
        }
        last = (name, identity.rows)
      }
      if let rows = last?.rows { return rows }
    }
    return nil
  }
}

extension FilePath {
  /// A path from the root on, without `.` and `..` and without a slash at its end.
  fileprivate static func standard(_ path: String) -> String {
    let path = URL(filePath: path).standardizedFileURL.path(percentEncoded: false)
    return path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
  }
}

extension OtherOutputs {
  /// The name of the output that a path is, or belongs to; `nil` if no run wrote it.
  static func output(at path: String) -> String? {
    let path = FilePath.standard(path)
    var outputs = OtherOutputs(in: FilePath.folder(of: path))
    return outputs.output(of: FilePath.name(of: path))
  }
}
