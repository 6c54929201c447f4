/** What each task is, in one sentence; that of the first screen's task is in controls.ts. */
export const taskSentences = {
  'task.summary.about': 'Say in one sentence what two people have agreed on.',
  'task.arithmetic.about': 'Add four two-digit numbers, writing down every sum on the way.',
  'task.instructions.about':
    'Carry out one of nine instructions on a made-up word, such as reversing or sorting it.',
  'task.phonemes.about': 'Say how an English word is pronounced (CMU Pronouncing Dictionary).',
  'task.digits.about': 'Say which digit a picture shows (MNIST).',
  'task.parity.about': 'Say whether the digit in a picture is even or odd (MNIST).',
  'task.scenes.about': 'Say for each patch of a picture which digit it belongs to, if any (made of MNIST).',
  'task.sentences.about': 'Say whether a sentence of a review is positive or negative (Amazon, IMDb, Yelp).',
  'task.fashion.about': 'Say what a picture from a fashion shop shows (Fashion-MNIST).',
  'task.own.about': 'Answer the prompts of your own data, or continue your own text.',
  'task.own-pictures.about': 'Say what a picture of your own shows.',
  'method.classes':
    'Answers are classes here. Methods that write text, or compare what this task does not have, cannot be chosen.',
} as const;
