// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that the main one does not build it. It depends on the program `gloss` too: one build makes both.
let package = Package(
  name: "benchmarks",
  dependencies: [.package(name: "gloss", path: "../..")],
  targets: [
    .target(name: "CMachine", linkerSettings: [.linkedLibrary("openblas")]),
    .executableTarget(
      name: "gloss-benchmarks",
      dependencies: [
        "CMachine", .product(name: "GlossLibraries", package: "gloss"), .product(name: "gloss", package: "gloss"),
      ],
      swiftSettings: [.swiftLanguageMode(.v6), .enableUpcomingFeature("ExistentialAny")]),
  ]
)
