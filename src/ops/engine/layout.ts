/**
 * Layout of the engine's memory: read by TypeScript and by AssemblyScript alike. Places are in words of four
 * bytes from the beginning of a structure.
 */

/** A model, of which training uses the shape and `WEIGHTS`, and decoding all. Pointers are in bytes. */
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
/** Pixels along a side of a patch of an encoder, or 0: a decoder. */
export const PATCH = 14;
export const MODEL_WORDS = 15;

/** A seat of a round of sampling: what one thread at a time works with. */
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
/** `TOP_K`, `NUCLEUS` or `SWITCH`. */
export const RULE = 7;
/** float32. */
export const THRESHOLD = 8;
/** float32 [5, rows, response length]: token, mask, accepted, proposed, rank. */
export const RECORD = 9;
/** float32 [rows, response length, vocabulary], or 0: the teacher's raw logits, or the student's where it is alone. */
export const LOGITS = 10;
/** int32: the next row that nobody has taken; shared by all seats. */
export const NEXT_ROW = 11;
/** Rows that a seat draws side by side. */
export const SIDE_BY_SIDE = 12;
/** int32 [2, rows], shared: where the teacher's keys and values of a prompt are kept or 0, and whether they are there. */
export const KEPT = 13;
/** Room of the seat; see `sampleRows`. */
export const ROOM = 14;
/** float32 [rows, SWITCH_WORDS], zeros at first: the state of the rule `SWITCH`. */
export const SWITCHES = 15;
/** Speculative decoding: uniform numbers that decide about drafts [rows, response length], and drafts a round. */
export const ACCEPTANCE = 16;
export const DRAFT_LENGTH = 17;
export const ROUND_WORDS = 18;

/** Fewer tokens than the threshold are more probable to the teacher than the proposal. */
export const TOP_K = 0;
/** They hold less than the threshold of its mass. */
export const NUCLEUS = 1;
/** AdaSwitch; the threshold is its factor. */
export const SWITCH = 2;
/** Tokens whose divergences are averaged; see distill/sampler/switch.ts. */
export const SWITCH_WINDOW = 8;
export const SWITCH_WORDS = 10;

/** Fields of the record. */
export const TOKEN = 0;
export const MASK = 1;
export const ACCEPTED = 2;
export const PROPOSED = 3;
export const RANK = 4;
export const RECORD_FIELDS = 5;

/** Fields of the record of speculative decoding [rows, DRAFT_FIELD_COUNT, response length]. */
export const DRAFT_MASK = 0;
export const DRAFT_TOKEN = 1;
export const DRAFT_ACCEPTED = 2;
export const DRAFT_PROPOSED = 3;
export const DRAFT_CALL = 4;
export const DRAFT_FIELD_COUNT = 5;

/** A seat of a pass of training over whole sequences. */
export const MODEL = 0;
export const BATCH = 1;
/** Tokens of a sequence that go through the model: all but the last; of an encoder its patches and the class token. */
export const LENGTH = 2;
/** The position that predicts the first token of the response. */
export const RESPONSE_AT = 3;
/** Tokens, int32 [batch, length]; of an encoder pixels of patches, float32 [batch, length, patch²], zeros at the class token. */
export const INPUT = 4;
/** 0 where no backward pass follows. */
export const ACTIVATIONS = 5;
/** float32 [batch, length − RESPONSE_AT, vocabulary]. */
export const LOGITS_OUT = 6;
/** Gradients of the logits, like them. */
export const SLOPES = 7;
/** Transposed matrices; see `packBackward`. */
export const TRANSPOSED = 8;
/** Flat, in the order of model/shape.ts: the sum of all groups. */
export const GRADIENT = 9;
/** Room of the seat; see `trainScratchSize`. */
export const SCRATCH_TRAIN = 10;
/** Sequences that go through all layers together. */
export const CHUNK = 11;
/** int32 [2], shared: the next chunk or group that nobody has taken; the group whose gradient is added next. */
export const NEXT_CHUNK = 12;
/** Chunks whose gradients are summed before they are added to the others'. */
export const CHUNKS_OF_GROUP = 13;
/** Room of the seat for the gradient of a group, like `GRADIENT`. */
export const GROUP_GRADIENT = 14;
/** The chunk or group that the present piece of the pass ends before. */
export const END_OF_PIECE = 15;
export const PASS_WORDS = 16;

/** What the threads share. All words change while they run. */
/** Counts the tasks that were handed out; the threads wait for its change. */
export const GENERATION = 0;
/** Seats that nobody has taken, or less than 0. */
export const FREE_SEATS = 1;
/** Seats whose work is done. */
export const DONE_SEATS = 2;
/** Counts up while somebody works. */
export const BEATS = 3;
/** 1 after a kernel has failed in a thread, or has waited in vain for the turn of another. */
export const FAILED = 4;
/** Threads that have joined. */
export const JOINED = 5;
export const TASK = 6;
export const SEATS = 7;
/** Milliseconds of an interval: after `SILENT_INTERVALS` of them in which nobody worked, threads are given up. */
export const INTERVAL = 8;
/** Pointers to the seats. */
export const FIRST_SEAT = 9;
export const MOST_SEATS = 16;
export const POOL_WORDS = 25;
/** Several, because a computer may sleep in one. */
export const SILENT_INTERVALS = 3;
/** Pages of 64 KiB that a shared memory may grow to: 2 GiB. */
export const MOST_PAGES = 32768;

/** Tasks. */
export const SAMPLE = 0;
export const FORWARD = 1;
export const BACKWARD = 2;
export const MEASURE = 3;
export const SPECULATE = 4;

/** A seat of the measurement of how much threads gain: a product, again and again. */
export const NEXT_PRODUCT = 0;
export const PRODUCTS = 1;
export const MEASURE_ROOM = 2;
export const MEASURE_WORDS = 3;

/** Kinds of divergence; see ops/divergence.ts. */
export const FORWARD_KL = 0;
export const REVERSE_KL = 1;
export const JSD = 2;
export const TVD = 3;
export const SKEW_FORWARD_KL = 4;
export const SKEW_REVERSE_KL = 5;
