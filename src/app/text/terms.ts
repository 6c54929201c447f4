import type { FirstScreenKey } from './en';
import type { Labels } from './labels';
import type { ProblemCatalogue } from './sentence';

/** Words of the settings and of the page that problems name. */
export function termsOf(
  labels: Labels,
  catalogue: Readonly<Record<FirstScreenKey, string>>,
): ProblemCatalogue['terms'] {
  const tasks = Object.entries(labels.choices.task).map(([id, title]) => [`task.${id}`, title]);
  const metrics = Object.entries(catalogue).filter(([key]) => key.startsWith('metric.'));
  return Object.fromEntries([...tasks, ...metrics]);
}
