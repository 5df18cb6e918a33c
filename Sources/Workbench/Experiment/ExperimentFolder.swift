import Files
import Foundation

/// Where an experiment leaves its results: NeMo's layout, which TAO's users know.
struct ExperimentFolder {
  /// What a spec says about the folder.
  struct Request {
    /// `explicit_log_dir`: the folder itself.
    var explicit: String?
    /// `exp_dir`: the folder for all experiments.
    var parent: String?
    /// `version`: the name of the run's own folder.
    var version: String?
    /// Whether a version that nobody gave is the time, or else `version_<n>`.
    var usesDates: Bool
  }

  /// The folder, as the spec names it.
  let path: String
  /// What the log should say about the choice.
  private(set) var warnings: [String] = []

  /// Chooses the folder; it need not exist yet.
  ///
  /// - Parameters:
  ///   - resumes: whether a run goes on in its folder, so that each run cannot have a folder of its own.
  ///   - clock: `YYYY-MM-DD_HH-MM-SS`, local time.
  init(_ request: Request, name: String, resumes: Bool, environment: [String: String], clock: String) {
    if let explicit = request.explicit {
      path = explicit.isEmpty ? "." : explicit
      if request.parent != nil || request.version != nil {
        warnings.append(
          "exp_manager.explicit_log_dir is the results folder; exp_dir and version do not count beside it")
      }
      return
    }
    let folder = Self.join(request.parent ?? "./nemo_experiments", name)
    if let version = request.version ?? environment["NEMO_EXPM_VERSION"].flatMap({ $0.isEmpty ? nil : $0 }) {
      path = Self.join(folder, version)
    } else if resumes {
      path = folder
      warnings.append("resume_if_exists is on, so the run has no version folder of its own")
    } else if request.usesDates {
      path = Self.join(folder, clock)
    } else {
      path = Self.join(folder, "version_\(Self.next("version_", in: folder))")
    }
  }

  /// A folder that is there.
  init(path: String) { self.path = path }

  /// The path of something inside.
  func file(_ name: String) -> String { Self.join(path, name) }

  /// Moves the files of an earlier run out of the way, into `run_<n>`; folders stay where they are.
  ///
  /// - Returns: the folder that they are in now; `nil` if there were none.
  func moveFilesOfEarlierRun() throws -> String? {
    let manager = FileManager.default
    let names = ((try? manager.contentsOfDirectory(atPath: path)) ?? []).sorted()
    let files = names.filter { FileKind(of: file($0)) == .regular }
    guard !files.isEmpty else { return nil }
    let folder = file("run_\(Self.next("run_", in: path))")
    try FilePath.makeFolder(folder)
    for name in files {
      do {
        try manager.moveItem(atPath: file(name), toPath: Self.join(folder, name))
      } catch {
        throw FileError(FileProblem(error, during: .replace), file: file(name))
      }
    }
    return folder
  }

  /// Writes a whole text file.
  func write(_ text: String, to name: String) throws {
    let target = try AtomicFile(file(name))
    try target.write(text)
    try target.commit()
  }

  /// Copies files into the folder, flat, under their own names.
  ///
  /// - Throws: `FileError<FileProblem>`.
  func copy(_ paths: [String]) throws {
    for source in paths {
      let bytes = try MappedFile.open(source)
      let target = try AtomicFile(file(URL(filePath: source).lastPathComponent))
      try target.write(bytes)
      try target.commit()
    }
  }

  /// One more than the highest number among the names that begin so.
  private static func next(_ prefix: String, in folder: String) -> Int {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let numbers = names.compactMap { $0.hasPrefix(prefix) ? Int($0.dropFirst(prefix.count)) : nil }
    return (numbers.max() ?? -1) + 1
  }

  static func join(_ folder: String, _ name: String) -> String {
    folder.hasSuffix("/") ? folder + name : folder + "/" + name
  }
}
