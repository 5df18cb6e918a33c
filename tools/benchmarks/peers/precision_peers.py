"""Bulk tagging by peers in int8 or bfloat16, beside their fp32: speed, and how many entities of fp32 they keep.

usage: precision_peers.py BENCH_TAG MODEL_DIR CONLL_FILE [engine ...]

BENCH_TAG is bench_tag.py, whose engines and way of batching are used; what it lacks is added here: OpenVINO with static int8
(NNCF's post-training quantisation, calibrated on 300 of the sentences), OpenVINO with int8 weights and dynamic activations, and
PyTorch's dynamic quantisation; all but ONNX Runtime in bfloat16. Prints a line an engine: name, words/s, F1 of its entities against the first engine's (in %).
Engines take turns, RUNS times each (default 2); the best turn counts.
"""
import os, runpy, sys, time, pathlib
import numpy as np

bench, folder, columns, *wanted = sys.argv[1:]
sys.argv = [bench, folder, columns, "none"]
# What libraries print is no result.
stdout, sys.stdout = sys.stdout, sys.stderr
shared = runpy.run_path(bench)
collect, batches, make, words = shared["collect"], shared["batches"], shared["make"], shared["W"]
names = sorted(shared["BertForTokenClassification"].from_pretrained(folder).config.id2label.items())
names = [name for _, name in names]


def threads(core):
    return {"PERFORMANCE_HINT": "THROUGHPUT", "INFERENCE_NUM_THREADS": 2, **core}


def openvino_static():
    import nncf, openvino as ov
    path = pathlib.Path(folder, "openvino_int8.xml")
    if not path.exists():
        # Shuffled, because batches come by length.
        samples = [(x, a) for _, x, a, _ in batches(1)]
        np.random.default_rng(0).shuffle(samples)
        data = nncf.Dataset(samples[:300], lambda s: {"input_ids": s[0], "attention_mask": s[1]})
        model = nncf.quantize(ov.Core().read_model(f"{folder}/model.onnx"), data, model_type=nncf.ModelType.TRANSFORMER)
        ov.save_model(model, path)
    run = ov.Core().compile_model(path, "CPU", threads({}))
    return lambda: collect(lambda x, a: run([x, a])[0])


def openvino_dynamic():
    import nncf, openvino as ov
    path = pathlib.Path(folder, "openvino_int8_weights.xml")
    if not path.exists():
        model = nncf.compress_weights(ov.Core().read_model(f"{folder}/model.onnx"), mode=nncf.CompressWeightsMode.INT8_SYM)
        ov.save_model(model, path)
    run = ov.Core().compile_model(path, "CPU", threads({"DYNAMIC_QUANTIZATION_GROUP_SIZE": "4294967295"}))
    return lambda: collect(lambda x, a: run([x, a])[0])


def torch_int8():
    import torch
    model = shared["BertForTokenClassification"].from_pretrained(folder, attn_implementation="sdpa").eval()
    model = torch.ao.quantization.quantize_dynamic(model, {torch.nn.Linear}, dtype=torch.qint8)

    def run(x, a):
        with torch.inference_mode():
            return model(input_ids=torch.from_numpy(x), attention_mask=torch.from_numpy(a)).logits.numpy()

    return lambda: collect(run)


def exports():
    """What make_model.py leaves in its folder, of any token classifier: ONNX, ONNX with fused operators, and that in int8."""
    if pathlib.Path(folder, "model.int8.onnx").exists():
        return
    import onnx, torch
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.transformers import optimizer
    model = shared["BertForTokenClassification"].from_pretrained(folder, attn_implementation="eager").eval()

    class Logits(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.model = model

        def forward(self, ids, mask):
            return self.model(input_ids=ids, attention_mask=mask).logits

    plain, fused, small = (f"{folder}/model{kind}.onnx" for kind in ("", ".opt", ".int8"))
    ids = torch.tensor([[101, 2000, 3000, 102]])
    axes = {0: "batch", 1: "length"}
    torch.onnx.export(Logits(), (ids, torch.ones_like(ids)), plain, input_names=["input_ids", "attention_mask"],
                      output_names=["logits"], dynamic_axes={n: axes for n in ("input_ids", "attention_mask", "logits")},
                      opset_version=17, dynamo=False)
    config = model.config
    optimizer.optimize_model(plain, model_type="bert", num_heads=config.num_attention_heads,
                             hidden_size=config.hidden_size).save_model_to_file(fused)
    quantize_dynamic(fused, small, weight_type=QuantType.QInt8,
                     extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT})


def openvino_in(precision):
    import openvino as ov
    run = ov.Core().compile_model(f"{folder}/model.onnx", "CPU", threads({"INFERENCE_PRECISION_HINT": precision}))
    return lambda: collect(lambda x, a: run([x, a])[0])


def torch_bf16():
    import torch
    model = shared["BertForTokenClassification"].from_pretrained(folder, attn_implementation="sdpa").eval().to(torch.bfloat16)

    def run(x, a):
        with torch.inference_mode():
            return model(input_ids=torch.from_numpy(x), attention_mask=torch.from_numpy(a)).logits.float().numpy()

    return lambda: collect(run)


def ct2_bf16():
    import ctranslate2
    path = f"{folder}/ct2_bfloat16"
    if not pathlib.Path(path).exists():
        ctranslate2.converters.TransformersConverter(os.environ["ENCODER"]).convert(path, quantization="bfloat16")
    encoder = ctranslate2.Encoder(path, inter_threads=1, intra_threads=2, compute_type="bfloat16")
    head = shared["BertForTokenClassification"].from_pretrained(folder).classifier
    weight, bias = head.weight.detach().numpy().T, head.bias.detach().numpy()

    def run(x, a):
        states = encoder.forward_batch([row[:n].tolist() for row, n in zip(x, a.sum(1))]).last_hidden_state
        return np.array(states.to(ctranslate2.DataType.float32)) @ weight + bias

    return lambda: collect(run)


make |= {"openvino_static": openvino_static, "openvino_dynamic": openvino_dynamic, "torch_int8": torch_int8,
         "openvino_fp32": lambda: openvino_in("f32"), "openvino_bf16": lambda: openvino_in("bf16"), "torch_bf16": torch_bf16, "ct2_bf16": ct2_bf16}


def entities(labels):
    """(sentence, first word, word behind the last, type) of each mention."""
    found = set()
    for s, ids in enumerate(labels):
        start = kind = None
        for w, name in enumerate([names[i] for i in ids if i is not None] + ["O"]):
            prefix, _, label = name.partition("-")
            if start is not None and (prefix != "I" or label != kind):
                found.add((s, start, w, kind))
                start = None
            if start is None and prefix in ("B", "I"):
                start, kind = w, label
    return found


exports()
engines = wanted or os.environ.get("ENGINES", "").split() or [
    "ort_fp32", "ort_int8", "openvino_static", "openvino_dynamic", "ct2_int8", "torch_int8"]
best, result, run = {}, {}, {}
for name in engines:
    try:
        run[name] = make[name]()
    except Exception as problem:
        print(f"{name}: {problem!r}"[:300], file=sys.stderr)
for _ in range(int(os.environ.get("RUNS", "2"))):
    for name in list(run):
        begun = time.perf_counter()
        try:
            result[name] = run[name]()
        except Exception as problem:
            print(f"{name}: {problem!r}"[:300], file=sys.stderr)
            del run[name]
            continue
        best[name] = min(best.get(name, 9e9), time.perf_counter() - begun)
reference = None
for name in run:
    found = entities(result[name])
    reference = found if reference is None else reference
    f1 = 200 * len(found & reference) / max(1, len(found) + len(reference))
    print(f"{name}\t{words / best[name]:.0f}\t{f1:.2f}", file=stdout)
