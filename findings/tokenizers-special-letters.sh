#!/usr/bin/env bash
# tokenizers 0.23.3 (Python): `encode_special_tokens = True` is forgotten by save, pickle and copy.
#
# Expected: a property that decides whether the letters "<pad>" in a user's text are the padding token is part of the tokenizer,
#           as truncation and padding are, which tokenizer.json keeps.
# Seen:     it is not in tokenizer.json. The loaded tokenizer reads the five letters as one special token again.
# Matters:  who sets it against forged special tokens and ships the file, or hands the tokenizer to worker processes, is
#           unprotected there. It has to be set again after every load.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/v"
"$work/v/bin/pip" install -q --disable-pip-version-check tokenizers==0.23.3
"$work/v/bin/python" - <<'PY'
import copy
import pickle
from tokenizers import Regex, Tokenizer, models, pre_tokenizers

letters = {letter: id for id, letter in enumerate("<pad>bcefghi")}
tokenizer = Tokenizer(models.WordLevel({**letters, "<unk>": 20, "<pad>": 21}, unk_token="<unk>"))
tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(r"[\s\S]"), "isolated")
tokenizer.add_special_tokens(["<pad>"])
tokenizer.enable_truncation(100)
tokenizer.encode_special_tokens = True

copies = {
    "itself": tokenizer,
    "saved and loaded": Tokenizer.from_str(tokenizer.to_str()),
    "pickled": pickle.loads(pickle.dumps(tokenizer)),
    "copied": copy.deepcopy(tokenizer),
}
tokens = {name: one.encode("<pad>").tokens for name, one in copies.items()}
for name, found in tokens.items():
    print(f"{name}: {found}, truncation {'kept' if copies[name].truncation else 'lost'}")
assert tokens.pop("itself") == list("<pad>")
assert all(found == ["<pad>"] for found in tokens.values()), tokens
assert all(one.truncation for one in copies.values())
PY
