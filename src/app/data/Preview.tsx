/** What is in a file: its first rows, what can be used and what not, characters, lengths, split; and the way to use it. */
import { type FormEvent, useId, useState } from 'react';
import { USER_DATA_LIMITS as LIMITS } from '../../experiment/user-data';
import type { ImportPreview } from '../../run/protocol';
import { saveImport } from '../store/data/actions';
import type { DataImport } from '../store/data/state';
import { visible } from '../strip/tokens';
import { type Translate, useT } from '../text/text';
import { ExampleRows, FileRows } from './DataRows';
import { ExcludedRows } from './ExcludedRows';
import { Lengths } from './Lengths';

export interface PreviewProps {
  readonly reading: DataImport;
  readonly preview: ImportPreview;
}

export function Preview({ reading, preview }: PreviewProps) {
  const t = useT();
  const { kind, used, rows, split, characters } = preview;
  const enough = preview.fingerprint !== 0;
  return (
    <div className={`data-preview ${reading.state.kind === 'reading' ? 'data-stale' : ''}`}>
      <p className="quiet">{aboutFile(t, preview)}</p>
      {preview.encoding === 'windows-1252' && <p>{t('data.guessedEncoding')}</p>}
      {preview.columns && <FileRows rows={preview.firstRows} columns={preview.columns} />}
      <dl className="data-facts">
        <dt>{t('data.counts')}</dt>
        <dd>
          {t(`data.countsOf.${kind}`, { used: number(used), rows: number(rows), window: LIMITS.window })}
          {!enough && (
            <p className="data-few" role="alert">
              {t('data.tooFew', { fewest: LIMITS.fewest, used })}
            </p>
          )}
        </dd>
        <ExcludedRows preview={preview} />
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
              <p className="mono data-characters">{[...characters].map(visible).join(' ')}</p>
            </dd>
            <dt>{t('data.lengths')}</dt>
            <dd className="data-lengths">
              <Lengths of="prompt" counts={preview.promptLengths} />
              <Lengths of="response" counts={preview.responseLengths} />
            </dd>
          </>
        )}
      </dl>
      {used > 0 && <ExampleRows title={t('data.examples')} examples={preview.examples} />}
      {enough && <SaveForm reading={reading} preview={preview} />}
    </div>
  );
}

const number = (value: number): string => value.toLocaleString('en');

function aboutFile(t: Translate, { format, delimiter, encoding, lineEnds }: ImportPreview): string {
  const parts = [
    t(`data.format.${format}`),
    delimiter === null
      ? ''
      : t('data.delimiter', { delimiter: delimiter === '\t' ? t('data.delimiter.tab') : `“${delimiter}”` }),
    t(`data.encoding.${encoding}`),
    t(`data.lineEnds.${lineEnds}`),
  ];
  return `${t('data.file')}: ${parts.filter((part) => part !== '').join(' · ')}`;
}

function SaveForm({ reading, preview }: PreviewProps) {
  const t = useT();
  const id = useId();
  const [name, setName] = useState(() => reading.name.replace(/\.[^.]+$/, '').slice(0, LIMITS.name));
  const unclear = preview.columns !== null && !preview.columns.sure;
  const ready = reading.state.kind === 'read' && !unclear && name.trim() !== '';
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (ready) saveImport(name.trim());
  };
  return (
    <form className="data-keep" onSubmit={submit}>
      <label htmlFor={id}>{t('data.name')}</label>
      <input
        id={id}
        className="box"
        maxLength={LIMITS.name}
        autoComplete="off"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <button type="submit" className="btn btn-main" disabled={!ready}>
        {t('data.useThis')}
      </button>
      {unclear && <p className="data-unsure">{t('data.unsure')}</p>}
    </form>
  );
}
