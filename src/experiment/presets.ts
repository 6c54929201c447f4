/** Experiments worth starting from, with what to look for. What they show is measured elsewhere; nothing is promised here. */
import { DEFAULT_EXPERIMENT, type Experiment, FIELD_NAMES, FIELDS } from './fields';
import { DEFAULTS_OF_VERSION_2 } from './versions';

/** Presets that the page shows as one, with a slider between them. */
export interface PresetGroup {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly ja: PresetText;
}

export interface PresetText {
  readonly title: string;
  readonly description: string;
}

export interface Preset {
  readonly id: string;
  readonly title: string;
  /** The effect to look for, in one or two sentences. */
  readonly description: string;
  readonly ja: PresetText;
  readonly experiment: Experiment;
  readonly group?: PresetGroup;
  /** Makes sense on every task, and stays on the one that is chosen. */
  readonly anyTask?: boolean;
}

/** Few prompts, with which the methods differ most: what the other presets and the ready comparisons start from. */
export const TWO_HUNDRED_EXAMPLES: Experiment = DEFAULTS_OF_VERSION_2;

const THREE_REGIMES: PresetGroup = {
  id: 'three-regimes',
  title: 'Three amounts of data',
  description:
    'The same warm-started student with 200, 400 or 1,000 prompts. Run each method at each size: does one of them win everywhere?',
  ja: {
    title: '3通りのデータ量',
    description:
      '事前SFTを行った同じ生徒を、200・400・1,000 件のプロンプトで訓練します。各データ量ですべての手法を試し、常に勝つ手法があるか確かめてください。',
  },
};

const regime = (trainSize: number, steps: number, text: PresetText, ja: PresetText): Preset => ({
  id: `${THREE_REGIMES.id}-${trainSize}`,
  ...text,
  ja,
  group: THREE_REGIMES,
  experiment: {
    ...TWO_HUNDRED_EXAMPLES,
    trainSize,
    steps,
    sftSteps: 300,
    sftExamples: 200,
    learningRate: 3e-3,
  },
});

export const PRESETS: readonly Preset[] = [
  {
    id: 'first-steps',
    title: 'The student finds its feet',
    description:
      'A student with random weights learns from 20,000 prompts until it answers those that it has never seen. Watch the acceptance rate: how soon does the teacher stop replacing its tokens?',
    ja: {
      title: '生徒の最初の一歩',
      description:
        '重みが乱数の生徒が、20,000 件のプロンプトから学び、見たことのないプロンプトにも答えられるようになります。受理率に注目し、教師による置き換えがいつ減るか観察してください。',
    },
    experiment: DEFAULT_EXPERIMENT,
  },
  {
    id: 'classroom',
    title: 'Classroom',
    description:
      'English spelling to sounds in 400 short steps, for a room of phones. Everyone takes another K and notes the phoneme error rate at the end: whose student learned most?',
    ja: {
      title: '教室',
      description:
        '英単語のつづりを音素に直す 400 の短いステップで、教室のスマートフォンに向いています。一人ずつ違う K を選び、最後の音素誤り率を比べてください。いちばんよく学んだのはどの生徒でしょうか。',
    },
    experiment: {
      ...DEFAULT_EXPERIMENT,
      task: 'phonemes',
      steps: 400,
      learningRate: 4e-3,
      evaluatePrompts: 32,
    },
  },
  {
    id: 'two-hundred-examples',
    title: 'Two hundred examples',
    description:
      'The same student with 200 prompts only. Watch the answers to prompts that it has never seen: it soon spells French, but does it find the number?',
    ja: {
      title: '200 件の例',
      description:
        '同じ生徒を 200 件のプロンプトだけで訓練します。見たことのないプロンプトへの答えに注目してください。フランス語のつづりはすぐに覚えますが、数は合っているでしょうか。',
    },
    experiment: TWO_HUNDRED_EXAMPLES,
  },
  regime(
    200,
    450,
    {
      title: 'Little data (200 prompts)',
      description:
        'Watch whether text written by the student helps when there are few prompts: compare SKD with supervised KD and on-policy KD.',
    },
    {
      title: '少ないデータ（200 件）',
      description:
        'プロンプトが少ないとき、生徒自身が書いた文章が役立つかどうか、SKD を教師あり知識蒸留やオンポリシー知識蒸留と比べてください。',
    },
  ),
  regime(
    400,
    400,
    {
      title: 'Some data (400 prompts)',
      description:
        'Watch whether the order of the three methods changes when there are twice as many prompts.',
    },
    {
      title: '中程度のデータ（400 件）',
      description: 'プロンプトが2倍になると、3つの手法の優劣が入れ替わるかどうか観察してください。',
    },
  ),
  regime(
    1000,
    300,
    {
      title: 'More data (1,000 prompts)',
      description:
        'Watch whether correct answers from the data set are enough by now, so that supervised KD catches up.',
    },
    {
      title: '多めのデータ（1,000 件）',
      description: 'データの正解だけで十分になり、教師あり知識蒸留が追いつくかどうか観察してください。',
    },
  ),
  {
    id: 'conversation',
    title: 'Keep up the conversation',
    description:
      'A warm-started student sums up short dialogues, 400 of them. Read its sentences: which part does it lose first, the names, the day or who said yes?',
    ja: {
      title: '会話についていく',
      description:
        '事前SFTを行った生徒が、400 件の短い対話を要約します。文を読んで、名前・曜日・返事のどれを最初に取り違えるか観察してください。',
    },
    experiment: {
      ...TWO_HUNDRED_EXAMPLES,
      task: 'summary',
      trainSize: 400,
      sftSteps: 300,
      sftExamples: 100,
      topK: 2,
      steps: 200,
      learningRate: 3e-3,
    },
  },
  {
    id: 'real-words',
    title: 'Real words',
    description:
      'English spelling to sounds, from a real dictionary, with a warm-started student and 1,000 words. Watch which letters keep being replaced: are vowels harder than consonants?',
    ja: {
      title: '実在の単語',
      description:
        '実在の発音辞書から、英単語のつづりを音素に直します。事前SFTを行った生徒と 1,000 語を使います。置き換えが残る場所に注目してください。母音は子音より難しいでしょうか。',
    },
    experiment: {
      ...TWO_HUNDRED_EXAMPLES,
      task: 'phonemes',
      trainSize: 1_000,
      sftSteps: 400,
      sftExamples: 1_000,
      steps: 500,
      learningRate: 3e-3,
    },
  },
  {
    id: 'long-run',
    title: 'A long run with all the data',
    description:
      'A slightly larger student sees 30,000 prompts over 4,000 steps. Watch how close it comes to its teacher; this takes a while.',
    ja: {
      title: '全データでの長い訓練',
      description:
        '少し大きな生徒を、30,000 件のプロンプトで 4,000 ステップ訓練します。教師にどこまで近づくか観察してください。時間がかかります。',
    },
    experiment: {
      ...TWO_HUNDRED_EXAMPLES,
      trainSize: 30_000,
      studentWidth: 64,
      studentLayers: 2,
      steps: 4_000,
      batchSize: 32,
      learningRate: 3e-3,
      warmUpSteps: 100,
      evaluateEvery: 200,
    },
  },
  {
    id: 'labels',
    title: 'Labels are what a teacher saves',
    description:
      'Four thousand pictures of clothes, of which a hundred have a label. The teacher, which has seen many labels, gives probabilities for all of them. Compare with “Supervised fine-tuning”, which has the hundred labels alone: how much do soft targets replace?',
    ja: {
      title: '教師はラベルの代わりになる',
      description:
        '4,000 枚の衣類の画像のうち、ラベルがあるのは 100 枚だけです。多くのラベルを見てきた教師が、すべての画像に確率を与えます。100 枚のラベルだけで学ぶ「教師ありファインチューニング」と比べて、ソフトターゲットがどれだけラベルの代わりになるか観察してください。',
    },
    experiment: {
      ...DEFAULT_EXPERIMENT,
      task: 'fashion',
      method: 'hinton-kd',
      trainSize: 4_000,
      labels: 100,
      steps: 500,
      batchSize: 64,
      learningRate: 3e-3,
      warmUpSteps: 20,
      finalRateFraction: 0.05,
      lossTemperature: 4,
      softTargetWeight: 0.9,
      evaluateEvery: 50,
      evaluatePrompts: 256,
    },
  },
  {
    id: 'train-teacher',
    anyTask: true,
    title: 'Train a teacher of your own',
    description:
      'A model of the teacher’s size learns all the data by itself (SFT), and stops when it no longer improves. Keep it, and have it teach the next student.',
    ja: {
      title: '自分の教師を訓練',
      description:
        '教師と同じ大きさのモデルが、全データを教師ありファインチューニング（SFT）だけで学び、伸びなくなったら終わります。保存すれば、次の生徒の教師にできます。',
    },
    experiment: {
      ...TWO_HUNDRED_EXAMPLES,
      method: 'sft',
      trainSize: FIELDS.trainSize.max,
      studentWidth: 128,
      studentLayers: 4,
      studentHeads: 4,
      steps: 1_000,
      batchSize: 64,
      learningRate: 2e-3,
      warmUpSteps: 100,
      finalRateFraction: 0.05,
      evaluateEvery: 50,
      patience: 6,
    },
  },
];

/** The settings of a preset, on the task of the settings before where it does not bring its own. */
export const settingsOf = (
  { experiment, anyTask }: Preset,
  { task, ownData }: Pick<Experiment, 'task' | 'ownData'>,
): Experiment => (anyTask ? { ...experiment, task, ownData } : experiment);

/** The preset with these settings, whatever the seed: another seed is another run of the same preset. */
export function presetOf(experiment: Experiment): Preset | undefined {
  return PRESETS.find((preset) => {
    const settings = settingsOf(preset, experiment);
    return FIELD_NAMES.every((name) => name === 'seed' || Object.is(settings[name], experiment[name]));
  });
}
