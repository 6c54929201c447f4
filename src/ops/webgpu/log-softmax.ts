/**
 * The beginning of a kernel that walks over two rows of logits from `first` to `first + V`, as a kernel's own `both(j)` reads
 * them: afterwards the log-probabilities of entry j are `(both(j) - high) * scale - low`.
 * @param scale WGSL for the inverse temperature
 */
export const logSoftmaxOfBoth = (scale: string): string => `
  var high = vec2f(-1e30);
  for (var j = first; j < first + V; j++) { high = max(high, both(j)); }
  var sum = vec2f(0.0);
  for (var j = first; j < first + V; j++) { sum += exp((both(j) - high) * ${scale}); }
  let low = log(sum);
`;
