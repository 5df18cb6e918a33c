import Foundation
import Kernels
import Layers
import Testing

@testable import Taggers

@Suite("Encoder configurations")
struct EncoderConfigurationTests {
  private func read(_ json: String, named name: String = "") throws -> EncoderConfiguration {
    try EncoderConfiguration(json: Data(json.utf8), file: "config.json", named: name)
  }

  private func refusal(_ json: String) -> String {
    do {
      _ = try read(json)
      return "read without complaint"
    } catch {
      return "\(error)"
    }
  }

  @Test("DistilBERT's own words are read, and BERT's in their place")
  func distilbert() throws {
    let own = try read(
      """
      {"model_type": "distilbert", "dim": 96, "n_layers": 3, "n_heads": 6, "hidden_dim": 200, "activation": "relu",
       "dropout": 0.25, "attention_dropout": 0.5, "max_position_embeddings": 64, "vocab_size": 100}
      """)
    #expect((own.family, own.hiddenSize, own.layers, own.heads) == (.distilbert, 96, 3, 6))
    #expect((own.intermediateSize, own.activation, own.positions) == (200, "relu", 64))
    #expect((own.hiddenDropout, own.attentionDropout, own.segments) == (0.25, 0.5, 0))
    #expect(try read(#"{"model_type": "distilbert", "hidden_size": 48}"#).hiddenSize == 48)
    #expect(try read(#"{"model_type": "distilbert"}"#).layers == 6)
  }

  @Test("RoBERTa's kind counts positions from behind the padding", arguments: ["roberta", "xlm-roberta", "camembert"])
  func positions(family: String) throws {
    let usual = try read(#"{"model_type": "\#(family)", "max_position_embeddings": 514}"#)
    #expect((usual.paddingId, usual.firstPosition, usual.longestSequence) == (1, 2, 512))
    let other = try read(#"{"model_type": "\#(family)", "max_position_embeddings": 20, "pad_token_id": 4}"#)
    #expect((other.firstPosition, other.longestSequence) == (5, 15))
    #expect(
      refusal(#"{"model_type": "\#(family)", "max_position_embeddings": 4}"#)
        == "config.json: max_position_embeddings is 4, of which \(family) can use 2 (positions are counted from "
        + "pad_token_id 1 + 1); expected at least 3")
    #expect(
      refusal(#"{"model_type": "\#(family)", "pad_token_id": -1}"#).contains("pad_token_id is -1; expected 0 ..<"))
  }

  @Test("BERT's kind counts them from 0")
  func plainPositions() throws {
    let bert = try read(#"{"model_type": "bert", "pad_token_id": 3}"#)
    #expect((bert.firstPosition, bert.longestSequence) == (0, 512))
  }

  @Test("ELECTRA's tables have a width of their own")
  func electra() throws {
    let small = try read(#"{"model_type": "electra"}"#)
    #expect((small.embeddingSize, small.hiddenSize, small.heads) == (128, 256, 4))
    #expect(try read(#"{"model_type": "electra", "embedding_size": 256}"#).embeddingSize == nil)
    #expect(refusal(#"{"model_type": "electra", "embedding_size": 0}"#).contains("embedding_size is 0; expected 1 to"))
  }

  @Test(
    "without model_type the class that wrote it tells, else the model's name, else it is a BERT",
    arguments: [
      (#"{"architectures": ["RobertaForMaskedLM"]}"#, "", EncoderFamily.roberta),
      (#"{"architectures": ["XLMRobertaModel"]}"#, "", .xlmRoberta),
      (#"{"architectures": ["BertForMaskedLM"]}"#, "distilbert-base", .bert),
      (#"{}"#, "distilbert-base-uncased", .distilbert),
      (#"{}"#, "models/google/electra-small", .electra),
      (#"{}"#, "megatron_bert_345m_uncased", .megatronBert),
      (#"{}"#, "", .bert),
    ])
  func untyped(json: String, name: String, family: EncoderFamily) throws {
    #expect(try read(json, named: name).family == family)
  }

  @Test("NeMo's configuration of a Megatron-BERT brings Megatron-LM's habits, and leaves the vocabulary open")
  func nemoMegatron() throws {
    let read = try read(
      #"{"hidden_size": 64, "num_attention_heads": 4, "num_layers": 5, "max_position_embeddings": 128}"#)
    #expect((read.family, read.layers, read.intermediateSize) == (.megatronBert, 5, 256))
    #expect((read.activation, read.epsilon, read.statesVocabularySize) == ("gelu_new", 1e-5, false))
  }

  @Test(
    "what is not computed is named in the refusal, with what is",
    arguments: [
      (#"{"model_type": "albert"}"#, "model_type is 'albert'"),
      (#"{"architectures": ["AlbertModel"]}"#, "architectures is 'AlbertModel'"),
      (#"{"model_type": "deberta-v2"}"#, "model_type is 'deberta-v2'"),
    ])
  func families(json: String, found: String) {
    #expect(
      refusal(json)
        == "config.json: \(found); this version computes bert, camembert, distilbert, electra, megatron-bert, roberta, "
        + "xlm-roberta")
  }

  @Test(
    "settings that would be computed wrongly are refused",
    arguments: [
      (
        #"{"model_type": "bert", "position_embedding_type": "relative_key"}"#,
        "position_embedding_type is 'relative_key'; this version computes 'absolute'"
      ),
      (#"{"model_type": "roberta", "is_decoder": true}"#, "is_decoder is true; a tagger needs an encoder"),
      (#"{"model_type": "distilbert", "activation": "mish"}"#, "activation is 'mish'; known are gelu, gelu_accurate"),
      (#"{"model_type": "distilbert", "dim": 30}"#, "dim 30 is not a multiple of n_heads 12"),
      (#"{"model_type": "distilbert", "n_layers": 0}"#, "n_layers is 0; expected 1 to 256"),
      (#"{"model_type": "bert", "initializer_range": -1}"#, "initializer_range is -1.0; expected 0 to 10"),
      (#"{"model_type": "bert", "hidden_size": 99999}"#, "hidden_size is 99999; expected 1 to 16384"),
      (#"{"model_type": "bert", "num_layers": 1e99}"#, "read without complaint"),
      (#"{"num_layers": -3}"#, "num_hidden_layers is -3; expected 1 to 256"),
      (#"{"num_layers": 2, "hidden_size": 9223372036854775807}"#, "hidden_size is 9223372036854775807"),
      (#"{"model_type": 7}"#, "model_type is not of the type that it must have (String)"),
      (#"[1]"#, "is not of the type"),
    ])
  func refused(json: String, message: String) {
    #expect(refusal(json).contains(message))
  }

  @Test("what is written is read back the same", arguments: EncoderFamily.allCases)
  func roundTrip(family: EncoderFamily) throws {
    var configuration = try read(
      #"{"model_type": "\#(family.rawValue)", "hidden_act": "relu", "activation": "relu", "layer_norm_eps": 1e-6}"#)
    (configuration.hiddenSize, configuration.heads, configuration.layers) = (36, 3, 4)
    (configuration.hiddenDropout, configuration.initializerRange, configuration.paddingId) = (0.3, 0.5, 7)
    if family == .electra { configuration.embeddingSize = 12 }
    let read = try EncoderConfiguration(json: configuration.json, file: "config.json")
    #expect(read == configuration)
  }

  @Test("every activation of the list is the function that transformers calls by that name")
  func activations() throws {
    for name in ["gelu", "gelu_new", "gelu_fast", "gelu_pytorch_tanh", "relu", "silu", "swish", "tanh", "sigmoid"] {
      #expect(try read(#"{"model_type": "bert", "hidden_act": "\#(name)"}"#).activation == name)
    }
    #expect(try read(#"{"hidden_act": "gelu_fast"}"#).layerShape.activation == .geluTanh)
    #expect(try read(#"{"hidden_act": "swish"}"#).layerShape.activation == .silu)
  }
}
