import Testing

@testable import Specs

@Suite("Rendering specs")
struct RenderingTests {
  static let texts = [
    "", " ", " a", "a ", "a b", "5", "5e-5", "-1", "yes", "No", "null", "~", "true", ".inf", ".5", "1_000", "010",
    "0x1F",
    "12:30", "2021-01-21", "???", "?", "? a", "-", "- a", "--", "---", "--- a", "...", ":", "a:", "a: b", "a:b", ":a",
    "#", "a #b", "a#b", "&a", "*a", "!a", "|", ">", "%a", "@a", "`a", "'", "it's", "\"", "\"a\"", "\\", "a\\nb", "[a]",
    "{a}",
    "a, b", ",a", "<<", "=", "a\nb", "a\r\nb", "\ta", "a\tb", "a\n", "\u{0}", "\u{7}", "\u{7F}", "\u{85}", "\u{2028}",
    "a\u{FEFF}", "'\u{301}", "\u{FFFE}", "\u{A0}", "é", "語", "😀", "${a.b}", "\\${a}", "a/b.txt", "C:\\x",
    "http://x.y/z?a=b&c#d",
    "nan", "1e", "e\u{301}", "\u{301}", "-.inf", "+1", "None", "y", "on",
  ]

  @Test("text reads back as the same text, as value, as key and in a list", arguments: texts)
  func textRoundTrip(text: String) throws {
    var map = SpecMap()
    let node = SpecNode(.scalar(Scalar(.string(text), isQuoted: true)))
    map.set("value", to: node)
    map.set(text, to: node)
    map.set("list", to: SpecNode(.list([node, SpecNode(.list([node, node])), node])))
    let tree = SpecNode(.map(map))
    let back = try SpecNode.parse(tree.yaml(), file: "back.yaml")
    #expect(back == tree, "\(tree.yaml())")
    #expect(back.map?.keys == map.keys)
  }

  @Test(
    "other scalars read back as the same value",
    arguments: [
      .null, .bool(true), .bool(false), .int(0), .int(.min), .int(.max), .float(5e-5), .float(0.1), .float(1e300),
      .float(-0.0), .float(1), .float(.infinity), .float(-.infinity), .float(.nan), .float(1e16),
      .float(.leastNonzeroMagnitude),
    ] as [Scalar.Value])
  func scalarRoundTrip(value: Scalar.Value) throws {
    var map = SpecMap()
    map.set("a", to: .value(value))
    let tree = SpecNode(.map(map))
    #expect(try SpecNode.parse(tree.yaml(), file: "back.yaml") == tree)
  }

  @Test("nested lists and maps read back, and the text is block style in the file's order")
  func nested() throws {
    let text = """
      b: [1, [2, 3], {x: 1, y: [4]}, [], {}]
      a: {q: {}, r: {s: null}, t: [{u: 1}]}
      """
    let tree = try SpecNode.parse(text, file: "a.yaml")
    let rendered = """
      b:
      - 1
      - - 2
        - 3
      - x: 1
        y:
        - 4
      - []
      - {}
      a:
        q: {}
        r:
          s: null
        t:
        - u: 1

      """
    #expect(tree.yaml() == rendered)
    #expect(try SpecNode.parse(rendered, file: "b.yaml") == tree)
  }

  @Test("numbers keep the text that they were written as, unless YAML would read it otherwise")
  func numbers() throws {
    let overrides = try Override.parse(["a=5e-5", "b=inf", "c=0.00", "d=True", "e=010", "f=1_000", "g="])
    let tree = try SpecNode.parse("z: ~\n", file: "a.yaml").applying(overrides)
    #expect(
      tree.yaml() == """
        z: ~
        a: 5e-5
        b: .inf
        c: 0.00
        d: True
        e: '010'
        f: 1_000
        g: ''

        """)
  }

  @Test("masked keys show asterisks at any depth, but null and ??? as they are")
  func masking() throws {
    let text = "key: secret\nin: {key: [a], other: 1}\nnone: {key: null}\nunset:\n  key: ???\n"
    #expect(
      try SpecNode.parse(text, file: "a.yaml").yaml(masking: ["key"]) == """
        key: '*****'
        in:
          key: '*****'
          other: 1
        none:
          key: null
        unset:
          key: ???

        """)
  }
}
