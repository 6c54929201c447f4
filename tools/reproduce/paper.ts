/** Absolute scores of arXiv 2410.11325 (1,000 training samples, instruction-tuned students, greedy decoding). */
export const PAPER_TASKS = [
  { task: 'translation', score: 'COMET' },
  { task: 'summary', score: 'ROUGE-L' },
  { task: 'arithmetic', score: 'GSM8K' },
] as const;

/** In the order of `PAPER_TASKS`. */
type Scores = readonly [number, number, number];

export interface PaperModel {
  readonly title: string;
  readonly scores: Readonly<Record<'sft' | 'supervised-kd' | 'on-policy-kd' | 'imitkd' | 'skd', Scores>>;
}

export const PAPER: readonly PaperModel[] = [
  {
    title: 'Gemma 7B → 2B',
    scores: {
      sft: [72.5, 31.7, 18.7],
      'supervised-kd': [73.3, 34.1, 22.5],
      'on-policy-kd': [36.1, 34.1, 25.3],
      imitkd: [74.8, 34.9, 26.2],
      skd: [75.3, 35.0, 29.1],
    },
  },
  {
    title: 'Qwen2 7B → 0.5B',
    scores: {
      sft: [57.6, 29.2, 31.8],
      'supervised-kd': [57.5, 31.3, 35.0],
      'on-policy-kd': [53.0, 31.2, 33.9],
      imitkd: [55.9, 30.9, 33.2],
      skd: [57.1, 31.7, 36.6],
    },
  },
];
