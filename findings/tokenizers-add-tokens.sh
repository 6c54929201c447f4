#!/usr/bin/env bash
# tokenizers 0.23.3 (Python): add_tokens gives a new token an id that another token already has.
#
# Expected: new tokens get ids above the largest one, or the first free ones.
# Seen:     they count on from the *number* of tokens. In a vocabulary with gaps (tokens removed, special tokens at fixed high
#           ids, a padded vocabulary), a new token takes the id of an old one. Both names are in get_vocab() with the same id,
#           the old token's id decodes to the new one, and saving and loading keep it so.
# Matters:  two different texts reach the model as the same ids, and no error tells.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/v"
"$work/v/bin/pip" install -q --disable-pip-version-check tokenizers==0.23.3
"$work/v/bin/python" - <<'PY'
from tokenizers import Tokenizer, models

tokenizer = Tokenizer(models.WordLevel({"a": 0, "<unk>": 1, "b": 3}, unk_token="<unk>"))
tokenizer.add_tokens(["new"])
print("vocabulary:", sorted(tokenizer.get_vocab().items(), key=lambda entry: entry[1]))
ids = {text: tokenizer.encode(text).ids for text in ("b", "new")}
print("ids:", ids, "; 3 decodes to", repr(tokenizer.decode([3])))
assert ids == {"b": [3], "new": [3]}, ids
assert tokenizer.decode([3]) == "new"
again = Tokenizer.from_str(tokenizer.to_str())
assert again.encode("b").ids == again.encode("new").ids == [3]
PY
