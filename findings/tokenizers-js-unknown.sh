#!/usr/bin/env bash
# @huggingface/tokenizers 0.2.0 (npm): a WordLevel tokenizer gives `undefined` for an unknown word, though it has an unk_token.
#
# Expected: the id of unk_token, as tokenizers 0.23.3 (Python) reads the same file, and as this library does for WordPiece.
# Seen:     ids [0, undefined, 1] and the word itself among the tokens, for WordLevel only.
# Matters:  in an Int32Array undefined becomes 0: the unknown word turns into whichever token comes first, often padding.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --prefix "$work" --silent --no-audit --no-fund @huggingface/tokenizers@0.2.0
python3 -m venv "$work/v"
"$work/v/bin/pip" install -q --disable-pip-version-check tokenizers==0.23.3
cd "$work"
"$work/v/bin/python" - <<'PY'
from tokenizers import Tokenizer, models, pre_tokenizers

vocabulary = {"a": 0, "b": 1, "<unk>": 2}
for name, model in {
    "level": models.WordLevel(vocabulary, unk_token="<unk>"),
    "piece": models.WordPiece(vocabulary, unk_token="<unk>"),
}.items():
    tokenizer = Tokenizer(model)
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.save(f"{name}.json")
    ids = tokenizer.encode("a z b").ids
    print(f"Python, {name}:", ids)
    assert ids == [0, 2, 1]
PY
cat > run.mjs <<'JS'
import assert from 'node:assert';
import { readFileSync } from 'node:fs';
import { Tokenizer } from '@huggingface/tokenizers';

const idsOf = (name) => new Tokenizer(JSON.parse(readFileSync(`${name}.json`, 'utf8')), {}).encode('a z b').ids;
const level = idsOf('level');
const piece = idsOf('piece');
console.log('JavaScript, level:', level, ' piece:', piece, ' as Int32Array:', Int32Array.from(level));
assert.deepStrictEqual(level, [0, undefined, 1]);
assert.deepStrictEqual(piece, [0, 2, 1]);
JS
node run.mjs
