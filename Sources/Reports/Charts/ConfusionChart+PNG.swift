public import Foundation

extension ConfusionChart {
  /// The picture as PNG. Letters come from a small built-in alphabet (ASCII); others are shown as boxes, and the SVG has
  /// them.
  public var png: Data {
    var raster = Raster(width: width, height: height)
    for (row, values) in cells.enumerated() {
      for (column, value) in values.enumerated() {
        raster.fill(
          x: origin.x + column * Self.cell, y: origin.y + row * Self.cell, width: Self.cell, height: Self.cell,
          Raster.shade(value / largest))
      }
    }
    for y in 0..<extent {
      let share = 1 - (Double(y) + 0.5) / Double(extent)
      raster.fill(x: bar.x, y: origin.y + y, width: bar.width, height: 1, Raster.shade(share))
    }
    for (x, width) in [(origin.x, extent), (bar.x, bar.width)] {
      raster.fill(x: x - 1, y: origin.y - 1, width: width + 2, height: 1, Raster.ink)
      raster.fill(x: x - 1, y: origin.y + extent, width: width + 2, height: 1, Raster.ink)
      raster.fill(x: x - 1, y: origin.y - 1, width: 1, height: extent + 2, Raster.ink)
      raster.fill(x: x + width, y: origin.y - 1, width: 1, height: extent + 2, Raster.ink)
    }
    for text in texts { raster.draw(text) }
    return raster.png
  }
}

/// Pixels of 256 colours: 255 shades of the ramp, and black.
struct Raster {
  let width: Int
  let height: Int
  private(set) var pixels: [UInt8]

  static let ink: UInt8 = 255

  /// A white picture.
  init(width: Int, height: Int) {
    (self.width, self.height) = (width, height)
    pixels = [UInt8](repeating: 0, count: width * height)
  }

  /// The colour of a share from 0 to 1.
  static func shade(_ share: Double) -> UInt8 { UInt8((min(max(share, 0), 1) * 254).rounded()) }

  /// Colours a rectangle; what lies outside is left out.
  mutating func fill(x: Int, y: Int, width: Int, height: Int, _ color: UInt8) {
    for row in max(y, 0)..<max(min(y + height, self.height), max(y, 0)) {
      for column in max(x, 0)..<max(min(x + width, self.width), max(x, 0)) { pixels[row * self.width + column] = color }
    }
  }

  /// Draws a text with doubled dots.
  mutating func draw(_ text: ChartText) {
    let letters = text.text.unicodeScalars.map { BitmapFont.rows(of: $0) }
    // Letters have a column of white behind them, which the last one does not need.
    let length = letters.count * ConfusionChart.letterWidth - 2
    let half = ConfusionChart.letterHeight / 2
    for (index, rows) in letters.enumerated() {
      for (row, bits) in rows.enumerated() {
        for column in 0..<BitmapFont.width where bits >> UInt8(BitmapFont.width - 1 - column) & 1 == 1 {
          let (along, across) = (index * ConfusionChart.letterWidth + 2 * column, 2 * row - half)
          switch text.anchor {
          case .start: fill(x: text.x + along, y: text.y + across, width: 2, height: 2, Self.ink)
          case .end: fill(x: text.x - length + along, y: text.y + across, width: 2, height: 2, Self.ink)
          case .middle: fill(x: text.x - length / 2 + along, y: text.y + across, width: 2, height: 2, Self.ink)
          case .upwardsEnd:
            fill(x: text.x + across, y: text.y + length - 2 - along, width: 2, height: 2, Self.ink)
          case .upwardsMiddle:
            fill(x: text.x + across, y: text.y + length / 2 - 2 - along, width: 2, height: 2, Self.ink)
          }
        }
      }
    }
  }

  /// The bytes of a PNG file with a palette (https://www.w3.org/TR/png-3/).
  var png: Data {
    var palette: [UInt8] = []
    for shade in 0..<255 {
      let color = ChartColor.ramp(Double(shade) / 254)
      palette += [color.red, color.green, color.blue]
    }
    palette += [0, 0, 0]
    var lines: [UInt8] = []
    lines.reserveCapacity((width + 1) * height)
    for row in 0..<height {
      // Each line begins with the number of its filter: none.
      lines.append(0)
      lines += pixels[row * width..<(row + 1) * width]
    }
    let header = Self.bigEndian(width) + Self.bigEndian(height) + [8, 3, 0, 0, 0]
    return Data(
      [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + Self.chunk("IHDR", header) + Self.chunk("PLTE", palette)
        + Self.chunk("IDAT", Deflate.zlib(lines, period: width + 1)) + Self.chunk("IEND", []))
  }

  private static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
    let body = Array(name.utf8) + content
    return bigEndian(content.count) + body + bigEndian(Int(Checksum.crc32(body)))
  }

  static func bigEndian(_ value: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }
}
