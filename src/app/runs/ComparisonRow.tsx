/** One kept comparison. */
import { useState } from 'react';
import type { ComparisonCard } from '../../run/protocol';
import { useCompare } from '../store/compare/state';
import { openComparison, remove } from '../store/runs/actions';
import { useT } from '../text/all-text';
import { megabytes } from '../text/format';
import { useLabels, useLanguage } from '../text/text';
import { Describe } from './Describe';
import { RowAction } from './RowAction';
import styles from './runs.module.css';

export function ComparisonRow({ card }: { readonly card: ComparisonCard }) {
  const t = useT();
  const labels = useLabels();
  const language = useLanguage();
  const [describing, setDescribing] = useState(false);
  const present = useCompare((state) => state.snapshot?.id === card.id);
  const { id, name, notes, comparison, savedAt, bytes, done, total, isOpen } = card;
  const { vary, values } = comparison;
  return (
    <li className={styles.run}>
      <h4 className={styles.name}>
        {name}
        {(present || isOpen) && (
          <span className="badge">{t(present ? 'runs.present' : 'runs.elsewhere')}</span>
        )}
      </h4>
      <p className="quiet">
        {savedAt > 0 ? new Date(savedAt).toLocaleString(language) : t('runs.undated')} ·{' '}
        {t('runs.compared', { setting: labels.fields[vary].label, values: values.length, done, total })} ·{' '}
        {megabytes(bytes)} MB
      </p>
      {notes && !describing && <p className={styles.notes}>{notes}</p>}
      {describing && (
        <Describe kind="comparison" id={id} name={name} notes={notes} onDone={() => setDescribing(false)} />
      )}
      <div className="row-actions">
        <RowAction action={t('runs.open')} of={name} onPress={() => openComparison(card)} />
        <RowAction
          action={t('runs.describe')}
          of={name}
          expanded={describing}
          onPress={() => setDescribing(!describing)}
        />
        <RowAction
          action={t('runs.delete')}
          of={name}
          disabled={isOpen}
          onPress={() => remove('comparison', id)}
        />
      </div>
    </li>
  );
}
