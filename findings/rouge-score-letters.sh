#!/usr/bin/env bash
# rouge-score 0.1.2: a perfect answer in Japanese, Russian or Greek scores 0, and two different French words score 1.
#
# Expected: 1 for equal texts in any language, and less than 1 for words that differ.
# Seen:     only a–z and 0–9 are read; everything else is a space. So nothing of はい is left, and a text without tokens scores 0 even
#           against itself; “mûr” and “mër” are both the tokens m and r.
# Matters:  the average of a multilingual evaluation falls by the share of such answers, and in French or Polish a wrong accent, often
#           the very thing that is trained, costs nothing.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/v"
"$work/v/bin/pip" install -q --disable-pip-version-check rouge-score==0.1.2
"$work/v/bin/python" - <<'PY'
from rouge_score.rouge_scorer import RougeScorer

scorer = RougeScorer(["rouge1", "rougeL"])
found = {}
for answer, reference in [("yes", "yes"), ("はい", "はい"), ("да", "да"), ("ναι", "ναι"), ("mûr", "mër"), ("mur", "mer")]:
    scores = scorer.score(reference, answer)
    found[answer, reference] = (scores["rouge1"].fmeasure, scores["rougeL"].fmeasure)
    print(answer, "against", reference, *found[answer, reference])
assert found["yes", "yes"] == (1, 1) and found["mur", "mer"] == (0, 0)
assert found["はい", "はい"] == found["да", "да"] == found["ναι", "ναι"] == (0, 0)
assert found["mûr", "mër"] == (1, 1)
PY
