/**
 * Layout of the engine's memory: read by TypeScript and by AssemblyScript alike. Places are in words of four
 * bytes from the beginning of a structure.
 */

/** A model that takes part in decoding. Pointers are in bytes. */
export const VOCABULARY = 0;
export const CONTEXT = 1;
export const WIDTH = 2;
export const HEADS = 3;
export const LAYERS = 4;
/** Packed weights; see `packedSize`. */
export const WEIGHTS = 5;
/** Keys of every layer and row, transposed: [layers, rows, heads, depth, context], depth and context filled up to 4. */
export const KEYS = 6;
/** Values of every layer and row: [layers, rows, heads, context, depth], depth filled up to 4. */
export const VALUES = 7;
/** Room for the states of `TOKENS` tokens at a time; see `scratchSize`. */
export const SCRATCH = 8;
export const TOKENS = 9;
/** Rows of the batch. */
export const ROWS = 10;
/** float32: 0 is greedy. */
export const TEMPERATURE = 11;
/** float32: the nucleus; 1 keeps everything. */
export const TOP_P = 12;
/** Uniform random numbers [rows, response length]. */
export const UNIFORMS = 13;
export const MODEL_WORDS = 14;

/** A round of sampling. */
export const STUDENT = 0;
/** 0 without a teacher. */
export const TEACHER = 1;
/** int32 [rows, prompt length]. */
export const PROMPTS = 2;
export const PROMPT_LENGTH = 3;
export const RESPONSE_LENGTH = 4;
/** Tokens that may be drawn, at most the response length. */
export const LIMIT = 5;
export const END_TOKEN = 6;
/** 0: fewer than the threshold are more probable to the teacher. 1: those hold less than the threshold of its mass. */
export const RULE = 7;
/** float32. */
export const THRESHOLD = 8;
/** float32 [5, rows, response length]: token, mask, accepted, proposed, rank. */
export const RECORD = 9;
/** float32 [rows, response length, vocabulary], or 0: the teacher's raw logits, or the student's where it is alone. */
export const LOGITS = 10;
/** int32 [3, rows]: the row of each live sequence, its newest token, its proposal. */
export const STATE = 11;
export const ROUND_WORDS = 12;

/** Fields of the record. */
export const TOKEN = 0;
export const MASK = 1;
export const ACCEPTED = 2;
export const PROPOSED = 3;
export const RANK = 4;
export const RECORD_FIELDS = 5;

/** A pass of training over whole sequences. */
export const MODEL = 0;
export const BATCH = 1;
/** Tokens of a sequence that go through the model: all but the last. */
export const LENGTH = 2;
/** The position that predicts the first token of the response. */
export const RESPONSE_AT = 3;
/** int32 [batch, length]. */
export const IDS = 4;
export const ACTIVATIONS = 5;
/** float32 [batch, length − RESPONSE_AT, vocabulary]. */
export const LOGITS_OUT = 6;
/** Gradients of the logits, like them. */
export const SLOPES = 7;
/** Transposed matrices; see `packBackward`. */
export const TRANSPOSED = 8;
/** Flat, in the order of model/shape.ts. */
export const GRADIENT = 9;
export const SCRATCH_TRAIN = 10;
export const PASS_WORDS = 11;
