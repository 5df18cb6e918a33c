import Diagnostics

/// What readers of inline annotation ask of a scanner: XML's, or SGML's.
protocol MarkupScanner {
  /// Whether end tags are known to match start tags.
  static var isWellFormed: Bool { get }
  /// The path, or the name that stands for the input in messages.
  var fileName: String { get }
  /// Bytes of the file taken in so far.
  var bytesRead: Int { get }
  /// How deep elements may lie, and how long what is looked at in one piece may be.
  var limits: XMLScanner.Limits { get }
  /// How the file spells characters.
  var encoding: XMLEncoding { get }
  /// The bytes of the current event in the file.
  var source: Range<Int> { get }
  /// Where the current event begins.
  var place: Place { get }
  /// The names of elements and attributes.
  var names: XMLNames { get }
  /// The name of the element that begins or ends.
  var name: XMLName? { get }
  var attributes: [XMLAttribute] { get }
  /// Whether the start or end belongs to `<a/>`.
  var isSelfClosing: Bool { get }

  mutating func next() throws -> XMLEvent?
  func value(_ attribute: XMLAttribute) -> String
  /// Runs `body` over the current text.
  func withText<Result>(_ body: (Span<UInt8>) throws -> Result) rethrows -> Result
  /// Runs `body` over the runs of the current text, with each one's place in the text and in the file.
  func forEachRun(_ body: (Range<Int>, SourceMap.Run) -> Void)
  func located(_ problem: XMLProblem) -> Located<XMLProblem>
}

extension XMLScanner: MarkupScanner {
  static var isWellFormed: Bool { true }
}
