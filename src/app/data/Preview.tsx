/** Preview of a file: its first rows, usable and excluded rows, characters, lengths, split; and the button that uses it. */
import { DELIMITERS, USER_DATA_LIMITS as LIMITS } from '../../experiment/user-data';
import type { ImportPreview } from '../../run/protocol';
import type { DataImport } from '../store/data/state';
import { useT } from '../text/all-text';
import type { TranslateAll } from '../text/text';
import { Characters } from './Characters';
import { ExampleRows, FileRows } from './DataRows';
import styles from './data.module.css';
import { ExcludedRows } from './ExcludedRows';
import { Lengths } from './Lengths';
import { DELIMITER_NAMES } from './ReadOptions';
import { SaveForm } from './SaveForm';

export interface PreviewProps {
  readonly reading: DataImport;
  readonly preview: ImportPreview;
}

export function Preview({ reading, preview }: PreviewProps) {
  const t = useT();
  const { kind, used, rows, split, characters, columns, delimiterSure } = preview;
  const enough = preview.fingerprint !== 0;
  const unclear = !delimiterSure || (columns !== null && !(columns.sure && columns.headerSure));
  return (
    <div className={`${styles.preview} ${reading.state.kind === 'reading' ? styles.stale : ''}`}>
      <p className="quiet">{aboutFile(t, preview)}</p>
      <Notes preview={preview} />
      {columns && <FileRows rows={preview.firstRows} columns={columns} />}
      <dl className={styles.facts}>
        <dt>{t('data.counts')}</dt>
        <dd>
          {t(`data.countsOf.${kind}`, { used: number(used), rows: number(rows), window: LIMITS.window })}
          {!enough && (
            <p className={styles.few} role="alert">
              {t('data.tooFew', { fewest: LIMITS.fewest, used, missing: LIMITS.fewest - used })}
            </p>
          )}
        </dd>
        <ExcludedRows preview={preview} />
        <CutRows preview={preview} />
        {used > 0 && (
          <>
            <dt>{t('data.split')}</dt>
            <dd>
              {t('data.splitOf', {
                train: number(split.train),
                validation: number(split.validation),
                test: number(split.test),
              })}
              <p className="quiet">{t(`data.splitHow.${kind}`)}</p>
            </dd>
            <dt>{t('data.characters')}</dt>
            <dd>
              {t('data.charactersCount', { count: characters.length, most: LIMITS.characters })}
              <Characters characters={characters} />
            </dd>
            <dt>{t('data.lengths')}</dt>
            <dd className={styles.lengths}>
              <Lengths of="prompt" counts={preview.promptLengths} />
              <Lengths of="response" counts={preview.responseLengths} />
            </dd>
          </>
        )}
      </dl>
      {used > 0 && <ExampleRows title={t('data.examples')} examples={preview.examples} />}
      {enough && <SaveForm reading={reading} unclear={unclear} />}
    </div>
  );
}

/** Properties of the file that the rows do not show. */
function Notes({ preview: { encodingGuessed, notes } }: Pick<PreviewProps, 'preview'>) {
  const t = useT();
  if (!encodingGuessed && notes.length === 0) return null;
  return (
    <ul className={styles.notes}>
      {encodingGuessed && <li>{t('data.encodingGuessed')}</li>}
      {notes.map(({ code, values }) => (
        <li key={code}>{t(`data.note.${code}`, values)}</li>
      ))}
    </ul>
  );
}

function CutRows({ preview: { cut } }: Pick<PreviewProps, 'preview'>) {
  const t = useT();
  const parts = (['prompt', 'response'] as const).filter((part) => cut[part] > 0);
  if (parts.length === 0) return null;
  return (
    <>
      <dt>{t('data.cutCount')}</dt>
      <dd>
        {parts.map((part) => (
          <p key={part}>{t(`data.cutCount.${part}`, { count: cut[part], limit: LIMITS[part] })}</p>
        ))}
      </dd>
    </>
  );
}

const number = (value: number): string => value.toLocaleString('en');

function delimiterName(t: TranslateAll, delimiter: string): string {
  const known = DELIMITERS.find((known) => known === delimiter);
  return known ? t(DELIMITER_NAMES[known]) : delimiter;
}

function aboutFile(t: TranslateAll, { format, delimiter, encoding, lineEnds }: ImportPreview): string {
  const parts = [
    t(`data.format.${format}`),
    delimiter === null ? '' : t('data.delimiter', { delimiter: delimiterName(t, delimiter) }),
    t(`data.encoding.${encoding}`),
    t(`data.lineEnds.${lineEnds}`),
  ];
  return `${t('data.file')}: ${parts.filter((part) => part !== '').join(' · ')}`;
}
