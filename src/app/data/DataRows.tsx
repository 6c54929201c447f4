/** Tables of rows: as in the file, and as the models will see them. */
import type { Columns, Example, ImportPreview } from '../../run/protocol';
import { onOneLine } from '../strip/characters';
import { useT } from '../text/all-text';
import styles from './data.module.css';

interface FileRowsProps {
  readonly rows: ImportPreview['firstRows'];
  readonly columns: Columns;
}

export function FileRows({ rows, columns }: FileRowsProps) {
  const t = useT();
  const shown = columns.names.slice(0, Math.max(0, ...rows.map(({ cells }) => cells.length)));
  const roleOf = (at: number): 'prompt' | 'response' | null =>
    at === columns.prompt ? 'prompt' : at === columns.response ? 'response' : null;
  return (
    <Scrollable name={t('data.rowsOfFile')}>
      <table className={styles.table}>
        <caption>{t('data.rowsOfFile')}</caption>
        <thead>
          <tr>
            <th scope="col" className="num">
              {t('data.line')}
            </th>
            {shown.map((name, at) => {
              const role = roleOf(at);
              return (
                // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place; names may repeat
                <th key={at} scope="col" className={role ? styles[role] : ''}>
                  {/^\d+$/.test(name) ? t('data.column', { name }) : name}
                  {role && (
                    <span className={styles.role}>
                      {' '}
                      {t(role === 'prompt' ? 'data.isPrompt' : 'data.isResponse')}
                    </span>
                  )}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ line, cells }) => (
            <tr key={line}>
              <td className="num quiet">{line}</td>
              {shown.map((_, at) => {
                const role = roleOf(at);
                return (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place
                  <td key={at} className={role ? styles[role] : ''} dir="auto">
                    {cells[at]}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </Scrollable>
  );
}

export function ExampleRows({
  title,
  examples,
}: {
  readonly title: string;
  readonly examples: readonly Example[];
}) {
  const t = useT();
  return (
    <Scrollable name={title}>
      <table className={styles.table}>
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col">{t('task.prompt')}</th>
            <th scope="col">{t('task.response')}</th>
          </tr>
        </thead>
        <tbody className="mono">
          {examples.map(({ prompt, response }) => (
            <tr key={prompt}>
              <td dir="auto">{onOneLine(prompt)}</td>
              <td dir="auto">{onOneLine(response)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrollable>
  );
}

/** Wide tables scroll by themselves, with the keyboard too. */
function Scrollable({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={styles.scroll} aria-label={name} tabIndex={0}>
      {children}
    </section>
  );
}
