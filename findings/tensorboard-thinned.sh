#!/usr/bin/env bash
# tensorboard 2.21.0: of a curve of 20,000 steps the reader gives back 10,000, chosen at random.
#
# Expected: every logged step, from the first on; or an error.
# Seen:     10,000 of them without a word. Which ones is drawn: the early steps go as often as the others, only the last is always there.
#           Up to 10,000 steps everything comes back, so a short run does not show it. `size_guidance={"scalars": 0}` reads all.
# Matters:  a table, a mean over a window or a comparison step by step that is read from event files is right for short runs and silently
#           about other steps in each long one.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/v"
"$work/v/bin/pip" install -q --disable-pip-version-check tensorboard==2.21.0 numpy==2.4.6 setuptools==80.9.0
"$work/v/bin/python" - "$work" <<'PY' 2>/dev/null
import sys
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.summary.writer.event_file_writer import EventFileWriter

def read(steps, **options):
    folder = f"{sys.argv[1]}/{steps}"
    writer = EventFileWriter(folder)
    for step in range(steps):
        value = Summary.Value(tag="loss", simple_value=float(step))
        writer.add_event(Event(step=step, wall_time=step, summary=Summary(value=[value])))
    writer.close()
    reader = EventAccumulator(folder, **options)
    reader.Reload()
    return [scalar.step for scalar in reader.Scalars("loss")]

short, long = read(10_000), read(20_000)
print(f"10,000 written: {len(short)} read; 20,000 written: {len(long)} read, of them {sum(s < 10_000 for s in long)} of the first half")
assert short == list(range(10_000))
assert len(long) == 10_000 and long == sorted(long) and long[-1] == 19_999
assert 4_000 < sum(step < 10_000 for step in long) < 6_000
PY
