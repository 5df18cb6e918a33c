"""Records of an event file as TensorBoard's own writer makes them.

Writes Tests/ReportsTests/Goldens/tensorboard.json. Run with a Python that has tensorboard.
"""

import json
import pathlib
import struct

import tensorboard
from tensorboard.compat.proto import event_pb2, summary_pb2, tensor_pb2, tensor_shape_pb2, types_pb2
from tensorboard.summary.writer.record_writer import RecordWriter


class Sink:
    def __init__(self):
        self.bytes = b""

    def write(self, data):
        self.bytes += data


def record(event):
    sink = Sink()
    RecordWriter(sink).write(event.SerializeToString())
    return sink.bytes.hex()


version = event_pb2.Event(wall_time=1795620643.25, file_version="brain.Event:2")
scalars = event_pb2.Event(wall_time=1795620644.5, step=300)
for tag, value in [("train_loss", 0.25), ("lr", 5e-5), ("val_entity_f1", 91.25)]:
    scalars.summary.value.add(tag=tag, simple_value=value)
text = event_pb2.Event(wall_time=1795620645.0)
text.summary.value.add(
    tag="spec/text_summary",
    metadata=summary_pb2.SummaryMetadata(
        plugin_data=summary_pb2.SummaryMetadata.PluginData(plugin_name="text")
    ),
    tensor=tensor_pb2.TensorProto(
        dtype=types_pb2.DT_STRING,
        tensor_shape=tensor_shape_pb2.TensorShapeProto(dim=[tensor_shape_pb2.TensorShapeProto.Dim(size=1)]),
        string_val=["    seed: 1\n    größe: 2\n".encode()],
    ),
)
folder = pathlib.Path(__file__).parents[2] / "Tests/ReportsTests/Goldens"
golden = {
    "versions": {"tensorboard": tensorboard.__version__},
    "version": record(version),
    "scalars": record(scalars),
    "text": record(text),
}
(folder / "tensorboard.json").write_text(json.dumps(golden, indent=1) + "\n")
