/** Words of the views for a projector and for a frame in another page. */
export const present = {
  'present.show': 'Shown large',
  'present.fullScreen': 'Full screen',
  'present.leave': 'Leave',
  'present.line': 'the teacher accepts the tokens above this line',

  'show.strip': 'Sequences',
  'show.loss': 'Loss',
  'show.acceptance': 'Token acceptance rate',
  'show.score': 'Score on held-out prompts',
  'show.positions': 'Acceptance by position',

  'embed.whole': 'Open the whole page',
  'embed.ready': 'Start trains a student here, on your own device.',
  'embed.step': 'Step {step} of {total}',

  'shortcuts.run': 'Start, pause or resume',
  'shortcuts.step': 'One training step',
  'shortcuts.arrows': 'Move between tokens',
  'shortcuts.remote': 'Presenting: next and previous token; with Shift, sequence',
  'shortcuts.escape': 'Follow the newest batch again; leave the presentation',
  'shortcuts.help': 'This list',
} as const;
