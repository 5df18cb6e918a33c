import Testing

@testable import Files

@Suite("Paths")
struct FilePathTests {
  @Test(
    "the folder of a path, for names of one character, too",
    arguments: [
      ("a", ""), ("é", ""), ("name.txt", ""), ("a/b", "a"), ("/a", "/"), ("/a/b/", "/a"), ("a//b", "a"), ("/", "/"),
      ("", ""),
      (".", ""), ("../x", ".."), ("a/", ""),
    ])
  func folder(path: String, expected: String) { #expect(FilePath.folder(of: path) == expected) }
}
