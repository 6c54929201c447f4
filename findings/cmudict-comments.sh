#!/usr/bin/env bash
# cmu-pronouncing-dictionary 3.0.0 (npm): some pronunciations end in a comment.
#
# Expected: each value is a list of ARPAbet symbols, 39 phonemes of which the vowels carry a stress mark: 69 symbols.
# Seen:     entries such as "AA1 L T OW2 # name, finnish": a split at spaces gives 84 symbols, 15 of them "#", "place," or
#           "irish". 48 more words have a secondary stress and no primary one.
# Matters:  a vocabulary that is collected from the data gets fifteen tokens that are no sounds, the model learns to say
#           "finnish", and a phoneme error rate counts the words of the comment.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --prefix "$work" --silent --no-audit --no-fund cmu-pronouncing-dictionary@3.0.0
cat > "$work/run.mjs" <<'JS'
import assert from 'node:assert';
import { dictionary } from 'cmu-pronouncing-dictionary';

const entries = Object.entries(dictionary);
const commented = entries.filter(([, sounds]) => sounds.includes('#'));
const symbols = new Set(entries.flatMap(([, sounds]) => sounds.split(' ')));
const strange = [...symbols].filter((symbol) => !/^[A-Z]{1,2}[012]?$/.test(symbol));
const unstressed = entries.filter(([, sounds]) => sounds.includes('2') && !sounds.includes('1'));
console.log(`${entries.length} entries, ${commented.length} with a comment:`, commented.slice(0, 3));
console.log(`${symbols.size} symbols, of which no sounds:`, strange.join(' '));
console.log(`${unstressed.length} with a secondary stress only`);
assert.strictEqual(dictionary.aalto, 'AA1 L T OW2 # name, finnish');
assert.strictEqual(symbols.size, 84);
assert.strictEqual(strange.length, 15);
assert.strictEqual(unstressed.length, 48);
JS
node "$work/run.mjs"
