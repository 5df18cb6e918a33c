import Testing

@testable import Specs

@Suite("Interpolation")
struct InterpolationTests {
  static func resolved(_ text: String, _ environment: [String: String] = [:]) throws -> SpecNode {
    try SpecNode.parse(text, file: "a.yaml").resolved(environment: environment)
  }

  @Test("a whole value keeps its target's type, a part of a value becomes text, and order does not matter")
  func values() throws {
    let text = """
      a: ${c.int}
      b: x-${c.int}-${c.list.1}${c.list[0]}
      c: {int: 5, list: [p, q], again: '${a}'}
      d: ${c}
      e: ${d.again}
      f: ${c.list}
      """
    #expect(
      try Self.resolved(text).yaml() == """
        a: 5
        b: x-5-qp
        c:
          int: 5
          list:
          - p
          - q
          again: 5
        d:
          int: 5
          list:
          - p
          - q
          again: 5
        e: 5
        f:
        - p
        - q

        """)
  }

  @Test("it sees the overrides, whichever came first")
  func overrides() throws {
    let tree = try SpecNode.parse("a: ${b}\nb: 1\n", file: "a.yaml").applying(Override.parse(["b=2", "+c=${a}!"]))
    #expect(try tree.resolved(environment: [:]).yaml() == "a: 2\nb: 2\nc: 2!\n")
  }

  @Test("environment variables come from the dictionary, with defaults, typed like overrides")
  func environment() throws {
    let text = """
      a: ${env:HOME}/x
      b: ${oc.env:PORT}
      c: ${oc.env:NONE,3}
      d: ${oc.env:NONE, a b}
      e: ${oc.env:NONE,}
      f: ${oc.env:PORT}0
      """
    #expect(
      try Self.resolved(text, ["HOME": "/home/a", "PORT": "80"]).yaml()
        == "a: /home/a/x\nb: 80\nc: 3\nd: a b\ne: ''\nf: '800'\n")
  }

  @Test("a backslash escapes, and a resolved tree means the same when it is resolved again")
  func escapes() throws {
    let text = #"""
      a: \${x}
      b: \\${c}
      c: $c {} \ $
      """#
    let tree = try Self.resolved(text)
    #expect(tree["a"]?.scalar?.text == #"\${x}"#)
    #expect(tree["b"]?.scalar?.text == #"\$c {} \ $"#)
    #expect(try tree.resolved(environment: [:]) == tree)
    let reader = SpecReader(tree)
    #expect(reader.root.string("a", default: "") == "${x}")
  }

  @Test(
    "what cannot be resolved is shown where the interpolation stands",
    arguments: [
      (
        "optim: {lr: 1}\nx: a ${optim.rl} b", "2:6",
        "'${optim.rl}' refers to 'optim.rl', which does not exist; did you mean 'optim.lr'?"
      ),
      (
        "optim: {lr: 1}\nx: '${optm.lr}'", "2:5",
        "'${optm.lr}' refers to 'optm.lr', which does not exist; did you mean 'optim.lr'?"
      ),
      ("x: ${zzz}", "1:4", "'${zzz}' refers to 'zzz', which does not exist"),
      ("l: [1]\nx: ${l.1}", "2:4", "'${l.1}' refers to 'l.1', which does not exist"),
      ("y: ???\nx: ${y}", "2:4", "'${y}' refers to 'y', which must be set first: write y=VALUE"),
      ("y: [1]\nx: a${y}", "2:5", "'${y}' is a list and cannot become a part of a text"),
      (
        "x: ${env:NO}", "1:4",
        "the environment variable 'NO' is not set; set it, or give a default: ${oc.env:NO,DEFAULT}"
      ),
      ("x: a ${b", "1:6", "the '${' that opens here is not closed; write \\${ for the characters themselves"),
      ("x: ${a.${b}}", "1:4", "an interpolation inside an interpolation is not supported"),
      ("x: ${.a}", "1:4", "relative paths are not supported; write the path from the root: ${section.key}"),
      ("x: ${a..b}", "1:4", "a part of the path is empty; expected ${section.key}"),
      ("x: ${}", "1:4", "a part of the path is empty; expected ${section.key}"),
      ("x: ${oc.env:}", "1:4", "the name of the environment variable is missing; expected ${oc.env:VAR}"),
      (
        "x: ${now:%Y}", "1:4",
        "there is no resolver 'now'; known are ${section.key}, ${env:VAR}, ${oc.env:VAR,DEFAULT}"
      ),
    ])
  func problems(text: String, place: String, message: String) throws {
    let line = try #require(text.split(separator: "\n").last)
    let column = try #require(Int(place.split(separator: ":")[1]))
    let caret = String(repeating: " ", count: column - 1) + "^"
    #expect(
      report { _ = try Self.resolved(text) } == "a.yaml:\(place): error: \(message)\n  \(line)\n  \(caret)\n1 problem")
  }

  @Test("cycles are shown as a chain")
  func cycles() {
    #expect(
      report { _ = try Self.resolved("a: ${b.c}\nb: {c: '${d}'}\nd: x${a}\n") } == """
        a.yaml:1:4: error: the interpolation refers to itself: a → b.c → d → a
          a: ${b.c}
             ^
        a.yaml:2:8: error: the interpolation refers to itself: b.c → d → a → b.c
          b: {c: '${d}'}
                 ^
        a.yaml:3:4: error: the interpolation refers to itself: d → a → b.c → d
          d: x${a}
             ^
        3 problems
        """)
    #expect(
      report { _ = try Self.resolved("a:\n  b: ${a}\n") } == """
        a.yaml:2:6: error: the interpolation refers to itself: a.b → a.b
            b: ${a}
               ^
        1 problem
        """)
  }

  @Test("interpolations cannot explode: not as text, not as trees, not as chains")
  func bombs() {
    var (text, tree, chain) = ("t0: xxxxxxxxxx\n", "t0: [x, x]\n", "t0: x\n")
    for level in 1...40 {
      text += "t\(level): ${t\(level - 1)}${t\(level - 1)}\n"
      tree += "t\(level): ['${t\(level - 1)}', '${t\(level - 1)}']\n"
    }
    for level in 1...200 { chain = "t\(level): ${t\(level - 1)}\n" + chain }
    #expect(report { _ = try Self.resolved(text) }.contains("error: the interpolations grow beyond any useful size"))
    #expect(report { _ = try Self.resolved(tree) }.contains("error: the interpolations grow beyond any useful size"))
    #expect(
      report { _ = try Self.resolved(chain) }.contains(
        "error: interpolations refer to each other over more than 100 steps"))
  }
}
