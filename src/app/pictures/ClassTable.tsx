/** Labels of a batch with what both models answer and how sure they are, as a table. */
import { useRun } from '../store/experiment/state';
import { useT } from '../text/all-text';
import { percent } from '../text/format';
import { useClassName } from './class-name';
import styles from './pictures.module.css';
import type { PictureView } from './probabilities';

const NO_NAMES: readonly string[] = [];

interface ClassTableProps {
  readonly views: readonly PictureView[];
  /** What the rows number. */
  readonly heading: string;
}

export function ClassTable({ views, heading }: ClassTableProps) {
  const t = useT();
  const vocabulary = useRun((state) => state.loaded?.vocabulary ?? NO_NAMES);
  const className = useClassName();
  const names = vocabulary.map(className);
  const chance = ({ classes }: PictureView, model: 'teacher' | 'student', id: number | null): string => {
    if (id === null) return '–';
    const found = classes.find((one) => one.id === id)?.[model] ?? 0;
    return `${names[id] ?? ''} ${percent(found)}`;
  };
  return (
    <details className="more">
      <summary>{t('sheet.table')}</summary>
      <div className={styles.scroll}>
        <table className="values-table num">
          <thead>
            <tr>
              <th scope="col">{heading}</th>
              <th scope="col">{t('sheet.label')}</th>
              <th scope="col" className="teacher">
                {t('inspector.teacher')}
              </th>
              <th scope="col" className="student">
                {t('inspector.student')}
              </th>
            </tr>
          </thead>
          <tbody>
            {views.map((view, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place in the batch
              <tr key={index}>
                <th scope="row">{index + 1}</th>
                <td>{names[view.label]}</td>
                <td>{chance(view, 'teacher', view.teacherAnswer)}</td>
                <td>{chance(view, 'student', view.answer)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
