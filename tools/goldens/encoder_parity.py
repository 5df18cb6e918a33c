"""Records PyTorch's last hidden states of an encoder folder, for EncoderParityTests (too large to commit).

usage: encoder_parity.py ENCODER_DIR OUT.json [SENTENCES]
then:  GLOSS_ENCODER_PARITY=OUT.json tools/test --filter EncoderParity
"""
import base64, json, random, sys
import torch, transformers
from transformers import AutoModel

folder, out = sys.argv[1:3]
count = int(sys.argv[3]) if len(sys.argv) > 3 else 200
model = AutoModel.from_pretrained(folder, attn_implementation="eager").eval()
random.seed(5)
lengths = [3, 512] + [random.choice([random.randint(3, 60), random.randint(3, 512)]) for _ in range(count - 2)]
cases = []
for n in lengths:
    ids = [101] + [random.randint(1000, model.config.vocab_size - 1) for _ in range(n - 2)] + [102]
    with torch.inference_mode():
        h = model(input_ids=torch.tensor([ids]), attention_mask=torch.ones(1, n, dtype=torch.long)).last_hidden_state[0]
    cases.append({"ids": ids, "hidden": base64.b64encode(h.numpy().tobytes()).decode()})
json.dump({"torch": torch.__version__, "transformers": transformers.__version__, "encoder": folder, "cases": cases},
          open(out, "w"))
print(len(cases), "sequences,", sum(lengths), "sub-tokens")
