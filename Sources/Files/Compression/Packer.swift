public import Foundation

/// Bytes on their way into a packed file, piece by piece: members of gzip or frames of zstd, one behind the other.
public final class Packer {
  private enum Form { case gzip(Zlib.Deflater), zstd(Zstd.Encoder) }

  private let packing: AtomicFile.Packing
  private var form: Form

  /// At the beginning of a member; `nil` where nothing is packed.
  public init?(_ packing: AtomicFile.Packing) {
    switch packing {
    case .none, .byName: return nil
    case .gzip: form = .gzip(Zlib.Deflater(.gzip))
    case .zstd: form = .zstd(Zstd.Encoder())
    }
    self.packing = packing
  }

  /// Packs `bytes` and appends what comes of it so far to `output`.
  public func append(_ bytes: some DataProtocol, to output: inout [UInt8]) {
    switch form {
    case .gzip(let deflater): deflater.append(bytes, to: &output)
    case .zstd(let encoder): encoder.append(bytes, to: &output)
    }
  }

  /// Ends the member and appends the rest of it to `output`; what comes next begins another.
  public func finish(into output: inout [UInt8]) {
    switch form {
    case .gzip(let deflater):
      deflater.finish(into: &output)
      form = .gzip(Zlib.Deflater(.gzip))
    case .zstd(let encoder): encoder.finish(into: &output)
    }
  }
}
