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

  @Test(
    "a file's name, and its path without the extension",
    arguments: [
      ("a/b.txt", "b.txt", "a/b", "txt"), ("b", "b", "b", ""), ("/a.b/c", "c", "/a.b/c", ""),
      ("a/.hidden", ".hidden", "a/.hidden", ""), ("a/b.", "b.", "a/b.", ""), ("é.tar.gz", "é.tar.gz", "é.tar", "gz"),
    ])
  func parts(path: String, name: String, stem: String, ending: String) {
    #expect(FilePath.name(of: path) == name)
    #expect(FilePath.parts(of: path) == (stem, ending))
  }
}
