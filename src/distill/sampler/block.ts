/**
 * The interleaved sampler of SKD in blocks: the student drafts γ tokens, the teacher scores them in one forward pass,
 * the longest accepted prefix is kept, the first rejected token is replaced and the rest is drawn again
 * (arXiv 2410.11325, §4). Every row continues at its own position. Random numbers belong to (row, position), so the
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

interface Block {
  /** One-hot of each draft's position: among the response [batch, responseLength], and in the context [batch, 1, context]. */
  readonly columns: readonly tf.Tensor2D[];
  readonly places: readonly tf.Tensor3D[];
  /** Token ids [batch, 1], and the tokens that they were drawn after, one-hot [batch, 1, vocabulary]. */
  readonly drafts: readonly tf.Tensor2D[];
  readonly inputs: readonly tf.Tensor3D[];
}

type BlockTeacher = SamplingModel & { readonly acceptance: Acceptance };

/** The sampler's models with what they keep from round to round. */
class BlockSampler {
  readonly #batch: DecodeBatch;
  readonly #student: SamplingModel;
  readonly #teacher: BlockTeacher;
  readonly #studentDecoder: Decoder;
  readonly #teacherDecoder: Decoder;
  /** [batch, responseLength] */
  readonly #studentUniforms: tf.Tensor2D;
  readonly #teacherUniforms: tf.Tensor2D;

  constructor(decodeBatch: DecodeBatch, student: SamplingModel, teacher: BlockTeacher) {
    const { prompts, responseLength } = decodeBatch;
    this.#batch = decodeBatch;
    this.#student = student;
    this.#teacher = teacher;
    this.#studentDecoder = new Decoder(student.model, prompts);
    this.#teacherDecoder = new Decoder(teacher.model, prompts);
    this.#studentUniforms = tf.tensor2d(student.uniforms, [prompts.shape[0], responseLength]);
    this.#teacherUniforms = tf.tensor2d(teacher.uniforms, [prompts.shape[0], responseLength]);
  }

  first(): State {
    const { prompts, responseLength } = this.#batch;
    const [batch, promptLength] = prompts.shape;
    const { vocabulary } = this.#student.model.shape;
    return tidy(() => ({
      count: tf.zeros([batch, 1]),
      alive: tf.ones([batch, 1]),
      last: tf.reshape(oneHot(tf.slice(prompts, [0, promptLength - 1], [batch, 1]), vocabulary), [
        batch,
        vocabulary,
      ]),
      record: Array.from({ length: 5 }, () => tf.zeros([batch, responseLength]) as tf.Tensor2D),
      logits: tf.zeros([batch, responseLength, vocabulary]),
    }));
  }

  /** The student drafts `size` tokens, one forward pass each. */
  draft({ count, last }: State, size: number): Block {
    const { prompts, responseLength } = this.#batch;
    const [batch, promptLength] = prompts.shape;
    const { vocabulary, context } = this.#student.model.shape;
    const columns = Array.from({ length: size }, (_, j) =>
      atColumn(tf.add(count, constant(j)), responseLength),
    );
    const places = Array.from(
      { length: size },
      (_, j): tf.Tensor3D =>
        tf.reshape(atColumn(tf.add(count, constant(promptLength - 1 + j)), context), [batch, 1, context]),
    );
    const inputs: tf.Tensor3D[] = [];
    const drafts: tf.Tensor2D[] = [];
    let input: tf.Tensor3D = tf.reshape(last, [batch, 1, vocabulary]);
    for (let j = 0; j < size; j++) {
      inputs.push(input);
      const logits = this.#studentDecoder.next(input, rowPositions(places[j] as tf.Tensor3D));
      const uniform = this.#uniformAt(this.#studentUniforms, columns[j] as tf.Tensor2D);
      const draft = draw(warp(tf.reshape(logits, [batch, vocabulary]), this.#student.sampling), uniform);
      drafts.push(draft);
      input = tf.reshape(tokenOneHot(draft, vocabulary), [batch, 1, vocabulary]);
    }
    return { columns, places, drafts, inputs };
  }

  /** The teacher's logits after each input of the block, in one forward pass [batch, size, vocabulary]. */
  score({ inputs, places }: Block): tf.Tensor3D {
    return this.#teacherDecoder.next(tf.concat3d([...inputs], 1), rowPositions(tf.concat3d([...places], 1)));
  }

  /**
   * Commits the longest accepted prefix of the drafts and the teacher's token after it.
   * @param scored [batch, size, vocabulary]
   */
  commit(before: State, { columns, drafts }: Block, scored: tf.Tensor3D): State {
    const [batch, , vocabulary] = scored.shape;
    let state = before;
    /** 1 while every token of this block so far was committed. */
    let open = before.alive;
    for (const [j, draft] of drafts.entries()) {
      const here = columns[j] as tf.Tensor2D;
      const teacherLogits: tf.Tensor2D = tf.reshape(tf.slice(scored, [0, j, 0], [batch, 1, vocabulary]), [
        batch,
        vocabulary,
      ]);
      const verdict = judge(teacherLogits, tokenOneHot(draft, vocabulary), this.#teacher.acceptance);
      const uniform = this.#uniformAt(this.#teacherUniforms, here);
      const token = choose(
        verdict.accepted,
        draft,
        draw(warp(teacherLogits, this.#teacher.sampling), uniform),
      );
      const facts = [token, constant(1), verdict.accepted, draft, verdict.rank];
      const written = write(state, tf.mul(here, open), facts, teacherLogits);
      const count: tf.Tensor2D = tf.add(state.count, open);
      const continues = tf.mul(
        tf.cast(tf.notEqual(token, constant(EOS)), 'float32'),
        tf.cast(tf.less(count, constant(this.#batch.maxNewTokens)), 'float32'),
      );
      state = {
        ...written,
        count,
        last: tf.add(state.last, tf.mul(open, tf.sub(tokenOneHot(token, vocabulary), state.last))),
        alive: tf.mul(state.alive, tf.sub(constant(1), tf.mul(open, tf.sub(constant(1), continues)))),
      };
      open = tf.mul(tf.mul(open, verdict.accepted), continues);
    }
    return state;
  }

  dispose(): void {
    this.#studentDecoder.dispose();
    this.#teacherDecoder.dispose();
    tf.dispose([this.#studentUniforms, this.#teacherUniforms]);
  }

  /** The random number of each row at its own position [batch, 1]. */
  #uniformAt(uniforms: tf.Tensor2D, column: tf.Tensor2D): tf.Tensor2D {
    return tf.sum(tf.mul(uniforms, column), -1, true);
  }
}

/**
 * The record and the logits with one more position.
 * @param at one-hot position of the rows that are written to, 0 in the others [batch, responseLength]
 */
function write(
  { record, logits }: State,
  at: tf.Tensor,
  facts: readonly tf.Tensor[],
  teacherLogits: tf.Tensor2D,
): Pick<State, 'record' | 'logits'> {
  const [batch, length, vocabulary] = logits.shape;
  return {
    record: record.map((column, i): tf.Tensor2D => tf.add(column, tf.mul(at, facts[i] as tf.Tensor))),
    logits: tf.add(
      logits,
      tf.mul(tf.reshape(at, [batch, length, 1]), tf.reshape(teacherLogits, [batch, 1, vocabulary])),
    ),
  };
}

/**
 * Like `sampleLockstep` with a teacher, in blocks of `blockSize`. Asynchronous only because it must learn when all
 * rows have ended.
 */
export async function sampleBlocks(
  decodeBatch: DecodeBatch,
  student: SamplingModel,
  teacher: BlockTeacher,
  blockSize: number,
): Promise<Rollout> {
  const sampler = new BlockSampler(decodeBatch, student, teacher);
  const round = (before: State): State => {
    const block = sampler.draft(before, blockSize);
    return sampler.commit(before, block, sampler.score(block));
  };
  try {
    const state = await decodeUntilDone(sampler.first(), round, tensorsOf, decodeBatch.maxNewTokens);
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
    sampler.dispose();
  }
}
