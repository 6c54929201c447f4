/** README.md of the PyTorch project: how to run it, and the model card of its student. */
import type { Experiment } from '../../experiment/fields';
import type { Task } from '../../tasks/task';

/** The teacher by its name in public/teachers/, or as one of the visitor's own. */
const teacherOf = ({ task, teacher }: Experiment): string =>
  teacher === 'own' ? 'own' : teacher === 'shipped' ? String(task) : `${task}-${teacher}`;

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
student is the Hugging Face folder \`output/student\` with this card. Every setting of \`config.yaml\` is an option, too:
\`--learning_rate 1e-3 --report_to tensorboard\`.

## Models of your own

    pip install -e '.[transformers]'
    accelerate launch --config_file accelerate_multi_gpu.yaml train.py --config transformers.yaml \\
        --teacher TEACHER --student STUDENT --train_file mine.jsonl --test_file test.jsonl

Any two causal models of \`transformers\` with one vocabulary, by their names on the Hub or as folders; \`transformers.yaml\` has settings of
their size. Each model reads a prompt as its own chat template shows it; both are printed. \`--lora_rank 16\` trains an adapter
(\`peft\`); \`accelerate_fsdp.yaml\` splits the student over the ranks. Lines of a data file are \`{"prompt": …, "completion": …}\`; a
prompt is a text or a list of messages.

| file | has |
| --- | --- |
| \`train.py\` | the loop, ranks, the score |
| \`methods.py\` | who writes a batch, its loss; the tables of samplers, losses, token weights, schedules |
| \`skd.py\` | interleaved sampling and divergences |
| \`model.py\` | GPT-2 with a key–value cache, and its tokenizer |
| \`data.py\`, \`rng.py\` | batches and chrF; random numbers by (seed, stream, step, row, position) |
| beside these: | |
| \`more_methods.py\` | parts of the methods of single papers |
| \`causal_lm.py\` | models of \`transformers\` behind the same interface, LoRA, FSDP |
| \`config.py\`, \`settings.json\` | settings, and what each may be |
| \`files.py\`, \`report.py\` | checkpoints and safetensors; the log, its progress bar, TensorBoard and others |

In float32 on a CPU it takes the page's steps: the same sequences, and losses that differ by rounding. Early stopping is not
here: all steps are trained.
`;
}
