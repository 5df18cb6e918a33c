import Foundation

/// What the version control of the working folder says, for `git-info.log`.
enum GitState {
  /// The commit and the changes since; `nil` outside a work tree, or where there is no git.
  static func description() -> String? {
    guard run(["rev-parse", "--is-inside-work-tree"])?.hasPrefix("true") == true,
      let commit = run(["rev-parse", "HEAD"])
    else { return nil }
    return "commit hash: \(commit)" + (run(["diff", "HEAD"]) ?? "")
  }

  /// The standard output of a git command that succeeded.
  private static func run(_ arguments: [String]) -> String? {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["git", "--no-pager", "--no-optional-locks"] + arguments
    let output = Pipe()
    (process.standardOutput, process.standardError) = (output, FileHandle.nullDevice)
    process.standardInput = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let bytes = (try? output.fileHandleForReading.readToEnd()) ?? Data()
    process.waitUntilExit()
    return process.terminationStatus == 0 ? String(decoding: bytes, as: UTF8.self) : nil
  }
}
