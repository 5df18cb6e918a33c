"""Writes Tests/WorkbenchTests/Goldens/nemo.json: small models in NeMo's archives, as NeMo of several ages lays them out,
and the logits that PyTorch computes with them.

    python tools/goldens/nemo_archives.py

Needs the packages torch and transformers. The layout follows NeMo's save_to (core/connectors/save_restore_connector.py
and, before 1.0, core/classes/modelPT.py): files in a folder, added to the tar as `.`.
"""
import base64
import io
import json
import pathlib
import tarfile

import torch
import transformers

GOLDEN = pathlib.Path(__file__).parents[2] / "Tests/WorkbenchTests/Goldens/nemo.json"

LABELS = ["O", "B-LOC", "B-PER", "I-LOC", "I-PER"]
WORDS = "the a in and anna karl from lives works with new york berlin river on of , . ' old".split()
VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] + WORDS + ["##s", "##a", "##n", "k", "b", "m"]
SENTENCES = [
    "Anna lives in New York .",
    "the river works on Karl , from Berlin",
    "man of [MASK] and unseenwords",
    "Kannan",
]


def configuration(labels: str, vocabulary: str, encoder: str, mapping: bool) -> str:
    ids = "".join(f"  {name}: {index}\n" for index, name in enumerate(LABELS)) if mapping else ""
    return f"""tokenizer:
  tokenizer_name: bert-base-uncased
  vocab_file: {vocabulary}
  tokenizer_model: null
  special_tokens: null
language_model:
  pretrained_model_name: bert-base-uncased
  lm_checkpoint: null
  config_file: {encoder}
  config: null
head:
  num_fc_layers: 2
  fc_dropout: 0.5
  activation: tanh
  use_transformer_init: true
label_ids:{chr(10) + ids if mapping else " null" + chr(10)}class_labels:
  class_labels_file: {labels}
dataset:
  data_dir: /data/gmb
  class_balancing: weighted_loss
  max_seq_length: 24
  pad_label: O
  ignore_extra_tokens: true
  ignore_start_end: false
  use_cache: false
train_ds:
  text_file: text_train.txt
  batch_size: 64
optim:
  name: adam
  lr: 5.0e-05
target: nemo.collections.nlp.models.token_classification.token_classification_model.TokenClassificationModel
"""


def archive(members: dict, mode: str) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode=mode, format=tarfile.GNU_FORMAT) as tar:
        folder = tarfile.TarInfo(".")
        folder.type, folder.mode = tarfile.DIRTYPE, 0o700
        tar.addfile(folder)
        for name, data in members.items():
            info = tarfile.TarInfo("./" + name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return file.getvalue()


def saved(state, **options) -> bytes:
    file = io.BytesIO()
    torch.save(state, file, **options)
    return file.getvalue()


def main() -> None:
    torch.manual_seed(3)
    config = transformers.BertConfig(
        vocab_size=len(VOCABULARY) + 1,
        hidden_size=12,
        num_hidden_layers=2,
        num_attention_heads=3,
        intermediate_size=20,
        max_position_embeddings=32,
        initializer_range=0.4,
    )
    encoder = transformers.BertModel(config).eval()
    head = torch.nn.Sequential(torch.nn.Linear(12, 12), torch.nn.Tanh(), torch.nn.Linear(12, len(LABELS))).eval()
    state = {f"bert_model.{name}": value for name, value in encoder.state_dict().items()}
    state["bert_model.embeddings.position_ids"] = torch.arange(32).expand((1, -1))
    for layer in (0, 2):
        state[f"classifier.mlp.layer{layer}.weight"] = head[layer].weight.data
        state[f"classifier.mlp.layer{layer}.bias"] = head[layer].bias.data
    state["loss.weight"] = torch.ones(len(LABELS))

    pathlib.Path("/tmp/gloss-nemo-vocab.txt").write_text("\n".join(VOCABULARY) + "\n")
    tokenizer = transformers.BertTokenizer("/tmp/gloss-nemo-vocab.txt", do_lower_case=True)
    cases = []
    for sentence in SENTENCES:
        ids, firsts = [tokenizer.cls_token_id], []
        for word in sentence.split():
            pieces = tokenizer.convert_tokens_to_ids(tokenizer.tokenize(word))
            firsts.append(len(ids))
            ids += pieces or [tokenizer.unk_token_id]
        ids.append(tokenizer.sep_token_id)
        with torch.inference_mode():
            hidden = encoder(torch.tensor([ids]), attention_mask=torch.ones(1, len(ids), dtype=torch.long))
            logits = head(hidden.last_hidden_state[0])[firsts]
        labels = [LABELS[index] for index in logits.argmax(-1).tolist()]
        cases.append({"sentence": sentence, "ids": ids, "logits": logits.flatten().tolist(), "labels": labels})

    vocabulary = ("\n".join(VOCABULARY) + "\n").encode()
    dictionary = json.dumps({token: index for index, token in enumerate(VOCABULARY)}).encode()
    labels = "\n".join(LABELS).encode()
    encoder_json = config.to_json_string().encode()
    old = {
        "model_config.yaml": configuration("/data/gmb/label_ids.csv", "null", "null", False).encode(),
        "model_weights.ckpt": saved(state, _use_new_zipfile_serialization=False),
        "label_ids.csv": labels,
        "tokenizer.vocab_file": vocabulary,
        "tokenizer_vocab_dict.json": dictionary,
        "bert-base-uncased_encoder_config.json": encoder_json,
    }
    a, b, c, d = (digit * 32 for digit in "abcd")
    new = {
        f"{a}_label_ids.csv": labels,
        f"{b}_tokenizer.vocab_file": vocabulary,
        f"{c}_bert-base-uncased_encoder_config.json": encoder_json,
        f"{d}_tokenizer_vocab_dict.json": dictionary,
        "model_config.yaml": configuration(
            f"nemo:{a}_label_ids.csv",
            f"nemo:{b}_tokenizer.vocab_file",
            f"nemo:{c}_bert-base-uncased_encoder_config.json",
            True,
        ).encode(),
        "model_weights.ckpt": saved(state),
    }
    manifest = b"metadata:\n  obj_cls: nemo.collections.nlp.models.TokenClassificationModel\n  encrypted: true\n"
    sealed = dict(new, **{"manifest.yaml": manifest, "model_weights.ckpt": bytes(range(7, 250)) * 40})
    only_dictionary = {name: data for name, data in old.items() if name != "tokenizer.vocab_file"}
    golden = {
        "made by": "tools/goldens/nemo_archives.py",
        "torch": torch.__version__,
        "transformers": transformers.__version__,
        "labels": LABELS,
        "cases": cases,
        "archives": {
            "old names, gzip": archive(old, "w:gz"),
            "old names, vocabulary as JSON": archive(only_dictionary, "w:gz"),
            "new names, gzip": archive(new, "w:gz"),
            "new names, plain": archive(new, "w"),
            "EFF without encryption": archive(dict(new, **{"manifest.yaml": manifest}), "w:gz"),
        },
        "sealed by EFF": archive(sealed, "w:gz"),
        "without weights": archive({k: v for k, v in new.items() if "weights" not in k}, "w:gz"),
    }
    text = lambda value: base64.b64encode(value).decode() if isinstance(value, bytes) else str(value)
    GOLDEN.parent.mkdir(parents=True, exist_ok=True)
    GOLDEN.write_text(json.dumps(golden, indent=1, default=text) + "\n")


if __name__ == "__main__":
    main()
