extension ColumnCorpus {
  /// How the rows of a column file are read.
  ///
  /// The defaults read ordinary IOB and CoNLL files as NeMo does and refuse, with a place, what would lose something.
  public struct Options: Hashable, Sendable {
    /// What stands between columns.
    public var separator = Separator.automatic
    /// Where the word is.
    public var wordColumn = Column.first
    /// Where the label is.
    public var labelColumn = Column.last
    /// Lines that begin so are no rows (`"# "`, `"##"`); `nil`: every line is a row, also one of a hashtag.
    public var commentPrefix: String?
    /// White space in a word (possible between TABs, and no-break spaces).
    public var spacesInWords = Replacement.refuse
    /// Rows without a word (possible between TABs).
    public var emptyWords = Replacement.refuse
    /// Whether rows may have more or fewer columns than the first. Only asked where a column is counted from the end,
    /// since only there another number of columns shifts it. Columns that are empty at a row's end do not count.
    public var raggedRows = false

    /// The defaults.
    public init() {}
  }

  /// What stands between columns.
  public enum Separator: Hashable, Sendable {
    /// `tab` if the first row has a TAB, otherwise `spaces`; decided once a file.
    case automatic
    /// One TAB; columns may hold spaces and may be empty.
    case tab
    /// Runs of U+0020 and TAB. A no-break space stays in its word.
    case spaces
    /// Runs of any white space, as Python's `split()` and so NeMo takes it: a no-break space ends a word.
    case whitespace
  }

  /// A column's place in its row.
  public enum Column: Hashable, Sendable {
    /// Counted from the start of the row; the first is 1.
    case number(Int)
    /// Counted from the end of the row; the last is 1.
    case fromEnd(Int)

    /// The first column.
    public static let first = Column.number(1)
    /// The last column.
    public static let last = Column.fromEnd(1)

    /// The column's index in a row of `count` columns, if the row has it.
    func index(in count: Int) -> Int? {
      switch self {
      case .number(let number): number >= 1 && number <= count ? number - 1 : nil
      case .fromEnd(let number): number >= 1 && number <= count ? count - number : nil
      }
    }

    var isCountedFromEnd: Bool {
      if case .fromEnd = self { true } else { false }
    }
  }

  /// What becomes of a word that the text file could not hold.
  public enum Replacement: Hashable, Sendable {
    /// An error with the word's place.
    case refuse
    /// The word as it is; for targets other than text and labels files.
    case keep
    /// Another text in its place: of each white-space character, or of the missing word.
    case replace(with: String)
  }
}

extension ColumnCorpus.Column: CustomStringConvertible {
  /// `1`, or `1 from the end`.
  public var description: String {
    switch self {
    case .number(let number): "\(number)"
    case .fromEnd(let number): "\(number) from the end"
    }
  }
}
