/// What is wrong with a file that PyTorch wrote: `pytorch_model.bin`, `*.pt`, `*.ckpt`.
public enum CheckpointProblem: Error, Hashable, Sendable {
  // The container
  /// Neither PyTorch's zip format nor its older one.
  case foreign(start: String, kind: String?)
  /// The container is damaged, or is written in a way that PyTorch does not write.
  case container(offset: Int, String)
  /// A member that must be there.
  case noMember(String)
  /// A member that is compressed or encrypted.
  case packed(member: String)
  /// A member whose CRC-32 is not the one that was written.
  case checksum(member: String)
  /// Numbers in the other byte order.
  case bigEndian
  // The pickle
  /// Larger than weights ever need.
  case tooLong(bytes: Int, limit: Int)
  /// It ends too early, or an instruction finds nothing to work on.
  case damaged(offset: Int, String)
  /// An instruction that weights do not need.
  case instruction(UInt8, offset: Int)
  /// A Python name that weights do not need.
  case global(String, offset: Int)
  /// A call or a state that weights do not need.
  case call(String, offset: Int)
  // The content
  /// There is no dictionary of tensors.
  case noTensors(found: String)
  /// A tensor that does not fit its storage.
  case tensor(String, String)
}

extension CheckpointProblem: CustomStringConvertible {
  /// What was found, what was expected, what to do.
  public var description: String {
    let again = "fetch or copy it again"
    let convert =
      "Gloss reads weights without running anything of Python. If you trust the file, load it in Python and save its "
      + "state_dict alone, best as safetensors"
    switch self {
    case .foreign(let start, let kind):
      return "not a file of PyTorch: it starts with \(start)\(kind.map { " (\($0))" } ?? ""); expected a zip archive "
        + "with data.pkl, or the older format of torch.save"
    case .container(let offset, let what): return "damaged at byte \(offset): \(what); \(again)"
    case .noMember(let name): return "there is no '\(name)' in this zip archive, which every file of torch.save has"
    case .packed(let member):
      return
        "member '\(member)' is compressed or encrypted; torch.save stores members as they are: unpack this archive "
        + "with what packed it"
    case .checksum(let member):
      return "damaged member '\(member)': its CRC-32 is not the one that was written; \(again)"
    case .bigEndian: return "its numbers are big-endian; save it again on a little-endian machine"
    case .tooLong(let bytes, let limit):
      return
        "the pickle has \(bytes) bytes, expected at most \(limit): this is more than names and shapes of weights need"
    case .damaged(let offset, let what): return "damaged pickle at byte \(offset): \(what); \(again)"
    case .instruction(let code, let offset):
      let digits = String(code, radix: 16, uppercase: true)
      return
        "the pickle uses the instruction 0x\(digits.count < 2 ? "0" : "")\(digits) at byte \(offset), which weights "
        + "do not need: refused. \(convert)"
    case .global(let name, let offset):
      return "the pickle asks for Python's \(name) at byte \(offset), which weights do not need: refused. \(convert)"
    case .call(let what, let offset):
      return "the pickle \(what) at byte \(offset), which weights do not need: refused. \(convert)"
    case .noTensors(let found):
      return "expected a dictionary of named tensors (a state_dict), or one under the name state_dict; found \(found)"
    case .tensor(let name, let what): return "tensor '\(name)': \(what)"
    }
  }
}
