#!/usr/bin/env bash
# jstat 1.9.6: the probability of a count is NaN for Poisson means from about 700 on, and for the middle of 10,000 coin tosses.
#
# Expected: small ordinary numbers: 0.0151 for 700 events at mean 700, 0.00798 for 5,000 heads in 10,000 tosses.
# Seen:     NaN for both densities and for Poisson's distribution function, while the binomial distribution function is right: the
#           densities multiply a factorial and a power that leave float64's range, the other goes through the beta function.
# Matters:  a test of accepted tokens over a whole evaluation has thousands of trials. It works on the toy and says NaN on the data,
#           and `p < 0.05` is then false, so everything passes.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --prefix "$work" --silent --no-audit --no-fund jstat@1.9.6
cat > "$work/run.cjs" <<'JS'
const assert = require('node:assert');
const { poisson, binomial } = require('jstat');
for (const mean of [10, 100, 700, 10_000])
  console.log(`Poisson, mean ${mean}: density ${poisson.pdf(mean, mean)}, distribution ${poisson.cdf(mean, mean)}`);
for (const n of [10, 1000, 10_000])
  console.log(`binomial, ${n} trials: density ${binomial.pdf(n / 2, n, 0.5)}, distribution ${binomial.cdf(n / 2, n, 0.5)}`);
assert(Math.abs(poisson.pdf(100, 100) - 0.03986) < 1e-4);
assert(Number.isNaN(poisson.pdf(700, 700)) && Number.isNaN(poisson.cdf(700, 700)));
assert(Math.abs(binomial.pdf(500, 1000, 0.5) - 0.02523) < 1e-4);
assert(Number.isNaN(binomial.pdf(5000, 10_000, 0.5)));
assert(Math.abs(binomial.cdf(5000, 10_000, 0.5) - 0.50399) < 1e-4);
JS
node "$work/run.cjs"
