/** Words of the frame of the page: actions, phases, notices, failures, questions before a loss. */
export const page = {
  'about.backend':
    'What computes: your GPU through WebGPU, or your processor through WebAssembly or plain JavaScript.',

  'data.title': 'Your data',
  'data.useOwn': 'Use your own data…',
  'data.change': 'Choose other data…',
  'data.obstacle': 'This cannot start yet',
  'data.none': 'No data is chosen yet. Drop or choose a file, or paste some rows.',
  'data.missing':
    'These settings use data that is not in this browser (fingerprint {fingerprint}). A link never contains data: get the file from the sender of the link and drop it onto this page, or choose another task.',
  'data.trainTeacher': 'Set up training a teacher',
  'data.chosen': '{name}: {kind}, {examples|example|examples}',

  'models.noTeacher': 'None yet',

  'missing.without.own': 'Train one instead',

  'data.kind.pairs': 'pairs',
  'data.kind.text': 'running text',
  'data.kind.pictures': 'pictures',
  'data.nowInUse': '“{name}” is the task now.',

  'view.label': 'View',
  'view.run': 'One run',
  'view.compare': 'Compare',
  'lessons.title': 'Lessons',
  'class.title': 'Class',
  'class.yourSeed':
    'This link gives each visitor a seed of their own. Yours is {seed}; it stays in this tab.',
  'handIn.title': 'A run that was handed in',
  'view.running': 'a run is in progress',
  'view.comparing': 'a comparison is running',

  'compare.title': 'Compare',
  'compare.difference.points': '{points} percentage points',
  'compare.ask.title': 'Start the comparison?',
  'compare.ask.run':
    'A comparison needs the device for itself. The single run ends, with {steps|training step|training steps} that no kept model contains; its last saved state can be resumed later.',
  'compare.ask.results':
    'The page then shows the new comparison in place of the previous one, which has {count|result|results} that no saved file holds. Save them first if you want to look at them again.',
  'compare.ask.confirm': 'Start it',
  'compare.interrupt.title': 'Interrupt the comparison?',
  'compare.interrupt.text':
    'A comparison is running and needs the device for itself. It is saved and paused for this run; you can resume it later.',
  'compare.interrupt.confirm': 'Interrupt it',

  'measures.about': 'How much of the teacher is in the student: as a drafter, in its answers, in its name.',
  'measures.open': 'Measure the distillation',

  'attention.open': 'Attention of both models…',
  'trace.open': 'One token at a time…',
  'play.open': 'Play the student…',

  'present.open': 'Present',
  'present.showEverything': 'Show everything',
  'present.hidden': 'The link that you opened hides parts of this page.',
  'present.locked': 'The link that you opened keeps this setting as it is.',
  'present.unlock': 'Change it anyway',

  'share.title': 'Share',

  'export.saved': 'Saved, with settings, device, version and link in every row.',
  'export.failed': 'The file could not be made. Reload the page and try again.',

  'app.name': 'Distillery',
  'app.title': 'Distillery: speculative knowledge distillation, live in your browser',
  'app.tagline': 'A teacher and a student, learning live on your own device',
  'app.settings': 'Experiment',
  'app.inspector': 'Inspector',
  'app.main': 'Run',
  'app.skip': 'Skip to the run',

  'about.version': 'Distillery {version}',
  'about.licence': 'MIT licence',
  'about.notices': 'Licences of its parts',
  'about.private': 'Nothing you do here leaves your browser.',

  // Between two sentences.
  'text.between': ' ',

  'action.start': 'Start',
  'action.pause': 'Pause',
  'action.resume': 'Resume',
  'action.step': 'Step',
  'action.reset': 'Reset',
  'action.share': 'Share',
  'action.runs': 'Runs',
  'action.close': 'Close',
  'action.cancel': 'Cancel',
  'action.tryAgain': 'Try again',
  'action.dismiss': 'Dismiss',
  'action.controls': 'Run controls',

  'time.about': 'about {time}',
  'time.here': 'on this device',
  'time.unknown': 'time known after a first run',

  'figure.step': 'Step',
  'figure.loss': 'Loss',
  'figure.acceptance': 'Token acceptance rate',
  'figure.accuracy': 'Accuracy',
  'figure.speed': 'Tokens per second',
  'figure.pictureSpeed': 'Answers per second',
  'figure.unknown': '—',
  'figure.of': 'of {total}',
  'figure.score': '{metric} {value}',
  'figure.live': 'Live figures',

  'phase.idle': 'Ready when you are',
  'phase.probing': 'Probing the device',
  'phase.downloading': 'Fetching the teacher',
  'phase.compiling': 'Compiling shaders',
  'phase.preparing': 'The teacher is preparing',
  'phase.sft': 'Warm start of the student (SFT)',
  'phase.running': 'Distilling',
  'phase.pausing': 'Pausing',
  'phase.paused': 'Paused',
  'phase.finished': 'Finished',
  'phase.recorded': 'Recorded run',
  'phase.failed': 'Stopped by a failure',
  'phase.progress': 'Progress',
  'phase.bytes': '{done} of {total}',
  'phase.bytesSoFar': '{done}',
  'phase.steps': '{done} of {total|step|steps}',
  'phase.prompts': '{done} of {total|prompt|prompts}',
  'phase.eta': 'about {time} left',
  'phase.hidden':
    'This tab was in the background for a while. The run continued, but browsers slow hidden tabs down.',

  'backend.fact': '{name}.',
  'backend.label': 'Backend',
  'backend.waiting': 'Looking for a device',
  'backend.threads': '{threads|thread|threads}',
  'backend.processor.cpu': 'processor, not accelerated',
  'backend.why': 'Why this one',
  'backend.advice': 'How to go faster',
  'backend.teacher': 'Teacher',
  'backend.noTeacher': 'none, and none is needed for this method',
  'backend.student': 'Student',
  'backend.benchmark': 'Measure this device',
  'backend.shape': '{parameters} parameters · width {width}, {layers|layer|layers}, {heads|head|heads}',
  'backend.parameters': '{parameters} parameters',
  'backend.scores': 'on its own test: {scores}',

  'scheme.label': 'Colour scheme',
  'scheme.light': 'Light',
  'scheme.dark': 'Dark',
  'scheme.auto': 'Auto',

  'language.label': 'Language',

  'evaluation.distinct': 'distinct-{n}',

  'failure.no-device': 'No device can run this',
  'failure.device-lost': 'The GPU went away',
  'failure.out-of-memory': 'Out of memory',
  'failure.teacher-download': 'A download did not arrive',
  'failure.data-missing': 'The data is not in this browser',
  'failure.user-model': 'One of your models cannot be used',
  'failure.teacher-invalid': 'The teacher’s file is damaged',
  'failure.task-invalid': 'The task’s data is damaged',
  'failure.diverged': 'The loss diverged',
  'failure.bad-message': 'The page and the run misunderstood each other',
  'failure.no-checkpoint': 'There is no saved step to resume from',
  'failure.worker-crashed': 'The background worker stopped',

  'problems.notLoaded': 'A part of the page could not be loaded. Check the connection, then reload the page.',

  'failure.unexpected': 'Something unexpected happened',
  'failure.resume': 'Resume from step {step}',
  'failure.startAgain': 'Start again',

  'earlier.text': 'Your run from an earlier visit stopped at step {step} of {total}.',
  'earlier.finished': 'Your run from an earlier visit finished its {total|step|steps}.',
  'earlier.bringBack': 'Open it',

  'elsewhere.text': 'This run goes on in another tab. Here you see it as it goes.',
  'elsewhere.closed': 'The tab of this run has been closed. The run waits where it was saved last.',
  'elsewhere.takeOver': 'Take it over',
  'elsewhere.taken': 'Another tab has taken this run over.',
  'elsewhere.silent':
    'The other tab does not answer: the browser may have put it to sleep. Look at it once, or close it; then open the run from the list.',

  'runs.title': 'Your runs',
  'models.title': 'Your models',
  'models.open': 'Your models…',
  'models.yours': 'Your models',
  'models.absent': 'Not in this browser ({number})',
  'models.absentHere': 'This model is not in this browser.',
  'models.otherTask': 'This model is for “{task}”.',
  'models.keepOpen': 'Keep this model…',
  'models.saved': '“{name}” is kept.',
  'models.imported': '“{name}” is here.',
  'models.restored': '“{name}” is back.',
  'models.exported': '{name} is being saved.',
  'models.teaches': '{name} teaches from the next start on.',
  'models.teachesAnew':
    '{name} teaches from the next start on. The method is SKD, and the student has its first settings again.',
  'models.noTask': 'This model is for a task that this page does not have.',

  'missing.teacher': 'The teacher of these settings is missing',
  'missing.student': 'The model that the student begins as is missing',
  'missing.what':
    'A user trained or imported it ({number}), and it is not in this browser. If the settings came by a link, ask the sender for the model’s file and drop it onto this page.',
  'missing.import': 'Bring it in…',
  'missing.without.teacher': 'Take the task’s own teacher',
  'missing.without.student': 'Begin with random weights',

  'drop.here': 'Drop the files here',
  'drop.unknown': 'This page cannot use {names}.',
  'drop.unreadable': 'What was dropped could not be read.',

  'reset.title': 'Drop this run?',
  'reset.text':
    '{lost|training step|training steps} of its student are not saved yet and will be lost. Its curves stay in the list of runs.',
  'reset.textKept':
    'The student is kept as of {kept|step|steps}; {lost|training step|training steps} since then will be lost. The curves stay behind the next run, faintly.',
  'reset.confirm': 'Drop the run',

  'restart.title': 'Start over?',
  'restart.text':
    'The run at step {step} ends. {lost|training step|training steps} of its student are not saved yet and will be lost. Its curves stay in the list of runs.',
  'restart.textKept':
    'The run at step {step} ends. Its student is kept as of {kept|step|steps}; {lost|training step|training steps} since then will be lost. Its curves stay behind the new ones, faintly.',

  'lose.keep': 'Keep the student first…',

  'restart.confirm': 'Start over',

  'watch.title': 'Leave this run?',
  'watch.text':
    'The recording takes the place of the run at step {step}. {lost|training step|training steps} of its student are not saved yet and will be lost. Its curves stay in the list of runs.',
  'watch.textKept':
    'The recording takes the place of the run at step {step}. Its student is kept as of {kept|step|steps}; {lost|training step|training steps} since then will be lost.',
  'watch.confirm': 'Watch the recording',

  'shortcuts.title': 'Keyboard shortcuts',
  'shortcuts.open': 'Keyboard shortcuts',

  'notice.title': 'Worth knowing',
  'notice.unknownBackend':
    'The address asks for the backend “{value}”, which does not exist. Use webgpu, wasm, cpu or auto.',
  'notice.unknownThreads':
    'The address asks for “{value}” threads, which is no number from 1 to 16. As many as are fastest are used.',
} as const;
