/** One evaluated prompt. */
import { memo } from 'react';
import type { EvaluatedItem, JudgedAnswer } from '../../run/protocol';
import { useClassName } from '../pictures/class-name';
import { Prompt } from '../pictures/Prompt';
import { useT } from '../text/all-text';
import { Icon } from '../ui/Icon';
import { Difference } from './Difference';
import styles from './evaluation.module.css';
import type { Who } from './filter';
import { markAnswer, markReference } from './segments';

export interface ExampleRowProps {
  readonly item: EvaluatedItem;
  /** Whose answer is compared with the reference; the other's follows, smaller. */
  readonly who: Who;
  /** Whether answers are classes, which are right or wrong and nothing between. */
  readonly ofClasses: boolean;
}

export const ExampleRow = memo(function ExampleRow({ item, who, ofClasses }: ExampleRowProps) {
  const t = useT();
  const { prompt, reference, kind } = item;
  const own = item[who];
  const other = who === 'student' ? 'teacher' : 'student';
  const right = own.error === null;
  const className = useClassName();
  return (
    <tr className={right ? styles.right : styles.wrong}>
      <th scope="row">
        <Prompt text={prompt} alt={t('sheet.number')} />
        {kind !== null && <span className="example-kind">{kind}</span>}
      </th>
      <td>
        <dl className="example-lines">
          {!right && (
            <>
              <dt>{t('held.expected')}</dt>
              <dd className="mono">
                {ofClasses ? (
                  <span className={styles.rows}>{className(reference)}</span>
                ) : (
                  <Difference of="reference" segments={markReference(reference, own.edits)} />
                )}
              </dd>
            </>
          )}
          <dt className={who}>{t(`inspector.${who}`)}</dt>
          <dd className="mono">
            {ofClasses ? <span className={styles.rows}>{className(own.text)}</span> : <Answer given={own} />}
          </dd>
          {item[other].text !== own.text && (
            <>
              <dt className={other}>{t(`inspector.${other}`)}</dt>
              <dd className={`mono ${styles.other} ${ofClasses ? styles.rows : ''}`}>
                {className(item[other].text) || t('try.empty')}
              </dd>
            </>
          )}
        </dl>
      </td>
      <td className={styles.verdict}>
        <Icon name={right ? 'check' : 'cross'} size={14} />{' '}
        {t(own.error === null ? 'held.right' : ofClasses ? 'held.wrong' : `error.${own.error}`)}
      </td>
    </tr>
  );
});

function Answer({ given: { text, edits } }: { readonly given: JudgedAnswer }) {
  const t = useT();
  if (text === '') return <span className="quiet">{t('try.empty')}</span>;
  return <Difference of="answer" segments={markAnswer(text, edits)} />;
}
