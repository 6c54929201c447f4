/** Form of a comparison: the compared setting, budget, number of seeds, and the estimated cost. */
import { type FormEvent, useId } from 'react';
import { BUDGETS, COMPARISON_LIMITS } from '../../experiment/comparison';
import { Term } from '../lessons/Term';
import { editDraft, startComparing } from '../store/compare/actions';
import { useCompare } from '../store/compare/state';
import { share } from '../store/experiment/actions';
import { useDraftExperiment } from '../store/experiment/draft';
import { useT } from '../text/all-text';
import { Hint } from '../ui/Hint';
import { Icon } from '../ui/Icon';
import { Segments } from '../ui/Segments';
import { ComparisonTime } from './ComparisonTime';
import { Cost } from './Cost';
import styles from './compare.module.css';
import { MethodValues } from './MethodValues';
import { SettingValues } from './SettingValues';
import { firstValues, sweepable } from './values';

const SEEDS = Array.from({ length: COMPARISON_LIMITS.mostSeeds }, (_, i) => String(i + 1));
const METHODS = ['skd', 'supervised-kd', 'on-policy-kd'] as const;

export function SetUp() {
  const t = useT();
  const base = useDraftExperiment((state) => state.experiment);
  const planned = useDraftExperiment((state) => state.changes.length > 0);
  const draft = useCompare((state) => state.draft);
  const { vary } = draft;
  const complete = draft.values.length >= COMPARISON_LIMITS.fewestValues;
  const comparison = { base, ...draft };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    startComparing();
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <WhatChoice />
      {vary === 'method' ? <MethodValues /> : <SettingValues key={vary} name={vary} />}
      {vary === 'method' && <PublishedDefaults />}
      <div className={styles.row}>
        <BudgetChoice />
        <SeedsChoice />
      </div>
      <p className="quiet">
        {t('compare.base')} {planned && t('compare.planned')}
      </p>
      {complete && <Cost comparison={comparison} />}
      <div className={`${styles.actions} ${styles.start}`}>
        <button type="submit" className="btn btn-main" disabled={!complete}>
          <Icon name="play" />
          {t('compare.start')}
        </button>
        <button type="button" className="btn" disabled={!complete} onClick={() => share(comparison)}>
          <Icon name="share" />
          {t('compare.share')}
        </button>
        <span className={`quiet num ${styles.time}`}>
          {complete && <ComparisonTime comparison={comparison} />}
        </span>
      </div>
    </form>
  );
}

/** Methods, or the values of one setting. */
function WhatChoice() {
  const t = useT();
  const id = useId();
  const base = useDraftExperiment((state) => state.experiment);
  const vary = useCompare(({ draft }) => draft.vary);
  const offered = sweepable(base);
  const choose = (what: string): void => {
    const setting = offered.includes('topK') ? 'topK' : (offered[0] ?? 'trainSize');
    if (what === 'methods') editDraft({ vary: 'method', values: METHODS });
    else editDraft({ vary: setting, values: firstValues(setting, base), methodSettings: 'published' });
  };
  return (
    <div className={styles.choice}>
      <div className={styles.label} id={`${id}-what`}>
        {t('compare.what')}
      </div>
      <Segments
        id={`${id}-what-choice`}
        labelledBy={`${id}-what`}
        value={vary === 'method' ? 'methods' : 'setting'}
        options={[
          { value: 'methods', label: t('compare.what.methods') },
          { value: 'setting', label: t('compare.what.setting') },
        ]}
        onChange={choose}
      />
    </div>
  );
}

function BudgetChoice() {
  const t = useT();
  const id = useId();
  const { steps, batchSize } = useDraftExperiment((state) => state.experiment);
  const budget = useCompare(({ draft }) => draft.budget);
  return (
    <div className={styles.choice}>
      <div className={styles.label}>
        <span id={`${id}-budget`}>{t('compare.budget')}</span>
        <Hint
          className="info"
          label={t('compare.budget.rule')}
          title={t('compare.budget.rule')}
          target={<Icon name="info" size={14} />}
        >
          {t('compare.budget.rule.text')}
        </Hint>
      </div>
      <Segments
        id={`${id}-budget-choice`}
        labelledBy={`${id}-budget`}
        value={budget}
        options={BUDGETS.map((value) => ({ value, label: t(`compare.budget.${value}`) }))}
        onChange={(chosen) => editDraft({ budget: BUDGETS.find((one) => one === chosen) ?? budget })}
      />
      <p className="quiet">
        {t(`compare.budget.${budget}.about`, {
          steps: steps.toLocaleString('en'),
          forwards: (steps * batchSize).toLocaleString('en'),
        })}
      </p>
    </div>
  );
}

function SeedsChoice() {
  const t = useT();
  const id = useId();
  const seed = useDraftExperiment((state) => state.experiment.seed);
  const seeds = useCompare(({ draft }) => draft.seeds);
  return (
    <div className={styles.choice}>
      <div className={styles.label} id={`${id}-seeds`}>
        <Term id="seed">{t('compare.seeds')}</Term>
      </div>
      <Segments
        id={`${id}-seeds-choice`}
        labelledBy={`${id}-seeds`}
        value={String(seeds)}
        options={SEEDS.map((value) => ({ value, label: value }))}
        onChange={(chosen) => editDraft({ seeds: Number(chosen) })}
      />
      <p className="quiet">
        {t('compare.seeds.about', { seeds: Array.from({ length: seeds }, (_, i) => seed + i).join(', ') })}{' '}
        {seeds < 3 && t('compare.seeds.few')}
      </p>
    </div>
  );
}

/** Whether each method begins at its published defaults. */
function PublishedDefaults() {
  const t = useT();
  const settings = useCompare((state) => state.draft.methodSettings);
  return (
    <label className={styles.published}>
      <input
        type="checkbox"
        checked={settings === 'published'}
        onChange={(event) =>
          editDraft({ methodSettings: event.currentTarget.checked ? 'published' : 'same' })
        }
      />
      <span>
        {t('compare.published')} <span className="quiet">{t(`compare.published.${settings}`)}</span>
      </span>
    </label>
  );
}
