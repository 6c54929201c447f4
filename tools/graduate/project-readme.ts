/** README.md of the PyTorch project: how to run it, and the model card of its student. */
import type { Experiment } from '../../src/experiment/fields';
import type { Task } from '../../src/tasks/task';

const teacherOf = ({ task, teacher }: Experiment): string =>
  teacher === 'weak' ? `${task}-weak` : String(task);

export function projectReadme(experiment: Experiment, task: Task, recipe: string): string {
  const teacher = teacherOf(experiment);
  return `---
library_name: transformers
pipeline_tag: text-generation
tags:
  - knowledge-distillation
  - ${experiment.method}
  - teacher:distillery-${teacher}
---

# ${task.title}, distilled with ${experiment.method}

A tiny transformer over single characters, distilled with the method \`${experiment.method}\` from Distillery's teacher
\`${teacher}\`. Task: ${task.description} The settings are those of the link \`#${recipe}\`, in \`config.yaml\`.

## Train

    pip install -e .          # PyTorch 1.13 or later, NumPy, PyYAML
    python3 train.py --steps 3
    python3 train.py
    torchrun --standalone --nproc_per_node 2 train.py

Every command goes on from \`output/checkpoint.pt\`, on any number of ranks; \`--fresh\` starts anew, and Ctrl-C saves. The trained
student is the Hugging Face folder \`output/student\` with this card.

| file | has |
| --- | --- |
| \`train.py\` | the loop, ranks, checkpoints, the score |
| \`methods.py\` | who writes a batch, and the losses |
| \`skd.py\` | interleaved sampling and divergences |
| \`model.py\` | GPT-2 with a key–value cache, and its files |
| \`rng.py\` | random numbers by (seed, stream, step, row, position) |

In float32 on a CPU it takes the page's steps: the same sequences, and losses that differ by rounding. Early stopping is not
here: all steps are trained.
`;
}
