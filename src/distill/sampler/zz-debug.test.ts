import { test } from 'vitest';
import { uniformArray } from '../../experiment/random';
import * as tf from '../../ops/tf';
import { padPrompt } from '../../tasks/tokenizer';
import { onEachBackend } from '../../test-support/backends';
import { shapeFor, sharpModel, TINY_TASK } from '../../test-support/tiny';
import { sampleBlocks } from './block';
import { sampleComposed, sampleLockstep } from './lockstep';

const { promptLength, responseLength, tokenizer } = TINY_TASK;
await onEachBackend('dbg', (b) => {
  test('x', async () => {
    const ROWS = 12;
    const ids = TINY_TASK.split().train.slice(0, ROWS).map((e) => padPrompt(tokenizer.encode(e.prompt), promptLength));
    const prompts = tf.tensor2d(ids.flat(), [ROWS, promptLength], 'int32');
    for (const layers of [2, 1]) {
    const s = sharpModel(shapeFor(TINY_TASK, { layers: 1 }), 21);
    const t = sharpModel(shapeFor(TINY_TASK, { layers }), 22);
    const v = (model: typeof s, stream: number) => ({ model, warp: { temperature: 1, topP: 1 }, uniforms: uniformArray(5, stream, 3, ROWS, responseLength) });
    const frame = { prompts, responseLength, limit: responseLength };
    const j = { ...v(t, 3), acceptance: { rule: 'top-k', topK: 3 } as const };
    const show = async (n: string, r: { tokens: tf.Tensor }) => console.log(b, layers, n, Array.from(await r.tokens.data()).slice(0, 32).join(' '));
    await show('composed', sampleComposed(frame, v(s, 2), j));
    await show('lockstep', sampleLockstep(frame, v(s, 2), j));
    await show('blocks', await sampleBlocks(frame, v(s, 2), j, 3));
    await show('composed', sampleComposed(frame, v(s, 2), j));
    }
  });
});
