/** Words of the menus of charts, of zooming and of drawn predictions. */
export const charts = {
  'menu.score': 'Score',
  'menu.score.all': 'All scores',
  'menu.axis': 'Vertical axis',
  'menu.axis.linear': 'linear',
  'menu.axis.log': 'logarithmic',
  'menu.axis.log.about': 'Equal distances are equal factors. Values of 0 are left out.',
  'menu.smoothing': 'Smoothing, in all charts',
  'menu.smoothing.none': 'none',
  'menu.smoothing.moving': 'moving average',
  'menu.smoothing.exponential': 'exponential',
  'menu.smoothing.none.about':
    'The line shows what was measured: each point is the mean of {steps|step|steps}, because a chart has at most 400 points.',
  'menu.smoothing.moving.about':
    'Each point is an average over {steps|step|steps}, the near ones counting more. The measured values stay behind it, faintly.',
  'menu.smoothing.exponential.about':
    'Each point is an average over all steps before it; the newest {steps|step has|steps have} half of the weight, so the line lags behind. The measured values stay behind it, faintly.',
  'menu.width': 'Width',
  'menu.width.narrow': 'narrow',
  'menu.width.medium': 'medium',
  'menu.width.wide': 'wide',
  'menu.steps': 'Steps {from} to {to}',
  'menu.zoom.in': 'Closer',
  'menu.zoom.out': 'Farther',
  'menu.zoom.earlier': 'Earlier',
  'menu.zoom.later': 'Later',
  'menu.zoom.whole': 'Whole run',

  'predict.title': 'What you expected',
  'predict.label': 'What you expect: {chart}',
  'predict.how': 'Drag a curve over the chart, or use the arrow keys.',
  'predict.drawn': 'It stays under the measured curve.',
  'predict.at': 'step {step}: {value}',
  'predict.at.none': 'step {step}: nothing drawn',
  'predict.undo': 'Undo',
  'predict.clear': 'Clear',
  'predict.close': 'Close',
  'predict.result.above':
    'Mean distance {distance}. What was measured lies {by} above your curve on average.',
  'predict.result.below':
    'Mean distance {distance}. What was measured lies {by} below your curve on average.',
  'predict.result.around':
    'Mean distance {distance}. What was measured lies above your curve as much as below it.',

  'zoom.area': '{chart}, steps {from} to {to}. Plus and minus zoom, arrow keys move, 0 shows the whole run.',
  'zoom.how': 'Drag over the steps to zoom in. Double-click, or press 0, for the whole run.',
  'zoom.shown': 'steps {from}–{to}',
  'zoom.whole': 'Show the whole run',
} as const;
