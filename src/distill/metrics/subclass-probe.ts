/** Whether a model's states tell subclasses apart that it was never told of. */
import type { Model } from '../../model/model';
import type { Example, Task } from '../../tasks/task';
import { readClassStates } from '../class-states';
import { type Estimate, wilsonInterval } from './intervals';
import { countProbed, fitProbe, type ProbeData } from './linear-probe';

/** Training examples that a probe is fitted on. */
export const PROBE_EXAMPLES = 2_000;

/**
 * The share of examples whose subclass a linear probe of the frozen states says; see `fitProbe`.
 * @param between awaited between batches: the moment for others to use the device
 * @returns null where the task's examples have no subclasses
 */
export async function probeSubclasses(
  task: Task,
  model: Model,
  examples: readonly Example[],
  between: () => Promise<void>,
): Promise<Estimate | null> {
  const { subclasses } = task;
  if (!subclasses) return null;
  const goesOn = async (): Promise<boolean> => {
    await between();
    return true;
  };
  const read = async (of: readonly Example[]): Promise<ProbeData> => ({
    states: (await readClassStates(task, model, of, goesOn)) ?? new Float32Array(),
    labels: of.map(({ subclass = '' }) => subclasses.indexOf(subclass)),
  });
  const { width } = model.shape;
  const weights = fitProbe(await read(task.split().train.slice(0, PROBE_EXAMPLES)), width, subclasses.length);
  const said = countProbed(weights, await read(examples), width, subclasses.length);
  return wilsonInterval(said, examples.length);
}
