/**
 * The interleaved sampler of SKD in blocks: the student drafts γ tokens, the teacher scores them in one forward pass,
 * the longest accepted prefix is kept, the first rejected token is replaced and the rest is drawn again
 * (arXiv 2410.11325, §4). Every row goes on at its own position. Random numbers belong to (row, position), so the
 * sequences are those of block size 1.
 */
import type { Acceptance } from '../../experiment/methods';
import { Decoder, rowPositions } from '../../model/decode';
import { constant } from '../../ops/constant';
import { oneHot } from '../../ops/embedding';
import { tidy } from '../../ops/scope';
import * as tf from '../../ops/tf';
import { EOS } from '../../tasks/tokenizer';
import { decodeUntilDone } from './decode-loop';
import { choose, draw, judge, tokenOneHot, warp } from './draw';
import type { DecodeBatch, Rollout, SamplingModel } from './rollout';

interface State {
  /** Response tokens committed so far, float32 [batch, 1]. */
  readonly count: tf.Tensor2D;
  /** 1 while the row has neither drawn EOS nor reached the limit. */
  readonly alive: tf.Tensor2D;
  /** The last committed token, one-hot [batch, vocabulary]. */
  readonly last: tf.Tensor2D;
  /** Per response position, float32 [batch, responseLength]: token, mask, accepted, proposed, rank. */
  readonly record: tf.Tensor2D[];
  /** [batch, responseLength, vocabulary]. */
  readonly logits: tf.Tensor3D;
}

const tensorsOf = (state: State): tf.Tensor[] => [
  state.count,
  state.alive,
  state.last,
  ...state.record,
  state.logits,
];

/** One-hot of float positions [batch, 1] among `size` columns; all 0 when out of range: [batch, size]. */
function atColumn(position: tf.Tensor2D, size: number): tf.Tensor2D {
  return tf.cast(tf.equal(tf.reshape(tf.range(0, size, 1, 'float32'), [1, size]), position), 'float32');
}

/**
 * Like `sampleLockstep` with a teacher, in blocks of `blockSize`. Asynchronous only because it must learn when all
 * rows have ended.
 */
export async function sampleBlocks(
  decodeBatch: DecodeBatch,
  student: SamplingModel,
  teacher: SamplingModel & { readonly acceptance: Acceptance },
  blockSize: number,
): Promise<Rollout> {
  const { prompts, responseLength, maxNewTokens } = decodeBatch;
  const [batch, promptLength] = prompts.shape;
  const { vocabulary, context } = student.model.shape;
  const studentDecoder = new Decoder(student.model, prompts);
  const teacherDecoder = new Decoder(teacher.model, prompts);
  const studentUniforms = tf.tensor2d(student.uniforms, [batch, responseLength]);
  const teacherUniforms = tf.tensor2d(teacher.uniforms, [batch, responseLength]);

  const first: State = tidy(() => ({
    count: tf.zeros([batch, 1]),
    alive: tf.ones([batch, 1]),
    last: tf.reshape(oneHot(tf.slice(prompts, [0, promptLength - 1], [batch, 1]), vocabulary), [
      batch,
      vocabulary,
    ]),
    record: Array.from({ length: 5 }, () => tf.zeros([batch, responseLength]) as tf.Tensor2D),
    logits: tf.zeros([batch, responseLength, vocabulary]),
  }));

  const round = (before: State): State => {
    const columnsAt = Array.from({ length: blockSize }, (_, j) =>
      atColumn(tf.add(before.count, constant(j)), responseLength),
    );
    const inputsAt = Array.from({ length: blockSize }, (_, j) =>
      tf.reshape(atColumn(tf.add(before.count, constant(promptLength - 1 + j)), context), [
        batch,
        1,
        context,
      ]),
    ) as tf.Tensor3D[];

    // The student drafts.
    const inputs: tf.Tensor3D[] = [];
    const drafts: tf.Tensor2D[] = [];
    let input = tf.reshape(before.last, [batch, 1, vocabulary]) as tf.Tensor3D;
    for (let j = 0; j < blockSize; j++) {
      inputs.push(input);
      const logits = studentDecoder.next(input, rowPositions(inputsAt[j] as tf.Tensor3D));
      const uniform = tf.sum(tf.mul(studentUniforms, columnsAt[j] as tf.Tensor2D), -1, true) as tf.Tensor2D;
      const draft = draw(warp(tf.reshape(logits, [batch, vocabulary]), student.sampling), uniform);
      drafts.push(draft);
      input = tf.reshape(tokenOneHot(draft, vocabulary), [batch, 1, vocabulary]);
    }

    // The teacher scores the whole block at once.
    const scored = teacherDecoder.next(tf.concat3d(inputs, 1), rowPositions(tf.concat3d(inputsAt, 1)));

    let { alive, last, logits } = before;
    let count = before.count;
    const record = [...before.record];
    /** 1 while every token of this block so far was committed. */
    let open = alive;
    for (let j = 0; j < blockSize; j++) {
      const draft = drafts[j] as tf.Tensor2D;
      const here = columnsAt[j] as tf.Tensor2D;
      const teacherLogits = tf.reshape(tf.slice(scored, [0, j, 0], [batch, 1, vocabulary]), [
        batch,
        vocabulary,
      ]);
      const verdict = judge(teacherLogits as tf.Tensor2D, tokenOneHot(draft, vocabulary), teacher.acceptance);
      const uniform = tf.sum(tf.mul(teacherUniforms, here), -1, true) as tf.Tensor2D;
      const token = choose(
        verdict.accepted,
        draft,
        draw(warp(teacherLogits as tf.Tensor2D, teacher.sampling), uniform),
      );

      const write = tf.mul(here, open);
      [token, constant(1), verdict.accepted, draft, verdict.rank].forEach((value, index) => {
        record[index] = tf.add(record[index] as tf.Tensor2D, tf.mul(write, value));
      });
      logits = tf.add(
        logits,
        tf.mul(
          tf.reshape(write, [batch, responseLength, 1]),
          tf.reshape(teacherLogits, [batch, 1, vocabulary]),
        ),
      );
      last = tf.add(last, tf.mul(open, tf.sub(tokenOneHot(token, vocabulary), last)));
      count = tf.add(count, open);
      const goesOn = tf.mul(
        tf.cast(tf.notEqual(token, constant(EOS)), 'float32'),
        tf.cast(tf.less(count, constant(maxNewTokens)), 'float32'),
      );
      alive = tf.mul(alive, tf.sub(constant(1), tf.mul(open, tf.sub(constant(1), goesOn)))) as tf.Tensor2D;
      open = tf.mul(tf.mul(open, verdict.accepted), goesOn) as tf.Tensor2D;
    }
    return { count, alive, last, record, logits };
  };

  try {
    const state = await decodeUntilDone(first, round, tensorsOf, maxNewTokens);
    tf.dispose([state.count, state.alive, state.last]);
    const [tokens, mask, accepted, proposed, rank] = state.record as [
      tf.Tensor2D,
      tf.Tensor2D,
      tf.Tensor2D,
      tf.Tensor2D,
      tf.Tensor2D,
    ];
    // PAD is 0, so positions that were never written already hold it.
    const ids = tf.cast<tf.Tensor2D>(tokens, 'int32');
    tokens.dispose();
    return { tokens: ids, mask, teacherLogits: state.logits, verification: { accepted, proposed, rank } };
  } finally {
    studentDecoder.dispose();
    teacherDecoder.dispose();
    tf.dispose([studentUniforms, teacherUniforms]);
  }
}
