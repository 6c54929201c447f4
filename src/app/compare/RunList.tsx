/** Every run with what it is doing. */
import { memo } from 'react';
import type { ComparedRun } from '../../run/protocol';
import { Swatch } from '../charts/Swatch';
import { cancelComparing, includeAgain } from '../store/compare/actions';
import { useCompare } from '../store/compare/state';
import { useT } from '../text/all-text';
import { type TranslateAll, useExplain } from '../text/text';
import { type Group, type GroupRun, inOrder } from './groups';
import styles from './results.module.css';

export function RunList({ groups }: { readonly groups: readonly Group[] }) {
  const t = useT();
  return (
    // A scrollable region has to be reachable by keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <section className={styles.runs} aria-label={t('compare.runs')} tabIndex={0}>
      <ol>
        {inOrder(groups).map(({ group, at, one, index }) => (
          <RunRow key={index} index={index} at={at} name={group.name} {...one} />
        ))}
      </ol>
    </section>
  );
}

interface RunRowProps extends GroupRun {
  readonly index: number;
  /** Place of its value. */
  readonly at: number;
  readonly name: string;
}

/** Nine of ten have not changed when the tenth has. */
const RunRow = memo(function RunRow({ index, at, name, planned, run }: RunRowProps) {
  const t = useT();
  const explain = useExplain();
  const elsewhere = useCompare((compare) => compare.elsewhere);
  const { state, note } = run;
  const { seed } = planned.experiment;
  const title = t('compare.run', { name, seed });
  const out = state === 'cancelled';
  return (
    <li className={`${styles.run} ${styles[state] ?? ''}`}>
      <Swatch at={at} />
      <span>
        {name} <span className="quiet num">{t('compare.seed', { seed })}</span>
      </span>
      <span className={`${styles.runState} num`}>{describe(t, run)}</span>
      {state === 'done' || state === 'failed' || elsewhere ? (
        <span className={styles.runAct} />
      ) : (
        // One button for both ways, which keeps the focus.
        <button
          type="button"
          className={`btn btn-small ${styles.runAct}`}
          aria-label={t(out ? 'compare.include.run' : 'compare.cancel.run', { run: title })}
          onClick={() => (out ? includeAgain : cancelComparing)(index)}
        >
          {t(out ? 'compare.include' : 'compare.cancel')}
        </button>
      )}
      {note && <p className={styles.runNote}>{explain(note)}</p>}
    </li>
  );
});

function describe(t: TranslateAll, { state, stage, done, total }: ComparedRun): string {
  const word = t(`compare.run.${state}`);
  if (state !== 'running' && state !== 'paused') return word;
  if (total === 0) return stage === 'preparing' && state === 'running' ? t('compare.stage.preparing') : word;
  const progress = t('compare.stage.of', { stage: t(`compare.stage.${stage}`), done, total });
  return state === 'paused' ? `${word}, ${progress}` : progress;
}
