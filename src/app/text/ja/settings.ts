/** The words for every setting in Japanese. */
import type { Labels } from '../labels';
import { METHOD_CHOICES_JA, METHOD_FIELDS_JA } from './methods';

export const LABELS_JA: Labels = {
  groups: {
    data: 'データ',
    teacher: '教師',
    student: '生徒',
    method: '蒸留手法',
    optimisation: '最適化',
    measuring: '評価',
  },
  fields: {
    seed: {
      label: '乱数シード',
      help: '実行中のすべての乱数を決めます。シードと設定が同じなら、同じ結果を再現できます。',
    },
    task: { label: 'タスク', help: '教師が身につけていて、生徒がこれから学ぶ課題です。' },
    ownData: {
      label: '自分のデータ',
      help: 'このブラウザーに保存したデータのうち、どれを課題にするか。リンクには識別番号だけが入り、データそのものは入りません。',
    },
    labels: {
      label: 'ラベルのある画像',
      help: '訓練画像のうちラベルがあるものの数です。交差エントロピーはこれらだけを、教師のソフトターゲットはすべての画像を使います。教師を使わない手法は、ラベルのある画像だけで訓練します。',
    },
    labelNoise: {
      label: 'ラベルノイズ',
      help: '訓練画像のうち、ラベルを全クラスから引き直すものの割合です。教師は正しいラベルで訓練されています。',
    },
    imbalance: {
      label: 'クラスの不均衡 γ',
      help: '最後のクラスに残す訓練画像の割合です。前のクラスほど多く残り、最初のクラスはすべて残ります。1 なら減らしません。',
    },
    trainSize: {
      label: '訓練プロンプト数',
      help: '生徒の訓練に使う異なるプロンプトの数です。少ないほど手法の違いがはっきり現れます。',
      unit: '件',
    },

    teacher: {
      label: '教師に使うモデル',
      help: '生徒が学ぶ相手です。タスク付属のモデル、訓練を早めに止めたモデル、自分のモデルから選べます。',
    },
    ownTeacher: {
      label: '自分の教師',
      help: '教師として使う自分のモデルの番号です。リンクではこの番号でモデルを指します。',
    },

    start: {
      label: '生徒の最初の重み',
      help: '乱数か、教師の重みです。教師の重みでは両者が同じモデルになり、蒸留で学ぶことは残りません。',
    },
    ownStudent: {
      label: '生徒の初期値',
      help: '乱数の重み、教師そのもの、または自分のモデルから始めます。モデルを選ぶと、生徒の大きさもそのモデルに従います。',
    },
    studentWidth: {
      label: '埋め込み次元',
      help: '生徒が各トークンについて持つベクトルの次元数です。ヘッド数の倍数でなければなりません。',
    },
    studentLayers: { label: '層数', help: '生徒に積み重ねる Transformer ブロックの数です。' },
    studentHeads: { label: 'アテンションヘッド数', help: '各層が並列に計算するアテンションの数です。' },
    sftSteps: {
      label: '事前SFTのステップ数',
      help: '蒸留の前に正解データで教師ありファインチューニング（SFT）を行うステップ数です。0 なら初期値は乱数のままです。',
      unit: 'ステップ',
    },
    sftExamples: {
      label: '事前SFTの例数',
      help: '事前SFTに使う正解付きの例の数です。蒸留用のプロンプトとは重複しません。',
      unit: '件',
    },
    sftBatchSize: {
      label: '事前SFTのバッチサイズ',
      help: '事前SFTの1ステップで使う例の数です。',
      unit: '件',
    },
    sftLearningRate: {
      label: '事前SFTの学習率',
      help: '事前SFTの1ステップで重みをどれだけ動かすかを決めます。',
    },

    method: {
      label: '手法',
      help: '生徒の訓練に使う文章を誰が書き、そこから何を学ぶかを決めます。',
    },
    topK: {
      label: 'K（受理する順位）',
      help: '生徒が提案したトークンより教師での確率が高いトークンが K 個未満なら受理し、そうでなければ教師が置き換えます。',
    },
    acceptance: {
      label: '受理の規則',
      help: '提案されたトークンを受理するかどうかの判定方法です。top-K が SKD の論文の規則です。',
    },
    acceptanceTopP: {
      label: '受理する確率質量',
      help: 'nucleus 規則では、教師の確率が高い順に足し合わせてこの値に達するまでのトークンを受理します。',
    },
    blockSize: {
      label: 'ドラフト長 γ',
      help: '教師がまとめて検証する前に、生徒が先に生成するトークン数です。速度は変わりますが、生成される文章は変わりません。',
      unit: 'トークン',
    },
    responseLimit: {
      label: '応答の最大長',
      help: 'この長さに達すると応答の生成を打ち切ります。',
      unit: 'トークン',
    },
    studentTemperature: {
      label: '生徒の温度',
      help: '生徒がサンプリングするときのばらつきの大きさです。0 なら常に最も確率の高いトークンを選びます。',
    },
    studentTopP: {
      label: '生徒の top-p',
      help: '生徒は、確率が高い順に足し合わせてこの値に達するまでのトークンだけからサンプリングします。1 なら制限しません。',
    },
    teacherTemperature: {
      label: '教師の温度',
      help: '教師がサンプリングするときのばらつきの大きさです。0 なら常に最も確率の高いトークンを選びます。',
    },
    teacherTopP: {
      label: '教師の top-p',
      help: '教師は、確率が高い順に足し合わせてこの値に達するまでのトークンだけからサンプリングします。1 なら制限しません。',
    },
    divergence: {
      label: 'ダイバージェンス',
      help: '各トークンで教師と生徒の分布の違いを測る方法です。',
    },
    jsdBeta: {
      label: 'JSD の β',
      help: '一般化 Jensen–Shannon ダイバージェンスの混合分布における教師の重みです。0 に近いと順方向 KL、1 に近いと逆方向 KL に似た性質になります。',
    },
    lossTemperature: {
      label: '損失の温度',
      help: '1 より大きいと損失の中で両方の分布が平坦になり、確率の低いトークンの影響が大きくなります。',
    },
    ...METHOD_FIELDS_JA,

    steps: { label: 'ステップ数', help: '蒸留全体のステップ数です。', unit: 'ステップ' },
    batchSize: { label: 'バッチサイズ', help: '蒸留の1ステップで使う系列の数です。', unit: '系列' },
    learningRate: { label: '学習率', help: '蒸留の1ステップで重みをどれだけ動かすかを決めます（最大値）。' },
    warmUpSteps: {
      label: 'ウォームアップのステップ数',
      help: '学習率を 0 から最大値まで上げていくステップ数です。',
      unit: 'ステップ',
    },
    schedule: { label: '学習率スケジュール', help: 'ウォームアップ後の学習率の変え方です。' },
    finalRateFraction: {
      label: '最終学習率の割合',
      help: 'コサインスケジュールの終わりでの学習率を、最大値に対する割合で指定します。',
    },
    weightDecay: {
      label: '重み減衰',
      help: 'AdamW が重み行列を 0 に近づける強さです。',
    },
    clipNorm: {
      label: '勾配クリッピング',
      help: '勾配ノルムの上限です。これを超える勾配は上限まで縮小されます。0 なら無効です。',
    },

    evaluateEvery: {
      label: '評価の間隔',
      help: '訓練に使わないプロンプトで生徒を評価する間隔です。',
      unit: 'ステップ',
    },
    evaluatePrompts: {
      label: '評価プロンプト数',
      help: '1回の評価に使うプロンプトの数です。多いほど数値は安定しますが、時間がかかります。',
      unit: '件',
    },
    patience: {
      label: '早期終了までの評価回数',
      help: '訓練に使わないプロンプトでの成績（完全一致。要約・音素・自分の文章では課題の主な指標）がこの回数続けて更新されなければ実行を終えます。0 なら無効です。',
      unit: '回',
    },
  },
  choices: {
    task: {
      translation: '数の英仏翻訳',
      summary: '会話の要約',
      arithmetic: '途中結果つきの足し算',
      instructions: '文字列操作の指示',
      phonemes: '英単語のつづり → 発音',
      digits: '手書き数字',
      parity: '偶数か奇数か',
      fashion: '衣類',
      own: '自分のデータ',
      'own-pictures': '自分の画像',
    },
    ...METHOD_CHOICES_JA,
    acceptance: { 'top-k': 'top-K（論文の規則）', nucleus: 'nucleus（変種）' },
    teacher: {
      shipped: 'タスク付属',
      weak: '弱い教師（小型・短時間の学習）',
      robust: '頑健な教師（攻撃も学習）',
      own: '自分のモデル',
    },
    schedule: { cosine: 'コサイン', constant: '一定' },
    start: { random: '乱数の重み', teacher: '教師そのもの' },
  },
  automatic: '自動',
  notices: {
    notSettings: '実験の設定として読み取れないため、既定値を使います。',
    unknownNames: (names, count) => `未知の設定 ${count} 件を無視しました: ${names}`,
    unknownParts: (names, count) =>
      `このページにない部分 ${count} 件をリンクが非表示に指定していたため、無視しました: ${names}`,
    invalid: (label, given, used) =>
      `「${label}」に ${given} は指定できないため、既定値 ${used} を使います。`,
    clamped: (label, given, used) =>
      `「${label}」に ${given} は指定できないため、最も近い有効な値 ${used} を使います。`,
    rounded: (label, given, used) => `「${label}」は整数のため、${given} を ${used} に丸めました。`,
    methodWritesText: (given, used) =>
      `${given} には複数のトークンからなる答えが必要です。画像の答えは 1 つのクラスなので、${used} を使います。`,
    methodNeedsClasses: (given, used) =>
      `${given} は画像のクラスを学ぶ手法で、テキストには使えないため、${used} を使います。`,
    headsDivideWidth: (heads, given, used, width, value) =>
      `「${heads}」は「${width}」（${value}）の約数でなければならないため、${given} から ${used} に下げました。`,
    tooCostly: (label, given, used) =>
      `1ステップの計算時間またはメモリが大きすぎるため、「${label}」を ${given} から ${used} に下げました。`,
    linkTooLong: 'リンクが長すぎるため、末尾を無視しました。',
    linkUnreadable: 'リンクの一部を読み取れなかったため、無視しました。',
    linkRepeated: 'リンクに同じ設定が複数回指定されているため、最初の値を使います。',
    linkVersion: 'このページの別のバージョンで作られたリンクのため、既定値を使います。',
    compareField: (given) => `リンクの比較対象 ${given} はここでは比較できません。ほかの設定だけを使います。`,
    compareValue: (label, given) => `「${label}」に ${given} は指定できないため、比較から除きました。`,
    compareTooFew: (label, fewest) =>
      `「${label}」の有効な値が ${fewest} 個に満たないため比較できません。ほかの設定だけを使います。`,
    compareTooMany: (label, most) =>
      `比較できる「${label}」の値は ${most} 個までのため、最初の ${most} 個を使います。`,
    changeUnreadable: (given) => `実行中の変更 ${given} を読み取れなかったため、無視しました。`,
    changeField: (given) => `設定 ${given} は実行中に変更できないため、この変更を無視しました。`,
    changeBeyondEnd: (step, steps) =>
      `実行は ${steps} ステップまでのため、ステップ ${step} での変更を無視しました。`,
    changesTooMany: (most) =>
      `リンクにある実行中の変更が ${most} 回を超えているため、最初の ${most} 回だけを使います。`,
    lessonUnknown: (given) =>
      `リンクにあるレッスン${given}はありません。レッスンは 1～8 の番号か、このサイトの .json ファイルで指定します。`,
    recordingUnknown: (given) => `リンクにある記録${given}はありません。記録はプリセットの名前で指定します。`,
    changesCompared:
      'リンクには実行中の設定の変更が含まれています。比較では実行中の設定を変えないため、これらの変更を無視しました。',
  },
  comparison: { seeds: 'シード数', budget: '予算', methodSettings: '手法の設定' },
  presentation: { view: '表示形式', show: '表示する内容' },
};
