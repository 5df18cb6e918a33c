import Annotations

/// A document whose files were read, whole.
struct DecodedFiles {
  /// The document.
  var read: ReadDocument
  /// Bytes of its files.
  var bytesRead: Int
  /// What people should know of them.
  var remarks: [String] = []
}

/// What a form with files of its own for each document makes of them.
protocol FolderDecoder {
  /// Reads the files of a document.
  ///
  /// - Throws: `FileError<FileProblem>`; `Located` with a problem of this target.
  static func decode(_ input: CorpusInput, _ options: ReadingOptions) throws -> DecodedFiles
}

/// The one document of a form that has files of its own for each.
struct FolderReader<Decoder: FolderDecoder>: DocumentReader {
  let name: String
  private(set) var bytesRead = 0
  private(set) var remarks: [String] = []
  private let input: CorpusInput
  private let options: ReadingOptions
  private var isRead = false

  init(_ input: CorpusInput, _ options: ReadingOptions, _: Decoder.Type) {
    (self.input, self.options) = (input, options)
    name = input.paths.first ?? ""
  }

  mutating func next() throws -> ReadDocument? {
    guard !isRead else { return nil }
    isRead = true
    let files = try Decoder.decode(input, options)
    (bytesRead, remarks) = (files.bytesRead, files.remarks)
    return files.read
  }
}
