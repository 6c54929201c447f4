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
    seed: { label: '乱数シード' },
    task: { label: 'タスク' },
    ownData: { label: '自分のデータ' },
    labels: { label: 'ラベルのある例' },
    labelNoise: { label: 'ラベルノイズ' },
    imbalance: { label: 'クラスの不均衡 γ' },
    trainSize: { label: '訓練プロンプト数', unit: '件' },

    teacher: { label: '教師に使うモデル' },
    ownTeacher: { label: '自分の教師' },

    start: { label: '生徒の最初の重み' },
    ownStudent: { label: '生徒の初期値' },
    studentWidth: { label: '埋め込み次元' },
    studentLayers: { label: '層数' },
    studentHeads: { label: 'アテンションヘッド数' },
    sftSteps: { label: '事前SFTのステップ数', unit: 'ステップ' },
    sftExamples: { label: '事前SFTの例数', unit: '件' },
    sftBatchSize: { label: '事前SFTのバッチサイズ', unit: '件' },
    sftLearningRate: { label: '事前SFTの学習率' },

    method: { label: '手法' },
    topK: { label: 'K（受理する順位）' },
    acceptance: { label: '受理の規則' },
    acceptanceTopP: { label: '受理する確率質量' },
    blockSize: { label: 'ドラフト長 γ', unit: 'トークン' },
    responseLimit: { label: '応答の最大長', unit: 'トークン' },
    studentTemperature: { label: '生徒の温度' },
    studentTopP: { label: '生徒の top-p' },
    teacherTemperature: { label: '教師の温度' },
    teacherTopP: { label: '教師の top-p' },
    divergence: { label: 'ダイバージェンス' },
    jsdBeta: { label: 'JSD の β' },
    lossTemperature: { label: '損失の温度' },
    ...METHOD_FIELDS_JA,

    steps: { label: 'ステップ数', unit: 'ステップ' },
    batchSize: { label: 'バッチサイズ', unit: '系列' },
    learningRate: { label: '学習率' },
    warmUpSteps: { label: 'ウォームアップのステップ数', unit: 'ステップ' },
    schedule: { label: '学習率スケジュール' },
    finalRateFraction: { label: '最終学習率の割合' },
    weightDecay: { label: '重み減衰' },
    clipNorm: { label: '勾配クリッピング' },

    evaluateEvery: { label: '評価の間隔', unit: 'ステップ' },
    evaluatePrompts: { label: '評価プロンプト数', unit: '件' },
    patience: { label: '早期終了までの評価回数', unit: '回' },
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
      scenes: '数字の場面',
      sentences: '肯定的か否定的か',
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
      `${given} は文章を書くか比べる手法です。この課題の答えはクラスなので、${used} を使います。`,
    methodNeedsClasses: (given, used) =>
      `${given} は、この課題にないものを比べる手法なので、${used} を使います。`,
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
