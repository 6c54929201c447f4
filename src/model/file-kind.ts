/** Kind of a file that should be safetensors and is not, by its first bytes. */
import { UserError } from '../errors/user-error';

const ascii = (text: string): readonly number[] => [...text].map((letter) => letter.charCodeAt(0));

/** Names of formats with the bytes that files of them begin with. */
const SIGNATURES: readonly {
  readonly format: string;
  readonly bytes: readonly number[];
  readonly at?: number;
}[] = [
  ...[2, 3, 4, 5].map((protocol) => ({ format: 'PyTorch (pickle)', bytes: [0x80, protocol] })),
  { format: 'GGUF', bytes: ascii('GGUF') },
  { format: 'GGML', bytes: ascii('lmgg') },
  { format: 'Keras (HDF5)', bytes: [0x89, ...ascii('HDF\r\n')] },
  { format: 'NumPy', bytes: [0x93, ...ascii('NUMPY')] },
  { format: 'TensorFlow Lite', bytes: ascii('TFL3'), at: 4 },
  { format: 'gzip', bytes: [0x1f, 0x8b] },
  { format: '7z', bytes: [...ascii('7z'), 0xbc, 0xaf] },
  { format: 'RAR', bytes: ascii('Rar!') },
  { format: 'PDF', bytes: ascii('%PDF-') },
];

/** Bytes that are looked at. */
const HEAD = 4096;

const begins = (bytes: Uint8Array, start: readonly number[], at = 0): boolean =>
  bytes.length >= at + start.length && start.every((byte, i) => bytes[at + i] === byte);

/** The first bytes as text; null where they are none. */
function textOf(head: Uint8Array): string | null {
  // A character may be cut at the end, which streaming forgives.
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(head.slice(), { stream: true });
  } catch {
    return null;
  }
  return /[^\P{Cc}\t\n\f\r]/u.test(text) || text.trim() === '' ? null : text.trim();
}

/** zip is the container of PyTorch's and NumPy's archives, too; the names of the files in it are near the start. */
function formatOfZip(head: Uint8Array): string {
  const names = new TextDecoder('latin1').decode(head.slice());
  if (names.includes('data.pkl')) return 'PyTorch (pickle)';
  return names.includes('.npy') ? 'NumPy' : 'zip';
}

/** ONNX is a protocol buffer without a signature: its version comes first, the name of its producer second. */
const isOnnx = ([tag = 0, version = 0, next = 0]: Uint8Array): boolean =>
  tag === 0x08 && version > 0 && version < 32 && (next === 0x12 || next === 0x1a);

/**
 * Why a file is no safetensors file; null when it may be one, or nothing is known of it.
 *
 * @param name of the file, for the sentence
 */
export function otherKind(bytes: Uint8Array, name: string): UserError | null {
  // A header below 16 MB, and the brace that it begins with.
  if (begins(bytes, [0, 0, 0, 0, 0, 0x7b], 3)) return null;
  const head = bytes.subarray(0, HEAD);
  const file = [name];
  const signature = SIGNATURES.find(({ bytes: start, at }) => begins(head, start, at));
  if (signature) return new UserError('model-format', { files: file, format: signature.format });
  if (begins(head, ascii('PK\x03\x04'))) {
    return new UserError('model-format', { files: file, format: formatOfZip(head) });
  }
  if (isOnnx(head)) return new UserError('model-format', { files: file, format: 'ONNX' });
  const text = textOf(head);
  if (text === null) return null;
  if (text.startsWith('version https://git-lfs.github.com/spec')) {
    return new UserError('file-is-lfs-pointer', { file });
  }
  if (/^<(!doctype html|html|head|body|script|!--|\?xml)/i.test(text)) {
    return new UserError('file-is-web-page', { file });
  }
  return new UserError(/^[[{]/.test(text) ? 'file-is-json' : 'file-is-text', { file });
}
