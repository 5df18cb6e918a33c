import Foundation
import Testing
import Training

@testable import Workbench

@Suite("The experiment manager")
struct ExperimentTests {
  private func folder(
    explicit: String? = nil, parent: String? = nil, version: String? = nil, usesDates: Bool = true,
    resumes: Bool = false,
    environment: [String: String] = [:]
  ) -> ExperimentFolder {
    ExperimentFolder(
      ExperimentFolder.Request(explicit: explicit, parent: parent, version: version, usesDates: usesDates), name: "ner",
      resumes: resumes, environment: environment, clock: "2026-11-25_15-00-00")
  }

  @Test("the folder is NeMo's choice")
  func choice() {
    #expect(folder(explicit: "/r/").path == "/r/")
    #expect(folder(explicit: "/r", parent: "/e").warnings.count == 1)
    #expect(folder().path == "./nemo_experiments/ner/2026-11-25_15-00-00")
    #expect(folder(parent: "/e", version: "v").path == "/e/ner/v")
    #expect(folder(parent: "/e", environment: ["NEMO_EXPM_VERSION": "w"]).path == "/e/ner/w")
    #expect(folder(parent: "/e", resumes: true).path == "/e/ner")
    #expect(folder(parent: "/nowhere", usesDates: false).path == "/nowhere/ner/version_0")
  }

  @Test("versions and moved files are numbered after the highest that is there")
  func numbers() throws {
    let place = try TinyWorkplace()
    let manager = FileManager.default
    for name in ["e/ner/version_0", "e/ner/version_7", "e/run_1"] {
      try manager.createDirectory(atPath: place.path(name), withIntermediateDirectories: true)
    }
    #expect(folder(parent: place.path("e"), usesDates: false).path == place.path("e/ner/version_8"))
    try place.file("e/a.txt", "a")
    let results = ExperimentFolder(path: place.path("e"))
    #expect(try results.moveFilesOfEarlierRun() == place.path("e/run_2"))
    #expect(place.names("e") == ["ner", "run_1", "run_2"])
    #expect(place.names("e/run_2") == ["a.txt"])
    #expect(try results.moveFilesOfEarlierRun() == nil)
  }

  @Test(
    "the key is in no command line that is kept",
    arguments: [
      (["gloss", "train", "-k", "s3", "a=b"], "gloss train -k ***** a=b"), (["-ks3"], "-k*****"),
      (["--key", "s3"], "--key *****"), (["--key=s3"], "--key=*****"), (["encryption_key=s3"], "encryption_key=*****"),
      (["++encryption_key=s3"], "++encryption_key=*****"), (["+encryption_key='s 3'"], "+encryption_key=*****"),
      (["x.encryption_key_file=f", "k=1"], "x.encryption_key_file=f k=1"), (["-k"], "-k"),
    ])
  func masking(arguments: [String], expected: String) {
    #expect(CommandLineText.masked(arguments) == expected)
  }

  @Test("checkpoint names are filled in as Lightning does")
  func names() {
    func filled(_ name: CheckpointName) -> String { name.filled(epoch: 3, step: 40) { $0 == .loss ? 0.2563 : nil } }
    #expect(filled(.standard(.loss)) == "--val_loss=0.26-epoch=3")
    #expect(filled(CheckpointName("a{step}{val_loss}")) == "astep=40val_loss=0.256300")
    #expect(filled(CheckpointName("{f1:.1f}")) == "f1=nan")
    #expect(CheckpointName("{loss}").problem?.hasPrefix("has a field {loss}") == true)
    #expect(CheckpointName("{f1:x}").problem?.hasPrefix("has the format 'x'") == true)
    #expect(CheckpointName("{f1").problem == "has a { that is not closed")
    #expect(CheckpointName("a/b").problem != nil)
  }
}
