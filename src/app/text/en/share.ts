/** Sharing, and changes of settings during a run: English. */
export const share = {
  'share.title': 'Share this experiment',
  'share.copied': 'Link copied. Opening it loads these settings; nothing starts by itself.',
  'share.copiedOwn':
    'Link copied. It names your data but does not contain it: send the file with it. Nothing starts by itself.',
  'share.text': 'Copy this link. It holds the settings and the seed; opening it starts nothing.',
  'share.link': 'Link',
  'share.which': 'Share which?',
  'share.which.text': 'The run and the settings on the controls are not the same.',
  'share.which.run': 'The run on the screen',
  'share.which.settings': 'The settings I am editing',
  'share.which.changes': '{changes|change|changes} during the run: {list}',
  'share.which.more': '{count} more',
  'share.tooManyChanges':
    'Settings changed so often during this run that its link holds only the first {most|change|changes}.',

  'export.csv': 'Save as CSV',
  'export.curves': 'Save curves as CSV',
  'export.saved': 'Saved, with settings, device, version and link in every row.',
  'export.failed': 'The file could not be made. Reload the page and try again.',
  'export.data': 'Fingerprint of the data',
  'export.settings': 'Other settings',
  'export.device': 'Device',
  'export.version': 'Version',

  'chart.change': 'Change',
  'chart.mark': 'step {step}: {change}',
  'chart.marks.more': '{count|earlier change|earlier changes} in the table',

  'planned.title': 'During the run',
  'planned.what': 'These settings change by themselves at their steps.',
  'planned.drop': 'Remove these changes',
} as const;
