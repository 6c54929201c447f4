/**
 * An experiment as the hash of a link: `v=3&seed=1&topK=5`.
 *
 * Plain `key=value`, only what differs from the defaults of the method, always the version and the seed, in the order of
 * FIELDS. The version is raised when a default or a meaning changes, because a link leaves out what was default when it was
 * written; versions.ts reads the earlier ones.
 */
import { canonicalChanges, type LiveChange, MOST_CHANGES, writeChanges } from './changes';
import { DEFAULT_EXPERIMENT, type Experiment, FIELD_NAMES, FIELDS } from './fields';
import { defaultsOf } from './method-defaults';
import type { Notice } from './notices';
import { type Repaired, repairExperiment } from './repair';
import { fromVersion1, fromVersion2 } from './versions';

export const LINK_VERSION = 3;
/** Versions of links that are read. */
const VERSIONS = [1, 2, LINK_VERSION] as const;

/** Characters of a hash that are looked at. A link with every setting and as many changes as possible has less. */
export const LONGEST_HASH = 32_768;
/** How much longer a damaged hash may be than it was. */
const DAMAGED = 4;
const DECIMAL = /^[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;

/**
 * The hash of a link to the experiment, without the leading `#`.
 *
 * @param changes of live settings during the run; the link has them as `at=120:topK=10`. Beyond `MOST_CHANGES` left out.
 * @example encodeHash({ ...DEFAULT_EXPERIMENT, topK: 5 }) // 'v=3&seed=1&topK=5'
 */
export function encodeHash(experiment: Experiment, changes: readonly LiveChange[] = []): string {
  const defaults = { ...defaultsOf(experiment.method), method: DEFAULT_EXPERIMENT.method };
  const pairs = FIELD_NAMES.filter((name) => name === 'seed' || experiment[name] !== defaults[name]).map(
    (name) => `${name}=${encodeURIComponent(experiment[name])}`,
  );
  const kept = canonicalChanges(experiment, changes).slice(0, MOST_CHANGES);
  const later = kept.length > 0 ? [`at=${writeChanges(kept)}`] : [];
  return [`v=${LINK_VERSION}`, ...pairs, ...later].join('&');
}

/**
 * Reads the hash of a link, with or without `#`. Never throws: whatever is not understood keeps its default and is named
 * in a notice. An empty hash is the default experiment without notices.
 */
export function decodeHash(hash: string): Repaired {
  return decodePairs(readPairs(hash));
}

/** The pairs of a link, by name. */
export interface LinkPairs {
  readonly values: ReadonlyMap<string, string>;
  /** Version of the page that wrote the link, this one where it says none; null where it is not known what the values mean. */
  readonly version: (typeof VERSIONS)[number] | null;
  readonly notices: readonly Notice[];
}

/** Takes the hash of a link apart. Never throws; nothing is checked yet but the version. */
export function readPairs(hash: string): LinkPairs {
  const notices: Notice[] = [];
  let text = withoutDamage(hash.startsWith('#') ? hash.slice(1) : hash).slice(0, LONGEST_HASH + 1);
  if (text.length > LONGEST_HASH) {
    notices.push({ code: 'linkTooLong' });
    // The pair at the cut may have lost its end: 1000 must not be read as 10.
    text = text.slice(0, Math.max(0, text.lastIndexOf('&')));
  }

  const values = new Map<string, string>();
  let repeated = false;
  let unreadable = false;
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const [name, value] = decodePair(pair) ?? [];
    if (name === undefined || value === undefined) unreadable = true;
    else if (values.has(name)) repeated = true;
    else values.set(name, value);
  }
  if (unreadable) notices.push({ code: 'linkUnreadable' });
  if (repeated) notices.push({ code: 'linkRepeated' });

  const written = values.get('v') ?? String(LINK_VERSION);
  values.delete('v');
  const version = VERSIONS.find((one) => String(one) === written) ?? null;
  if (version === null) notices.push({ code: 'linkVersion' });
  return { values, version, notices };
}

/** The experiment that the pairs of a link describe. */
export function decodePairs({ values, version, notices }: LinkPairs): Repaired {
  if (version === null) return { experiment: DEFAULT_EXPERIMENT, notices: [...notices] };
  const input = Object.fromEntries([...values].map(([name, value]) => [name, parseValue(name, value)]));
  const repaired = repairExperiment(upgradePairs(version, input));
  return { experiment: repaired.experiment, notices: [...notices, ...repaired.notices] };
}

function upgradePairs(
  version: (typeof VERSIONS)[number],
  input: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  if (version === 1) return fromVersion1(input);
  return version === 2 ? fromVersion2(input) : input;
}

/**
 * Undoes what programs do to a link that passes through them: `&` written as an entity of HTML, once or more often; the whole
 * hash percent-encoded; a bracket, quotation mark or full stop of the sentence around it at its end. No value of a link ends
 * with such a sign.
 */
function withoutDamage(hash: string): string {
  const text = hash.slice(0, DAMAGED * LONGEST_HASH);
  const decoded = /^[^=&]*%3D/i.test(text) ? decodeWhole(text) : text;
  return decoded.replace(/&(?:amp;|#38;|#x26;)+/gi, '&').replace(/[\s.,;:!?)\]}>"'’”»]+$/u, '');
}

function decodeWhole(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a malformed percent sequence
  }
}

function decodePair(pair: string): [string, string] | undefined {
  const equals = pair.indexOf('=');
  if (equals <= 0) return undefined;
  try {
    return [decodeURIComponent(pair.slice(0, equals)), decodeURIComponent(pair.slice(equals + 1))];
  } catch {
    return undefined; // a malformed percent sequence
  }
}

/** Numbers in plain decimal notation only, of settings that are numbers; anything else stays text, for the repair to judge. */
export function parseValue(name: string, text: string): string | number {
  const kind = FIELD_NAMES.filter((field) => field === name).map((field) => FIELDS[field].kind)[0];
  return kind !== 'choice' && kind !== 'list' && DECIMAL.test(text) ? Number(text) : text;
}
