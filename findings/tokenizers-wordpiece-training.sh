#!/usr/bin/env bash
# tokenizers 0.23.3 (Python): training WordPiece twice on the same text gives two different tokenizers; BPE does not.
#
# Expected: WordPieceTrainer is a BPE trainer with a prefix for continuations, and BPE gives the same file each time.
# Seen:     the continuation characters (##a, ##b, …) get their ids in the order of a hash map, which differs from one training to
#           the next within one process. Equally frequent pairs are merged in the order of ids, so other tokens follow as well, and
#           the same word is split in different ways.
# Matters:  a tokenizer that is trained again, from the same data, by the same line, does not fit the model trained with it, and
#           there is no seed to set.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/v"
"$work/v/bin/pip" install -q --disable-pip-version-check tokenizers==0.23.3
"$work/v/bin/python" - <<'PY'
from tokenizers import Tokenizer, models, pre_tokenizers, trainers

TEXT = ["the quick brown fox jumps over the lazy dog", "pack my box with five dozen liquor jugs"]

def train(model, trainer):
    tokenizer = Tokenizer(model())
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.train_from_iterator(TEXT, trainer(vocab_size=70, show_progress=False))
    return tokenizer

def different(values):
    return len({str(value) for value in values})

bpe = [train(models.BPE, trainers.BpeTrainer) for _ in range(8)]
wordpiece = [train(models.WordPiece, trainers.WordPieceTrainer) for _ in range(8)]
for name, tokenizers in (("BPE", bpe), ("WordPiece", wordpiece)):
    print(
        f"8 trainings of {name}:",
        different(sorted(one.get_vocab().items()) for one in tokenizers), "vocabularies,",
        different(sorted(one.get_vocab()) for one in tokenizers), "sets of tokens",
    )
for one in wordpiece[:3]:
    print("  liquor →", one.encode("liquor").tokens, one.encode("liquor").ids)
assert different(sorted(one.get_vocab().items()) for one in bpe) == 1
assert different(sorted(one.get_vocab().items()) for one in wordpiece) > 1
assert different(sorted(one.get_vocab()) for one in wordpiece) > 1
PY
