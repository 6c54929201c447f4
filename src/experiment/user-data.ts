/** What a visitor's own data may be. Here because links, costs, the page and the task all must agree on it. */

export const USER_DATA_LIMITS = {
  /** Largest file, in bytes. */
  bytes: 50_000_000,
  /** Most examples that are kept; further ones are counted and left out. */
  examples: 100_000,
  /** Fewest usable examples: enough for a training, a validation and a test set. */
  fewest: 30,
  /** Most different characters: the vocabulary without PAD, BOS and EOS. */
  characters: 256,
  /** Longest prompt and longest response, in characters. With BOS and EOS a sequence has at most 128 tokens. */
  prompt: 63,
  response: 63,
  /** Running text: characters that are given, and characters that follow. */
  window: 32,
  /** Most examples in the validation set, and in the test set. */
  heldOut: 1_000,
  /** Characters of a data set's name. */
  name: 80,
} as const;

/** A fingerprint as people compare it: eight hexadecimal digits. */
export const fingerprintText = (fingerprint: number): string =>
  (fingerprint >>> 0).toString(16).padStart(8, '0');
