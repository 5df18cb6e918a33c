import Foundation
import Testing

@testable import Reports

@Suite("TensorBoard's event files")
struct TensorBoardTests {
  /// What `tools/goldens/tensorboard_events.py` recorded of TensorBoard's own writer.
  private struct Golden: Decodable {
    var version: String
    var scalars: String
    var text: String
  }

  private func golden() throws -> Golden {
    let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens/tensorboard.json")
    return try JSONDecoder().decode(Golden.self, from: Data(contentsOf: url))
  }

  private func hexadecimal(_ event: TensorBoardEvent) -> String {
    event.record.map { String(format: "%02x", $0) }.joined()
  }

  @Test("a record is byte for byte what TensorBoard's own writer makes")
  func records() throws {
    let golden = try golden()
    #expect(hexadecimal(TensorBoardEvent(wallTime: 1_795_620_643.25, step: 0, .fileVersion)) == golden.version)
    let scalars: [(tag: String, value: Float)] = [("train_loss", 0.25), ("lr", 5e-5), ("val_entity_f1", 91.25)]
    #expect(hexadecimal(TensorBoardEvent(wallTime: 1_795_620_644.5, step: 300, .scalars(scalars))) == golden.scalars)
    let text = "    seed: 1\n    größe: 2\n"
    #expect(
      hexadecimal(TensorBoardEvent(wallTime: 1_795_620_645, step: 0, .text(tag: "spec/text_summary", text)))
        == golden.text)
  }

  @Test("the check sum is Castagnoli's", arguments: [("", UInt32(0)), ("123456789", 0xE306_9283), ("a", 0xC1D0_4330)])
  func checksum(text: String, expected: UInt32) {
    #expect(CRC32C.checksum(Array(text.utf8)) == expected)
  }
}
