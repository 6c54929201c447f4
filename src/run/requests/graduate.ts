/** Makes the PyTorch project of an experiment for the page: the files that `npm run graduate` writes, in a zip archive. */
import type { LiveChange } from '../../experiment/changes';
import type { Experiment } from '../../experiment/fields';
import { zip } from '../files/archive';
import { projectFiles } from '../graduate/project-files';
import { SOURCES } from '../graduate/sources';
import type { GraduateEvent } from '../protocol/graduate';
import type { ResourceLoader } from '../resources/loader';
import { noTeacherError } from '../resources/teachers';

/**
 * @throws UserError where the project lacks a part of the method, there is no teacher, or something cannot be loaded
 */
export async function graduate(
  resources: ResourceLoader,
  wanted: Experiment,
  changes: readonly LiveChange[],
): Promise<GraduateEvent> {
  await resources.device();
  const leave = await resources.access.enter();
  const { signal } = new AbortController();
  try {
    const task = await resources.task(wanted, signal, true);
    const lease = await resources.teacher(wanted, task, signal);
    if (!lease) throw noTeacherError();
    try {
      const teacher = lease.model;
      const start = await resources.start(wanted, task, teacher, signal);
      const shape = start && {
        studentWidth: start.shape.width,
        studentLayers: start.shape.layers,
        studentHeads: start.shape.heads,
      };
      const experiment = { ...wanted, ...shape };
      const created = new Date();
      const inputs = { experiment, changes, task, teacher, start, sources: SOURCES, created };
      const name = `distillery-${experiment.method}`;
      const archive = zip(name, await projectFiles(inputs), created);
      const file = new Blob([archive], { type: 'application/zip' });
      return { type: 'graduated', name: `${name}.zip`, file };
    } finally {
      lease.release();
    }
  } finally {
    leave();
  }
}
