/** The words of methods, their parts and their settings in Japanese. */

import type { MethodField } from '../../../experiment/controls';
import type { MethodName } from '../../../experiment/methods';
import type { FieldText, MethodChoiceText } from '../labels';

export const METHOD_FIELDS_JA: Readonly<Record<MethodField, FieldText>> = {
  sampler: { label: 'サンプラー', help: '生徒の訓練に使う系列を誰が書くかを決めます。' },
  loss: { label: '損失', help: '各トークンで生徒が小さくする値を決めます。' },
  tokenWeight: {
    label: 'トークンの重み',
    help: 'どのトークンを、どれだけの重みで損失に数えるかを決めます。',
  },
  methodSchedule: { label: '訓練中に変えるもの', help: '訓練が進むにつれて手法が変える値を決めます。' },
  teacherText: {
    label: '教師の文章',
    help: '訓練プロンプトへの教師の回答を、最も確率の高いものにするか、教師の温度でサンプリングするかを決めます。',
  },
  mixture: {
    label: 'モデルの文章の割合',
    help: '系列をデータセットではなくサンプラーから得る確率です（GKD の λ）。0 と 1 では一方だけになります。',
  },
  mixtureFinal: {
    label: '最終的なモデルの文章の割合',
    help: '実行の終わりでの割合です。線形に変わり、ImitKD ではデータの割合が指数的に減ります。',
  },
  topKFinal: { label: '最終的な K', help: 'K は実行の終わりに向けて、この値まで一定の幅で変わります。' },
  stageFraction: {
    label: '第1段階の割合',
    help: '2段階のうち最初の段階が全ステップに占める割合です。',
  },
  switchFactor: {
    label: '切り替え係数 κ',
    help: '両モデルの差が直近のトークンの平均の κ 倍を超えたところで、教師が続きを書きます。',
  },
  skewAlpha: {
    label: 'スキュー α',
    help: 'スキューダイバージェンスは、一方の分布を両者の混合分布と比べます。α は混合分布の中のその分布自身の割合で、生徒が大きく外れたところでも勾配が大きくなりすぎません。',
  },
  lossTemperatureFinal: {
    label: '最終的な損失の温度',
    help: '損失の温度は実行の終わりに向けて、この値まで一定の幅で変わります。',
  },
  softTargetWeight: {
    label: 'ソフトターゲットの重み',
    help: '正解トークンに対して教師の分布をどれだけ重視するかを決めます。0 は通常のファインチューニング、1 は教師だけです。',
  },
  auxiliaryWeight: {
    label: '追加項の重み',
    help: '交差エントロピーに加える相関または特徴の項の重みです。',
  },
  correlationTop: {
    label: '比べる順位の数 M',
    help: '教師で確率の高い上位のトークンのうち、この数だけ順序を学びます。',
    unit: 'トークン',
  },
  attentionWeight: {
    label: 'アテンションの重み',
    help: '各層で、生徒のアテンションを教師に合わせる項の重みです。',
  },
  hiddenWeight: {
    label: '隠れ状態の重み',
    help: '各層で、生徒の隠れ状態の向きを教師に合わせる項の重みです。',
  },
  layerMap: {
    label: '層の対応',
    help: '生徒の各層を教師のどの層に合わせるかを決めます。自動では均等に割り当て、最後の層どうしを対応させます。',
  },
  stepsPerLayer: {
    label: '1層あたりのステップ数',
    help: '各層の訓練を続けるステップ数です。0 なら、各層と最後の分布の学習に実行全体を等分します。',
    unit: 'ステップ',
  },
  rejectedWeight: {
    label: '棄却トークンの重み',
    help: '教師が生徒の選択を受理しないトークンに残す重みです。0 なら数えません。',
  },
  keepFraction: {
    label: '残す難しいトークンの割合',
    help: '難しい順にこの割合のトークンだけを損失に数えます。手法が自動で変える場合は、その初期値です。',
  },
};

export const METHOD_CHOICES_JA: MethodChoiceText = {
  method: {
    skd: '投機的知識蒸留（SKD）',
    sft: '教師ありファインチューニング（SFT）',
    'hinton-kd': 'Hinton の知識蒸留',
    'supervised-kd': '教師あり知識蒸留',
    seqkd: '系列レベル知識蒸留（SeqKD）',
    'on-policy-kd': 'オンポリシー知識蒸留',
    gkd: '一般化知識蒸留（GKD）',
    imitkd: 'ImitKD',
    'skd-mixed': 'SKD とデータの混合',
    'two-stage': '教師あり → オンポリシー',
    distillm: 'DistiLLM',
    adaswitch: 'AdaSwitch',
    selectkd: 'SelecTKD',
    adakd: 'AdaKD',
    cmkd: '相関マッチング（CMKD）',
    ckd: '比較知識蒸留（CKD）',
    rdd: '相対難易度蒸留（RDD）',
    'internal-kd': '内部表現の蒸留（全層）',
    'internal-pid': '内部表現の蒸留（1層ずつ、PID）',
    'internal-sid': '内部表現の蒸留（積み上げ、SID）',
    custom: '自分で組み合わせる',
  },
  sampler: {
    dataset: 'データセット',
    'teacher-text': '教師（一度だけ）',
    teacher: '教師（毎ステップ）',
    student: '生徒',
    'student-mixture': '生徒とデータの混合',
    interleaved: '交互生成（SKD）',
    'interleaved-mixture': '交互生成とデータの混合',
    'replay-mixture': '過去の生成文とデータの混合',
    'adaptive-switch': '生徒から教師へ',
  },
  loss: {
    divergence: 'ダイバージェンス',
    'cross-entropy': '交差エントロピー',
    hinton: 'CE とソフトターゲット（Hinton）',
    'adaptive-temperature': 'トークンごとの温度（AdaKD）',
    correlation: 'CE と相関（CMKD）',
    comparative: 'CE と特徴の差（CKD）',
    internal: 'ダイバージェンスと内部表現',
  },
  tokenWeight: {
    none: 'すべて同じ',
    'mask-rejected': '棄却トークンを除く（SelecTKD）',
    'hard-tokens': '難しいトークンだけ（AdaKD）',
    'relative-difficulty': '相対難易度（RDD）',
  },
  methodSchedule: {
    constant: 'なし',
    'anneal-k': 'K（線形）',
    'anneal-mixture': 'モデルの文章の割合（線形）',
    'decay-data': 'データの割合（指数的・ImitKD）',
    'anneal-temperature': '損失の温度（線形）',
    'two-stage': '2段階（データが先）',
    'adaptive-mixture': '生徒の文章の割合（DistiLLM）',
    'adaptive-focus': '残す割合（AdaKD）',
    'progressive-layers': '層を1つずつ（PID）',
    'stacked-layers': '層を積み上げ（SID）',
  },
  teacherText: { greedy: '最も確率の高い文章', sampled: 'サンプリング' },
  divergence: {
    'forward-kl': '順方向 KL',
    'reverse-kl': '逆方向 KL',
    jsd: 'Jensen–Shannon',
    tvd: '全変動距離',
    'skew-forward-kl': 'スキュー順方向 KL',
    'skew-reverse-kl': 'スキュー逆方向 KL',
  },
};

export const METHOD_SENTENCES_JA: Readonly<Record<MethodName, string>> = {
  skd: '生徒が各トークンを提案し、教師の上位 K から外れたものを教師が置き換え、できた文章で生徒が学びます。',
  sft: '生徒はデータセットの正解を学びます。教師は使いません。',
  'hinton-kd': 'データセット上で、正解トークンと教師のなだらかにした分布を同時に学びます。',
  'supervised-kd': 'データセットの各トークンで、教師の分布を学びます。',
  seqkd: '教師が訓練プロンプトに一度ずつ回答し、その回答で生徒をファインチューニングします。',
  'on-policy-kd': '生徒が自分で文章を書き、そのトークンで教師の分布を学びます。',
  gkd: '各系列は確率 λ で生徒自身のもの、それ以外はデータセットのものです。損失は一般化 JSD で、ほかのダイバージェンスも選べます。',
  imitkd: 'データセットから始め、その割合を指数的に減らし、最後はほとんどの系列が生徒自身のものになります。',
  'skd-mixed': '各系列は SKD の交互生成か、データセットのどちらかです。',
  'two-stage': '最初はデータセットで教師あり知識蒸留、次に生徒自身の文章でオンポリシー知識蒸留を行います。',
  distillm:
    'データと、新しい、または過去の生徒の文章にスキュー KL を使い、検証損失が上がるたびに生徒の文章の割合を増やします。',
  adaswitch: '生徒が書き、教師から離れたところで教師が続きを書き終えます。',
  selectkd: '生徒が選ぶトークンが教師の上位 K にある位置を数え、ほかの位置はほとんど数えません。',
  adakd: '難しいトークンには低い温度、易しいトークンには高い温度を使い、最も難しいものだけを損失に残します。',
  cmkd: '教師のスコアの形、つまり相関と上位の順序を生徒に合わせます。',
  ckd: '正解に加えて、教師の内部状態がトークン間でどう違うかを学びます。',
  rdd: '最初は教師の判断が定まっているトークン、次に一方のモデルだけが正しく答えるトークンを数えます。',
  'internal-kd': '教師の分布に加えて、すべての層でアテンションと隠れ状態を教師に合わせます。',
  'internal-pid': '下の層から1層ずつ、アテンションと隠れ状態を教師に合わせ、最後に教師の分布を学びます。',
  'internal-sid':
    '下の層から順に層を加えながらアテンションと隠れ状態を教師に合わせ、最後に教師の分布を学びます。',
  custom: 'サンプラー、損失、トークンの重み、訓練中に変えるものを自分で選びます。',
};
