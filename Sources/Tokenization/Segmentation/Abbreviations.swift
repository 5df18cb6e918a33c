/// English words whose period is theirs, and what it says about the end of a sentence.
enum Abbreviations {
  /// What the period of an abbreviation leaves open.
  enum Kind: UInt8 {
    /// A name or number follows: never ends a sentence.
    case leading
    /// Ends a sentence where a usual first word follows.
    case trailing
    /// An abbreviation only where a number follows (`No. 5`).
    case beforeNumber
  }

  /// The kind of a word of at most eight ASCII letters, by its packed lower-case spelling.
  static let kinds: [UInt64: Kind] = {
    let leading = """
      mr mrs ms mx dr prof rev fr hon pres gov sen rep gen col maj capt lt sgt cpl cmdr adm brig supt insp messrs mme mlle
      st mt ft ste vs cf eg ie viz approx dept univ jan feb aug sept oct nov dec
      """
    let trailing = "inc pvt corp ltd co bros jr sr etc al plc llc est ave blvd rd bldg mfg intl assn natl phd esq"
    let beforeNumber = "no nos p pp vol vols fig figs art sec ch chap eq ref ca nr tel apr jun jul"
    var kinds: [UInt64: Kind] = [:]
    for (words, kind) in [(leading, Kind.leading), (trailing, .trailing), (beforeNumber, .beforeNumber)] {
      for word in words.split(whereSeparator: \.isWhitespace) { kinds[packed(word.utf8)] = kind }
    }
    return kinds
  }()

  /// Further ones of German texts. Some are words of other languages.
  static let german: [UInt64: Kind] = {
    let leading = """
      vgl bzw abs rn nr aufl sog evtl ggf bspw insb str tel bd hrsg geb gest verh inkl exkl zzgl abb tab kap ziff art anm rz urt
      beschl st lit zit dipl ing hl ehem urspr lat griech engl franz dt ital span ungar poln zw mind max min mio mrd
      """
    let trailing = "usw etc ff"
    var kinds: [UInt64: Kind] = [:]
    for key in keys(leading) { kinds[key] = .leading }
    for key in keys(trailing) { kinds[key] = .trailing }
    return kinds
  }()

  /// What follows the number of a day or a century, up to its eighth letter.
  static let ordinalNouns = keys(
    """
    januar februar april mai juni juli august septembe oktober november dezember jahrhund jh jhd aufl auflage
    jan feb jun jul aug sep sept okt nov dez
    """)

  /// Words that begin German sentences; a number before them is none.
  static let germanFirstWords = keys(
    """
    der die das ein eine es er sie wir ich in im am an auf auch und aber oder da dies diese dieser dieses dass wenn als so zu zum
    zur nach mit bei von vom aus ob nur nicht hier dort denn doch sein seine ihr ihre man was wer wie wo
    """)

  /// Words that often begin a sentence and seldom follow an abbreviation within one.
  static let firstWords = keys(
    """
    the a an he she it we they you i this that these those in on at but and or so if when while after before as for from
    his her its our their there then thus however although also not no yes what who why how where one some many most all
    mr mrs ms according with by to since until now today
    """)

  /// Two words written as one.
  static let cannot = packed("cannot".utf8)

  /// The packed spellings of words between white space.
  static func keys(_ words: String) -> Set<UInt64> {
    Set(words.split(whereSeparator: \.isWhitespace).map { packed($0.utf8) })
  }

  /// Up to eight bytes in one number, so that a look-up makes no string.
  private static func packed(_ bytes: some Sequence<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }

  /// The packed lower-case spelling of a range of ASCII letters; `nil` for anything else and what is longer.
  static func key(_ text: borrowing Span<UInt8>, _ range: Range<Int>) -> UInt64? {
    guard range.count <= 8 else { return nil }
    var key: UInt64 = 0
    for index in range {
      let letter = text[index] | 0x20
      guard letter >= 0x61, letter <= 0x7A, text[index] >= 0x41 else { return nil }
      key = key << 8 | UInt64(letter)
    }
    return key
  }
}
