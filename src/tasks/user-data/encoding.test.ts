import { describe, expect, test } from 'vitest';
import type { Encoding } from '../../experiment/user-data';
import { bareUtf16, encodeAs } from '../../test-support/legacy-bytes';
import { csv, load } from '../../test-support/user-data';
import type { Example } from '../task';

const numbered = (prompt: string, response: string, count = 45): readonly Example[] =>
  Array.from({ length: count }, (_, at) => ({ prompt: `${prompt}${at}`, response: `${response}${at}` }));
const words = (list: string): readonly Example[] =>
  Array.from({ length: 40 }, (_, at) => ({
    prompt: `word ${at}`,
    response: `${list.split(' ')[at % list.split(' ').length]} ${at}`,
  }));

/** Enough of each language that its encoding can be told. */
const SAMPLES: readonly (readonly [Encoding, string, readonly Example[]])[] = [
  ['shift_jis', 'Japanese sentences', numbered('りんごは何色ですか', '赤い果物です')],
  ['shift_jis', 'Japanese words', numbered('apple ', 'アップル')],
  ['shift_jis', 'half-width kana', numbered('apple ', 'ｱｯﾌﾟﾙ')],
  ['euc-jp', 'Japanese sentences', numbered('りんごは何色ですか', '赤い果物です')],
  ['euc-jp', 'Japanese words', numbered('apple ', 'アップル')],
  ['gb18030', 'Chinese', numbered('苹果是什么颜色', '红色的水果')],
  ['big5', 'Chinese', numbered('蘋果是什麼顏色', '紅色的水果')],
  ['euc-kr', 'Korean', numbered('사과는 무슨 색입니까', '빨간 과일입니다')],
  ['windows-1251', 'Russian', words('яблоко хлеб стул танец орёл пламя виноград дом')],
  ['koi8-r', 'Russian', words('яблоко хлеб стул танец орёл пламя виноград дом')],
  ['windows-1252', 'French', words('pomme château élève forêt garçon hôtel naïve œuvre')],
  ['windows-1252', 'German', words('Straße schön über Äpfel zwölf Bäume süß Vögel')],
  ['windows-1252', 'Spanish', words('año niño mañana corazón español jardín café lápiz')],
];

describe('encodings without a mark', () => {
  test.each(SAMPLES)('%s: %s', async (encoding, _, examples) => {
    const { preview, examples: read } = await load(encodeAs(csv(examples), encoding), 'a.csv');
    expect(preview.encoding).toBe(encoding);
    expect(preview.encodingGuessed).toBe(true);
    expect(read).toEqual(examples);
  });

  test.each(SAMPLES)('%s chosen by hand: %s', async (encoding, _, examples) => {
    // Too short to be recognised.
    const few = csv(examples.slice(0, 30));
    const { preview, examples: read } = await load(encodeAs(few, encoding), 'a.csv', { encoding });
    expect(preview).toMatchObject({ encoding, encodingGuessed: false });
    expect(read).toEqual(examples.slice(0, 30));
  });

  test('a wrong choice shows what it makes of the bytes, and refuses nothing', async () => {
    const [, , examples] = SAMPLES[0] ?? ['', '', []];
    const bytes = encodeAs(csv(examples), 'shift_jis');
    const { preview } = await load(bytes, 'a.csv', { encoding: 'windows-1252' });
    expect(preview).toMatchObject({ encoding: 'windows-1252', encodingGuessed: false });
    expect(preview.firstRows[0]?.cells[0]).toContain('‚è');
  });

  test('a Japanese header is one', async () => {
    const [, , examples] = SAMPLES[0] ?? ['', '', []];
    const { preview, examples: read } = await load(
      encodeAs(`質問,回答\r\n${csv(examples)}`, 'shift_jis'),
      'a.csv',
    );
    expect(preview.columns).toMatchObject({ names: ['質問', '回答'], header: true });
    expect(read).toEqual(examples);
  });

  test.each([
    ['utf-16le', 'Japanese', true],
    ['utf-16be', 'Japanese', false],
  ] as const)('%s: %s', async (encoding, _, littleEndian) => {
    const examples = numbered('りんごは何色', '赤');
    const { preview, examples: read } = await load(bareUtf16(csv(examples), littleEndian), 'a.csv');
    expect(preview.encoding).toBe(encoding);
    expect(read).toEqual(examples);
  });

  test('escape sequences of ISO-2022-JP', async () => {
    const kana = [...'あいうえおかきくけこ'].map((letter) =>
      encodeAs(letter, 'euc-jp').map((byte) => byte & 0x7f),
    );
    const row = (at: number): number[] => [
      ...new TextEncoder().encode(`word ${at},\u001b$B`),
      ...kana.flatMap((bytes) => [...bytes]),
      ...new TextEncoder().encode(`\u001b(B${at}\n`),
    ];
    const bytes = Uint8Array.from(Array.from({ length: 40 }, (_, at) => row(at)).flat());
    const { preview, examples } = await load(bytes, 'a.csv');
    expect(preview.encoding).toBe('iso-2022-jp');
    expect(examples[3]).toEqual({ prompt: 'word 3', response: 'あいうえおかきくけこ3' });
  });
});

describe('damaged bytes cost their rows and no others', () => {
  const examples = words('größe façade señal');
  const utf8 = new TextEncoder().encode(`prompt,response\n${csv(examples)}\n`);
  const latin = (text: string): Uint8Array => encodeAs(text, 'windows-1252');
  const joined = (...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> =>
    Uint8Array.from(parts.flatMap((part) => [...part]));

  test.each([
    ['one in the last row', joined(utf8, latin('last,café'))],
    ['several', joined(utf8, latin('last,café\nother,naïve\nthird,x€y\n'))],
    [
      'a character that is cut off at the end',
      joined(utf8, new TextEncoder().encode('last,caf\u00e9').slice(0, -1)),
    ],
  ])('UTF-8: %s', async (_, bytes) => {
    const { preview, examples: read } = await load(bytes, 'a.csv');
    expect(preview).toMatchObject({ encoding: 'utf-8', encodingGuessed: false });
    expect(read).toEqual(examples);
    expect(preview.excluded.map(({ reason }) => reason)).toEqual(['undecodable']);
    expect(preview.excluded[0]?.samples[0]?.line).toBe(42);
  });

  test('Shift_JIS', async () => {
    const japanese = numbered('りんごは何色ですか', '赤い果物です');
    const bytes = joined(encodeAs(`${csv(japanese)}\n`, 'shift_jis'), Uint8Array.of(0x81, 0x2c, 0xff, 10));
    const { preview, examples: read } = await load(bytes, 'a.csv');
    expect(preview.encoding).toBe('shift_jis');
    expect(read).toEqual(japanese);
  });

  test('a single accent in a file of ASCII', async () => {
    const ascii = words('table chair');
    const { preview, examples: read } = await load(joined(latin(`${csv(ascii)}\nlast,café`)), 'a.csv');
    expect(preview.encoding).toBe('windows-1252');
    expect(read.at(-1)).toEqual({ prompt: 'last', response: 'café' });
  });
});
