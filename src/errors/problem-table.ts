/** The table of all problems. The page's first screen does without it. */
import type { ProblemCode, ProblemTopic } from './problems';

/** Text typed by hand. */
const TYPED = {
  'prompt-too-long': ['length', 'limit'],
  'response-too-long': ['length', 'limit'],
  'unknown-characters': ['characters', 'known'],
  'unknown-class': ['name', 'known'],
  'picture-prompt': [],
  'no-labels': [],
  'number-out-of-range': ['largest'],
  'number-words-unknown': ['words'],
  'number-unclear': ['text'],
  'translation-prompt-empty': [],
  'summary-prompt-empty': [],
  'arithmetic-prompt-empty': [],
  'phonemes-prompt-empty': [],
  'sentences-prompt-empty': [],
  'identity-prompt-empty': [],
  'pair-prompt-empty': [],
  'text-prompt-empty': [],
  'instruction-unknown': [],
  'text-of-another-task': [],
  'no-response-in-data': [],
} as const;

/** The safetensors format, and the metadata by which this program knows its own files. */
const MODEL_FILE = {
  'safetensors-too-short': [],
  'safetensors-header-too-long': ['limit'],
  'safetensors-header-cut-off': [],
  'safetensors-header-not-json': [],
  'safetensors-header-not-a-table': [],
  'safetensors-key-repeated': ['key'],
  'safetensors-metadata': [],
  'safetensors-too-many-tensors': ['count'],
  'safetensors-unused-bytes': [],
  'tensor-not-described': ['tensor'],
  'tensor-type': ['tensor', 'type'],
  'tensor-shape-impossible': ['tensor'],
  'tensor-offsets': ['tensor'],
  'tensor-size': ['tensor', 'bytes'],
  'tensor-cut-off': ['tensor'],
  'tensor-overlaps': ['tensor'],
  'tensor-after-gap': ['tensor'],
  'tensor-not-finite': ['tensor'],
  'file-is-lfs-pointer': ['file'],
  'file-is-web-page': ['file'],
  'file-is-json': ['file'],
  'file-is-text': ['file'],
  'model-format': ['files', 'format'],
  'model-foreign': [],
  'model-shape-missing': [],
  'model-size-impossible': ['field', 'limit'],
  'model-heads-do-not-divide': ['width', 'heads'],
  'model-vocabulary-misfit': [],
  'model-parameter-missing': ['parameter'],
  'model-parameter-shape': ['parameter', 'found', 'expected'],
  'teacher-of-another-version': [],
} as const;

/** Files that are brought in as models. */
const IMPORT = {
  'file-unreadable': ['file'],
  'file-too-long': ['file', 'megabytes'],
  'file-not-json': ['file'],
  'file-missing': ['file'],
  'files-too-large': ['megabytes'],
  'archive-damaged': [],
  'archive-incomplete': [],
  'archive-encrypted': [],
  'archive-too-many-files': ['limit'],
  'archive-file-damaged': ['file'],
  'archive-file-packing': ['file'],
  'model-without-config': ['file'],
  'model-shards-missing': ['files', 'count'],
  'files-alike': ['files'],
  'no-model-in-files': [],
  'gpt2-parts-unknown': ['parts'],
  'gpt2-part-twice': ['part'],
  'gpt2-part-missing': ['part'],
  'gpt2-part-shape': ['part', 'found', 'expected'],
  'gpt2-biases': ['parts'],
  'gpt2-head-not-tied': [],
  'config-not-a-model': [],
  'config-type': ['type'],
  'config-type-missing': [],
  'config-size-impossible': ['field', 'limit'],
  'config-size-too-large': ['field', 'found', 'limit'],
  'config-vocabulary-too-large': ['found', 'limit'],
  'config-token-missing': ['field'],
  'config-inner-size': ['found', 'expected'],
  'config-value': ['field', 'found', 'expected'],
  'config-activation': ['found'],
  'tokenizer-same-special-tokens': [],
  'tokenizer-long-tokens': ['tokens'],
  'tokenizer-no-vocabulary': [],
  'tokenizer-too-large': ['tokens', 'limit'],
  'tokenizer-misfit': [],
  'tokenizer-id-twice': ['tokens', 'id'],
  'tokenizer-beyond-model': ['id', 'rows'],
  'model-width-range': ['width', 'min', 'max'],
  'model-layers-range': ['layers', 'min', 'max'],
  'model-heads-range': ['heads', 'min', 'max'],
  'model-lacks-characters': ['task', 'lacking'],
  'model-of-other-kind': ['task'],
  'model-has-other-characters': ['task', 'strange'],
  'model-differs-in-characters': ['task', 'lacking', 'strange'],
  'model-character-twice': [],
  'model-too-few-positions': ['task', 'found', 'expected'],
} as const;

/** Notes on an imported model. */
const MODEL_NOTES = {
  'note-gelu-approximation': ['activation'],
  'note-model-known': ['name'],
  'note-rounded': [],
  'note-vocabulary-padded': ['rows', 'tokens'],
} as const;

/** The user's own models in use. */
const USER_MODEL = {
  'own-teacher-not-chosen': [],
  'own-student-not-chosen': [],
  'own-teacher-absent': [],
  'own-student-absent': [],
  'own-teacher-misfit': ['name', 'cause'],
  'own-student-misfit': ['name', 'cause'],
  'no-teacher': [],
  'step-too-costly': [],
  'model-gone': [],
  'encoder-format': [],
  'model-nothing-to-restore': [],
  'keep-without-student': [],
  'keep-diverged': [],
} as const;

const STORAGE = {
  'storage-full': ['kept'],
  'storage-none': ['kept'],
  'run-not-saved': [],
  'run-storage-full': [],
  'comparison-not-saved': [],
  'comparison-storage-full': [],
} as const;

/** Files that the site ships beside its scripts; `file` is the path on the site. */
const DOWNLOAD = {
  'download-failed': ['file'],
  'download-status': ['file', 'status'],
  'download-broken': ['file'],
  'download-stalled': ['file', 'seconds'],
  'no-weak-teacher': [],
  'no-robust-teacher': [],
  'no-teacher-card': [],
  'teacher-card-damaged': [],
} as const;

/** The data of a task of this site. */
const TASK_DATA = {
  'task-data-not-unpacked': [],
  'task-data-unreadable': [],
  'task-data-count': ['found', 'expected'],
} as const;

/** The user's own data: not here, or not readable at all. Sizes are in MB. */
const USER_DATA = {
  'data-not-chosen': [],
  'data-absent': ['fingerprint'],
  'data-too-big': ['size', 'limit'],
  'data-no-content': [],
  'data-binary': [],
  'data-archive': [],
  'data-pdf': [],
  'data-gone': [],
  'data-one-column': [],
  'data-no-rows': [],
  'data-record-too-long': ['line'],
  'data-json-damaged': [],
  'pictures-none': [],
  'pictures-not-decoded': [],
  'pictures-hidden': [],
} as const;

/** Devices, why one was chosen or passed over, and what would make it faster. Sizes are in MB. */
const DEVICE = {
  'device-buffer-limit': ['size', 'limit'],
  'device-dispatch-limit': ['count', 'limit'],
  'no-device': ['reasons'],
  'device-lost': ['message'],
  'device-refused': ['message'],
  'graphics-memory-full': [],
  'memory-full': ['size', 'held'],
  'backend-hardware': [],
  'backend-asked-for': [],
  'backend-asked-for-software': [],
  'engine-without-simd': [],
  'engine-failed': ['message'],
  'threads-fastest': ['threads'],
  'threads-asked': ['threads'],
  'threads-no-gain': [],
  'threads-one-core': [],
  'threads-not-isolated': [],
  'threads-in-frame': [],
  'threads-missing': [],
  'threads-no-answer': [],
  'threads-lost': [],
  'backend-failed': ['backend', 'message'],
  'backend-did-not-start': ['backend'],
  'backend-wrong-gradients': ['backend'],
  'webgpu-missing': [],
  'webgpu-no-adapter': [],
  /** Rates in GFLOP/s. */
  'probe-processor-faster': ['adapter', 'graphics', 'processor', 'threads'],
  'probe-webgpu-faster': ['adapter', 'graphics', 'processor', 'threads'],
  'probe-late': ['adapter'],
  'probe-failed': ['adapter', 'message'],
  'webgpu-wrong-gradients': ['adapter'],
  'advice-enable-webgpu': [],
  'advice-hardware-acceleration': [],
  'advice-newer-driver': [],
  'advice-newer-browser': [],
  'advice-software-slow': [],
  'advice-remove-backend': [],
} as const;

/** The run, comparisons of runs, and questions beside a run. */
const RUN = {
  diverged: ['step', 'loss'],
  'no-checkpoint': [],
  'run-open-elsewhere': [],
  'comparison-open-elsewhere': [],
  'comparison-tab-silent': [],
  'comparison-gone': [],
  'comparison-saved-over': [],
  'run-saved-over': ['step'],
  'checkpoint-misfit': [],
  'run-gone': [],
  /** The oldest runs and comparisons made room for newer ones; the limit is in MB. */
  'runs-given-up': ['names', 'limit'],
  'runs-given-up-disk': ['names'],
  'recording-unknown': ['file'],
  'recording-damaged': ['file'],
  'recording-newer': ['file'],
  'stopped-early': ['metric', 'step', 'bestStep', 'best', 'since'],
  'measure-while-training': [],
  'measure-ended-by-training': [],
  'measure-without-student': [],
  'measure-diverged': [],
  'measure-before-distillation': [],
  /** A sentence that an earlier version of the page stored, in English. */
  stored: ['sentence'],
} as const;

const LESSON = {
  'lesson-not-found': ['address'],
  'lesson-too-large': ['limit'],
  'lesson-other-origin': [],
} as const;

const CLASS = {
  'hand-in-unknown': ['file'],
  'hand-in-damaged': ['file'],
  'hand-in-newer': ['file'],
  'hand-in-no-link': [],
  'class-full': ['limit'],
  'class-not-kept': [],
} as const;

const GRADUATE = {
  /** A method of which the PyTorch project lacks a part; `part` is its kind. */
  'graduate-method': ['method', 'part', 'name'],
} as const;

const WORKER = {
  'part-not-loaded': [],
  'worker-crashed': ['message'],
  'worker-not-loaded': [],
  'worker-message-unreadable': [],
  'worker-message-malformed': ['message'],
  'command-malformed': ['message'],
} as const;

/** Problems without a sentence of their own. `message` is the technical message, in the language of its source. */
const REST = {
  'out-of-memory': ['message'],
  unexpected: ['message'],
  'question-failed': ['message'],
  'comparison-interrupted': ['message'],
} as const;

export const TOPICS = {
  typed: TYPED,
  'model-file': MODEL_FILE,
  import: IMPORT,
  note: MODEL_NOTES,
  'user-model': USER_MODEL,
  storage: STORAGE,
  download: DOWNLOAD,
  'task-data': TASK_DATA,
  'user-data': USER_DATA,
  device: DEVICE,
  run: RUN,
  lesson: LESSON,
  class: CLASS,
  graduate: GRADUATE,
  worker: WORKER,
  rest: REST,
} as const;

export const PROBLEMS = {
  ...TYPED,
  ...MODEL_FILE,
  ...IMPORT,
  ...MODEL_NOTES,
  ...USER_MODEL,
  ...STORAGE,
  ...DOWNLOAD,
  ...TASK_DATA,
  ...USER_DATA,
  ...DEVICE,
  ...RUN,
  ...LESSON,
  ...CLASS,
  ...GRADUATE,
  ...WORKER,
  ...REST,
} as const;

export const isProblemCode = (code: unknown): code is ProblemCode =>
  typeof code === 'string' && Object.hasOwn(PROBLEMS, code);

/** Subject of a problem. */
export const topicOf = (code: ProblemCode): ProblemTopic =>
  Object.entries(TOPICS).find(([, codes]): boolean => Object.hasOwn(codes, code))?.[0] as ProblemTopic;
