/**
 * The character tokenizer as a file of Hugging Face's tokenizers library: a WordLevel model over single characters, a
 * pre-tokenizer that splits before each of them, `<bos>` put in front, and a decoder that joins without spaces. There is
 * no token for unknown characters: the library then refuses them, as our own tokenizer does.
 */
import { UserError } from '../../errors/user-error';
import { BOS, EOS, PAD } from '../../tasks/tokenizer';
import { isRecord, isWhole } from './json';

const SPECIAL = ['<pad>', '<bos>', '<eos>'] as const;
const SPACE_SHOWN = '␣';
const MOST_TOKENS = 4_096;

/** The ids of PAD, BOS and EOS, whatever a file calls them. */
export interface SpecialIds {
  readonly pad: number;
  readonly bos: number;
  readonly eos: number;
}

/** Display forms → the text of each id. A task with both a space and a ␣ has the space first: ids follow code points. */
const textsOf = (vocabulary: readonly string[]): string[] =>
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

/**
 * The display form of each id of a character-level `tokenizer.json`.
 *
 * @param size ids that the model has; the tokenizer must name each of them
 * @throws UserError when its tokens are not single characters
 */
export function vocabularyOf(json: unknown, size: number, special: SpecialIds): string[] {
  const tokens = tokensById(json, size);
  const names = new Map([
    [special.pad, 'PAD'],
    [special.bos, 'BOS'],
    [special.eos, 'EOS'],
  ]);
  if (names.size < 3) throw new UserError('tokenizer-same-special-tokens');
  const long = tokens.filter((token, id) => !names.has(id) && token.length !== 1);
  if (long.length > 0) {
    throw new UserError('tokenizer-long-tokens', { tokens: long });
  }
  return tokens.map((token, id) => names.get(id) ?? (token === ' ' ? SPACE_SHOWN : token));
}

function tokensById(json: unknown, size: number): string[] {
  const model = isRecord(json) && isRecord(json.model) ? json.model : {};
  const vocab = isRecord(model.vocab) ? Object.entries(model.vocab) : [];
  const added = isRecord(json) && Array.isArray(json.added_tokens) ? json.added_tokens : [];
  const entries = [
    ...vocab,
    ...added.map((token: unknown) => (isRecord(token) ? [token.content, token.id] : [])),
  ];
  if (vocab.length === 0) {
    throw new UserError('tokenizer-no-vocabulary');
  }
  if (entries.length > 2 * MOST_TOKENS) {
    throw new UserError('tokenizer-too-large', { tokens: vocab.length, limit: MOST_TOKENS });
  }
  const misfit = new UserError('tokenizer-misfit');
  const tokens = new Map<number, string>();
  for (const [text, id] of entries) {
    if (typeof text !== 'string' || !isWhole(id) || id >= size || (tokens.get(id) ?? text) !== text) {
      throw misfit;
    }
    tokens.set(id, text);
  }
  return Array.from({ length: size }, (_, id) => {
    const token = tokens.get(id);
    if (token === undefined) throw misfit;
    return token;
  });
}
