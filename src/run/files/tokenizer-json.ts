/**
 * The character tokenizer as a file of Hugging Face's tokenizers library: a WordLevel model over single characters, a
 * pre-tokenizer that splits before each of them, `<bos>` put in front, and a decoder that joins without spaces. There is
 * no token for unknown characters: the library then refuses them, as our own tokenizer does.
 */
import { type Problem, problem } from '../../errors/problems';
import { UserError } from '../../errors/user-error';
import { BOS, EOS, PAD } from '../../tasks/tokenizer';
import { isRecord, isWhole } from './json';

/**
 * With an invisible word joiner after the bracket: libraries find special tokens anywhere in a text, and the plain letters
 * `<pad>` in one must not become padding.
 */
const SPECIAL = ['<\u2060pad>', '<\u2060bos>', '<\u2060eos>'] as const;
const SPACE_SHOWN = '␣';
const MOST_TOKENS = 4_096;

/** The ids of PAD, BOS and EOS, whatever a file calls them. */
export interface SpecialIds {
  readonly pad: number;
  readonly bos: number;
  readonly eos: number;
}

/** Display forms → the text of each id. A task with both a space and a ␣ has the space first: ids follow code points. */
export const textsOf = (vocabulary: readonly string[]): string[] =>
  vocabulary.map((shown, id) => {
    if (id < SPECIAL.length) return SPECIAL[id] ?? '';
    return shown === SPACE_SHOWN && vocabulary.indexOf(SPACE_SHOWN) === id ? ' ' : shown;
  });

/** Contents of `tokenizer.json` for a vocabulary of ours. */
export function tokenizerJson(vocabulary: readonly string[]): object {
  const added = (content: string, id: number) => ({
    id,
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  });
  const special = (id: string) => ({ SpecialToken: { id, type_id: 0 } });
  const [, bos, eos] = SPECIAL;
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: SPECIAL.map(added),
    normalizer: null,
    pre_tokenizer: {
      type: 'Split',
      pattern: { Regex: '[\\s\\S]' },
      behavior: 'Isolated',
      invert: false,
    },
    post_processor: {
      type: 'TemplateProcessing',
      single: [special(bos), { Sequence: { id: 'A', type_id: 0 } }],
      pair: [
        special(bos),
        { Sequence: { id: 'A', type_id: 0 } },
        { Sequence: { id: 'B', type_id: 0 } },
        special(eos),
      ],
      special_tokens: {
        [bos]: { id: bos, ids: [BOS], tokens: [bos] },
        [eos]: { id: eos, ids: [EOS], tokens: [eos] },
      },
    },
    decoder: { type: 'Fuse' },
    model: {
      type: 'WordLevel',
      vocab: Object.fromEntries(textsOf(vocabulary).map((text, id) => [text, id])),
      unk_token: '<unk>',
    },
  };
}

/** Contents of `tokenizer_config.json`. */
export const tokenizerConfig = (context: number): object => ({
  tokenizer_class: 'PreTrainedTokenizerFast',
  pad_token: SPECIAL[PAD],
  bos_token: SPECIAL[BOS],
  eos_token: SPECIAL[EOS],
  padding_side: 'left',
  truncation_side: 'left',
  model_max_length: context,
  clean_up_tokenization_spaces: false,
  model_input_names: ['input_ids', 'attention_mask'],
});

/** Contents of `special_tokens_map.json`. */
export const specialTokensMap = (): object => ({
  pad_token: SPECIAL[PAD],
  bos_token: SPECIAL[BOS],
  eos_token: SPECIAL[EOS],
});

export interface ReadVocabulary {
  /** Display forms. */
  readonly vocabulary: readonly string[];
  /** The row of the embedding that each entry has: rows without a token are left out. */
  readonly ids: readonly number[];
  readonly notes: readonly Problem[];
}

/**
 * The vocabulary of a character-level `tokenizer.json`.
 *
 * @param rows of the embedding. Models are padded to round numbers: there may be fewer tokens.
 * @throws UserError when its tokens are not single characters, or there are more of them than rows
 */
export function vocabularyOf(json: unknown, rows: number, special: SpecialIds): ReadVocabulary {
  const tokens = tokensById(json, rows);
  const names = new Map([
    [special.pad, 'PAD'],
    [special.bos, 'BOS'],
    [special.eos, 'EOS'],
  ]);
  if (names.size < 3) throw new UserError('tokenizer-same-special-tokens');
  if (![...names.keys()].every((id) => tokens.has(id))) throw new UserError('tokenizer-misfit');
  const long = [...tokens].filter(([id, token]) => !names.has(id) && token.length !== 1);
  if (long.length > 0)
    throw new UserError('tokenizer-long-tokens', { tokens: long.map(([, token]) => token) });
  const ids = [...tokens.keys()].sort((a, b) => a - b);
  const shown = (id: number): string => {
    const token = tokens.get(id) ?? '';
    return names.get(id) ?? (token === ' ' ? SPACE_SHOWN : token);
  };
  const padded = ids.length < rows;
  return {
    vocabulary: ids.map(shown),
    ids,
    notes: padded ? [problem('note-vocabulary-padded', { rows, tokens: ids.length })] : [],
  };
}

/** @throws UserError when an id is taken twice, is no row of the embedding, or is no number */
function tokensById(json: unknown, rows: number): Map<number, string> {
  const model = isRecord(json) && isRecord(json.model) ? json.model : {};
  const vocab = isRecord(model.vocab) ? Object.entries(model.vocab) : [];
  const added = isRecord(json) && Array.isArray(json.added_tokens) ? json.added_tokens : [];
  const entries = [
    ...vocab,
    ...added.map((token: unknown) => (isRecord(token) ? [token.content, token.id] : [])),
  ];
  if (vocab.length === 0) throw new UserError('tokenizer-no-vocabulary');
  if (entries.length > 2 * MOST_TOKENS) {
    throw new UserError('tokenizer-too-large', { tokens: vocab.length, limit: MOST_TOKENS });
  }
  const tokens = new Map<number, string>();
  for (const [text, id] of entries) {
    if (typeof text !== 'string' || !isWhole(id)) throw new UserError('tokenizer-misfit');
    const known = tokens.get(id) ?? text;
    if (known !== text) throw new UserError('tokenizer-id-twice', { tokens: [known, text], id });
    if (id >= rows) throw new UserError('tokenizer-beyond-model', { id, rows });
    tokens.set(id, text);
  }
  return tokens;
}
