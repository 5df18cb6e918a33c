import Testing

@testable import Specs

@Suite("Reading specs")
struct ReaderTests {
  /// A training spec with the keys that TAO's users know.
  static let training = """
    trainer:
      max_epochs: 5

    model:
      tokenizer:
          tokenizer_name: ${model.language_model.pretrained_model_name} # the encoder's own
          vocab_file: null
          tokenizer_model: null
          special_tokens: null
      language_model:
        pretrained_model_name: bert-base-uncased
        lm_checkpoint: null
        config_file: null
        config: null
      head:
        num_fc_layers: 2
        fc_dropout: 0.5
        activation: 'relu'
        use_transformer_init: True
      label_ids: ???

    data_dir: ???

    training_ds:
      text_file: text_train.txt
      labels_file: labels_train.txt
      batch_size: 64
      num_samples: -1 # all

    optim:
      name: adam
      lr: 5e-5
      weight_decay: 0.00
      sched:
        name: WarmupAnnealing
        warmup_steps: null
        warmup_ratio: 0.1
        last_epoch: -1
        monitor: val_loss
        reduce_on_plateau: false
    """

  struct Training: Equatable {
    var epochs: Int
    var tokenizer: String
    var vocabulary: String?
    var config: SpecNode?
    var dropout: Double
    var activation: String
    var initializes: Bool
    var labels: String
    var data: String
    var files: [String]
    var rate: Double
    var warmupSteps: Int?
    var warmupRatio: Double?
    var seed: Int
    var key: String?

    init(_ reader: SpecReader) {
      epochs = reader.section("trainer").int("max_epochs", default: 3)
      let model = reader.section("model")
      let tokenizer = model.section("tokenizer")
      self.tokenizer = tokenizer.requiredString("tokenizer_name")
      vocabulary = tokenizer.optionalString("vocab_file")
      for key in ["tokenizer_model", "special_tokens"] { tokenizer.refuse(key, because: "only WordPiece is supported") }
      let languageModel = model.section("language_model")
      _ = languageModel.string("pretrained_model_name", default: "MiniLM")
      for key in ["lm_checkpoint", "config_file"] { _ = languageModel.optionalString(key) }
      config = languageModel.open("config")
      let head = model.section("head")
      _ = head.int("num_fc_layers", default: 2)
      dropout = head.float("fc_dropout", default: 0.5)
      activation = head.choice("activation", among: ["relu", "gelu"], default: "relu")
      initializes = head.bool("use_transformer_init", default: true)
      labels = model.requiredString("label_ids")
      data = reader.root.requiredString("data_dir")
      let training = reader.section("training_ds")
      for key in ["text_file", "labels_file"] { _ = training.string(key, default: "") }
      let batch = training.int("batch_size", default: 64)
      training.check(batch > 0, key: "batch_size", "must be greater than 0, and is \(batch)")
      _ = training.int("num_samples", default: -1)
      files = training.strings("files", default: ["a.txt", "b.txt"])
      let optim = reader.section("optim")
      _ = optim.string("name", default: "adam")
      rate = optim.float("lr", default: 5e-5)
      optim.check(rate > 0, key: "lr", "must be greater than 0")
      _ = optim.float("weight_decay", default: 0)
      let schedule = optim.section("sched")
      _ = schedule.string("name", default: "WarmupAnnealing")
      warmupSteps = schedule.optionalInt("warmup_steps")
      warmupRatio = schedule.optionalFloat("warmup_ratio", default: 0.1)
      _ = schedule.int("last_epoch", default: -1)
      _ = schedule.string("monitor", default: "val_loss")
      _ = schedule.bool("reduce_on_plateau", default: false)
      seed = reader.root.int("seed", default: 1)
      key = reader.root.optionalString("encryption_key")
    }
  }

  static func decode(_ arguments: [String], _ text: String = training) throws -> (value: Training, effective: SpecNode)
  {
    let tree = try SpecNode.parse(text, file: "specs/train.yaml").applying(Override.parse(arguments))
    return try SpecReader.decode(tree, environment: [:]) { Training($0) }
  }

  @Test("TAO's training spec becomes typed values and a complete effective spec")
  func training() throws {
    let (spec, effective) = try Self.decode([
      "data_dir=/data", "model.label_ids=${data_dir}/label_ids.csv", "optim.lr=1", "trainer.max_epochs=2",
      "encryption_key='s3cret'", "++model.language_model.config={hidden_size: 384}", "model.tokenizer.vocab_file=123",
    ])
    #expect(spec.epochs == 2)
    #expect(spec.tokenizer == "bert-base-uncased")
    #expect(spec.vocabulary == "123")
    #expect(spec.config?["hidden_size"]?.scalar?.value == .int(384))
    #expect(spec.initializes)
    #expect(spec.labels == "/data/label_ids.csv")
    #expect(spec.files == ["a.txt", "b.txt"])
    #expect(spec.rate == 1)
    #expect(spec.warmupSteps == nil)
    #expect(spec.warmupRatio == 0.1)
    #expect(spec.key == "s3cret")
    let text = effective.yaml(masking: ["encryption_key"])
    #expect(
      text == """
        trainer:
          max_epochs: 2
        model:
          tokenizer:
            tokenizer_name: bert-base-uncased
            vocab_file: '123'
          language_model:
            pretrained_model_name: bert-base-uncased
            lm_checkpoint: null
            config_file: null
            config:
              hidden_size: 384
          head:
            num_fc_layers: 2
            fc_dropout: 0.5
            activation: relu
            use_transformer_init: True
          label_ids: /data/label_ids.csv
        data_dir: /data
        training_ds:
          text_file: text_train.txt
          labels_file: labels_train.txt
          batch_size: 64
          num_samples: -1
          files:
          - a.txt
          - b.txt
        optim:
          name: adam
          lr: 1.0
          weight_decay: 0.00
          sched:
            name: WarmupAnnealing
            warmup_steps: null
            warmup_ratio: 0.1
            last_epoch: -1
            monitor: val_loss
            reduce_on_plateau: false
        seed: 1
        encryption_key: '*****'

        """)
    let again = try SpecReader.decode(SpecNode.parse(effective.yaml(), file: "saved.yaml")) { Training($0) }
    #expect(again.value == spec)
    #expect(again.effective == effective)
  }

  @Test("an interpolation sees defaults of keys that the spec does not name")
  func defaults() throws {
    let text =
      "model: {tokenizer: {tokenizer_name: '${model.language_model.pretrained_model_name}'}, label_ids: l}\ndata_dir: d"
    #expect(try Self.decode([], text).value.tokenizer == "MiniLM")
    #expect(try Self.decode(["model.language_model.pretrained_model_name=x"], text).value.tokenizer == "x")
  }

  @Test("every problem is reported at its place, in order, and counted")
  func everything() {
    let text = """
      data_dir: ${data_dr}/x
      trainer:
        max_epoch: 5
        max_epochs: abc
      model:
        tokenizer:
          tokenizer_name: null
          special_tokens: {pad: x}
        head: {num_fc_layers: 2.0, fc_dropout: '0.5', activation: rely, use_transformer_init: 1}
        language_model: 7
      training_ds: {batch_size: 0, files: [a, [b], null]}
      optim: {sched: {warmup_steps: 99999999999999999999, monitor: no}}
      lr: 5
      """
    #expect(
      report { _ = try Self.decode(["optim.lr=abc", "optim.schedd.name=x", "seed=1.5"], text) } == """
        specs/train.yaml:1:11: error: '${data_dr}' refers to 'data_dr', which does not exist; did you mean 'data_dir'?
          data_dir: ${data_dr}/x
                    ^
        specs/train.yaml:3:3: error: there is no key 'trainer.max_epoch'; did you mean 'trainer.max_epochs'?
            max_epoch: 5
            ^
        specs/train.yaml:4:15: error: 'trainer.max_epochs': expected an integer, found the text 'abc'
            max_epochs: abc
                        ^
        specs/train.yaml:5:1: error: 'model.label_ids' must be set: write model.label_ids=VALUE on the command line, \
        or give it a value in specs/train.yaml
          model:
          ^
        specs/train.yaml:7:21: error: 'model.tokenizer.tokenizer_name': expected text, found null
              tokenizer_name: null
                              ^
        specs/train.yaml:8:5: error: 'model.tokenizer.special_tokens' cannot be used: only WordPiece is supported
              special_tokens: {pad: x}
              ^
        specs/train.yaml:9:25: error: 'model.head.num_fc_layers': expected an integer, found 2.0; write 2
            head: {num_fc_layers: 2.0, fc_dropout: '0.5', activation: rely, use_transformer_init: 1}
                                  ^
        specs/train.yaml:9:42: error: 'model.head.fc_dropout': expected a number, found the text '0.5'; remove the quotes
            head: {num_fc_layers: 2.0, fc_dropout: '0.5', activation: rely, use_transformer_init: 1}
                                                   ^
        specs/train.yaml:9:61: error: 'model.head.activation': 'rely' is not among 'relu', 'gelu'; did you mean 'relu'?
            head: {num_fc_layers: 2.0, fc_dropout: '0.5', activation: rely, use_transformer_init: 1}
                                                                      ^
        specs/train.yaml:9:89: error: 'model.head.use_transformer_init': expected true or false, found 1; \
        write true or false
            head: {num_fc_layers: 2.0, fc_dropout: '0.5', activation: rely, use_transformer_init: 1}
                                                                                                  ^
        specs/train.yaml:10:19: error: 'model.language_model': expected a section with keys, found 7
            language_model: 7
                            ^
        specs/train.yaml:11:27: error: 'training_ds.batch_size' must be greater than 0, and is 0
          training_ds: {batch_size: 0, files: [a, [b], null]}
                                    ^
        specs/train.yaml:11:41: error: 'training_ds.files[1]': expected text, found a list
          training_ds: {batch_size: 0, files: [a, [b], null]}
                                                  ^
        specs/train.yaml:11:46: error: 'training_ds.files[2]': expected text, found null
          training_ds: {batch_size: 0, files: [a, [b], null]}
                                                       ^
        specs/train.yaml:12:31: error: 'optim.sched.warmup_steps': expected an integer or null, \
        found 99999999999999999999, which does not fit into 64 bits
          optim: {sched: {warmup_steps: 99999999999999999999, monitor: no}}
                                        ^
        specs/train.yaml:13:1: error: there is no key 'lr'; did you mean 'optim.lr'?
          lr: 5
          ^
        <override 1: optim.lr=abc>:1:10: error: 'optim.lr': expected a number, found the text 'abc'
          optim.lr=abc
                   ^
        <override 2: optim.schedd.name=x>:1:7: error: there is no key 'optim.schedd'; did you mean 'optim.sched'?
          optim.schedd.name=x
                ^
        <override 3: seed=1.5>:1:6: error: 'seed': expected an integer, found 1.5
          seed=1.5
               ^
        19 problems
        """)
  }

  @Test("text takes numbers and booleans as they were written, so that 'no' stays 'no'")
  func text() throws {
    let reader = SpecReader(try SpecNode.parse("a: no\nb: 1_000\nc: 0.10\n", file: "a.yaml"))
    #expect(["a", "b", "c"].map { reader.root.string($0, default: "") } == ["no", "1_000", "0.10"])
    #expect(reader.effective.yaml() == "a: 'no'\nb: '1_000'\nc: '0.10'\n")
    try reader.finish()
  }

  @Test("unquoted yes and no on the command line are booleans where a boolean is wanted, quoted ones are not")
  func commandLineBooleans() throws {
    let tree = try SpecNode.parse("x: 1", file: "a.yaml").applying(Override.parse(["a=yes", "b=OFF", "c='yes'", "~x"]))
    let reader = SpecReader(tree)
    #expect(reader.root.bool("a", default: false))
    #expect(!reader.root.bool("b", default: true))
    #expect(!reader.root.bool("c", default: false))
    #expect(
      report { try reader.finish() } == """
        <override 3: c='yes'>:1:3: error: 'c': expected true or false, found the text 'yes'; remove the quotes
          c='yes'
            ^
        1 problem
        """)
  }

  @Test("??? is shown until it is read, and then named with its place and how to set it")
  func mandatory() throws {
    let tree = try SpecNode.parse("data_dir: ???\nn: ${data_dir}\nl: [x, '???']\n", file: "a.yaml")
    #expect(tree.yaml() == "data_dir: ???\nn: ${data_dir}\nl:\n- x\n- ???\n")
    let reader = SpecReader(tree)
    #expect(reader.root.string("data_dir", default: "x") == "x")
    _ = reader.root.string("n", default: "x")
    #expect(reader.root.strings("l", default: []) == [])
    #expect(
      report { try reader.finish() } == """
        a.yaml:1:11: error: 'data_dir' must be set: write data_dir=VALUE on the command line, or give it a value in a.yaml
          data_dir: ???
                    ^
        a.yaml:2:4: error: '${data_dir}' refers to 'data_dir', which must be set first: write data_dir=VALUE
          n: ${data_dir}
             ^
        a.yaml:3:8: error: 'l' must be set: write l=VALUE on the command line, or give it a value in a.yaml
          l: [x, '???']
                 ^
        3 problems
        """)
    #expect(reader.effective.yaml() == "data_dir: ???\nn: ${data_dir}\nl:\n- x\n- ???\n")
  }

  @Test("sections may be null, interpolated or optional")
  func sections() throws {
    let text = "a: null\nb: ${c}\nc: {x: 5}\nd: null\n"
    let reader = SpecReader(try SpecNode.parse(text, file: "a.yaml"))
    #expect(reader.section("a").int("x", default: 1) == 1)
    #expect(reader.section("b").int("x", default: 1) == 5)
    #expect(reader.optionalSection("c")?.int("x", default: 1) == 5)
    #expect(reader.optionalSection("d") == nil)
    #expect(reader.optionalSection("e") == nil)
    try reader.finish()
    #expect(reader.effective.yaml() == "a:\n  x: 1\nb:\n  x: 5\nc:\n  x: 5\nd: null\ne: null\n")
  }

  @Test("an escaped interpolation stays text, also in a section that stands for another")
  func escapedSection() throws {
    let reader = SpecReader(try SpecNode.parse("b: ${c}\nc: {x: '\\${y}'}\n", file: "a.yaml"))
    #expect(reader.section("b").string("x", default: "") == "${y}")
    #expect(reader.section("c").string("x", default: "") == "${y}")
    try reader.finish()
    #expect(reader.effective.yaml() == "b:\n  x: \\${y}\nc:\n  x: \\${y}\n")
  }

  @Test("a value that only has a default points to its section when a check refuses it, or to the start of the spec")
  func checks() throws {
    let reader = SpecReader(try SpecNode.parse("x: 1\na: {}\n", file: "a.yaml"))
    reader.section("a").check(reader.section("a").int("n", default: 0) > 0, key: "n", "must be greater than 0")
    reader.root.check(reader.root.int("m", default: 0) > 0, key: "m", "must be greater than 0")
    _ = reader.root.int("x", default: 0)
    #expect(
      report { try reader.finish() } == """
        a.yaml:1:1: error: 'm' must be greater than 0
          x: 1
          ^
        a.yaml:2:1: error: 'a.n' must be greater than 0
          a: {}
          ^
        2 problems
        """)
  }

  @Test("a refused key passes where it asks for nothing", arguments: ["null", "false", "[]", "{}", "no"])
  func refusal(value: String) throws {
    let reader = SpecReader(try SpecNode.parse("wandb: \(value)\n", file: "a.yaml"))
    reader.root.refuse("wandb", because: "this tool is offline")
    try reader.finish()
    #expect(reader.effective.yaml() == "{}\n")
  }

  @Test("an enumeration's raw values are the words of a choice")
  func choices() throws {
    enum Mode: String, CaseIterable { case min, max }
    let reader = SpecReader(try SpecNode.parse("a: max\nb: mid\n", file: "a.yaml"))
    #expect(reader.root.choice("a", default: Mode.min) == .max)
    #expect(reader.root.choice("b", default: Mode.min) == .min)
    #expect(
      report { try reader.finish() }
        == "a.yaml:2:4: error: 'b': 'mid' is not among 'min', 'max'; did you mean 'min'?\n  b: mid\n     ^\n1 problem")
  }
}
