/** Presets, every setting in its group, the estimate, and what waits for a restart. */
import { useMemo } from 'react';
import { GROUPS, type Group } from '../../experiment/controls';
import { diffExperiments } from '../../experiment/diff';
import type { FieldName } from '../../experiment/fields';
import { Part } from '../presentation/Part';
import { askRestart, setExperiment } from '../store/experiment/actions';
import { useDraftExperiment } from '../store/experiment/draft';
import { useRun } from '../store/experiment/state';
import { useLabels, useT } from '../text/text';
import { About } from './About';
import { Estimate } from './CostEstimate';
import { FieldControl } from './FieldControl';
import { IdentityTest } from './IdentityTest';
import { Planned } from './Planned';
import { Presets } from './Presets';
import { fieldsOf } from './relevance';
import styles from './settings.module.css';

/** The method first: it is what the page is about. */
const ORDER: readonly Group[] = ['method', ...GROUPS.filter((group) => group !== 'method')];
const NONE: readonly FieldName[] = [];

export function SettingsPanel() {
  const t = useT();
  const experiment = useDraftExperiment((state) => state.experiment);
  const running = useRun((state) => (state.active ? state.running : null));
  // Live settings follow at once, but for those of a preset, which waits as a whole.
  const waiting = useMemo(
    () => (running ? diffExperiments(running, experiment).map(({ name }) => name) : NONE),
    [running, experiment],
  );
  return (
    <aside className="column column-settings" aria-label={t('app.settings')}>
      {/* Where there is one column, the presets are its beginning and the settings its end (base.css). */}
      <div className="settings-presets">
        <Part name="presets">
          <Presets />
        </Part>
      </div>
      <div className="settings-all" data-part="settings">
        <Planned />
        {ORDER.map((group) => (
          <SettingsGroup key={group} group={group} waiting={waiting} />
        ))}
        <Estimate />
        <About />
        {running && waiting.length > 0 && (
          <RestartSummary waiting={waiting} onRevert={() => setExperiment(running, useRun.getState().plan)} />
        )}
      </div>
    </aside>
  );
}

function SettingsGroup({
  group,
  waiting,
}: {
  readonly group: Group;
  readonly waiting: readonly FieldName[];
}) {
  const t = useT();
  const { groups } = useLabels();
  const experiment = useDraftExperiment((state) => state.experiment);
  const { basic, more } = fieldsOf(group, experiment);
  // Which user model teaches is chosen in the teacher's control, which user data in the task's.
  const waits = (name: FieldName): boolean =>
    waiting.includes(name) ||
    (name === 'teacher' && waiting.includes('ownTeacher')) ||
    (name === 'ownStudent' && waiting.includes('start')) ||
    (name === 'task' && waiting.includes('ownData'));
  const control = (name: FieldName) => <FieldControl key={name} name={name} waits={waits(name)} />;
  return (
    <section className="section" aria-labelledby={`group-${group}`}>
      <h2 className="section-title" id={`group-${group}`}>
        {groups[group]}
      </h2>
      <div className={styles.fields}>
        {basic.map(control)}
        {group === 'student' && <IdentityTest />}
      </div>
      {more.length > 0 && (
        <details className="more">
          <summary>
            {t('settings.more')} <span className="quiet">{more.length}</span>
          </summary>
          <div className={styles.fields}>{more.map(control)}</div>
        </details>
      )}
    </section>
  );
}

interface RestartSummaryProps {
  readonly waiting: readonly FieldName[];
  readonly onRevert: () => void;
}

function RestartSummary({ waiting, onRevert }: RestartSummaryProps) {
  const t = useT();
  const { fields } = useLabels();
  return (
    <div className={styles.restart} role="status">
      <p>
        {t('settings.restartSummary', {
          fields: waiting.map((name) => fields[name].label).join(', '),
        })}
      </p>
      <div className="note-actions">
        <button type="button" className="btn btn-small btn-main" onClick={askRestart}>
          {t('settings.restartNow')}
        </button>
        <button type="button" className="btn btn-small" onClick={onRevert}>
          {t('settings.revert')}
        </button>
      </div>
    </div>
  );
}
