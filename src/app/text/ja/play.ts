/** Play the student: Japanese. */
import type { play } from '../en/play';

export const playJa: Readonly<Record<keyof typeof play, string>> = {
  'play.title': '生徒になってみる',
  'play.close': 'ゲームを閉じる',
  'play.about':
    '生徒の代わりに、プロンプトへの答えを 1 トークンずつ書いてみましょう。教師にとってより確からしいトークンが K 個より少なければ、そのトークンは残ります。そうでなければ、教師が代わりを引きます。最後に、同じプロンプトでの生徒の結果が見られます。',
  'play.prompts': 'プロンプト',
  'play.prompt': '自分のプロンプト',
  'play.begin': '始める',
  'play.visitors': 'この画面で遊ぶ人',
  'play.visitors.1': '1 人',
  'play.visitors.2': '2 人で交互に',
  'play.topK': 'K',
  'play.outdated':
    'このゲームの教師は、もうこのページの教師ではありません。プロンプトを選んで新しく始めてください。',
  'play.later': '次のゲームから有効です。',
  'play.resume': '途中の答えに戻る',
  'play.preparing': '生徒が見えないところで答えています…',
  'play.empty': 'プロンプトを選ぶか、入力してください。',
  'play.text': 'ここまでの答え',
  'play.room': 'トークン {at}（最大 {limit}）',
  'play.turn': '{visitor} 人目の番です',
  'play.type': '次の文字を入力してください。Enter で答えを終えます。',
  'play.typeLabel': '次の文字',
  'play.unknown': '「{character}」というトークンはありません。下から選んでください。',
  'play.grid': '提案できるトークン',
  'play.judging': '教師が判定しています…',
  'play.takeBack': '1 つ戻す',
  'play.again': 'もう一度',
  'play.said.accepted':
    '「{proposed}」は残ります。教師にとってより確からしいトークンは {rank} 個で、{rank} < K = {k} です。',
  'play.said.replaced':
    '「{proposed}」は消されます。教師にとってより確からしいトークンは {rank} 個で、{rank} ≥ K = {k} です。教師は「{token}」を引きました。',
  'play.expected': 'そこで教師が予想していたもの',
  'play.result': '結果',
  'play.result.caption': '同じプロンプト、同じ K と乱数',
  'play.who': 'だれ',
  'play.you': 'あなた',
  'play.visitor': '{visitor} 人目',
  'play.student': '生徒（{progress}）',
  'play.accepted': '受理',
  'play.acceptance': '受理率',
  'play.crossEntropy': '教師のもとでの交差エントロピー',
  'play.crossEntropy.about':
    '提案したトークンについての −ln p(トークン) の平均です。p は教師の分布で、教師がどれだけ意外に思うかを表します。',
  'play.answers': 'あなたと教師：{yours} ・ 生徒と教師：{own}',
  'play.more': '{visitor} 人目のほうが多く受理されました。',
  'play.even': '2 人は同じだけ受理されました。',
  'play.games': '終わったゲームの合計：1 人目 {one}、2 人目 {two}。',
  'play.forget': '数え直す',
};
