/** Says which values of a comparison come to the same experiment. */
import { useMemo } from 'react';
import { type Comparison, planOf } from '../../experiment/comparison';
import { sameRuns } from '../../experiment/equality';
import { useT } from '../text/all-text';
import { useLabels, useLanguage } from '../text/text';
import { valueName } from '../text/values';
import styles from './compare.module.css';

export function SameRuns({ comparison }: { readonly comparison: Comparison }) {
  const t = useT();
  const labels = useLabels();
  const language = useLanguage();
  const { vary, values } = comparison;
  // One seed suffices: seeds are the same for every value.
  const groups = useMemo(
    () => sameRuns(planOf(comparison).slice(0, values.length)),
    [comparison, values.length],
  );
  return groups.map((group) => {
    const names = group.map(({ value }) => valueName(labels, vary, value));
    return (
      <p key={names.join(' ')} className={styles.notice}>
        {t('compare.plan.same', { names: new Intl.ListFormat(language).format(names) })}
      </p>
    );
  });
}
