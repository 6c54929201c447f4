/** The words of the benchmark's page, and sentences of problems. The page of the runs has its own (src/app/text). */

import { recall, remember } from '../../src/app/browser/local-storage';
import { PROBLEMS_EN } from '../../src/app/text/en/problems';
import { fill } from '../../src/app/text/fill';
import { PROBLEMS_JA } from '../../src/app/text/ja/problems';
import { sentenceOf } from '../../src/app/text/sentence';
import type { Problem } from '../../src/errors/problems';

const EN = {
  title: 'Benchmark of this device',
  back: 'Distillery',
  language: 'Language',
  what: 'This page measures how fast Distillery trains here, on every backend that this browser has: WebGPU, WebAssembly with several threads and with one, plain JavaScript. It takes two minutes at most. Nothing leaves your device: the result is a text that you can copy.',
  still: 'Meanwhile, leave this tab in front and let nothing else compute. On a laptop, plug it in.',
  start: 'Start',
  again: 'Measure again',
  stop: 'Stop',
  opening: 'Opening the backends. WebGPU compiles its programs at first.',
  now: '{case}, {backend}',
  progress: 'Progress',
  done: 'Done. The report is below.',
  stopped: 'Stopped. What had been measured is below.',
  nothing: 'Nothing had been measured yet.',
  failed: '{message} Try a newer browser, or another one.',
  lost: 'The measurement broke off: {message} Press “Measure again”.',
  results: 'Results',
  case: 'Case',
  backend: 'Backend',
  ms: 'ms',
  spread: 'quartiles',
  tokens: 'tokens/s',
  gflops: 'GFLOP/s',
  notMeasured: 'Not measured',
  isolated:
    'This page is not cross-origin isolated, so WebAssembly has one thread. Reloading once may change that; otherwise its host does not allow it.',
  tooSlow: 'It took more than 40 seconds.',
  notReached: 'It was not reached.',
  onlyOneCase:
    'Plain JavaScript is measured on the matrix product only: a training step would take it too long.',
  onOneThread: 'The product is measured on one thread.',
  report: 'Report',
  reportHow:
    'It names the graphics adapter, the browser and the number of cores, and has every number that was measured.',
  copy: 'Copy the report',
  copied: 'Copied.',
  notCopied: 'The browser does not let this page copy. The text is selected: press Ctrl+C or ⌘C.',
  post: 'Post it',
  postHow:
    'Machines that nobody here has get measured this way. The form asks for the report; you need an account at GitHub.',
  postWhere:
    'To post it, open an issue of the kind “A benchmark” in the repository that this page comes from.',
  'case.first-step-same': 'SKD step of the first screen',
  'case.train-s': 'Training step, small model (d 64, 2 layers)',
  'case.train-t': 'Training step, larger model (d 128, 4 layers)',
  'case.product-2048x128x512': 'Matrix product 2048×128×512',
} as const;

export type TextKey = keyof typeof EN;
type Words = Readonly<Record<TextKey, string>>;

const JA: Words = {
  title: 'この端末のベンチマーク',
  back: 'Distillery',
  language: '言語',
  what: 'Distillery の学習がこの端末でどれだけ速いかを、ブラウザーで使えるすべてのバックエンド（WebGPU、複数スレッドと 1 スレッドの WebAssembly、JavaScript のみ）で測ります。長くても 2 分で終わります。端末の外には何も送られません。結果は文章になり、コピーできます。',
  still:
    '測定中はこのタブを前面に出したままにし、ほかの重い処理は止めてください。ノートパソコンは電源につないでください。',
  start: '開始',
  again: 'もう一度測る',
  stop: '停止',
  opening: 'バックエンドを開いています。WebGPU は最初にプログラムをコンパイルします。',
  now: '{case}、{backend}',
  progress: '進み具合',
  done: '終わりました。下に報告があります。',
  stopped: '停止しました。それまでに測れたものを下に示します。',
  nothing: 'まだ何も測れていません。',
  failed:
    'このブラウザーではどのバックエンドも動きません: {message} 新しいブラウザーか、別のブラウザーを使ってください。',
  lost: '測定が途中で止まりました: {message} 「もう一度測る」を押してください。',
  results: '結果',
  case: '処理',
  backend: 'バックエンド',
  ms: 'ミリ秒',
  spread: '四分位',
  tokens: 'トークン/秒',
  gflops: 'GFLOP/s',
  notMeasured: '測れなかったもの',
  isolated:
    'このページはクロスオリジン分離されていないため、WebAssembly は 1 スレッドです。一度再読み込みすると変わることがあります。変わらなければ、公開元が対応していません。',
  tooSlow: '40 秒を超えました。',
  notReached: 'そこまで進みませんでした。',
  onlyOneCase: 'JavaScript のみでは学習 1 ステップに時間がかかりすぎるため、行列積だけを測ります。',
  onOneThread: '行列積は 1 スレッドで測ります。',
  report: '報告',
  reportHow: 'グラフィックアダプター、ブラウザー、コア数と、測った数値がすべて入っています。',
  copy: '報告をコピー',
  copied: 'コピーしました。',
  notCopied: 'ブラウザーがコピーを許していません。文章を選択したので、Ctrl+C か ⌘C を押してください。',
  post: '投稿する',
  postHow:
    '手元にない端末の速さは、こうして集まります。フォームに報告を貼り付けます。GitHub のアカウントが必要です。',
  postWhere: '投稿するには、このページの元になったリポジトリーで「A benchmark」の issue を作ってください。',
  'case.first-step-same': '最初の画面の SKD 1 ステップ',
  'case.train-s': '学習 1 ステップ、小さいモデル（d 64、2 層）',
  'case.train-t': '学習 1 ステップ、大きいモデル（d 128、4 層）',
  'case.product-2048x128x512': '行列積 2048×128×512',
};

const WORDS = { en: EN, ja: JA } as const;

export type Language = keyof typeof WORDS;

export const LANGUAGES: readonly { readonly id: Language; readonly name: string }[] = [
  { id: 'en', name: 'English' },
  { id: 'ja', name: '日本語' },
];

/** The language that the visitor has chosen on either page, else the browser's. */
export function chosenLanguage(): Language {
  const chosen = recall('language') ?? navigator.language.slice(0, 2);
  return LANGUAGES.find(({ id }) => id === chosen)?.id ?? 'en';
}

export function chooseLanguage(language: Language): void {
  remember('language', language);
}

/** The words in the chosen language. */
export type Translate = (key: TextKey, values?: Readonly<Record<string, string>>) => string;

export const translate = (
  language: Language,
  key: TextKey,
  values?: Readonly<Record<string, string>>,
): string => fill(WORDS[language][key], values, language);

/** The sentence of a problem of a device; they name no terms of the page. */
export function sentence(language: Language, problem: Problem): string {
  const english = language === 'en';
  return sentenceOf(problem, {
    language,
    sentences: english ? PROBLEMS_EN : PROBLEMS_JA,
    terms: {},
    quotes: english ? ['“', '”'] : ['「', '」'],
    more: '{names} + {rest}',
    space: english ? ' ' : '',
  });
}
