// swift-tools-version: 6.2
import PackageDescription

/// Settings of every target of ours.
let common: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .strictMemorySafety(),
  .treatWarning("StrictMemorySafety", as: .error),
]

/// One of our library targets.
func library(_ name: String, _ dependencies: [Target.Dependency] = [], settings: [SwiftSetting] = []) -> Target {
  .target(name: name, dependencies: dependencies, exclude: ["README.md"], swiftSettings: common + settings)
}

/// The tests of the target `name`.
func tests(_ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
  .testTarget(
    name: name + "Tests", dependencies: [.byName(name: name)] + dependencies, exclude: exclude, swiftSettings: common)
}

let package = Package(
  name: "gloss",
  dependencies: [],
  targets: [
    // Level 0
    library("Diagnostics"),
    library("Annotations"),

    // Level 1
    library("Tokenization"),
    .executableTarget(name: "tokenize-probe", dependencies: ["Tokenization"], swiftSettings: common),

    // Tests
    tests("Diagnostics"),
    tests("Annotations"),
    tests("Tokenization", exclude: ["Goldens"]),
  ]
)
