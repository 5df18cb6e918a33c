import Diagnostics
import Testing

@testable import Specs

/// The whole report of what `body` throws, or `nothing thrown`.
func report(_ body: () throws -> Void) -> String {
  do {
    try body()
    return "nothing thrown"
  } catch {
    return "\(error)"
  }
}

@Suite("Parsing specs")
struct ParsingTests {
  @Test(
    "unquoted scalars have the types that OmegaConf gives them",
    arguments: [
      ("5e-5", .float(5e-5)), ("1e-3", .float(1e-3)), (".5", .float(0.5)), ("-.5", .float(-0.5)), ("1.", .float(1)),
      ("1_000", .int(1000)), ("1_0.5_0", .float(10.5)), ("0.00", .float(0)), ("-1", .int(-1)), ("+3", .int(3)),
      ("0x1F", .int(31)), ("010", .int(8)), ("0b11", .int(3)), ("089", .string("089")), ("0x", .string("0x")),
      ("1E5", .float(1e5)), ("1e", .string("1e")), ("e5", .string("e5")), ("1.2.3", .string("1.2.3")),
      (".", .string(".")), ("._", .string("._")), ("_1", .string("_1")), ("1-2", .string("1-2")),
      ("12:30", .string("12:30")), ("2021-01-21", .string("2021-01-21")), ("٣", .string("٣")),
      ("yes", .bool(true)), ("No", .bool(false)), ("ON", .bool(true)), ("off", .bool(false)), ("True", .bool(true)),
      ("y", .string("y")), ("tRue", .string("tRue")),
      (".inf", .float(.infinity)), ("-.INF", .float(-.infinity)), (".nan", .float(.nan)), ("inf", .string("inf")),
      ("nan", .string("nan")), ("null", .null), ("~", .null), ("", .null), ("Null", .null), ("none", .string("none")),
      ("9223372036854775807", .int(.max)), ("-9223372036854775808", .int(.min)),
      ("9223372036854775808", .float(9223372036854775808)),
    ] as [(String, Scalar.Value)])
  func types(text: String, value: Scalar.Value) throws {
    let node = try #require(try SpecNode.parse("key: \(text)\n", file: "a.yaml")["key"]?.scalar)
    #expect(node.value == value)
    #expect(node.text == text)
  }

  @Test(
    "quoted scalars, blocks and !!str are always text", arguments: ["'5'", "\"5\"", "!!str 5", "|-\n  5", ">-\n  5"])
  func quoted(text: String) throws {
    let scalar = try SpecNode.parse("key: \(text)\n", file: "a.yaml")["key"]?.scalar
    #expect(scalar?.value == .string("5"))
    #expect(scalar?.isQuoted == true)
  }

  @Test("every node knows its line and column, with CRLF, with a byte-order mark, after wide characters")
  func places() throws {
    let tree = try SpecNode.parse("\u{FEFF}# héad 語\r\noptim:\r\n  lr: 5e-5\r\n  '語': [a, bc]\r\n", file: "a.yaml")
    #expect(tree["optim.lr"]?.origin.place == Place(file: "a.yaml", line: 3, column: 7))
    #expect(tree["optim.語"]?.list?[1].origin.place == Place(file: "a.yaml", line: 4, column: 12))
    #expect(tree["optim"]?.map?.entry("語")?.keyOrigin.place == Place(file: "a.yaml", line: 4, column: 3))
    #expect(tree["optim.lr"]?.origin.excerpt == "  lr: 5e-5")
  }

  @Test("anchors, aliases and merge keys work, and a map's own keys win over merged ones")
  func aliases() throws {
    let text = """
      base: &base {lr: 1, name: adam}
      more: &more {lr: 2, extra: x}
      a: {<<: *base, lr: 3}
      b: {<<: [*base, *more]}
      c: *base
      """
    let tree = try SpecNode.parse(text, file: "a.yaml")
    #expect(
      tree.yaml() == """
        base:
          lr: 1
          name: adam
        more:
          lr: 2
          extra: x
        a:
          lr: 3
          name: adam
        b:
          lr: 1
          extra: x
          name: adam
        c:
          lr: 1
          name: adam

        """)
  }

  @Test(
    "what is no spec is refused with its place",
    arguments: [
      ("", "a.yaml:1:1: error: the spec is empty; expected keys with values, such as 'max_length: -1'\n  \n  ^"),
      (
        "# only this\n",
        """
        a.yaml:1:1: error: the spec is empty; expected keys with values, such as 'max_length: -1'
          # only this
          ^
        """
      ),
      ("- a\n", "a.yaml:1:1: error: a spec is a map of keys with values, found a list\n  - a\n  ^"),
      ("hello\n", "a.yaml:1:1: error: a spec is a map of keys with values, found the text 'hello'\n  hello\n  ^"),
      (
        "a: 1\n---\nb: 2\n",
        """
        a.yaml:2:1: error: a second document starts here; a spec is one document, without '---' in the middle
          ---
          ^
        """
      ),
      (
        "a:\n\tb: 1\n",
        "a.yaml:2:1: error: found a tab where YAML allows only spaces; indent with spaces\n   b: 1\n  ^"
      ),
      (
        "a: 1\n b: 2\n",
        """
        a.yaml:2:3: error: not valid YAML: mapping values are not allowed in this context
           b: 2
            ^
        """
      ),
      (
        "a: [1, 2\nb: 3\n",
        """
        a.yaml:2:2: error: not valid YAML: did not find expected ',' or ']' (while parsing a flow sequence that begins at 1:4)
          b: 3
           ^
        """
      ),
      (
        "a: 'x\nb: 2\n",
        "a.yaml:1:4: error: not valid YAML: found unexpected end of stream (while scanning a quoted scalar)\n  a: 'x\n     ^"
      ),
      (
        "a: 1\nb\nc: 2\n",
        "a.yaml:2:1: error: not valid YAML: could not find expected ':' (while scanning a simple key)\n  b\n  ^"
      ),
      (
        "l: [???]\n",
        "a.yaml:1:5: error: inside brackets YAML needs quotes around the question marks: '???'\n  l: [???]\n      ^"
      ),
      ("@a: 1\n", "a.yaml:1:1: error: not valid YAML: found character that cannot start any token\n  @a: 1\n  ^"),
      ("a: *x\n", "a.yaml:1:4: error: not valid YAML: found undefined alias\n  a: *x\n     ^"),
      (
        "a: x\u{1}\n",
        """
        a.yaml:1:5: error: the control character U+0001 may not stand in a spec; in double quotes write it as an escape
          a: x\u{20}
              ^
        """
      ),
      (
        "a: !point 1\n",
        """
        a.yaml:1:4: error: the tag '!point' is not known; known are !!str, !!int, !!float, !!bool, !!null, !!seq, !!map
          a: !point 1
             ^
        """
      ),
      ("a: !!int x\n", "a.yaml:1:4: error: 'x' is not what its tag '!!int' says\n  a: !!int x\n     ^"),
      ("? [a]\n: 1\n", "a.yaml:1:3: error: a key must be text, not a list, a map or an alias\n  ? [a]\n    ^"),
      ("<<: 1\n", "a.yaml:1:1: error: '<<' merges a map or a list of maps, found something else\n  <<: 1\n  ^"),
    ])
  func refused(text: String, message: String) {
    #expect(report { _ = try SpecNode.parse(text, file: "a.yaml") } == message + "\n1 problem")
  }

  @Test("every repeated key is reported with the place of the first, also in flow maps, in quotes, and three times")
  func duplicates() {
    let text = """
      lr: 1
      in: {a: 1, "a": 2, b: 3}
      lr: 2
      'lr': 3
      """
    #expect(
      report { _ = try SpecNode.parse(text, file: "a.yaml") } == """
        a.yaml:2:12: error: the key 'a' is given twice in one map; it stands first at a.yaml:2:6; keep one of them
          in: {a: 1, "a": 2, b: 3}
                     ^
        a.yaml:3:1: error: the key 'lr' is given twice in one map; it stands first at a.yaml:1:1; keep one of them
          lr: 2
          ^
        a.yaml:4:1: error: the key 'lr' is given twice in one map; it stands first at a.yaml:1:1; keep one of them
          'lr': 3
          ^
        3 problems
        """)
  }

  @Test(
    "bytes that are not UTF-8 are named by line and column",
    arguments: [
      (
        Array("a: 1\nb: é".utf8) + [0xE9, 0x0A],
        "a.yaml:2:5: error: this byte is not valid UTF-8; save the file as UTF-8\n  b: é\u{FFFD}\n      ^\n1 problem"
      ),
      (
        [0xFF, 0xFE, 0x61, 0x00],
        """
        a.yaml:1:1: error: this byte is not valid UTF-8; the file looks like UTF-16: save it as UTF-8
        1 problem
        """
      ),
    ] as [([UInt8], String)])
  func encoding(bytes: [UInt8], message: String) {
    #expect(report { _ = try SpecNode.parse(bytes, file: "a.yaml") } == message)
  }

  @Test("aliases of aliases do not explode, neither as values nor as keys")
  func bombs() {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...30 {
      let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
      text += "a\(level): &a\(level) [\(aliases)]\n"
    }
    #expect(
      report { _ = try SpecNode.parse(text, file: "a.yaml") }.hasPrefix(
        "a.yaml:1:37: error: the spec grows beyond 100000 values (aliases counted each time they are used)"))
    for key in ["*a30 : 1", "? *a30\n: 1", "{*a30 : 1}", "[*a30] : 1"] {
      let message = report { _ = try SpecNode.parse(text + key + "\n", file: "a.yaml") }
      #expect(message.contains("a.yaml:32:"))
      #expect(message.contains("error: a key must be text, not a list, a map or an alias"))
    }
  }

  @Test("deep nesting is refused, not followed", arguments: [101, 900, 100_000])
  func depth(levels: Int) {
    let text = "a: " + String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
    #expect(report { _ = try SpecNode.parse(text, file: "a.yaml") }.contains("a.yaml:1:"))
  }
}
