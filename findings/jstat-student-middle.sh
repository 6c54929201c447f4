#!/usr/bin/env bash
# jstat 1.9.6: the distribution function of Student's t is wrong near 0 when there are many degrees of freedom.
#
# Expected: cdf(0, df) is ½ for every df, because the distribution is symmetric; every value lies between 0 and 1.
# Seen:     0.4826 with 10⁶ degrees of freedom, 0.119 with 10⁷, −1.49 with 10⁸. Two standard errors away from 0 the same
#           function is right to six digits at each of them, so a test on the usual quantiles does not meet it.
# Matters:  Welch's test over per-token losses has as many degrees of freedom as tokens. A difference of nothing comes out as
#           p = 0.97, 0.24 or a negative number, and a verdict "no difference" turns into one.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --prefix "$work" --silent --no-audit --no-fund jstat@1.9.6
cat > "$work/run.cjs" <<'JS'
const assert = require('node:assert');
const { studentt } = require('jstat');
for (const df of [10, 1e3, 1e5, 1e6, 1e7, 1e8]) {
  console.log(`df ${df}: cdf(0) = ${studentt.cdf(0, df)}, cdf(1.96) = ${studentt.cdf(1.96, df)}`);
  assert(Math.abs(studentt.cdf(1.96, df) - 0.975) < 0.015, 'right at the usual quantile');
}
assert(Math.abs(studentt.cdf(0, 10) - 0.5) < 1e-9);
assert(Math.abs(studentt.cdf(0, 1e6) - 0.4826) < 1e-3);
assert(Math.abs(studentt.cdf(0, 1e7) - 0.1187) < 1e-3);
assert(studentt.cdf(0, 1e8) < -1);
JS
node "$work/run.cjs"
