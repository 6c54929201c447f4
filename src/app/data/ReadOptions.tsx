/** How a file is to be read: what it is, its encoding and delimiter, and what becomes of cells that are too long. */
import {
  CUTS,
  DATA_FORMATS,
  DELIMITERS,
  type Delimiter,
  ENCODINGS,
  type Encoding,
  USER_DATA_LIMITS as LIMITS,
} from '../../experiment/user-data';
import type { ImportPreview } from '../../run/protocol';
import { reparse } from '../store/data/import';
import type { DataImport } from '../store/data/state';
import { useT } from '../text/all-text';
import type { TextKey } from '../text/text';
import { ColumnOptions } from './ColumnOptions';
import styles from './data.module.css';
import { OptionSelect } from './OptionSelect';

/** Choices about columns, which say nothing about the columns of another reading. */
const COLUMNS_AS_DETECTED = { header: null, prompt: null, response: null, input: null } as const;

export const DELIMITER_NAMES: Readonly<Record<Delimiter, TextKey>> = {
  ',': 'data.delimiter.comma',
  ';': 'data.delimiter.semicolon',
  '\t': 'data.delimiter.tab',
  '|': 'data.delimiter.bar',
};

interface Props {
  readonly reading: DataImport;
  /** Null until there is one. */
  readonly preview: ImportPreview | null;
}

export function ReadOptions({ reading, preview }: Props) {
  const t = useT();
  const { options } = reading;
  const formats = ['auto', ...DATA_FORMATS] as const;
  return (
    <fieldset className={styles.options} disabled={reading.state.kind === 'keeping'}>
      <OptionSelect
        label={t('data.readAs')}
        value={options.format}
        options={formats.map((format) => [format, t(`data.readAs.${format}`)])}
        onChoose={(format) => reparse({ format, ...COLUMNS_AS_DETECTED, delimiter: null })}
      />
      <EncodingOption reading={reading} preview={preview} />
      <DelimiterOption reading={reading} preview={preview} />
      {preview?.columns && <ColumnOptions columns={preview.columns} options={options} />}
      <CutOption reading={reading} preview={preview} part="prompt" />
      <CutOption reading={reading} preview={preview} part="response" />
      <Questions preview={preview} />
    </fieldset>
  );
}

function EncodingOption({ reading: { options }, preview }: Props) {
  const t = useT();
  const detected = preview && !options.encoding ? t(`data.encoding.${preview.encoding}`) : null;
  const auto: readonly [Encoding | 'auto', string] = [
    'auto',
    detected ? t('data.encoding.auto', { encoding: detected }) : t('data.readAs.auto'),
  ];
  return (
    <OptionSelect<Encoding | 'auto'>
      label={t('data.encoding')}
      value={options.encoding ?? 'auto'}
      options={[auto, ...ENCODINGS.map((encoding) => [encoding, t(`data.encoding.${encoding}`)] as const)]}
      onChoose={(encoding) => reparse({ encoding: encoding === 'auto' ? null : encoding })}
    />
  );
}

function DelimiterOption({ reading: { options, state }, preview }: Props) {
  const t = useT();
  const oneColumn = state.kind === 'unreadable' && state.problem.code === 'data-one-column';
  if (preview?.format !== 'table' && !oneColumn && options.delimiter === null) return null;
  const found = DELIMITERS.find((delimiter) => delimiter === preview?.delimiter);
  const auto: readonly [Delimiter | 'auto', string] = [
    'auto',
    found && !options.delimiter
      ? t('data.delimiter.auto', { delimiter: t(DELIMITER_NAMES[found]) })
      : t('data.readAs.auto'),
  ];
  const unsure = preview?.delimiterSure === false;
  const known = DELIMITERS.map((delimiter) => [delimiter, t(DELIMITER_NAMES[delimiter])] as const);
  return (
    <OptionSelect<Delimiter | 'auto'>
      label={t('data.delimiterChoice')}
      value={options.delimiter ?? 'auto'}
      options={unsure ? known : [auto, ...known]}
      asked={unsure ? t('data.chooseColumn') : undefined}
      onChoose={(delimiter) =>
        reparse({ delimiter: delimiter === 'auto' ? null : delimiter, ...COLUMNS_AS_DETECTED })
      }
    />
  );
}

/** Shown where there is something to cut, or where something was cut. */
function CutOption({
  reading: { options },
  preview,
  part,
}: Props & { readonly part: 'prompt' | 'response' }) {
  const t = useT();
  const option = part === 'prompt' ? 'cutPrompt' : 'cutResponse';
  const limit = LIMITS[part];
  const tooLong = preview?.excluded.some(({ reason }) => reason === `long-${part}`);
  if (!tooLong && options[option] === 'none') return null;
  return (
    <OptionSelect
      label={t(`data.${option}`, { limit })}
      value={options[option]}
      options={CUTS.map((cut) => [cut, t(`data.cut.${cut}`, { limit })])}
      onChoose={(cut) => reparse({ [option]: cut })}
    />
  );
}

/** Questions that the user must answer before the data can be used. */
function Questions({ preview }: Pick<Props, 'preview'>) {
  const t = useT();
  const columns = preview?.columns ?? null;
  return (
    <div className={styles.questions} role="status">
      {preview?.delimiterSure === false && <p className={styles.unsure}>{t('data.delimiterUnsure')}</p>}
      {columns?.headerSure === false && <p className={styles.unsure}>{t('data.headerUnsure')}</p>}
      {columns?.sure === false && <p className={styles.unsure}>{t('data.unsure')}</p>}
      {columns && columns.prompt === columns.response && (
        <p className={styles.unsure}>{t('data.sameColumn')}</p>
      )}
    </div>
  );
}
