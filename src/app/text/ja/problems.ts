/** 問題を伝える文: 何が起きたか、どうすればよいか。 */
import type { ProblemCode } from '../../../errors/problems';

export const PROBLEMS_JA: Readonly<Record<ProblemCode, string>> = {
  'prompt-too-long': 'プロンプトは {length} 文字ありますが、使えるのは {limit} 文字までです。',
  'response-too-long': '応答は {length} 文字ありますが、使えるのは {limit} 文字までです。',
  'data-too-big':
    'ファイルは {size} MB あります。このページが読めるのは {limit} MB までです。分割してください。',
  'data-no-content': '空の行しかありません。',
  'data-binary':
    '制御文字が多く、文章には見えません。文章であれば、文字コードを選ぶか、UTF-8 で保存し直してからドロップしてください。',
  'data-archive':
    '圧縮ファイル（zip、gzip）か表計算のファイルです。展開するか、シートを CSV で保存してください。',
  'data-pdf': 'PDF です。文章をテキストファイルとして保存してください。',
  'data-gone': 'ファイルが読めなくなりました。移動、変更、または削除されています。選び直してください。',
  'data-one-column':
    '列が1つしかありません。組には2列必要です。文章であれば「文章」を、列が認識されていなければ別の読み方か区切りを選んでください。',
  'data-no-rows':
    '行が見つかりません。JSON は、レコードの配列、1行に1つのレコード、またはレコードの配列を含むオブジェクトでなければなりません。',
  'data-record-too-long': '{line} 行目から始まるレコードが終わりません。括弧か引用符が閉じていないようです。',
  'data-json-damaged':
    'JSON として正しくありません。括弧、コンマ、引用符のどれかが足りないか余っています。直すか、1行に1つのレコードとして保存してください。そうすれば、壊れたレコードだけが除かれます。',
  'out-of-memory': 'メモリが足りなくなりました（{message}）。バッチか生徒を小さくしてください。',
  unexpected: '予期しないことが起きました: {message}。もう一度開始してください。設定は残っています。',
};
