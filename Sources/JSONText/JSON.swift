/// A value of a JSON text, and where it stands.
public struct JSON: Sendable {
  /// What a value is.
  public enum Content: Sendable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A number without fraction and exponent that an `Int` holds.
    case integer(Int)
    /// Any other number.
    case number(Double)
    /// UTF-8.
    case string([UInt8])
    /// Its elements.
    case array([JSON])
    /// Its members in their order, repeated names included.
    case object([Member])
  }

  /// A name with its value.
  public struct Member: Sendable {
    /// UTF-8.
    public var key: [UInt8]
    /// Where the name begins: the offset of its quote.
    public var keyOffset: Int
    /// The value.
    public var value: JSON

    /// A member from its parts.
    public init(key: [UInt8], keyOffset: Int = 0, value: JSON) {
      (self.key, self.keyOffset, self.value) = (key, keyOffset, value)
    }

    /// The name as text.
    public var name: String { String(decoding: key, as: UTF8.self) }
  }

  /// What it is.
  public var content: Content
  /// The bytes of the text that it was read from, quotes and brackets included.
  public var range: Range<Int>

  /// A value from its parts.
  public init(_ content: Content, range: Range<Int> = 0..<0) { (self.content, self.range) = (content, range) }
}

extension JSON {
  /// `null`, of no place.
  public static var null: JSON { JSON(.null) }

  /// The member of an object of this name, the last of several; `nil` where there is none, and in other values.
  public subscript(key: String) -> JSON? {
    guard case .object(let members) = content else { return nil }
    let key = Array(key.utf8)
    return members.last { $0.key == key }?.value
  }

  /// The bytes of a string.
  public var bytes: [UInt8]? { if case .string(let bytes) = content { bytes } else { nil } }
  /// The text of a string.
  public var string: String? { bytes.map { String(decoding: $0, as: UTF8.self) } }
  /// The truth value.
  public var bool: Bool? { if case .bool(let value) = content { value } else { nil } }
  /// The elements of an array.
  public var elements: [JSON]? { if case .array(let elements) = content { elements } else { nil } }
  /// The members of an object.
  public var members: [Member]? { if case .object(let members) = content { members } else { nil } }
  /// Whether it is `null`.
  public var isNull: Bool { if case .null = content { true } else { false } }

  /// A whole number, also if it is written `5.0`; `nil` beyond what a `Double` holds exactly.
  public var integer: Int? {
    switch content {
    case .integer(let value): value
    case .number(let value) where value.magnitude <= 0x1p53: Int(exactly: value)
    default: nil
    }
  }

  /// A number.
  public var number: Double? {
    switch content {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  /// The second of two members of one name, if there are such.
  public var repeatedMember: Member? {
    guard case .object(let members) = content, members.count > 1 else { return nil }
    if members.count > 16 {
      var names = Set<[UInt8]>(minimumCapacity: members.count)
      return members.first { !names.insert($0.key).inserted }
    }
    for (index, member) in members.enumerated() where members[..<index].contains(where: { $0.key == member.key }) {
      return member
    }
    return nil
  }

  /// What kind of value it is, for messages: "an array", "the number 3", "null".
  public var kind: String {
    switch content {
    case .null: "null"
    case .bool(let value): "\(value)"
    case .integer(let value): "the number \(value)"
    case .number(let value): "the number \(value)"
    case .string: "a string"
    case .array: "an array"
    case .object: "an object"
    }
  }
}
