/// One record of a TensorBoard event file: `Event` of TensorFlow's `event.proto`, framed as a TFRecord.
public struct TensorBoardEvent: Sendable {
  /// What the record says.
  public enum Content: Sendable {
    /// The first record of every file.
    case fileVersion
    /// Numbers by tag, shown as curves.
    case scalars([(tag: String, value: Float)])
    /// A text in Markdown, shown under the tag.
    case text(tag: String, String)
  }

  /// Seconds since 1970.
  public var wallTime: Double
  /// The optimizer step.
  public var step: Int
  /// What it says.
  public var content: Content

  /// A record from its parts.
  public init(wallTime: Double, step: Int, _ content: Content) {
    (self.wallTime, self.step, self.content) = (wallTime, step, content)
  }

  /// The record as it stands in the file: length (8 bytes), its masked check sum (4), the message, its masked check sum.
  public var record: [UInt8] {
    let message = message.bytes
    let length = UInt64(message.count).littleEndianBytes
    return length + CRC32C.masked(length).littleEndianBytes + message + CRC32C.masked(message).littleEndianBytes
  }

  private var message: ProtobufFields {
    var event = ProtobufFields()
    event.add(1, wallTime)
    if step != 0 { event.add(2, step) }
    switch content {
    case .fileVersion: event.add(3, "brain.Event:2")
    case .scalars(let scalars):
      var summary = ProtobufFields()
      for (tag, number) in scalars {
        var value = ProtobufFields()
        value.add(1, tag)
        value.add(2, number)
        summary.add(1, value)
      }
      event.add(5, summary)
    case .text(let tag, let text):
      var summary = ProtobufFields()
      summary.add(1, Self.textValue(tag, text))
      event.add(5, summary)
    }
    return event
  }

  /// `Summary.Value` with a string tensor of one element, marked for the text dashboard.
  private static func textValue(_ tag: String, _ text: String) -> ProtobufFields {
    var plugin = ProtobufFields()
    plugin.add(1, "text")
    var metadata = ProtobufFields()
    metadata.add(1, plugin)
    var dimension = ProtobufFields()
    dimension.add(1, 1)
    var shape = ProtobufFields()
    shape.add(2, dimension)
    var tensor = ProtobufFields()
    let stringType = 7
    tensor.add(1, stringType)
    tensor.add(2, shape)
    tensor.add(8, text)
    var value = ProtobufFields()
    value.add(1, tag)
    value.add(8, tensor)
    value.add(9, metadata)
    return value
  }
}
