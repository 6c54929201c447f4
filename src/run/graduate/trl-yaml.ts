/** trl.yaml: the same method for TRL's own trainer, where it has one with a command (`trl distillation`, TRL 1.16). */
import type { Experiment } from '../../experiment/fields';
import type { Task } from '../../tasks/task';

/** β of DistillationTrainer's divergence: 0 is the forward, 1 the reverse KL; null for divergences that it has not. */
function betaOf({ divergence, jsdBeta }: Experiment): number | null {
  if (divergence === 'forward-kl') return 0;
  if (divergence === 'reverse-kl') return 1;
  return divergence === 'jsd' ? jsdBeta : null;
}

/**
 * The configuration of DistillationTrainer, which is on-policy KD with one temperature for sampling and loss; null where the experiment
 * is another method, another divergence, or has two temperatures.
 */
export function trlYaml(experiment: Experiment, task: Task): string | null {
  const { method, studentTemperature, lossTemperature } = experiment;
  const beta = betaOf(experiment);
  if (method !== 'on-policy-kd' || beta === null || studentTemperature !== lossTemperature) return null;
  return `# pip install -e '.[trl]' && trl distillation --config trl.yaml
# The method by TRL's DistillationTrainer. It masks the padding of prompts, which these models have learned to see.
model_name_or_path: student
teacher_model_name_or_path: teacher
datasets:
  - path: json
    data_files: data.jsonl
output_dir: output-trl
beta: ${beta}
temperature: ${lossTemperature}
top_p: ${experiment.studentTopP}
max_completion_length: ${Math.min(experiment.responseLimit, task.responseLength)}
max_steps: ${experiment.steps}
per_device_train_batch_size: ${experiment.batchSize}
gradient_accumulation_steps: 1
learning_rate: ${experiment.learningRate}
warmup_steps: ${experiment.warmUpSteps}
lr_scheduler_type: ${experiment.schedule}
weight_decay: ${experiment.weightDecay}
max_grad_norm: ${experiment.clipNorm}
seed: ${experiment.seed}
logging_steps: 1
report_to: none
`;
}
