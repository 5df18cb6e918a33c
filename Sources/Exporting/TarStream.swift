import Foundation
import Taggers

/// An uncompressed tar file that is handed out a piece at a time.
struct TarStream {
  /// A file in it.
  struct Member {
    var name: String
    var size: Int
    /// Hands its `size` bytes out.
    var write: (_ emit: (Data) throws -> Void) throws -> Void

    /// A file whose bytes are produced while it is written.
    init(name: String, size: Int, write: @escaping (_ emit: (Data) throws -> Void) throws -> Void) {
      (self.name, self.size, self.write) = (name, size, write)
    }

    /// A text.
    init(name: String, text: String) {
      let bytes = Data(text.utf8)
      self.init(name: name, size: bytes.count) { try $0(bytes) }
    }
  }

  var members: [Member]

  /// The size of the whole file.
  var byteCount: Int {
    members.reduce(Tar.trailer.count) { $0 + Tar.blockSize + $1.size + Tar.padding(after: $1.size) }
  }

  /// Hands the file's bytes to `emit`.
  func write(to emit: (Data) throws -> Void) throws {
    for member in members {
      try emit(Tar.header(name: member.name, size: member.size))
      var written = 0
      try member.write { bytes in
        written += bytes.count
        try emit(bytes)
      }
      precondition(written == member.size, "'\(member.name)' has \(written) bytes, announced were \(member.size)")
      try emit(Data(count: Tar.padding(after: member.size)))
    }
    try emit(Tar.trailer)
  }
}
