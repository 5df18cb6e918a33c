import Diagnostics
import Testing

@testable import Specs

@Suite("Overrides")
struct OverrideTests {
  static let spec = """
    data_dir: ???
    optim:
      lr: 5e-5
      sched: null
    files: ['train.txt', dev.txt]
    name: ${optim.lr}
    """

  static func applied(_ arguments: [String]) throws -> SpecNode {
    try SpecNode.parse(spec, file: "a.yaml").applying(Override.parse(arguments))
  }

  @Test(
    "values have the types of Hydra's grammar",
    arguments: [
      ("1", .int(1)), ("-1", .int(-1)), ("1_000", .int(1000)), ("5e-5", .float(5e-5)), (".5", .float(0.5)),
      ("inf", .float(.infinity)), ("-INF", .float(-.infinity)), ("nan", .float(.nan)), ("true", .bool(true)),
      ("FALSE", .bool(false)), ("null", .null), ("yes", .string("yes")), ("010", .string("010")), ("~", .string("~")),
      ("", .string("")), ("  ", .string("")), ("'5'", .string("5")), ("\"a, b\"", .string("a, b")),
      (#"'it\'s'"#, .string("it's")), (#""say \"hi\"""#, .string("say \"hi\"")), (#"'C:\new'"#, .string(#"C:\new"#)),
      (#"'end\\'"#, .string(#"end\"#)), (#"a\,b\=c"#, .string("a,b=c")), (" a b  c ", .string("a b  c")),
      ("/data/x y/z.txt", .string("/data/x y/z.txt")), ("http://h:80/p?q#f", .string("http://h:80/p?q#f")),
      ("C:\\data", .string("C:\\data")), ("bert-base-uncased", .string("bert-base-uncased")),
      ("1.2.3", .string("1.2.3")),
      ("${a.b}/${oc.env:X,y}", .string("${a.b}/${oc.env:X,y}")), (#"\${x}"#, .string(#"\${x}"#)),
      ("'${a}'", .string("${a}")),
      ("語 é", .string("語 é")), ("???", .string("???")), ("$HOME", .string("$HOME")), ("a@b*c%d", .string("a@b*c%d")),
    ] as [(String, Scalar.Value)])
  func values(text: String, value: Scalar.Value) throws {
    #expect(try Override("key=\(text)").value?.scalar?.value == value)
  }

  @Test("lists and maps nest, with blanks, quotes and interpolations inside")
  func containers() throws {
    let node = try Override("k=[ 1, 'a,b', [], {x: 5e-5, 'y z': [no, ${a.b}]} , {} , c d ]").value
    let tree = try SpecNode.parse("k: [1, 'a,b', [], {x: 5e-5, y z: ['no', '${a.b}']}, {}, c d]", file: "k.yaml")
    #expect(node == tree["k"])
  }

  @Test("set, add, add-or-set and delete change the tree; later overrides win; maps merge and lists are replaced")
  func operations() throws {
    let tree = try Self.applied([
      "data_dir=/data/a b", "optim.lr=1", "optim.lr=2", "+optim.name=adam", "++optim.lr=3", "++optim.eps=1e-8",
      "optim.sched.warmup=0.1", "optim={lr: 4, betas: [0.9, 0.99]}", "files=[x.txt]", "~name", "+new.deep.key=",
      "+optim={extra: 1}", "~optim.eps=1e-8",
    ])
    #expect(
      tree.yaml() == """
        data_dir: /data/a b
        optim:
          lr: 4
          sched:
            warmup: 0.1
          name: adam
          betas:
          - 0.9
          - 0.99
          extra: 1
        files:
        - x.txt
        new:
          deep:
            key: ''

        """)
  }

  @Test("a node set on the command line says so, with the column of its value")
  func origins() throws {
    let tree = try Self.applied(["files=[]", "optim.lr=abc"])
    #expect(tree["optim.lr"]?.origin.place.description == "<override 2: optim.lr=abc>:1:10")
    #expect(tree["optim"]?.map?.entry("lr")?.keyOrigin.place.description == "<override 2: optim.lr=abc>:1:7")
    #expect(tree["optim"]?.map?.entry("sched")?.keyOrigin.place.description == "a.yaml:4:3")
  }

  @Test(
    "a malformed override is shown with a caret under what is wrong",
    arguments: [
      ("", 1, "an override is empty; expected key=value"),
      ("--lr=1", 1, "this looks like a flag, but an override is expected here: key=value"),
      ("=1", 1, "the key is missing; expected key=value"),
      ("lr", 3, "expected '=' and a value after 'lr'; write lr= for an empty text"),
      ("+a.b", 5, "expected '=' and a value after 'a.b'; write a.b= for an empty text"),
      ("a..b=1", 3, "a part of the key is empty; keys are joined by single dots: a.b=value"),
      ("a.=1", 3, "a part of the key is empty; keys are joined by single dots: a.b=value"),
      ("a b=1", 2, "the character ' ' may not stand in a key"),
      ("a[0]=1", 2, "the elements of a list cannot be set one by one; give the whole list: key=[a,b]"),
      (
        "lr=1,2", 5,
        "a comma outside brackets asks for several runs, which is not supported; quote the value if the comma belongs to it: "
          + "key='a,b'"
      ),
      (
        "lr=a=b", 5,
        "the character '=' may not stand in an unquoted value; quote the value: key='…' "
          + "(the shell needs its own quotes around that)"
      ),
      (
        "lr=choice(1)", 10,
        "the character '(' may not stand in an unquoted value; quote the value: key='…' "
          + "(the shell needs its own quotes around that)"
      ),
      ("lr='a", 4, "the ''' that opens here is not closed"),
      ("lr=[1, [2]", 4, "the '[' that opens here is not closed"),
      ("lr={a: 1", 4, "the '{' that opens here is not closed"),
      ("lr={a", 4, "the '{' that opens here is not closed"),
      ("lr='a' b", 8, "the value is over, yet text follows; quote the whole value if it belongs to it"),
      ("lr=[1]]", 7, "the value is over, yet text follows; quote the whole value if it belongs to it"),
      ("lr=[1,,2]", 7, "a value is missing here; for an empty text write ''"),
      ("lr=[1,]", 7, "a value is missing here; for an empty text write ''"),
      ("lr={a}", 6, "expected ':' and a value after the key; maps are written {key: value}"),
      ("lr={a: 1, a: 2}", 11, "the key 'a' is given twice in this map"),
      ("lr=${a", 4, "the '${' that opens here is not closed; write \\${ for the characters themselves"),
    ])
  func malformed(text: String, column: Int, message: String) {
    let caret = String(repeating: " ", count: column - 1) + "^"
    #expect(
      report { _ = try Override.parse([text]) }
        == "<override 1: \(text)>:1:\(column): error: \(message)\n  \(text)\n  \(caret)\n1 problem")
  }

  @Test("brackets that nest without end are refused")
  func depth() {
    let text = "a=" + String(repeating: "[", count: 100_000)
    #expect(report { _ = try Override(text) }.contains("error: brackets are nested too deeply"))
  }

  @Test("all malformed overrides are reported, each with its number")
  func several() {
    #expect(
      report { _ = try Override.parse(["a=1", "b", "c=1,2"]) }.split(separator: "\n").map { $0.prefix(26) } == [
        "<override 2: b>:1:2: error", "  b", "   ^", "<override 3: c=1,2>:1:4: e", "  c=1,2", "     ^", "2 problems",
      ])
  }

  @Test(
    "what cannot be applied is refused",
    arguments: [
      (
        "+optim.lr=1", 8,
        "'optim.lr' is already set at a.yaml:3:3; write optim.lr=… to change it, or ++optim.lr=… to do either"
      ),
      ("~optim.foo", 8, "'optim.foo' cannot be deleted: the spec does not name it"),
      ("~foo.bar.x", 2, "'foo.bar.x' cannot be deleted: the spec does not name it"),
      ("~optim.lr=1", 11, "'optim.lr' is not deleted: it is 5e-5, not 1"),
      ("files.0=x", 7, "'files' is a list, and its elements cannot be set one by one; give the whole list: files=[…]"),
      ("optim.lr.x=1", 10, "'optim.lr' is 5e-5, so nothing can be set below it"),
      ("name.x=1", 6, "'name' is the text '${optim.lr}', so nothing can be set below it"),
    ])
  func inapplicable(text: String, column: Int, message: String) {
    let caret = String(repeating: " ", count: column - 1) + "^"
    #expect(
      report { _ = try Self.applied([text]) }
        == "<override 1: \(text)>:1:\(column): error: \(message)\n  \(text)\n  \(caret)\n1 problem")
  }
}
