import { beforeEach, describe, expect, it, vi } from 'vitest';
import { problem } from '../../../errors/problems';
import { DEFAULT_EXPERIMENT, type Experiment } from '../../../experiment/fields';
import type { DatasetCard } from '../../../run/protocol';
import { useDraftExperiment } from '../experiment/draft';
import { INITIAL_RUN, useRun } from '../experiment/state';
import { useView } from '../view';
import { chooseTask } from './actions';
import { previewImport, reparse, saveImport } from './import';
import { blockingReason } from './start-blocker';
import { INITIAL_DATA, receiveData, taskKey, useData } from './state';

// No worker in these tests: what is posted goes nowhere.
vi.mock('../../../run/client', () => ({
  RunClient: class {
    post(): void {}
    open(): void {}
  },
  backendFromUrl: () => ({ backend: 'auto', unknown: null }),
  threadsFromUrl: () => ({ threads: null, unknown: null }),
}));

const card = (fingerprint: number): DatasetCard => ({
  fingerprint,
  name: `data ${fingerprint}`,
  kind: 'pairs',
  examples: 40,
  bytes: 900,
  created: 1,
});
const own = (changes: Partial<Experiment> = {}): Experiment => ({
  ...DEFAULT_EXPERIMENT,
  task: 'own',
  ownData: 5,
  ...changes,
});
const experiment = () => useDraftExperiment.getState().experiment;
const present = () => useData.getState().import;

beforeEach(() => {
  vi.useFakeTimers();
  // The address of the page is written to when settings change.
  vi.stubGlobal('location', { href: 'http://localhost/', hash: '', search: '' });
  vi.stubGlobal('history', { replaceState: () => {} });
  vi.stubGlobal('navigator', {});
  vi.stubGlobal('window', {});
  useData.setState(INITIAL_DATA, true);
  useDraftExperiment.setState({ experiment: DEFAULT_EXPERIMENT });
  useView.setState({ dialog: null, notices: [], toast: null });
  useRun.setState(INITIAL_RUN);
  return () => {
    vi.runAllTimers();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  };
});

describe('what keeps own data from starting', () => {
  it('names the nearest obstacle', () => {
    expect(blockingReason(DEFAULT_EXPERIMENT, [])).toBeNull();
    expect(blockingReason(own({ ownData: 0 }), [])).toBe('none');
    expect(blockingReason(own(), [])).toBe('missing');
    expect(blockingReason(own(), [card(5)])).toBe('noTeacher');
    expect(blockingReason(own({ method: 'sft' }), [card(5)])).toBeNull();
    expect(blockingReason(own({ teacher: 'own', ownTeacher: 9 }), [card(5)])).toBeNull();
  });

  it('does not call data missing before the list is known', () => {
    expect(blockingReason(own({ method: 'sft' }), null)).toBeNull();
  });
});

describe('an import', () => {
  it('opens the dialog, keeps the preview while the options change, and becomes the task when kept', () => {
    previewImport(new Blob(['a']), 'words.csv');
    expect(useView.getState().dialog).toBe('data');
    const first = present()?.id ?? 0;
    const preview = { used: 40, fingerprint: 5 } as never;
    receiveData({ type: 'data-preview', id: first, preview });
    reparse({ header: true });
    expect(present()).toMatchObject({ state: { kind: 'reading' }, preview, options: { header: true } });
    receiveData({ type: 'data-progress', id: first, done: 1, total: 2 });
    expect(present()?.state).toMatchObject({ done: 0 });
    receiveData({ type: 'data-preview', id: present()?.id ?? 0, preview });
    saveImport('Words');
    expect(present()?.state.kind).toBe('keeping');
    receiveData({ type: 'data-saved', dataset: card(5) });
    expect(present()).toBeNull();
    expect(experiment()).toMatchObject({ task: 'own', ownData: 5 });
    expect(useView.getState()).toMatchObject({ dialog: null, toast: '“data 5” is the task now.' });
  });

  it('can be kept again after the storage refused', () => {
    previewImport(new Blob(['a']), 'words.csv');
    const id = present()?.id ?? 0;
    receiveData({ type: 'data-preview', id, preview: { used: 40 } as never });
    saveImport('Words');
    receiveData({ type: 'data-refused', problem: problem('question-failed', { message: 'x' }) });
    expect(useData.getState()).toMatchObject({
      refusal: { code: 'question-failed' },
      import: { state: { kind: 'read' } },
    });
    expect(useView.getState().notices).toEqual([]);
  });

  it('ends with the worker', () => {
    previewImport(new Blob(['a']), 'words.csv');
    useRun.setState({
      failure: { problem: problem('worker-crashed', { message: 'Gone.' }), restorableStep: null },
    });
    expect(present()).toBeNull();
  });
});

describe('choosing a task', () => {
  it('takes the newest data set, and opens the dialog where there is none', () => {
    receiveData({ type: 'datasets', datasets: [card(7), card(5)] });
    chooseTask('own');
    expect(experiment()).toMatchObject({ task: 'own', ownData: 7 });
    chooseTask('summary');
    expect(experiment()).toMatchObject({ task: 'summary', ownData: 0 });
    receiveData({ type: 'datasets', datasets: [] });
    chooseTask('own');
    expect(experiment()).toMatchObject({ task: 'own', ownData: 0 });
    expect(useView.getState().dialog).toBe('data');
  });

  it('forgets what it knew of data that has changed', () => {
    const name = { task: 'own', ownData: 5 } as const;
    receiveData({ type: 'task-described', name, facts: null, problem: problem('data-not-chosen') });
    expect(useData.getState().tasks[taskKey(name)]?.problem).toEqual(problem('data-not-chosen'));
    receiveData({ type: 'data-saved', dataset: card(5) });
    expect(useData.getState().tasks[taskKey(name)]).toBeUndefined();
  });
});
