/** Which classes are taken for which: a row a right class, a column an answer. */
import { type CSSProperties, useState } from 'react';
import type { EvaluatedItem } from '../../run/protocol';
import { useT } from '../text/all-text';
import { Segments } from '../ui/Segments';
import { useClassName } from './class-name';
import { confusionOf } from './confusion';
import styles from './pictures.module.css';

interface ConfusionMatrixProps {
  readonly items: readonly EvaluatedItem[];
  /** Whether an answer has a class for each patch. */
  readonly perPatch: boolean;
}

export function ConfusionMatrix({ items, perPatch }: ConfusionMatrixProps) {
  const t = useT();
  const [who, setWho] = useState<'student' | 'teacher'>('student');
  const className = useClassName();
  const { classes, counts } = confusionOf(items, who, perPatch);
  return (
    <section className={styles.matrix} aria-labelledby="confusion-title">
      <h3 className="section-title" id="confusion-title">
        {t('confusion.title')}
      </h3>
      <div id="confusion-who" className="said">
        {t('examples.who')}
      </div>
      <Segments
        id="confusion-who-choice"
        labelledBy="confusion-who"
        value={who}
        options={[
          { value: 'student', label: t('inspector.student') },
          { value: 'teacher', label: t('inspector.teacher') },
        ]}
        onChange={(value) => setWho(value === 'teacher' ? 'teacher' : 'student')}
      />
      <p className="quiet">{t(perPatch ? 'confusion.aboutPatches' : 'confusion.about')}</p>
      <div
        className={styles.scroll}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard
        tabIndex={0}
      >
        <table className={`num ${styles.confusion}`}>
          <caption className="said">{t('confusion.title')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('confusion.corner')}</th>
              {classes.map((name) => (
                <th key={name} scope="col">
                  <span>{className(name)}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {classes.map((truth, row) => {
              const line = counts[row] ?? [];
              const total = line.reduce((sum, count) => sum + count, 0);
              return (
                <tr key={truth}>
                  <th scope="row">{className(truth)}</th>
                  {classes.map((answer, column) => {
                    const count = line[column] ?? 0;
                    const share = total === 0 ? 0 : count / total;
                    return (
                      <td
                        key={answer}
                        className={row === column ? styles.diagonal : styles.confused}
                        style={{ '--share': `${Math.round(100 * share)}%` } as CSSProperties}
                      >
                        {count === 0 ? '' : count}
                      </td>
                    );
                  })}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}
