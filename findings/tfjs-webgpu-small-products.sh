#!/usr/bin/env bash
# @tensorflow/tfjs-backend-webgpu 4.22.0 on a software adapter (SwiftShader, the one Chromium ships and falls back to).
#
# Expected: the smaller a matrix product, the sooner it is done: 128 results take at most as long as 192 of the same length.
# Seen:     128 results take 8 to 60 times as long as 192, and 20 to 60 times as long as with the packed program. Up to 128 results
#           the backend gives each a workgroup with barriers (MatMulReduceProgram), which a processor can only play one invocation
#           after the other; from 129 on it takes tiles.
# Matters:  decoding token by token consists of such products: sampling with a tiny model was twenty times as slow as with
#           WEBGPU_MATMUL_PROGRAM_TYPE = 3 (MatMulPackedProgram), and tests on CI machines are on such an adapter.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --prefix "$work" --silent --no-audit --no-fund @tensorflow/tfjs-core@4.22.0 @tensorflow/tfjs-backend-cpu@4.22.0 \
  @tensorflow/tfjs-backend-webgpu@4.22.0 webgpu@0.6.2
# SwiftShader of Debian's chromium; where that is not installed, its package is unpacked.
driver=/usr/lib/chromium/vk_swiftshader_icd.json
if [ ! -e "$driver" ]; then
  (cd "$work" && apt-get download -qq chromium-common && dpkg -x chromium-common_*.deb unpacked)
  driver="$work/unpacked$driver"
fi
cat > "$work/run.cjs" <<'JS'
const assert = require('node:assert');
const { create, globals } = require('webgpu');
Object.assign(globalThis, globals);
const navigator = { userAgent: 'Node', gpu: create([]) };
Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true });
const tf = require('@tensorflow/tfjs-core');
require('@tensorflow/tfjs-backend-webgpu');

async function milliseconds(rows, columns) {
  const a = tf.randomNormal([rows, 256]);
  const b = tf.randomNormal([256, columns]);
  await tf.matMul(a, b).data(); // Compiled.
  const times = [];
  for (let i = 0; i < 5; i++) {
    const start = performance.now();
    await tf.matMul(a, b).data();
    times.push(performance.now() - start);
  }
  return times.sort((x, y) => x - y)[2];
}

(async () => {
  assert(await tf.setBackend('webgpu'));
  const few = await milliseconds(2, 64);
  const many = await milliseconds(3, 64);
  tf.env().set('WEBGPU_MATMUL_PROGRAM_TYPE', 3);
  const packed = await milliseconds(2, 64);
  console.error('milliseconds:', few.toFixed(1), many.toFixed(1), packed.toFixed(1));
  assert(few > 4 * many);
  assert(few > 4 * packed);
  console.log('128 results take more than 4 times as long as 192, and more than 4 times as long as when packed');
  process.exit(0);
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
JS
VK_ICD_FILENAMES="$driver" node "$work/run.cjs"
