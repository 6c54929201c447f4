#!/usr/bin/env bash
# vite 8.3.8: `build.license` leaves out every package that only a worker uses.
#
# Expected: the file of licences covers the build: all third-party code in the folder that is published.
# Seen:     a worker is bundled by a build of its own, whose packages are not in the file, without a warning. The page's are.
# Matters:  where the heavy libraries live in a worker (models, parsers, compression), a site publishes them without their notices
#           and with a file that says otherwise.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --prefix "$work" --silent --no-audit --no-fund vite@8.3.8 clsx@2.1.1 fflate@0.8.3
cd "$work"
echo '<!doctype html><script type="module" src="./page.js"></script>' > index.html
cat > page.js <<'JS'
import { clsx } from 'clsx';
document.title = clsx('page');
new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
JS
cat > worker.js <<'JS'
import { zipSync } from 'fflate';
postMessage(zipSync({}));
JS
cat > vite.config.mjs <<'JS'
export default { logLevel: 'error', worker: { format: 'es' }, build: { license: { fileName: 'licences.md' } } };
JS
npx --no-install vite build
echo "packages in the file of licences:"
grep '^## ' dist/licences.md
grep -q '^## clsx' dist/licences.md
ls dist/assets/worker-*.js
if grep -q '^## fflate' dist/licences.md; then
  echo "fflate is listed now: this finding is out of date"
  exit 1
fi
echo "fflate is in the worker and not in the file."
