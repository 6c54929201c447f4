/** How a file is to be read: what it is, whether it has a header, and which columns count. */
import { useId } from 'react';
import type { Columns, ImportOptions } from '../../run/protocol';
import { reparse } from '../store/data/actions';
import type { DataImport } from '../store/data/state';
import { useT } from '../text/text';

const FORMATS = ['auto', 'text', 'table', 'json'] as const;

export function ReadOptions({ reading }: { readonly reading: DataImport }) {
  const t = useT();
  const id = useId();
  const { options, preview } = reading;
  const columns = preview?.columns ?? null;
  const readAs = (value: string): void => {
    const format = FORMATS.find((name) => name === value);
    // Columns of one format say nothing about those of another.
    if (format) reparse({ format, header: null, prompt: null, response: null });
  };
  return (
    <fieldset className="data-options" disabled={reading.state.kind === 'keeping'}>
      <div className="data-option">
        <label htmlFor={`${id}-format`}>{t('data.readAs')}</label>
        <select
          id={`${id}-format`}
          className="box"
          value={options.format}
          onChange={(event) => readAs(event.currentTarget.value)}
        >
          {FORMATS.map((format) => (
            <option key={format} value={format}>
              {t(`data.readAs.${format}`)}
            </option>
          ))}
        </select>
      </div>
      {columns && (
        <>
          <ColumnChoice part="prompt" columns={columns} options={options} id={`${id}-prompt`} />
          <ColumnChoice part="response" columns={columns} options={options} id={`${id}-response`} />
        </>
      )}
      {columns && columns.header !== null && (
        <label className="data-check">
          <input
            type="checkbox"
            checked={columns.header}
            onChange={(event) => reparse({ header: event.currentTarget.checked })}
          />{' '}
          {t('data.header')}
        </label>
      )}
      <p className="data-unsure" role="status">
        {columns && !columns.sure ? t('data.unsure') : ''}
        {columns && columns.prompt === columns.response ? t('data.sameColumn') : ''}
      </p>
    </fieldset>
  );
}

interface ColumnChoiceProps {
  readonly part: 'prompt' | 'response';
  readonly columns: Columns;
  readonly options: ImportOptions;
  readonly id: string;
}

function ColumnChoice({ part, columns, options, id }: ColumnChoiceProps) {
  const t = useT();
  const chosen = options[part] !== null || columns.sure;
  return (
    <div className="data-option">
      <label htmlFor={id}>{t(`data.${part}Column`)}</label>
      <select
        id={id}
        className={`box ${chosen ? '' : 'box-asked'}`}
        value={chosen ? columns[part] : ''}
        onChange={(event) => reparse({ [part]: Number(event.currentTarget.value) })}
      >
        {!chosen && <option value="">{t('data.chooseColumn')}</option>}
        {columns.names.map((name, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place; names may repeat
          <option key={at} value={at}>
            {/^\d+$/.test(name) ? t('data.column', { name }) : name}
          </option>
        ))}
      </select>
    </div>
  );
}
