// swift-tools-version: 6.2
import PackageDescription

/// Settings of every target of ours.
let language: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

/// Settings of every target but `Kernels`, the only one with pointers.
let common: [SwiftSetting] =
  language + [
    .strictMemorySafety(),
    .treatWarning("StrictMemorySafety", as: .error),
  ]

/// One of our library targets.
func library(_ name: String, _ dependencies: [Target.Dependency] = [], settings: [SwiftSetting] = []) -> Target {
  .target(name: name, dependencies: dependencies, exclude: ["README.md"], swiftSettings: common + settings)
}

/// The tests of the target `name`, which have the folders, generators and disks of `TestSupport`.
func tests(_ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
  .testTarget(
    name: name + "Tests", dependencies: [.byName(name: name), "TestSupport"] + dependencies, exclude: exclude,
    swiftSettings: common)
}

/// What the kernels are compiled with, in debug builds too: unchecked arithmetic, and the instructions that every x86-64
/// server of the last ten years has (`Processor.isSupported` is asked at start-up).
let kernelFlags: [String] = {
  #if arch(x86_64)
    ["-Ounchecked", "-Xcc", "-mavx2", "-Xcc", "-mfma", "-Xcc", "-mf16c"]
  #else
    ["-Ounchecked"]
  #endif
}()

let package = Package(
  name: "gloss",
  products: [
    .executable(name: "gloss", targets: ["gloss"]),
    // For embedding, and for tools/benchmarks: each target is a module of its own.
    .library(
      name: "GlossLibraries",
      targets: [
        "Annotations", "BulkTagging", "CorpusFormats", "CorpusStore", "Kernels", "Layers", "Taggers", "Tokenization",
        "Training",
      ]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
  ],
  targets: [
    // Level -1
    .target(name: "COpenBLAS", exclude: ["README.md"]),
    .target(name: "CZlib", exclude: ["README.md"]),
    .target(name: "CZstd", exclude: ["README.md"]),
    .target(name: "CKernels", exclude: ["README.md"]),

    // Level 0
    library("Diagnostics"),
    library("Files", ["CZlib", "CZstd"]),
    library("Annotations"),
    library("JSONText"),

    // Level 1
    // The compiler refuses `-Ounchecked` under strict memory safety; pointers are spelled `unsafe` all the same.
    .target(
      name: "Kernels", dependencies: ["COpenBLAS", "CKernels"], exclude: ["README.md"],
      swiftSettings: language + [.unsafeFlags(kernelFlags)]),
    library("CorpusFormats", ["Annotations", "Diagnostics", "Files", "JSONText"]),
    library(
      "CorpusStore",
      [
        "Annotations", "Diagnostics", "Files", .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"), .product(name: "Crypto", package: "swift-crypto"),
      ]),
    library("Scoring", ["Annotations"]),
    library("CorpusAnalysis", ["Annotations"]),
    library("Specs", ["Diagnostics", "Yams"]),
    library("Tokenization", ["Files", "JSONText"]),
    library("Hub", ["Files", .product(name: "Crypto", package: "swift-crypto")]),

    // Level 2
    library("Layers", ["Kernels"]),
    library("Reports", ["Scoring", "CorpusAnalysis", "Annotations", "JSONText"]),

    // Level 3
    library(
      "Taggers",
      [
        "Layers", "Kernels", "Tokenization", "Scoring", "Annotations", "Diagnostics", "Files", "JSONText",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "CryptoExtras", package: "swift-crypto"),
      ]),

    // Level 4
    library(
      "Training",
      ["Taggers", "Layers", "Kernels", "CorpusFormats", "Scoring", "Annotations", "Diagnostics", "Files"]),
    library(
      "BulkTagging",
      [
        "Taggers", "Kernels", "Tokenization", "CorpusFormats", "CorpusStore", "Annotations", "Diagnostics", "Files",
        "JSONText",
        .product(name: "Crypto", package: "swift-crypto"),
      ]),

    library(
      "Exporting",
      ["Taggers", "Layers", "Kernels", "Tokenization", "Specs", "Annotations", "Files"]),

    // Level 5
    library(
      "Workbench",
      [
        "Training", "BulkTagging", "Exporting", "Taggers", "Layers", "Kernels", "CorpusFormats", "CorpusStore",
        "CorpusAnalysis", "JSONText",
        "Scoring", "Reports", "Specs", "Tokenization", "Hub", "Annotations", "Diagnostics", "Files",
        .product(name: "Crypto", package: "swift-crypto"),
      ]),

    // Level 6
    .executableTarget(
      name: "gloss",
      dependencies: [
        "Workbench", "BulkTagging", "Taggers", "CorpusFormats", "CorpusAnalysis", "Annotations",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], exclude: ["README.md"], swiftSettings: common),

    // Tests
    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: common),
    tests("Diagnostics"),
    tests("Files"),
    tests("Annotations"),
    tests("JSONText"),
    tests("Kernels"),
    tests("CorpusFormats", ["Annotations", "Diagnostics", "Files", "JSONText"], exclude: ["Goldens"]),
    tests("CorpusStore", ["Annotations", "Diagnostics", "Files", .product(name: "GRDB", package: "GRDB.swift")]),
    tests("Scoring", ["Annotations", "Kernels"], exclude: ["Goldens"]),
    tests("CorpusAnalysis", ["Annotations"]),
    tests("Reports", ["Scoring", "CorpusAnalysis", "Annotations"], exclude: ["Goldens"]),
    tests("Tokenization", ["JSONText"], exclude: ["Goldens"]),
    tests("Hub", ["Files"], exclude: ["server.py"]),
    tests("Specs", ["Diagnostics"], exclude: ["Goldens"]),
    tests(
      "Taggers",
      ["Files", "Annotations", "Kernels", "Layers", "Tokenization", .product(name: "Crypto", package: "swift-crypto")],
      exclude: ["Storage/Goldens"]),
    tests(
      "Exporting", ["Taggers", "Layers", "Kernels", "Tokenization", "Specs", "Annotations", "Files"], exclude: ["Peers"]
    ),
    .testTarget(
      name: "glossTests",
      dependencies: [
        "gloss", "Taggers", "TestSupport", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: common),
    tests(
      "Training", ["Taggers", "Scoring", "Layers", "Kernels", "Tokenization", "Annotations"], exclude: ["Goldens"]),
    tests(
      "Workbench",
      ["BulkTagging", "Taggers", "Training", "Layers", "Kernels", "Annotations", "Specs", "Files", "Diagnostics"],
      exclude: ["Goldens"]),
    tests(
      "BulkTagging",
      ["Taggers", "Layers", "Kernels", "Tokenization", "CorpusFormats", "CorpusStore", "Annotations", "Files"]),
  ]
)
