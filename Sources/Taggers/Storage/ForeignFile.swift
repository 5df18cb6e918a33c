import Foundation

/// Guesses what a file is that is not what it should be, from its first bytes.
enum ForeignFile {
  private static let kinds: [(start: [UInt8], kind: String)] = [
    (Array("PK\u{3}\u{4}".utf8), "a zip archive, as pytorch_model.bin is"),
    ([0x80, 0x02], "a Python pickle"),
    ([0x80, 0x04], "a Python pickle"),
    ([0x1F, 0x8B], "gzip; unpack it first"),
    (Array("version https://git-lfs".utf8), "a Git LFS pointer; run `git lfs pull`"),
    (Array("<!DOCTYPE".utf8), "a web page; the download went wrong"),
    (Array("<html".utf8), "a web page; the download went wrong"),
    ([0x89] + Array("HDF\r\n".utf8), "an HDF5 file, as tf_model.h5 is"),
    (Array("GGUF".utf8), "a GGUF file"),
    (Array("ONNX".utf8), "an ONNX file"),
  ]

  /// A phrase for the kind of file, or `nil`.
  static func kind(of bytes: Data) -> String? {
    kinds.first { bytes.starts(with: $0.start) }?.kind
  }

  /// The first bytes, printable ones as text and all others in hexadecimal.
  static func start(of bytes: Data) -> String {
    let start = bytes.prefix(9)
    if start.allSatisfy({ (0x20...0x7E).contains($0) }) { return "'\(String(decoding: start, as: UTF8.self))'" }
    return start.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined(separator: " ")
  }
}
