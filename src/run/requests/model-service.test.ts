import { zipSync } from 'fflate';
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { UserError } from '../../errors/user-error';
import { DEFAULT_EXPERIMENT, type Experiment } from '../../experiment/fields';
import { type ModelFile, writeModel } from '../../model/file';
import { fingerprintOf } from '../../model/fingerprint';
import { initialParameters } from '../../model/parameters';
import type { Task } from '../../tasks/task';
import { createTokenizer } from '../../tasks/tokenizer';
import { selectBackend } from '../../test-support/backends';
import { forget, memory } from '../../test-support/database';
import { says } from '../../test-support/says';
import { shapeFor, sharpModel, TINY_TASK, tinyExperiment } from '../../test-support/tiny';
import { LONGEST_INPUT, unzip, zip } from '../files/archive';
import { gpt2Tensors } from '../files/gpt2-tensors';
import type { ModelCommand, ModelEvent } from '../protocol/models';
import { parseCommand, parseEvent } from '../protocol/parse';
import { Run } from '../training/run';
import { ModelService } from './model-service';

vi.mock('idb', () => import('../../test-support/database'));

/** The tiny task under a name that the settings know, and another one. */
const TASK: Task = { ...TINY_TASK, id: 'translation' };
const OTHER: Task = { ...TINY_TASK, id: 'summary', title: 'Other', tokenizer: createTokenizer('vwxyz') };
const shape = shapeFor(TASK, { layers: 1 });
const model: ModelFile = {
  shape,
  parameters: initialParameters(shape, 3),
  task: TASK.id,
  vocabulary: TASK.tokenizer.vocabulary,
};
const FINGERPRINT = fingerprintOf(model);

beforeAll(() => selectBackend('cpu'));
beforeEach(forget);

type Event<T extends ModelEvent['type']> = Extract<ModelEvent, { type: T }>;

interface Session {
  readonly send: (...commands: ModelCommand[]) => Promise<ModelEvent[]>;
  /** Sends commands and gives the one event of a type that they lead to. */
  readonly ask: <T extends ModelEvent['type']>(type: T, ...commands: ModelCommand[]) => Promise<Event<T>>;
}

function session(current: { run: Run; scores: Record<string, number> } | null = null): Session {
  let events: ModelEvent[] = [];
  const modelService = new ModelService({
    // Both ways as over the wire.
    emit: (event) => events.push(parseEvent(structuredClone(event)) as ModelEvent),
    current: () => current,
    loadTask: async ({ task }: Experiment) => {
      if (task === 'translation') return TASK;
      if (task === 'summary') return OTHER;
      throw new UserError('data-not-chosen');
    },
  });
  const send: Session['send'] = async (...commands) => {
    events = [];
    await Promise.all(commands.map((command) => modelService.handle(parseCommand(command) as ModelCommand)));
    return events;
  };
  const ask = async <T extends ModelEvent['type']>(
    type: T,
    ...commands: ModelCommand[]
  ): Promise<Event<T>> => {
    const all = await send(...commands);
    const found = all.filter((event): event is Event<T> => event.type === type);
    expect(
      found,
      JSON.stringify(all.map((e) => (e.type === 'model-refused' ? e.problem : e.type))),
    ).toHaveLength(1);
    return found[0] as Event<T>;
  };
  return { send, ask };
}

const fileOf = (name: string, bytes: Uint8Array): File => new File([bytes.slice()], name);
const importing = (files: readonly File[], experiment = DEFAULT_EXPERIMENT): ModelCommand => ({
  type: 'import-models',
  files,
  experiment,
});
const own = (): File => fileOf('my-model.safetensors', writeModel(model, 'F32'));
const bytesOf = async (event: Event<'model-file'>): Promise<Uint8Array> =>
  new Uint8Array(await event.file.arrayBuffer());

describe('an imported model', () => {
  test('is listed, and comes out as it went in', async () => {
    const { send, ask } = session();
    const events = await send(importing([own()]));
    expect(events.map(({ type }) => type)).toEqual(['models', 'model-added']);
    expect(events[1]).toMatchObject({
      how: 'imported',
      notes: [],
      model: { fingerprint: FINGERPRINT, name: 'my-model', task: 'translation', origin: 'imported', shape },
    });
    const out = await ask('model-file', {
      type: 'export-model',
      fingerprint: FINGERPRINT,
      format: 'safetensors',
    });
    expect(out.name).toBe('my-model.safetensors');
    expect(await bytesOf(out)).toEqual(writeModel(model, 'F32'));
  });

  test('goes out as an ONNX file that holds its weights', async () => {
    const { send, ask } = session();
    await send(importing([own()]));
    const out = await ask('model-file', { type: 'export-model', fingerprint: FINGERPRINT, format: 'onnx' });
    expect(out.name).toBe('my-model.onnx');
    const bytes = Buffer.from(await bytesOf(out));
    const { buffer, byteOffset } = model.parameters;
    expect(bytes.includes(Buffer.from(buffer, byteOffset, 4 * shape.vocabulary * shape.width))).toBe(true);
  });

  test('archives that hold more than the limit together are refused', async () => {
    const packed = zipSync({ 'model.safetensors': new Uint8Array(LONGEST_INPUT / 2) });
    const archives = ['a.zip', 'b.zip', 'c.zip'].map((name) => fileOf(name, packed));
    const { ask } = session();
    expect(await ask('model-refused', importing(archives))).toMatchObject({
      problem: says(/more than 64 MB/),
    });
  });

  test('is the same by way of a Hugging Face folder, as an archive and as loose files', async () => {
    const first = session();
    await first.send(importing([own()]));
    const out = await first.ask('model-file', {
      type: 'export-model',
      fingerprint: FINGERPRINT,
      format: 'hugging-face',
    });
    expect(out.name).toBe('my-model-hugging-face.zip');
    const archive = await bytesOf(out);
    const loose = [...unzip(archive, () => true)].map(([name, bytes]) => fileOf(name, bytes));
    expect(loose.map(({ name }) => name).sort()).toEqual([
      'README.md',
      'config.json',
      'generation_config.json',
      'model.safetensors',
      'special_tokens_map.json',
      'tokenizer.json',
      'tokenizer_config.json',
    ]);
    for (const files of [[fileOf(out.name, archive)], loose]) {
      forget();
      const added = await session().ask('model-added', importing(files));
      expect(added.model).toMatchObject({ fingerprint: FINGERPRINT, name: 'my-model', task: 'translation' });
    }
  });

  test('that is there already stays under its name', async () => {
    const { send, ask } = session();
    await send(importing([own()]));
    const again = await ask('model-added', importing([fileOf('copy.safetensors', writeModel(model, 'F32'))]));
    expect(again.model.name).toBe('my-model');
    expect(again.notes).toEqual([says('The same model was here already, as “my-model”.')]);
    const list = await ask('models', { type: 'list-models' });
    expect(list.models).toHaveLength(1);
  });

  test('without a task gets the one it fits: that of the settings, or else another', async () => {
    const other = {
      ...model,
      task: 'unknown',
      vocabulary: OTHER.tokenizer.vocabulary,
    };
    const { ask } = session();
    const file = fileOf('a.safetensors', writeModel(other, 'F16'));
    const added = await ask('model-added', importing([file]));
    expect(added.model).toMatchObject({ task: 'summary', taskTitle: 'Other' });
  });

  test('several files at once are several models, and a bad one does not spoil the others', async () => {
    const second = { ...model, parameters: initialParameters(shape, 4) };
    const events = await session().send(
      importing([
        own(),
        fileOf('bad.safetensors', new Uint8Array(3)),
        fileOf('b.safetensors', writeModel(second, 'F32')),
      ]),
    );
    expect(events.filter(({ type }) => type === 'model-added')).toHaveLength(2);
    expect(events.filter(({ type }) => type === 'model-refused')).toHaveLength(1);
  });
});

describe('what cannot be imported is refused in a sentence', () => {
  const huge = { name: 'huge.safetensors', size: 2 ** 30 };
  const foreign = fileOf('model.safetensors', gpt2Tensors(model));
  const strange = { ...model, task: '', vocabulary: ['PAD', 'BOS', 'EOS', 'a', 'b', 'c', 'd', 'é'] };
  const wide = { ...model, shape: { ...shape, width: 4 } };
  wide.parameters = initialParameters(wide.shape, 1);
  test.each<[string, File[], RegExp]>([
    ['nothing', [], /^There is no model in these files/],
    ['a picture', [fileOf('cat.png', new Uint8Array(9))], /^There is no model in these files/],
    [
      'a pickle',
      [fileOf('pytorch_model.bin', new Uint8Array(9))],
      /format of “pytorch_model\.bin” is PyTorch/,
    ],
    ['an empty file', [fileOf('a.safetensors', new Uint8Array())], /too short/],
    ['an empty archive', [fileOf('a.zip', new Uint8Array())], /not a whole zip archive/],
    [
      'an archive of something else',
      [fileOf('a.zip', zip('a', new Map([['b.txt', new Uint8Array(3)]]), new Date()))],
      /no model/,
    ],
    [
      'parameters without configuration',
      [foreign],
      /“model\.safetensors” was not exported by this page.*config\.json/,
    ],
    [
      'a configuration without parameters',
      [fileOf('config.json', new TextEncoder().encode('{}'))],
      /names no model_type/,
    ],
    [
      'other characters',
      [fileOf('a.safetensors', writeModel(strange, 'F32'))],
      /“.+”: it does not know “e”; it knows “é”/,
    ],
    [
      'a size that the settings do not have',
      [fileOf('a.safetensors', writeModel(wide, 'F32'))],
      /width is 4/,
    ],
  ])('%s', async (_name, files, message) => {
    const refused = await session().ask('model-refused', importing(files));
    expect(refused).toMatchObject({ task: 'import' });
    expect(refused.problem).toEqual(says(message));
    expect(memory.stores.get('models')?.values.size ?? 0).toBe(0);
  });

  test('files beyond any model are not even read', async () => {
    const file = Object.defineProperty(fileOf(huge.name, new Uint8Array(8)), 'size', { value: huge.size });
    const arrayBuffer = vi.spyOn(file, 'arrayBuffer');
    const refused = await session().ask('model-refused', importing([file]));
    expect(refused.problem).toEqual(says(/more than 64 MB/));
    expect(arrayBuffer).not.toHaveBeenCalled();
  });

  test('a file that went away', async () => {
    const file = own();
    vi.spyOn(file, 'arrayBuffer').mockRejectedValue(new DOMException('gone', 'NotReadableError'));
    expect((await session().ask('model-refused', importing([file]))).problem).toEqual(
      says(/could not be read/),
    );
  });

  test('a browser without storage, or with a full one', async () => {
    memory.full = new DOMException('full', 'QuotaExceededError');
    expect((await session().ask('model-refused', importing([own()]))).problem).toEqual(says(/is full/));
    memory.refusal = new DOMException('denied', 'SecurityError');
    expect((await session().ask('model-refused', importing([own()]))).problem).toEqual(says(/no storage/));
    expect(await session().ask('model-refused', { type: 'list-models' })).toMatchObject({ task: 'list' });
  });
});

describe('the student of a run', () => {
  const experiment = tinyExperiment({ steps: 5, seed: 7 });
  const teacher = () => sharpModel(shape, 9);
  const runOf = (start: ModelFile | null = null): Run =>
    new Run(experiment, TASK, teacher(), { emit: () => {}, save: async () => {} }, start);

  test('names the changes of settings during its run', async () => {
    const run = runOf();
    run.tune({ topK: 7 });
    const ended = run.run();
    run.resume(1);
    await vi.waitUntil(() => run.resting && run.step === 1, { timeout: 60_000 });
    run.tune({ topK: 9 });
    const { ask } = session({ run, scores: {} });
    const { model: kept, steps } = await ask('model-added', { type: 'save-model', name: 'mine' });
    expect(steps).toBe(1);
    // The second change is for a step that was not taken.
    expect(memory.stores.get('models')?.values.get(kept.fingerprint)).toMatchObject({
      // The steps that were planned, because the learning rate falls over all of them.
      recipe: expect.stringMatching(/^v=\d+&seed=7&.*\bsteps=5\b.*&at=1:topK=7$/),
      training: { sftSteps: 0, step: 1, plannedSteps: 5 },
    });
    run.stop();
    await ended;
    run.dispose();
  });

  test('is kept with its scores and the settings it came from', async () => {
    const run = runOf(model);
    const { ask } = session({ run, scores: { 'exact-match': 0.25 } });
    const { model: kept, how } = await ask('model-added', { type: 'save-model', name: '  mine ' });
    expect(how).toBe('saved');
    expect(kept).toMatchObject({
      fingerprint: FINGERPRINT,
      name: 'mine',
      origin: 'trained',
      scores: { 'exact-match': 0.25 },
    });
    expect(memory.stores.get('models')?.values.get(FINGERPRINT)).toMatchObject({
      recipe: expect.stringMatching(/^v=\d+&seed=7&/),
      promptLength: 5,
    });
    run.dispose();
  });

  test('is not kept when there is none, or its weights are not numbers', async () => {
    expect((await session().ask('model-refused', { type: 'save-model', name: 'x' })).problem).toEqual(
      says(/no student to keep/),
    );
    const broken = runOf({ ...model, parameters: model.parameters.map(() => Number.NaN) });
    const refused = await session({ run: broken, scores: {} }).ask('model-refused', {
      type: 'save-model',
      name: 'x',
    });
    expect(refused.problem).toEqual(says(/no longer numbers/));
    broken.dispose();
  });

  test('needs a name', () => {
    for (const name of ['', '   ', 'x'.repeat(61)]) {
      expect(() => parseCommand({ type: 'save-model', name })).toThrow(/malformed at name/);
    }
  });
});

describe('a deleted model', () => {
  test('is gone, and comes back when asked for at once', async () => {
    const { send, ask } = session();
    await send(importing([own()]));
    const deleted = await ask('model-deleted', { type: 'delete-model', fingerprint: FINGERPRINT });
    expect(deleted.model.name).toBe('my-model');
    expect((await ask('models', { type: 'list-models' })).models).toEqual([]);
    const restored = await ask('model-added', { type: 'undelete-model' });
    expect(restored).toMatchObject({ how: 'restored', model: deleted.model });
    const refused = await ask('model-refused', { type: 'undelete-model' });
    expect(refused.problem).toEqual(says(/nothing left/));
  });

  test('cannot be exported; commands are carried out in order', async () => {
    const { send, ask } = session();
    await send(importing([own()]));
    const refused = await ask(
      'model-refused',
      { type: 'delete-model', fingerprint: FINGERPRINT },
      { type: 'export-model', fingerprint: FINGERPRINT, format: 'hugging-face' },
    );
    expect(refused).toMatchObject({ task: 'export' });
    expect(refused.problem).toEqual(says(/no longer here/));
  });
});
