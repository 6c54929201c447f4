/** The README of an exported model: what it is, and how to ask it something. */
import type { ModelFile } from '../../model/file';
import { parameterSize } from '../../model/shape';
import type { TrainingSteps } from '../protocol/models';
import type { UserDataFacts } from './config-json';

/** Origin of a model. */
export interface Story {
  /** Title and one sentence of its task. */
  readonly taskTitle: string;
  readonly taskDescription: string;
  /** A prompt of the task. */
  readonly example: string;
  /** Settings of the training run as the hash of a link; empty when unknown. */
  readonly recipe: string;
  /** Steps of that run behind the model; absent when unknown. */
  readonly training?: TrainingSteps;
  /** Metric id → score on held-out prompts. */
  readonly scores: Readonly<Record<string, number>>;
  readonly created: Date;
}

/** One line of Markdown, whatever a user named their model. */
const plain = (text: string): string =>
  text.replace(/[\s\p{Cc}]+/gu, ' ').replace(/[\\`*_{}[\]<>#|]/g, '\\$&');

/** A Python literal; JSON's strings are a part of Python's. */
const literal = (text: string): string => JSON.stringify(text);

/** The point of its run at which the student was copied. */
function stepsBehind({ sftSteps, step, plannedSteps }: TrainingSteps): string {
  const sft = sftSteps > 0 ? `${sftSteps} steps of supervised fine-tuning and ` : '';
  return `, after ${sft}${step} of ${plannedSteps} training steps`;
}

/** Markdown, with the front matter that model hubs read. */
export function readme({ shape }: ModelFile, facts: UserDataFacts, story: Story): string {
  const { promptLength, responseLength } = facts;
  const scores = Object.entries(story.scores).map(([id, score]) => `${id} ${score.toFixed(3)}`);
  const training = [
    `It was made on ${story.created.toISOString().slice(0, 10)}`,
    story.recipe ? ` in Distillery, with the settings \`${story.recipe}\`` : ' and imported into Distillery',
    story.training ? stepsBehind(story.training) : '',
    scores.length > 0 ? `. On held-out prompts it scored ${scores.join(', ')}.` : '.',
  ].join('');
  return `---
library_name: transformers
pipeline_tag: text-generation
---

# ${plain(facts.name)}

A decoder-only transformer over single characters with ${parameterSize(shape).toLocaleString('en')} parameters: width ${shape.width}, ${shape.layers} layers, ${shape.heads} heads, ${shape.vocabulary} tokens, ${shape.context} positions.

Task: ${plain(story.taskTitle)}. ${plain(story.taskDescription)}

${training}

## How to ask it

\`\`\`python
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

folder = "."
tokenizer = AutoTokenizer.from_pretrained(folder)
model = AutoModelForCausalLM.from_pretrained(folder)

prompt = ${literal(story.example)}
ids = tokenizer(prompt, padding="max_length", max_length=${promptLength}, return_tensors="pt").input_ids
answer = model.generate(ids, attention_mask=torch.ones_like(ids), max_new_tokens=${responseLength})
print(tokenizer.decode(answer[0, ${promptLength}:], skip_special_tokens=True))
\`\`\`

Four things are particular about it:

- A prompt is padded **on the left** with \`<pad>\` to exactly ${promptLength} tokens, \`<bos>\` included: \`<pad> … <pad> <bos> prompt\`. The answer starts at position ${promptLength} and ends with \`<eos>\`.
- \`<pad>\` is **not masked**: the model was trained with it in sight. Pass an attention mask of ones, as above; the default one would hide the padding and shift the positions.
- The tokenizer knows the characters of its task only. The Python libraries (\`tokenizers\`, \`transformers\`) raise an error for any other; \`@huggingface/tokenizers\` for JavaScript gives it the id \`null\`, which has to be caught before the model is asked.
- The names of the special tokens hold an invisible word joiner (U+2060) after the bracket. The plain letters \`<pad>\` in a text are five characters, not padding.

The layout is GPT-2's. The original has neither biases nor gains in the norms inside its blocks, so these are all 0 and 1.
`;
}
