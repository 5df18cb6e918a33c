"""Writes Tests/SpecsTests/Goldens/hydra.json: how Hydra and OmegaConf read scalars and compose specs.

Run it in an environment with `pip install hydra-core==1.3.8`.
"""

import json
import math
import pathlib
import tempfile

import hydra
import omegaconf
from hydra.core.override_parser.overrides_parser import OverridesParser
from omegaconf import OmegaConf

YAML_SCALARS = """
5e-5 1e-3 1E5 1e+5 .5 1. 0.00 -1.5 +2.5e3 1_000 1_0.5_0 _1 1_ 0 00 010 08 089 0x1F 0xg 0b101 0b2 0o17 -0x1F -010
1e e5 1e-  1.2.3 . ._ .e5 1.e5 1-2 2021-01-21 12.5.6 yes Yes YES no on Off y n tRue true FALSE null Null nULL ~ none None
.inf -.inf +.inf .Inf .NaN .nan inf nan -nan Infinity '5' "5" '' "yes" 'null' a/b.txt C:\\x http://h:80/p ??? = %x
9223372036854775807 -9223372036854775808 $x a=b a,b it's 1,000 1e400 0.1e-400 +1 +a -a
""".split()

OVERRIDE_VALUES = [
    *"""1 -1 +5 1_000 1__0 010 0x1F 5e-5 .5 1. 1e5 1E+5 inf -INF nan NaN true FALSE null NULL yes off ??? $HOME a@b*c%d a:b
    1.2.3 bert-base-uncased /data/x.txt C:\\data '5' "5" '' [] {} [1,2] [a,'b,c',[d]] {a:1} {a:{b:[1,null]}} {x:1.5}
    \\${x} ${a.b}/c""".split(),
    "", "  ", " a b  c ", "[ a b , c ]", "{ a : 1 , b : c d }", r"'it\'s'", r'"say \"hi\""', r"'C:\new'", r"'end\\'",
    r"'a\\b'", r"'\\\'x'", r"a\,b\=c", r"a\\b", "'a b '", "[a:b]", "{a:b:c}",
]

SPEC = """\
data_dir: ???
optim:
  lr: 5e-5
  sched: null
files: [train.txt, dev.txt]
name: ${optim.lr}
"""

COMPOSITIONS = [
    ["data_dir=/data/x y"],
    ["optim.lr=1", "optim.lr=2"],
    ["+optim.name=adam", "++optim.lr=3", "++optim.eps=1e-8"],
    ["optim={lr: 4}"],
    ["+optim={extra: {a: 1}}"],
    ["files=[x.txt]"],
    ["files=[]", "optim.sched=0.5"],
    ["~name"],
    ["~optim.lr", "~files"],
    ["~optim.lr=5e-5"],
    ["+new.deep.key="],
    ["name='${data_dir}/${optim.lr}'", "data_dir=d"],
    ["optim=null"],
]

RESOLUTIONS = [
    "a: ${b}\nb: 5\n",
    "a: x-${b}\nb: 5\n",
    "a: ${b}${b}\nb: 5\n",
    "a: ${b}\nb: {c: [1, '${d}'], e: null}\nd: yes\n",
    "a: ${b.1}${b[0]}\nb: [p, q]\n",
    "a: \\${b}\nb: 5\n",
    "a: \\\\${b}\nb: 5\n",
    "a: x\\\\\\${b}\nb: 5\n",
    "a: $b {b} \\ $\nb: 5\n",
    "a: '${b}'\nb: '5'\n",
    "a: ${ b }\nb: 5\n",
    "base: &x {lr: 1, n: a}\na: {<<: *x, lr: 2}\nb: {<<: [*x, {m: 3, lr: 9}]}\n",
]


def typed(value):
    """A value as JSON without loss: [type, text] or a container of such."""
    if value is None:
        return ["null", ""]
    if isinstance(value, bool):
        return ["bool", "true" if value else "false"]
    if isinstance(value, int):
        return ["int", str(value)]
    if isinstance(value, float):
        return ["float", "nan" if math.isnan(value) else repr(value)]
    if isinstance(value, str):
        return ["string", value]
    if isinstance(value, list):
        return {"list": [typed(element) for element in value]}
    return {"map": [[str(key), typed(element)] for key, element in value.items()]}


def tree(config, resolve):
    return typed(OmegaConf.to_container(config, resolve=resolve))


def composed(overrides):
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder, "spec.yaml").write_text(SPEC)
        with hydra.initialize_config_dir(folder, version_base="1.1"):
            return tree(hydra.compose("spec", overrides), False)


def main():
    parser = OverridesParser.create()
    golden = {
        "versions": {"hydra": hydra.__version__, "omegaconf": omegaconf.__version__},
        "yaml": [[text, typed(OmegaConf.to_container(OmegaConf.create(f"key: {text}\n"))["key"])] for text in YAML_SCALARS
                 if text not in ("=", "%x")],
        "overrides": [[text, plain(parser.parse_override("key=" + text).value())] for text in OVERRIDE_VALUES],
        "spec": SPEC,
        "compositions": [[overrides, composed(overrides)] for overrides in COMPOSITIONS],
        "resolutions": [[text, tree(OmegaConf.create(text), True)] for text in RESOLUTIONS],
    }
    root = pathlib.Path(__file__).resolve().parents[2]
    lines = ["{"]
    for name, value in golden.items():
        end = "" if name == "resolutions" else ","
        if isinstance(value, list):
            rows = ",\n".join("    " + json.dumps(row, ensure_ascii=False) for row in value)
            lines.append(f'  "{name}": [\n{rows}\n  ]{end}')
        else:
            lines.append(f'  "{name}": {json.dumps(value)}{end}')
    lines.append("}")
    (root / "Tests/SpecsTests/Goldens/hydra.json").write_text("\n".join(lines) + "\n", encoding="utf-8")


def plain(value):
    """Hydra marks quoted text with a class of its own."""
    if isinstance(value, list):
        return {"list": [plain(element) for element in value]}
    if isinstance(value, dict):
        return {"map": [[str(getattr(key, "text", key)), plain(element)] for key, element in value.items()]}
    return typed(getattr(value, "text", value))


if __name__ == "__main__":
    main()
