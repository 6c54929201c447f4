/** A run that was handed in, read only: who, when, settings, scores, curves. */
import { Suspense, useMemo } from 'react';
import type { Problem } from '../../errors/problems';
import { problemOf } from '../../errors/user-error';
import { decodeHandIn, type ReadHandIn } from '../../experiment/hand-in';
import { FIRST_METRIC, metricTitle, scoreText } from '../charts/scores';
import { addText } from '../store/class/actions';
import { entryOf } from '../store/class/list';
import { useHandIn } from '../store/class/state';
import { showCompare } from '../store/compare/actions';
import { setExperiment } from '../store/experiment/actions';
import { linkToHandIn } from '../store/experiment/link';
import { closeDialog, openDialog, toast } from '../store/view';
import { useT } from '../text/all-text';
import { noticeText } from '../text/labels';
import { useExplain, useLabels, useLanguage } from '../text/text';
import { settingsText } from '../text/values';
import { lazyPart } from '../ui/lazy-part';
import styles from './class.module.css';
import { metricsOf, scoreOf } from './groups';

const ClassCurves = lazyPart<Parameters<typeof import('./ClassCurves').default>[0]>(
  () => import('./ClassCurves'),
);

export default function HandInPage() {
  const explain = useExplain();
  const { encoded } = useHandIn();
  const read = useMemo((): ReadHandIn | Problem => {
    try {
      return decodeHandIn(encoded ?? '');
    } catch (error) {
      return problemOf(error);
    }
  }, [encoded]);
  return (
    <div className={styles.class}>
      {'code' in read ? (
        <p className="note note-bad" role="alert" dir="auto">
          {explain(read)}
        </p>
      ) : (
        <HandedIn read={read} encoded={encoded ?? ''} />
      )}
      <ToClass />
    </div>
  );
}

function ToClass() {
  const t = useT();
  return (
    <div>
      <button type="button" className="btn btn-small" onClick={() => openDialog('class')}>
        {t('handIn.toClass')}
      </button>
    </div>
  );
}

function HandedIn({ read, encoded }: { readonly read: ReadHandIn; readonly encoded: string }) {
  const t = useT();
  const labels = useLabels();
  const language = useLanguage();
  const { handIn, name, experiment, changes, altered, notices } = read;
  const entry = useMemo(() => entryOf(read, false, 0), [read]);
  const called = name || t('class.nameless');
  const groups = useMemo(() => [{ key: '', name: called, entries: [entry] }], [entry, called]);
  const metrics = metricsOf(groups[0]?.entries ?? []);
  const date = (at: number): string =>
    new Date(at).toLocaleString(language, { dateStyle: 'long', timeStyle: 'short' });
  const settings = settingsText(labels, experiment, changes, (step, change) =>
    t('chart.mark', { step, change }),
  );
  const facts: readonly (readonly [string, string])[] = [
    ...metrics.flatMap((metric): [string, string][] => {
      const score = scoreOf(entry, metric.id);
      return score === null ? [] : [[metricTitle(t, metric), scoreText(metric.id, score, 1)]];
    }),
    [t('handIn.steps'), `${handIn.step}${handIn.finished ? '' : ` (${t('class.unfinished')})`}`],
    [t('handIn.settings'), settings || t('runs.asDefault')],
  ];
  const runIt = (): void => {
    closeDialog();
    showCompare(false);
    setExperiment(experiment, changes);
    toast(t('handIn.onControls'));
  };
  return (
    <>
      <h3 className={styles.who}>
        <bdi>{called}</bdi>
      </h3>
      <p className="quiet">{t('handIn.readOnly')}</p>
      {altered && (
        <p className="note note-bad" role="alert">
          {t('handIn.altered')}
        </p>
      )}
      {notices.map((notice) => (
        <p key={noticeText(notice, labels)} className="note">
          {noticeText(notice, labels)}
        </p>
      ))}
      <dl className={`${styles.facts} num`}>
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Suspense fallback={null}>
        <ClassCurves groups={groups} headline={metrics[0] ?? FIRST_METRIC} />
      </Suspense>
      <p className="quiet">
        {[
          t('handIn.began', { date: date(handIn.created) }),
          t('handIn.made', { date: date(handIn.made) }),
          t('handIn.version', { version: handIn.page }),
          t('handIn.checksum', { checksum: handIn.recording }),
        ].join(' · ')}
      </p>
      <div className="row-actions">
        <button type="button" className="btn btn-main" data-first onClick={runIt}>
          {t('handIn.run')}
        </button>
        <button
          type="button"
          className="btn"
          onClick={() => {
            openDialog('class');
            void addText(linkToHandIn(encoded));
          }}
        >
          {t('handIn.add')}
        </button>
      </div>
    </>
  );
}
