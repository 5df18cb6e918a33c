extension CorpusInput {
  /// A reader of the input.
  ///
  /// - Throws: `FileError<FileProblem>` for files that cannot be opened, `FormatProblem` for a form that is only written.
  public func reader(_ options: ReadingOptions = ReadingOptions()) throws -> any DocumentReader {
    let reader = try formReader(options)
    guard let split else { return reader }
    return SplitReader(reader, split: split)
  }

  private func formReader(_ options: ReadingOptions) throws -> any DocumentReader {
    switch format {
    case .inlineXML, .enamex, .tei, .cwb, .i2b2Inline:
      return try InlineForms.reader(MarkupBuffer(path: paths.first ?? ""), self, options)
    default: throw FormatProblem.notReadable(format)
    }
  }
}
