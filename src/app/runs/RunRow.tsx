/** One kept run: what it is, how far it came, and what can be done with it. */
import { useState } from 'react';
import { plannedSteps } from '../../experiment/changes';
import type { RunCard } from '../../run/protocol';
import { METRIC_TERMS, scoreText } from '../charts/scores';
import { useRun } from '../store/experiment/state';
import { exportRun, open, remove } from '../store/runs/actions';
import { toast } from '../store/view';
import { useT } from '../text/all-text';
import { megabytes, short } from '../text/format';
import { type TranslateAll, useLabels, useLanguage } from '../text/text';
import { settingsText } from '../text/values';
import { AddSteps } from './AddSteps';
import { Describe } from './Describe';
import { RowAction } from './RowAction';
import styles from './runs.module.css';

export interface RunRowProps {
  readonly card: RunCard;
  /** It is one of the two that are compared. */
  readonly compared: boolean;
  readonly onCompare: () => void;
}

export function RunRow({ card, compared, onCompare }: RunRowProps) {
  const t = useT();
  const labels = useLabels();
  const language = useLanguage();
  const [form, setForm] = useState<'describe' | 'more' | null>(null);
  const { facts, savedAt, bytes } = card;
  const { id, name, notes, experiment, changes } = facts;
  const present = useRun((state) => state.facts?.id === id);
  const settings = settingsText(labels, experiment, changes, (step, change) =>
    t('chart.mark', { step, change }),
  );
  const toggle = (which: 'describe' | 'more'): void => setForm(form === which ? null : which);
  return (
    <li className={styles.run}>
      <h3 className={styles.name}>
        {name}
        <Marks card={card} present={present} />
      </h3>
      <p className="quiet">
        {savedAt > 0 ? new Date(savedAt).toLocaleString(language) : t('runs.undated')} · {standing(t, card)} ·{' '}
        {megabytes(bytes)} MB
      </p>
      <p className="quiet">{settings || t('runs.asDefault')}</p>
      {notes && form !== 'describe' && <p className={styles.notes}>{notes}</p>}
      {form === 'describe' && (
        <Describe kind="run" id={id} name={name} notes={notes} onDone={() => setForm(null)} />
      )}
      {form === 'more' && <AddSteps card={card} />}
      <div className="row-actions">
        <RowAction action={t('runs.open')} of={name} onPress={() => open(card)} />
        <RowAction
          action={t('runs.describe')}
          of={name}
          expanded={form === 'describe'}
          onPress={() => toggle('describe')}
        />
        <RowAction action={t('runs.compare')} of={name} pressed={compared} onPress={onCompare} />
        {card.restore && (
          <RowAction
            action={t('runs.more')}
            of={name}
            expanded={form === 'more'}
            disabled={card.isOpen && !present}
            onPress={() => toggle('more')}
          />
        )}
        <RowAction
          action={t('runs.export')}
          of={name}
          onPress={() => {
            exportRun(id).catch((error: unknown) => toast(t('runs.exportFailed', { why: String(error) })));
          }}
        />
        <RowAction
          action={t('runs.delete')}
          of={name}
          disabled={card.isOpen}
          onPress={() => remove('run', id)}
        />
      </div>
    </li>
  );
}

function Marks({ card, present }: { readonly card: RunCard; readonly present: boolean }) {
  const t = useT();
  const marks = [
    ...(present ? [t('runs.present')] : card.isOpen ? [t('runs.elsewhere')] : []),
    ...(card.restore ? [] : [t('runs.recordingOnly')]),
  ];
  return marks.map((mark) => (
    <span key={mark} className="badge">
      {mark}
    </span>
  ));
}

const isMetric = (id: string): id is keyof typeof METRIC_TERMS => Object.hasOwn(METRIC_TERMS, id);

/** “step 120 of 450 · loss 0.31 · exact match 84%”. */
function standing(t: TranslateAll, { facts, loss, scores }: RunCard): string {
  const { step, sftStep, experiment, changes, finished } = facts;
  const total = plannedSteps(experiment, changes);
  const where =
    step === 0 && sftStep > 0
      ? t('runs.sft', { step: sftStep, total: experiment.sftSteps })
      : t(finished ? 'runs.finished' : 'runs.step', { step, total: finished ? step : total });
  return [
    where,
    ...(loss === null ? [] : [t('runs.loss', { loss: short(loss) })]),
    ...Object.entries(scores).flatMap(([id, value]) =>
      isMetric(id) ? [`${t(`metric.${id}`)} ${scoreText(id, value, 0)}`] : [],
    ),
  ].join(' · ');
}
