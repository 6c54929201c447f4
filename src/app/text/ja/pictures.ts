/** Tasks whose prompts are pictures: Japanese. */
import type { pictures } from '../en/pictures';

export const picturesJa: Readonly<Record<keyof typeof pictures, string>> = {
  'sheet.right': '{count} 件中 {right} 件正解',
  'sheet.knows': '生徒が正解',
  'sheet.mistakes': '生徒が不正解',
  'sheet.help': 'バッチの画像。矢印キーで移動します',
  'sheet.soon': 'まもなく最初の画像が表示されます。',
  'sheet.empty':
    '「開始」を押してください。生徒は画像を見て、あるだけのラベルと教師の確率から学びます。最新のバッチがここに表示されます。',
  'sheet.cellRight': '画像 {number}: {label}、正解',
  'sheet.cellWrong': '画像 {number}: {label}、生徒の答えは {answer}',
  'sheet.table': '表で見る',
  'sheet.number': '画像',
  'sheet.label': 'ラベル',
  'sheet.class': 'クラス',
  'sheet.inspector': '1 枚の画像',
  'sheet.at': 'ステップ {step}、画像 {number}',
  'sheet.inspectorEmpty':
    'バッチの画像を選ぶと、ラベルと、両モデルが各クラスに与える確率が表示されます。教師が誤りのクラスに与える確率は、ラベルだけでは分からない情報です。',
  'sheet.bars': '各クラスの確率',
  'sheet.target': 'ソフトターゲット、T = {temperature}',
  'views.title': '一枚の画像の見え方',
  'views.about':
    '同じ画像のクロップです。教師が大きなクロップに与えるプロトタイプを、生徒が小さなクロップにも与えるか、別の画像には別のプロトタイプになるかに注目してください。',
  'views.choose': '画像',
  'views.picture': '画像 {number}',
  'views.global': '大きなクロップ {number}',
  'views.local': '小さなクロップ {number}',
  'views.view': '見え方',
  'views.teacher': '教師のプロトタイプ（上）',
  'views.student': '生徒のプロトタイプ（下）',
  'views.top': '{prototype} 番、{share}',
  'views.scale': '最長の棒は {share}',
  'views.collapse.one':
    '崩壊しています。ほぼすべての見え方が同じプロトタイプです。センタリングか Sinkhorn–Knopp を選び、最初からやり直してください。',
  'views.collapse.level':
    '崩壊しています。教師がどの見え方にもほぼ同じことを言っています。教師の鋭さ τ か学習率を下げるか、KoLeo に重みを付けて、最初からやり直してください。',
  'views.collapse.none': '指標に崩壊の兆しはありません。',
  'pairs.title': '画像とグリフの組',
  'pairs.about':
    '小さな教師が学んだのは、クラスごとに一つの線描きのグリフだけで、画像は一枚も見ていません。各画像は同じクラスのグリフの新しい絵と組になり、生徒はその絵について教師が言うことを学びます。つまり、毎回少しずつ違う形に和らげたラベルです。',
  'pairs.glyph': 'グリフ {number}',
  'pairs.teacher': 'グリフについての教師（上）',
  'pairs.student': '画像についての生徒（下）',
  'confusion.title': '何を何と間違えるか',
  'confusion.about':
    '行は正しいクラス、列は答えです。対角線の外が間違いです。生徒は教師と同じところで間違えているでしょうか。',
  'confusion.aboutPatches':
    '行はパッチの正解、列は回答です。背景を見つけるのは簡単です。どの数字をどの数字と取り違え、それは教師も同じでしょうか。',
  'confusion.corner': '正解 ↓ 答え →',
  'scene.empty':
    '「開始」を押してください。生徒は画像のパッチごとに、どの数字の一部か（または背景か）を答えます。最新のバッチの場面をここに表示します。',
  'scene.look':
    '見どころ：間違いは数字の縁のパッチでしょうか、それとも数字全体を別の数字と取り違えているのでしょうか。教師と生徒が同じように間違える所では、生徒は教師の間違いを学んでいます。',
  'scene.lookWeights':
    '最後の列は、各パッチのラベルを損失でどれだけ数えるかです。第 1 段階では、補助ヘッドと最後のヘッドで教師の判断が変わる所ほど小さくなり、第 2 段階では、一方のモデルだけが確信しているパッチだけを数えます。学習が進むと、重みは縁へ移っていくでしょうか。',
  'scene.help': 'バッチの場面。上下キーで移動します',
  'scene.picture': '場面',
  'scene.label': 'ラベル',
  'scene.teacher': '教師',
  'scene.student': '生徒',
  'scene.weight': '重み',
  'scene.meanWeight': '重みの平均',
  'scene.number': '場面',
  'scene.cell': '場面 {number}：生徒は {count} パッチ中 {right} パッチが正解',
  'scene.patchesRight': '{count} 中 {right}（{digits}）',
  'scene.inspector': '1 つの場面',
  'scene.at': 'ステップ {step}、場面 {number}',
  'scene.inspectorEmpty':
    'バッチから場面を選ぶとパッチごとの答えが、パッチを選ぶと両モデルが各クラスに与えた確率が表示されます。',
  'scene.layer': '場面に重ねて描くもの',
  'scene.patches': '場面のパッチ。矢印キーで移動します',
  'scene.patch': '{place}：{label}、生徒の答えは {student}',
  'scene.place': '{row} 行 {column} 列',
  'scene.weighs': 'ラベルの重みは {weight}',
  'sentence.help': 'バッチの文。上下の矢印キーで移動します',
  'sentence.soon': 'まもなく最初の文が表示されます。',
  'sentence.empty':
    '「開始」を押してください。生徒はレビューの文を読み、あるだけのラベルと教師の確率から学びます。最新のバッチがここに表示されます。',
  'sentence.look':
    '棒は「肯定的」の確率です。教師が迷う文で生徒も迷っているかに注目してください。否定語のそばの褒め言葉や皮肉は難しい例です。',
  'sentence.text': '文',
  'sentence.inspector': '1 つの文',
  'sentence.at': 'ステップ {step}、文 {number}',
  'sentence.inspectorEmpty':
    'バッチの文を選ぶと、ラベルと、両モデルが 2 つのクラスに与える確率が表示されます。教師が誤りのクラスに与える確率は、ラベルだけでは分からない情報です。',
  'class.negative': '否定的',
  'class.positive': '肯定的',
  'class.background': '背景',
  'class.tShirt': 'Tシャツ',
  'class.trousers': 'ズボン',
  'class.pullover': 'セーター',
  'class.dress': 'ワンピース',
  'class.coat': 'コート',
  'class.sandal': 'サンダル',
  'class.shirt': 'シャツ',
  'class.sneaker': 'スニーカー',
  'class.bag': 'バッグ',
  'class.ankleBoot': 'ショートブーツ',
  'class.even': '偶数',
  'class.odd': '奇数',
};
