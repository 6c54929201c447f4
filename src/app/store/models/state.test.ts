import { beforeEach, describe, expect, it, vi } from 'vitest';
import { problem } from '../../../errors/problems';
import { DEFAULT_EXPERIMENT } from '../../../experiment/fields';
import type { ModelCard } from '../../../run/protocol';
import { useDraftExperiment } from '../experiment/draft';
import { INITIAL_RUN, useRun } from '../experiment/state';
import { useView } from '../view';
import { beginAs, chooseTeacher, teachWith } from './actions';
import { INITIAL_MODELS, modelOf, receiveModels, useModels } from './state';

const card = (fingerprint: number, changes: Partial<ModelCard> = {}): ModelCard => ({
  fingerprint,
  name: `model ${fingerprint}`,
  task: 'translation',
  taskTitle: 'Numbers',
  ownData: 0,
  shape: { vocabulary: 30, context: 81, width: 64, layers: 3, heads: 8 },
  created: 1,
  origin: 'trained',
  scores: {},
  ...changes,
});

const experiment = () => useDraftExperiment.getState().experiment;

beforeEach(() => {
  // The address of the page is written to when settings change.
  vi.stubGlobal('location', { href: 'http://localhost/', hash: '' });
  vi.stubGlobal('history', { replaceState: () => {} });
  useModels.setState(INITIAL_MODELS, true);
  useDraftExperiment.setState({ experiment: DEFAULT_EXPERIMENT });
  useView.setState({ dialog: null, notices: [], toast: null });
  useRun.setState(INITIAL_RUN);
  return () => vi.unstubAllGlobals();
});

describe('receiveModels', () => {
  it('knows nothing, then what the worker says', () => {
    expect(modelOf(useModels.getState().models, 5)).toBeNull();
    receiveModels({ type: 'models', models: [card(5)] });
    expect(modelOf(useModels.getState().models, 5)?.name).toBe('model 5');
    expect(modelOf(useModels.getState().models, 6)).toBeUndefined();
  });

  it('says what was done in the dialog, or in a toast where there is none', () => {
    useModels.setState({ busy: 'save' });
    receiveModels({
      type: 'model-added',
      model: card(5),
      how: 'saved',
      notes: [problem('note-model-known', { name: 'x' })],
    });
    expect(useModels.getState()).toMatchObject({
      busy: null,
      notes: [problem('note-model-known', { name: 'x' })],
    });
    expect(useView.getState().toast).toBe('“model 5” is kept.');
    useView.setState({ dialog: 'models', toast: null });
    receiveModels({ type: 'model-added', model: card(5), how: 'imported', notes: [] });
    expect(useModels.getState().done).toBe('“model 5” is here.');
    expect(useView.getState().toast).toBeNull();
  });

  it('shows refusals where the user is looking, but no failed list without a request', () => {
    receiveModels({ type: 'model-refused', task: 'list', problem: problem('storage-none', { kept: 'It' }) });
    expect(useView.getState().notices).toEqual([]);
    receiveModels({ type: 'model-refused', task: 'import', problem: problem('no-model-in-files') });
    expect(useView.getState().notices).toMatchObject([{ code: 'no-model-in-files' }]);
    expect(useModels.getState().refusals).toMatchObject([
      { code: 'storage-none' },
      { code: 'no-model-in-files' },
    ]);
  });

  it('offers to bring back what was deleted, until it is back or the worker is gone', () => {
    receiveModels({ type: 'model-deleted', model: card(5) });
    expect(useModels.getState().deleted?.fingerprint).toBe(5);
    receiveModels({ type: 'model-added', model: card(5), how: 'restored', notes: [] });
    expect(useModels.getState().deleted).toBeNull();
    receiveModels({ type: 'model-deleted', model: card(5) });
    useModels.setState({ busy: 'export' });
    useRun.setState({
      failure: { problem: problem('worker-crashed', { message: 'Gone.' }), restorableStep: null },
    });
    expect(useModels.getState()).toMatchObject({ busy: null, deleted: null });
  });
});

describe('using a user model', () => {
  it('teaches on its task; own models of another task give way', () => {
    const arithmetic = card(7, { task: 'arithmetic' });
    useModels.setState({ models: [card(5), arithmetic] });
    teachWith(card(5));
    expect(experiment()).toEqual({ ...DEFAULT_EXPERIMENT, teacher: 'own', ownTeacher: 5 });
    beginAs(arithmetic);
    expect(experiment()).toMatchObject({
      task: 'arithmetic',
      teacher: 'shipped',
      ownTeacher: 0,
      ownStudent: 7,
      studentWidth: 64,
      studentLayers: 3,
      studentHeads: 8,
    });
    teachWith(arithmetic);
    expect(experiment()).toMatchObject({ teacher: 'own', ownTeacher: 7, ownStudent: 7 });
    chooseTeacher('weak');
    expect(experiment()).toMatchObject({ teacher: 'weak', ownTeacher: 0, ownStudent: 7 });
  });

  it('a model that was trained without a teacher gets a student to teach', () => {
    useModels.setState({ models: [card(5)] });
    useDraftExperiment.setState({
      experiment: { ...DEFAULT_EXPERIMENT, method: 'sft', studentWidth: 128, seed: 9 },
    });
    teachWith(card(5));
    expect(experiment()).toEqual({ ...DEFAULT_EXPERIMENT, seed: 9, teacher: 'own', ownTeacher: 5 });
  });

  it('a model of pictures gets a student with its kind of loss, and all labels', () => {
    const pictures = card(5, { task: 'own-pictures', ownData: 77 });
    useModels.setState({ models: [pictures] });
    useDraftExperiment.setState({
      experiment: { ...DEFAULT_EXPERIMENT, task: 'own-pictures', ownData: 77, method: 'sft' },
    });
    teachWith(pictures);
    expect(experiment()).toMatchObject({
      ...{ task: 'own-pictures', ownData: 77, method: 'hinton-kd', ownTeacher: 5 },
      labels: DEFAULT_EXPERIMENT.labels,
    });
  });

  it('brings its own data along, unless there is some already', () => {
    const own = card(5, { task: 'own', ownData: 77 });
    useModels.setState({ models: [own] });
    teachWith(own);
    expect(experiment()).toMatchObject({ task: 'own', ownData: 77 });
    useDraftExperiment.setState({ experiment: { ...DEFAULT_EXPERIMENT, task: 'own', ownData: 78 } });
    teachWith(own);
    expect(experiment()).toMatchObject({ task: 'own', ownData: 78 });
  });

  it('a model of a task that this page does not have changes nothing', () => {
    teachWith(card(5, { task: 'unknown' }));
    expect(experiment()).toEqual(DEFAULT_EXPERIMENT);
    expect(useView.getState().toast).toMatch(/does not have/);
  });
});
