#!/usr/bin/env bash
# datasets 5.2.0 (Hugging Face): a JSON string that looks like a date comes back as a date.
#
# Expected: JSON has no dates; "completion": "2024-01-02" is loaded as the text that stands there.
# Seen:     where all rows of a column look like ISO dates the column becomes timestamp[s] and each cell a datetime; one row
#           that is no date keeps all of them text, and so does a time of day alone.
# Matters:  a set of dates to write (a common toy task, and a common slice of extraction data) reaches the tokenizer as
#           datetime objects, or as "2024-01-02 00:00:00" after str(). A sample of the same file may load as text.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/v"
"$work/v/bin/pip" install -q --disable-pip-version-check datasets==5.2.0
cd "$work"
HF_HUB_OFFLINE=1 "$work/v/bin/python" - <<'PY'
import datetime
import json

import datasets

datasets.disable_progress_bars()

def load(name, completions):
    with open(f"{name}.jsonl", "w") as file:
        file.writelines(json.dumps({"prompt": "p", "completion": text}) + "\n" for text in completions)
    column = datasets.load_dataset("json", data_files=f"{name}.jsonl", split="train", cache_dir="cache")["completion"]
    print(f"{name}: {completions} -> {list(column)}")
    return list(column)

midnight = datetime.datetime(2024, 1, 2)
assert load("dates", ["2024-01-02"] * 2) == [midnight] * 2
assert load("mixed", ["2024-01-02", "tomorrow"]) == ["2024-01-02", "tomorrow"]
assert load("times", ["12:30:00"] * 2) == ["12:30:00"] * 2
PY
