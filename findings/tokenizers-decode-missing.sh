#!/usr/bin/env bash
# tokenizers 0.23.3: an id that no token has is decoded to nothing, without an error.
#
# Expected: an IndexError or the unknown token, as `encode` uses it for a word that it does not know.
# Seen:     `decode([0, 99999, 1])` is “a b”: the id vanishes, with `skip_special_tokens` on or off. `id_to_token(99999)` is None.
# Matters:  logits are often padded to a multiple of 64 or 128, so a student can draw ids beyond the vocabulary. Its text then reads well,
#           and scores of it do not see what was drawn.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/v"
"$work/v/bin/pip" install -q --disable-pip-version-check tokenizers==0.23.3
"$work/v/bin/python" - <<'PY'
from tokenizers import Tokenizer, models, pre_tokenizers

tokenizer = Tokenizer(models.WordLevel({"a": 0, "b": 1, "[UNK]": 2}, "[UNK]"))
tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
decoded = tokenizer.decode([0, 99_999, 1])
kept = tokenizer.decode([0, 99_999, 1], skip_special_tokens=False)
print("decode:", repr(decoded), repr(kept), "· id_to_token:", tokenizer.id_to_token(99_999), "· encode of an unknown word:", tokenizer.encode("a c b").ids)
assert decoded == kept == "a b"
assert tokenizer.id_to_token(99_999) is None
assert tokenizer.encode("a c b").ids == [0, 2, 1]
PY
