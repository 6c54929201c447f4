/** Whether the first row is a header, and which columns hold prompts, what follows them, and responses. */
import type { ImportOptions } from '../../experiment/user-data';
import type { Columns } from '../../run/protocol';
import { reparse } from '../store/data/import';
import { useT } from '../text/all-text';
import { OptionSelect } from './OptionSelect';

export interface ColumnOptionsProps {
  readonly columns: Columns;
  readonly options: ImportOptions;
}

export function ColumnOptions({ columns, options }: ColumnOptionsProps) {
  const t = useT();
  const names = columns.names.map((name, at): readonly [string, string] => [
    String(at),
    /^\d+$/.test(name) ? t('data.column', { name }) : name,
  ]);
  const asked = (part: 'prompt' | 'response'): string | undefined =>
    options[part] !== null || columns.sure ? undefined : t('data.chooseColumn');
  const none: readonly [string, string] = ['-1', t('data.inputNone')];
  return (
    <>
      {columns.header !== null && (
        <OptionSelect
          label={t('data.header')}
          value={columns.header ? 'true' : 'false'}
          options={(['true', 'false'] as const).map((value) => [value, t(`data.header.${value}`)])}
          asked={columns.headerSure ? undefined : t('data.chooseColumn')}
          onChoose={(value) => reparse({ header: value === 'true' })}
        />
      )}
      {(['prompt', 'response'] as const).map((part) => (
        <OptionSelect
          key={part}
          label={t(`data.${part}Column`)}
          value={String(columns[part])}
          options={names}
          asked={asked(part)}
          onChoose={(at) => reparse({ [part]: Number(at) })}
        />
      ))}
      {columns.names.length > 2 && (
        <OptionSelect
          label={t('data.inputColumn')}
          value={String(columns.input)}
          options={[none, ...names]}
          onChoose={(at) => reparse({ input: Number(at) })}
        />
      )}
    </>
  );
}
