// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "sample-corpus",
  targets: [
    .executableTarget(name: "sample-corpus", swiftSettings: [.swiftLanguageMode(.v6)])
  ]
)
