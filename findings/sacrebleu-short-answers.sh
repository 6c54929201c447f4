#!/usr/bin/env bash
# sacrebleu 2.6.0: a corpus of perfect answers scores 0 when every answer has fewer than four words.
#
# Expected: hypotheses that equal their references score 100. Each of them does, by sentence_bleu.
# Seen:     corpus_bleu gives 0.0: there are no 4-grams, their precision counts as 0, and the smoothing that is on by default does not
#           apply to an order without any n-gram. One four-word answer among them turns it to 100.
# Matters:  classification, arithmetic, number words, names: evaluations whose right answers are short read 0 for a perfect model, and jump
#           with a single longer answer. effective_order=True, which sentence_bleu sets, mends it.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/v"
"$work/v/bin/pip" install -q --disable-pip-version-check sacrebleu==2.6.0
"$work/v/bin/python" - <<'PY'
from sacrebleu import corpus_bleu, sentence_bleu
from sacrebleu.metrics import BLEU

answers = ["cent un", "quarante deux", "mille un"] * 100
longer = [*answers, "mille deux cent trois"]
score = {
    "the corpus": corpus_bleu(answers, [answers]).score,
    "each answer": min(sentence_bleu(answer, [answer]).score for answer in answers),
    "the corpus and one answer of four words": corpus_bleu(longer, [longer]).score,
    "the corpus with effective_order": BLEU(effective_order=True).corpus_score(answers, [answers]).score,
}
for name, value in score.items():
    print(f"{name}: {value:.1f}")
assert [round(value, 1) for value in score.values()] == [0.0, 100.0, 100.0, 100.0], score
PY
