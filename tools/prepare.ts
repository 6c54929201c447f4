/** What an experiment needs, from the files of this project: for tools that train without a page. */
import { readFileSync, statSync } from 'node:fs';
import type { Experiment } from '../src/experiment/fields';
import { isOwnTask } from '../src/experiment/user-data';
import { type ModelFile, readModel } from '../src/model/file';
import { fingerprintOf } from '../src/model/fingerprint';
import { Model } from '../src/model/model';
import type { TeacherName } from '../src/run/protocol/teacher';
import type { RunInputs } from '../src/run/resources/loader';
import { teacherAddress } from '../src/run/resources/shipped-teacher';
import { loadTask } from '../src/tasks';
import { readAsset } from './read-asset';

export interface NodeRunInputs extends RunInputs {
  /** The teacher is the caller's: `dispose` it. */
  readonly teacher: Model;
}

const fileOf = (name: TeacherName): URL =>
  new URL(`../public/${teacherAddress(name)}.safetensors`, import.meta.url);

const readTeacher = (name: TeacherName): ModelFile => readModel(readFileSync(fileOf(name)));

const fingerprints = new Map<string, number>();

/** The fingerprint of the teacher that an experiment has at this moment. */
export function teacherFingerprint(name: TeacherName): number {
  const file = fileOf(name);
  // Asked for every result there is, while a teacher may be trained beside it.
  const key = `${file.href} ${statSync(file).mtimeMs}`;
  const known = fingerprints.get(key) ?? fingerprintOf(readTeacher(name));
  fingerprints.set(key, known);
  return known;
}

/**
 * Reads the task and its teacher. A backend must be open.
 * @throws Error for an experiment with own models or own data, which only a browser has
 */
export async function prepare(experiment: Experiment): Promise<NodeRunInputs> {
  if (experiment.teacher === 'own' || experiment.ownStudent !== 0) {
    throw new Error('This experiment names an own model, which only the browser that keeps it has.');
  }
  if (isOwnTask(experiment.task)) {
    throw new Error('This experiment names own data, which only the browser that keeps it has.');
  }
  const task = await loadTask(experiment.task, readAsset);
  const file = readTeacher(experiment);
  const start = experiment.start === 'teacher' ? file : null;
  const { width, layers, heads } = file.shape;
  return {
    experiment: start
      ? { ...experiment, studentWidth: width, studentLayers: layers, studentHeads: heads }
      : experiment,
    task,
    teacher: new Model(file.shape, file.parameters),
    start,
  };
}
