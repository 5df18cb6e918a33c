import Foundation

/// Numbers as logs show them.
enum Text {
  /// With so many decimals.
  static func fixed(_ value: Double, _ decimals: Int) -> String { String(format: "%.\(decimals)f", value) }

  /// Such as `4.67e-05`.
  static func scientific(_ value: Double) -> String { String(format: "%.2e", value) }

  /// Such as `22.7 M`.
  static func short(_ count: Int) -> String {
    switch count {
    case 1_000_000...: fixed(Double(count) / 1e6, 1) + " M"
    case 1_000...: fixed(Double(count) / 1e3, 1) + " K"
    default: String(count)
    }
  }
}
