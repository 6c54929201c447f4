/**
 * Records the runs of presets as files that the page plays: `PRESET.distillery`, in the format of docs/files.md.
 *
 *   npm run record -- --preset NAME|all [--out public/recordings] [--backend auto|webgpu|wasm|cpu] [--threads N] [--steps N]
 *
 * `--steps` ends a run early; without it the presets of `MOST_STEPS` end there and all others at their last step. A recording
 * keeps half of the strips that the page keeps. It names the backend and the kind of processor, and no machine.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { arch } from 'node:process';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { PRESETS, type Preset } from '../src/experiment/presets';
import { RECORDED_PRESETS, type RecordedPreset } from '../src/experiment/recording-link';
import { VERSION } from '../src/run/build';
import type { BackendChoice, BackendInfo, RunEvent, RunFacts } from '../src/run/protocol';
import { LONGEST_RUN_NAME } from '../src/run/protocol/runs';
import { writeRecording } from '../src/run/recording/file';
import { MOST_STRIP_TOKENS, MOST_STRIPS, Recording } from '../src/run/recording/recording';
import { recordingFile } from '../src/run/recording/shipped';
import { teacherAddress } from '../src/run/resources/shipped-teacher';
import { loadedFacts } from '../src/run/training/loaded-facts';
import { Run } from '../src/run/training/run';
import { openNodeDevice } from './node-device';
import { prepare } from './prepare';
import { stageBars } from './progress';
import { sourceFingerprint } from './reproduce/sources';

/** Steps after which the recording of a long preset ends. */
const MOST_STEPS: Readonly<Record<string, number>> = { 'long-run': 1_000, 'train-teacher': 100 };

const { values: options } = parseArgs({
  options: {
    preset: { type: 'string', default: 'all' },
    out: { type: 'string', default: 'public/recordings' },
    backend: { type: 'string', default: 'wasm' },
    threads: { type: 'string', default: '1' },
    steps: { type: 'string', default: '' },
  },
});

/** Runs a preset and writes its recording. */
async function record(id: RecordedPreset, device: BackendInfo, out: URL): Promise<void> {
  const { title, experiment } = presetNamed(id);
  const most = options.steps === '' ? (MOST_STEPS[id] ?? experiment.steps) : Number(options.steps);
  const inputs = await prepare(experiment);
  const recording = new Recording({ strips: MOST_STRIPS / 2, tokens: MOST_STRIP_TOKENS / 2 });
  const showProgress = stageBars();
  let phase: RunEvent | null = null;
  const emit = (event: RunEvent): void => {
    if (event.type === 'strip') recording.addStrip(event);
    if (event.type === 'evaluation') recording.addEvaluation(event.evaluation);
    if (event.type === 'phase') phase = event;
    // The loop goes to sleep right after this event.
    if (event.type === 'phase' && event.phase === 'paused') setTimeout(() => run.stop());
    if (event.type !== 'report') return;
    const { report } = event;
    recording.addReport(report);
    showProgress(`${id}, ${report.phase}`, report.step, report.phase === 'sft' ? experiment.sftSteps : most);
  };
  const { teacher, task, start } = inputs;
  const run = new Run(inputs.experiment, task, teacher, { emit, save: async () => {} }, start);
  const loaded = loadedFacts(run, { model: teacher, scores: scoresOf(experiment) });
  run.resume(experiment.sftSteps + most);
  await run.run();
  const { name, adapter, threads } = device;
  const facts: RunFacts = {
    ...{ id: `recording-${id}`, name: title.slice(0, LONGEST_RUN_NAME), notes: '', created: Date.now() },
    ...{ version: VERSION, sources: sourceFingerprint(), experiment: run.initial, changes: [], loaded },
    device: { name, adapter, threads, architecture: arch },
    ...{ sftStep: recording.reports.sftSteps, step: run.step, finished: isFinished(phase) },
  };
  run.dispose();
  teacher.dispose();
  const file = await writeRecording({ facts, recording });
  writeFileSync(new URL(recordingFile(id), out), file);
  process.stdout.write(`${recordingFile(id)}: ${run.step} steps, ${Math.round(file.length / 1000)} kB\n`);
}

function presetNamed(id: RecordedPreset): Preset {
  const preset = PRESETS.find((one) => one.id === id);
  if (!preset) throw new Error(`There is no preset ${id}.`);
  return preset;
}

const isFinished = (event: RunEvent | null): boolean => event?.type === 'phase' && event.phase === 'finished';

function scoresOf(experiment: Preset['experiment']): Readonly<Record<string, number>> {
  const card = new URL(`../public/${teacherAddress(experiment)}.json`, import.meta.url);
  return JSON.parse(readFileSync(card, 'utf8')).testScores;
}

const wanted = RECORDED_PRESETS.filter((id) => options.preset === 'all' || options.preset === id);
if (wanted.length === 0) {
  process.stderr.write(`No preset ${options.preset}; there are ${RECORDED_PRESETS.join(', ')}.\n`);
  process.exit(1);
}
mkdirSync(options.out, { recursive: true });
const out = pathToFileURL(`${options.out}/`);
const { info } = await openNodeDevice(options.backend as BackendChoice, Number(options.threads));
for (const preset of wanted) await record(preset, info, out);
process.exit(0);
