/** Words of "One token at a time". */
export const trace = {
  'trace.title': 'One token at a time',
  'trace.close': 'Close one token at a time',
  'trace.about':
    'Every token is decided by the numbers that you see here: the models and the random numbers are those of the run, so the sequence is the one that the sampler writes.',
  'trace.keys':
    '→ and ← (or a presenter’s remote) go on and back, ↓ and ↑ to the next token and the one before, Home and End to both ends, Space plays.',
  'trace.prompts': 'Prompts',
  'trace.prompts.batch': 'This batch',
  'trace.prompts.training': 'Training',
  'trace.prompts.validation': 'Validation',
  'trace.sequence': 'sequence {row}',
  'trace.prompt': 'A prompt of your own',
  'trace.show': 'Show',
  'trace.writer': 'Who writes',
  'trace.writer.interleaved': 'student, checked by the teacher (SKD)',
  'trace.writer.student': 'student alone (on-policy)',
  'trace.writer.teacher': 'teacher alone',
  'trace.writer.adaptive-switch': 'student, then teacher (AdaSwitch)',
  'trace.writer.dataset': 'the data’s response (supervised)',
  'trace.topK': 'K',
  'trace.again': 'Other random numbers',
  'trace.reading': 'Drawing the sequence…',
  'trace.empty': 'Choose a prompt, or type one.',
  'trace.noRun':
    'There is no run yet. The student is the one that a run would begin with; it has not been trained.',
  'trace.numbers': 'random numbers of seed {seed}, step {step}, sequence {row}',
  'trace.replay.exact': 'This is sequence {row} of step {step}, drawn again by the student that wrote it.',
  'trace.replay.learned':
    'The student has learned since step {step}: with the same random numbers it may now write another sequence than the one in the strip.',
  'trace.replay.absent':
    'The student of step {step} is not loaded. With the same random numbers, another one may write another sequence than the one in the strip.',
  'trace.replay.text':
    'The tokens of this sequence were not drawn in step {step}: they come from the data, or from text that was written before.',
  'trace.replay.rounded':
    'On this device one sequence alone is rounded otherwise than the whole batch, and a random number fell just beside a boundary: the sequence differs from the one in the strip.',
  'trace.moved': 'The run has reached step {step}.',
  'trace.refresh': 'Take the student of now',
  'trace.text': 'Text so far',
  'trace.none': 'The sequence is empty.',
  'trace.position': 'Token {token} of {tokens} · moment {moment} of {moments}',
  'trace.steps': 'Steps through the sequence',
  'trace.first': 'First moment',
  'trace.back': 'Back',
  'trace.next': 'Next',
  'trace.last': 'Last moment',
  'trace.play': 'Play',
  'trace.pause': 'Pause playing',
  'trace.speed': 'Speed',
  'trace.speed.slow': 'slow',
  'trace.speed.medium': 'medium',
  'trace.speed.fast': 'fast',
  'trace.draw.student': 'The student’s draw',
  'trace.draw.teacher': 'The teacher’s draw',
  'trace.draw.number': 'random number {number}',
  'trace.draw.how': 'temperature {temperature}, top-p {topP}',
  'trace.draw.line':
    '{model}: the tokens’ probabilities side by side from 0 to 1; the random number {number} falls on {token}, from {from} to {to}',
  'trace.draw.hidden': 'The teacher draws only if it replaces the token.',
  'trace.said.proposal':
    'The student draws. Its random number {number} falls on “{token}”, which gets {share} of the line.',
  'trace.said.accepted.top-k':
    '{rank|token is|tokens are} likelier to the teacher than “{proposed}”; {rank} < K = {k}, so it stays.',
  'trace.said.rejected.top-k':
    '{rank|token is|tokens are} likelier to the teacher than “{proposed}”; {rank} ≥ K = {k}, so it is struck out.',
  'trace.said.accepted.nucleus':
    'What is likelier to the teacher than “{proposed}” holds less than {p} of its probability, so it stays.',
  'trace.said.rejected.nucleus':
    'What is likelier to the teacher than “{proposed}” holds {p} of its probability or more, so it is struck out.',
  'trace.said.replacement':
    'The teacher draws in its place. Its random number {number} falls on “{token}”, which gets {share} of the line.',
  'trace.said.own':
    'The teacher writes. Its random number {number} falls on “{token}”, which gets {share} of the line.',
  'trace.said.text': '“{token}” stands in the text. No model draws it; both say what they would expect.',
  'trace.said.loss': 'The student learns here: {loss} is {value}.',
  'trace.nats': '{value} nats',
  'trace.loss.title': '{loss} at this token',
  'trace.loss.atTemperature': '{loss} at temperature {temperature}',
  'trace.loss.cross-entropy': 'Cross-entropy',
  'trace.loss.about':
    'Two lines a column: what the target gives the token (violet, solid) and what the student gives it (teal, dashed). The area between them is what the loss can move. Under each column is its share of the value; … stands for all other tokens.',
  'trace.loss.target.teacher': 'teacher',
  'trace.loss.target.text': 'text',
  'trace.loss.picture': 'Areas between the two distributions, {value} in all',
  'trace.loss.hinton':
    'Hinton’s loss adds the cross-entropy of the text’s token to this divergence, each with its weight.',
  'trace.loss.other':
    'The loss of this method is more than a divergence of these two distributions. What is shown is the divergence that comes nearest.',
  'trace.table': 'This token in numbers',
  'trace.table.caption': 'Token {token}: all probabilities',
  'trace.table.token': 'Token',
  'trace.table.rank': 'Rank',
  'trace.table.studentDraw': 'Student draws',
  'trace.table.teacherDraw': 'Teacher draws',
  'trace.table.share': 'Share of the loss',
} as const;
