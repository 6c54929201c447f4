#!/usr/bin/env bash
# n2words 4.0.0 (npm) and num2words 0.5.14 (Python): Spanish 16 and Italian 118 are misspelled, each by one of the two.
#
# Expected: number words are a closed list of some thirty words a language, which two much-used libraries have right and alike.
# Seen:     n2words writes "dieciseis" where Spanish has "dieciséis", in 25 of the numbers below 2,500 (22, 23 and 26 have their
#           accents); num2words writes "centodicotto" where Italian has "centodiciotto", though 18 alone is right.
# Matters:  a task of numbers in words is a usual toy for sequence models and is made by one of them: the model learns the
#           misspelling, is scored against it, and looks wrong beside a teacher that writes it as people do.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --prefix "$work" --silent --no-audit --no-fund n2words@4.0.0
python3 -m venv "$work/v"
"$work/v/bin/pip" install -q --disable-pip-version-check num2words==0.5.14
cat > "$work/run.mjs" <<'JS'
import assert from 'node:assert';
import { toCardinal as spanish } from 'n2words/es-ES';
import { toCardinal as italian } from 'n2words/it-IT';

const es = [16, 22, 116].map((n) => spanish(n));
const it = [18, 118].map((n) => italian(n));
console.log('n2words:', es, it);
assert.deepStrictEqual(es, ['dieciseis', 'veintidós', 'ciento dieciseis']);
assert.deepStrictEqual(it, ['diciotto', 'centodiciotto']);
JS
node "$work/run.mjs"
"$work/v/bin/python" - <<'PY'
from num2words import num2words

es = [num2words(n, lang="es") for n in (16, 22, 116)]
it = [num2words(n, lang="it") for n in (18, 118)]
print("num2words:", es, it)
assert es == ["dieciséis", "veintidós", "ciento dieciséis"]
assert it == ["diciotto", "centodicotto"]
PY
