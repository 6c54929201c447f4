/** The user's pictures: a zip archive, files of a folder, or a table of pixels, as a data set with its preview. */
import { UserError } from '../../../errors/user-error';
import { type ImportOptions, isPictureName, PICTURE_LIMITS as LIMITS } from '../../../experiment/user-data';
import { type ReadHooks, readBytes } from '../../../tasks/user-data/bytes';
import { classOfPath, isHidden, largestClasses } from '../../../tasks/user-data/pictures/classes';
import { type ImportedPictures, PictureCollector } from '../../../tasks/user-data/pictures/collector';
import { importPixelTable, tooBig } from '../../../tasks/user-data/pictures/pixel-table';
import { filesIn } from '../../files/archive';
import type { PictureFile } from '../../protocol/data';
import { type Decoded, PictureDecoder } from './decode';

/** A file whose bytes are read when its turn has come. */
interface Source {
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  readonly read: () => Promise<Uint8Array<ArrayBuffer>>;
}

interface Candidate extends Source {
  readonly className: string;
}

/** Files that an archive may hold, pictures or not. */
const MOST_FILES = 40_000;

/**
 * Reads pictures and their classes.
 *
 * @param source one file, or those of a folder
 * @returns null where the source is something else
 * @throws UserError for what cannot be read at all
 * @throws what `hooks.signal` was aborted with
 */
export async function importPictures(
  source: Blob | readonly PictureFile[],
  name: string,
  { format, label }: Pick<ImportOptions, 'format' | 'label'>,
  hooks: ReadHooks,
): Promise<ImportedPictures | null> {
  if (!(source instanceof Blob)) return importFiles(source.map(sourceOf), hooks);
  if (/\.zip$/i.test(name)) return importFiles(await unpacked(source), hooks);
  return format === 'auto' ? importPixelTable(source, label, hooks) : null;
}

const sourceOf = ({ path, file }: PictureFile): Source => ({
  path,
  size: file.size,
  read: () => readBytes(file, 0, file.size),
});

async function unpacked(archive: Blob): Promise<Source[]> {
  if (archive.size > LIMITS.archive) throw tooBig(archive.size);
  const bytes = await readBytes(archive, 0, archive.size);
  return filesIn(bytes, MOST_FILES).map(({ path, size, unpack }) => ({
    path: path.join('/'),
    size,
    read: async () => unpack(),
  }));
}

async function importFiles(sources: readonly Source[], hooks: ReadHooks): Promise<ImportedPictures> {
  const decoder = new PictureDecoder();
  const collector = new PictureCollector();
  const files = sources.filter(({ path }) => !isHidden(path));
  if (!files.some(({ path }) => isPictureName(path))) throw new UserError('pictures-none');
  const candidates = inTurns(candidatesOf(files, collector));
  for (const [at, { path, className, ...file }] of candidates.entries()) {
    if (collector.full) {
      collector.leaveOut('most', path, candidates.length - at);
      break;
    }
    const decoded = await decodeFile(file, decoder);
    if ('prompt' in decoded) collector.add(decoded.prompt, className, path);
    else collector.leaveOut(decoded.refused, path);
    hooks.progress?.(at + 1, candidates.length);
    await hooks.pause();
    hooks.signal?.throwIfAborted();
  }
  return collector.finish(null);
}

async function decodeFile(
  { size, read }: Pick<Source, 'size' | 'read'>,
  decoder: PictureDecoder,
): Promise<Decoded> {
  if (size > LIMITS.bytes) return { refused: 'bytes' };
  try {
    return await decoder.decode(await read());
  } catch (error) {
    // Gone since it was chosen, or damaged in the archive: it costs that file only.
    if (error instanceof UserError) return { refused: 'damaged' };
    throw error;
  }
}

/** The files that may become examples, by path; the others are left out. */
function candidatesOf(files: readonly Source[], collector: PictureCollector): Candidate[] {
  const named = files
    .map((file) => ({ ...file, className: classOfPath(file.path), order: file.path.normalize('NFC') }))
    .sort((a, b) => (a.order < b.order ? -1 : Number(a.order > b.order)));
  const fitting = named.filter(({ path, className }) => {
    const objection = isPictureName(path) ? PictureCollector.objection(className) : 'format';
    if (objection) collector.leaveOut(objection, path);
    return !objection;
  });
  const largest = largestClasses(fitting.map(({ className }) => className));
  return fitting.filter(({ path, className }) => {
    const isKept = largest.has(className);
    if (!isKept) collector.leaveOut('classes', path);
    return isKept;
  });
}

/** The first file of each class, then the second, and so on: what is beyond the limit costs all classes alike. */
function inTurns(candidates: readonly Candidate[]): Candidate[] {
  const seen = new Map<string, number>();
  const turns = candidates.map((candidate) => {
    const turn = seen.get(candidate.className) ?? 0;
    seen.set(candidate.className, turn + 1);
    return { candidate, turn };
  });
  return turns.sort((a, b) => a.turn - b.turn).map(({ candidate }) => candidate);
}
