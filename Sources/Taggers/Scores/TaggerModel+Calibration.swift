extension TaggerModel {
  /// Writes an archive again with another calibration; every other member stays byte for byte.
  ///
  /// - Throws: `FileError<ArchiveProblem>`, `FileError<FileProblem>`.
  public static func write(
    _ calibration: Calibration, intoArchiveAt source: String, key: String?, to path: String
  ) throws {
    let archive = try ModelArchive(path: source, key: key)
    var members: [ArchiveMember] = []
    let new = ArchiveMember(name: Calibration.memberName, bytes: try calibration.json)
    for name in archive.memberNames where name != Calibration.memberName {
      // Where a training puts it.
      if name == Member.labels { members.append(new) }
      members.append(ArchiveMember(name: name, bytes: try archive.member(name)))
    }
    try ModelArchive.write(members, origin: archive.manifest.origin, key: key, to: path)
  }
}
