/** One token at a time: Japanese. */
import type { trace } from '../en/trace';

export const traceJa: Readonly<Record<keyof typeof trace, string>> = {
  'trace.title': '1 トークンずつ',
  'trace.close': '「1 トークンずつ」を閉じる',
  'trace.about':
    'ここに見える数がトークンを 1 つずつ決めます。モデルも乱数も実行のものなので、系列はサンプラーが書くものと同じです。',
  'trace.keys':
    '→ と ←（またはプレゼン用リモコン）で進む・戻る、↓ と ↑ で次・前のトークン、Home と End で両端へ、スペースで再生します。',
  'trace.prompts': 'プロンプト',
  'trace.prompts.batch': 'このバッチ',
  'trace.prompts.training': '学習',
  'trace.prompts.validation': '検証',
  'trace.sequence': '系列 {row}',
  'trace.prompt': '自分のプロンプト',
  'trace.show': '表示',
  'trace.writer': '書き手',
  'trace.writer.interleaved': '生徒、教師が確認（SKD）',
  'trace.writer.student': '生徒だけ（オンポリシー）',
  'trace.writer.teacher': '教師だけ',
  'trace.writer.adaptive-switch': '生徒、途中から教師（AdaSwitch）',
  'trace.writer.dataset': 'データの応答（教師あり）',
  'trace.topK': 'K',
  'trace.again': '別の乱数',
  'trace.reading': '系列を引いています…',
  'trace.empty': 'プロンプトを選ぶか、入力してください。',
  'trace.noRun': 'まだ実行がありません。生徒は実行を始めるときのもので、まだ学習していません。',
  'trace.numbers': '乱数：シード {seed}、ステップ {step}、系列 {row}',
  'trace.replay.exact': 'ステップ {step} の系列 {row} を、それを書いた生徒がもう一度引いたものです。',
  'trace.replay.learned':
    '生徒はステップ {step} のあとも学習しています。同じ乱数でも、ストリップとは別の系列を書くことがあります。',
  'trace.replay.absent':
    'ステップ {step} の生徒は読み込まれていません。同じ乱数でも、別の生徒はストリップとは別の系列を書くことがあります。',
  'trace.replay.text':
    'この系列のトークンはステップ {step} で引かれたものではなく、データか、以前に書かれたテキストのものです。',
  'trace.replay.rounded':
    'この端末では、系列 1 つだけのときとバッチ全体のときとで丸めが異なり、乱数が境目のすぐそばに落ちました。ストリップの系列とは異なります。',
  'trace.moved': '実行はステップ {step} まで進んでいます。',
  'trace.refresh': '今の生徒にする',
  'trace.text': 'ここまでのテキスト',
  'trace.none': '系列は空です。',
  'trace.position': 'トークン {token} / {tokens} ・ 場面 {moment} / {moments}',
  'trace.steps': '系列をたどる',
  'trace.first': '最初の場面',
  'trace.back': '戻る',
  'trace.next': '次へ',
  'trace.last': '最後の場面',
  'trace.play': '再生',
  'trace.pause': '再生を止める',
  'trace.speed': '速さ',
  'trace.speed.slow': '遅い',
  'trace.speed.medium': '普通',
  'trace.speed.fast': '速い',
  'trace.draw.student': '生徒の抽選',
  'trace.draw.teacher': '教師の抽選',
  'trace.draw.number': '乱数 {number}',
  'trace.draw.how': '温度 {temperature}、top-p {topP}',
  'trace.draw.line':
    '{model}：各トークンの確率を 0 から 1 まで並べた線。乱数 {number} は {from} から {to} までの {token} に落ちます',
  'trace.draw.hidden': '教師が引くのは、トークンを置き換えるときだけです。',
  'trace.said.proposal':
    '生徒が引きます。乱数 {number} は「{token}」に落ちます。線のうち {share} がこのトークンです。',
  'trace.said.accepted.top-k':
    '教師にとって「{proposed}」より確からしいトークンは {rank} 個。{rank} < K = {k} なので、そのまま残ります。',
  'trace.said.rejected.top-k':
    '教師にとって「{proposed}」より確からしいトークンは {rank} 個。{rank} ≥ K = {k} なので、消されます。',
  'trace.said.accepted.nucleus':
    '教師にとって「{proposed}」より確からしいトークンの確率は合わせて {p} 未満なので、そのまま残ります。',
  'trace.said.rejected.nucleus':
    '教師にとって「{proposed}」より確からしいトークンの確率は合わせて {p} 以上なので、消されます。',
  'trace.said.replacement':
    '代わりに教師が引きます。乱数 {number} は「{token}」に落ちます。線のうち {share} がこのトークンです。',
  'trace.said.own':
    '教師が書きます。乱数 {number} は「{token}」に落ちます。線のうち {share} がこのトークンです。',
  'trace.said.text':
    '「{token}」はテキストにあるトークンです。どのモデルも引かず、それぞれの予想だけを示します。',
  'trace.said.loss': '生徒はここから学びます。{loss} は {value} です。',
  'trace.nats': '{value} nat',
  'trace.loss.title': 'このトークンでの {loss}',
  'trace.loss.atTemperature': '{loss}（温度 {temperature}）',
  'trace.loss.cross-entropy': '交差エントロピー',
  'trace.loss.about':
    '各列の 2 本の線は、目標がそのトークンに与える確率（紫の実線）と生徒が与える確率（青緑の破線）です。その間の面積が、損失が動かせる部分です。列の下の数は、値のうちその列の分です。… はほかのトークンすべてです。',
  'trace.loss.target.teacher': '教師',
  'trace.loss.target.text': 'テキスト',
  'trace.loss.picture': '2 つの分布の間の面積、合計 {value}',
  'trace.loss.hinton':
    'Hinton の損失は、このダイバージェンスにテキストのトークンの交差エントロピーを、それぞれの重みで加えます。',
  'trace.loss.other':
    'この手法の損失は、この2つの分布のダイバージェンスだけではありません。ここに示すのは、最も近いダイバージェンスです。',
  'trace.table': 'このトークンを数で見る',
  'trace.table.caption': 'トークン {token}：すべての確率',
  'trace.table.token': 'トークン',
  'trace.table.rank': '順位',
  'trace.table.studentDraw': '生徒の抽選',
  'trace.table.teacherDraw': '教師の抽選',
  'trace.table.share': '損失のうち',
};
