import Foundation

/// File systems in memory, mounted over a test's folder. That takes root, and a container may forbid it even then.
public enum SmallDisk {
  /// Whether it can be done here.
  public static let isPossible: Bool = {
    guard let place = try? Workplace(), mount(place.path, "size=64k") else { return false }
    return unmount(place.path)
  }()

  /// Mounts one over the folder at a path, with options of `mount`.
  @discardableResult
  public static func mount(_ path: String, _ options: String) -> Bool {
    run("mount", ["-t", "tmpfs", "-o", options, "t", path])
  }

  /// Gives the one over a folder other options.
  @discardableResult
  public static func remount(_ path: String, _ options: String) -> Bool {
    run("mount", ["-o", "remount,\(options)", path])
  }

  /// Takes the one over a folder away.
  @discardableResult
  public static func unmount(_ path: String) -> Bool { run("umount", [path]) }

  private static func run(_ tool: String, _ arguments: [String]) -> Bool {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [tool] + arguments
    (process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }
}
