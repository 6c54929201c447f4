/** Sharing: what is shared and how it is shown there, as a link, a QR code, and a frame for another page. */
import { Suspense, useState } from 'react';
import { type LiveChange, MOST_CHANGES } from '../../experiment/changes';
import { CLASS_PAIR } from '../../experiment/class-link';
import type { Experiment } from '../../experiment/fields';
import { PLAIN_PRESENTATION, type Presentation } from '../../experiment/presentation';
import { encodeRecording } from '../../experiment/recording-link';
import { fingerprintText, isOwnTask } from '../../experiment/user-data';
import { useDraftExperiment } from '../store/experiment/draft';
import { linkToComparison, linkToRun, linkToSettings, presentedLink } from '../store/experiment/link';
import { useRun } from '../store/experiment/state';
import { usePresentation } from '../store/presentation/state';
import { usePlayed } from '../store/recordings/state';
import { exportRun } from '../store/runs/actions';
import { useView } from '../store/view';
import { useT } from '../text/all-text';
import { lazyPart } from '../ui/lazy-part';
import { CopyBox } from './CopyBox';
import { frameCode } from './frame-code';
import { Choices } from './PresentationChoices';
import { QrCode } from './QrCode';
import { type SharedPart, ShareWhich } from './ShareWhich';
import styles from './share.module.css';

const HandIn = lazyPart(() => import('./HandIn'));
const TakeFurther = lazyPart(() => import('./TakeFurther'));

interface Subject {
  readonly link: string;
  readonly experiment: Experiment;
  readonly changes: readonly LiveChange[];
}

/** Links to the run and to the settings on the controls; one of them where they are the same. */
function useSubjects(): Readonly<Partial<Record<SharedPart, Subject>>> {
  const initial = useRun((state) => state.initial);
  const made = useRun((state) => state.changes);
  const { experiment, changes } = useDraftExperiment();
  const settings = { link: linkToSettings(), experiment, changes };
  const run = linkToRun();
  if (run === null || initial === null || run === settings.link) return { settings };
  return { run: { link: run, experiment: initial, changes: made }, settings };
}

export default function ShareDialog() {
  const t = useT();
  const comparison = useView((state) => state.sharedComparison);
  const subjects = useSubjects();
  const [part, setPart] = useState<SharedPart>('run');
  const shown = usePresentation();
  const [presentation, setPresentation] = useState<Presentation>(shown);
  const ofRun = subjects[part] ?? subjects.settings;
  const [forClass, setForClass] = useState(false);
  const [handingIn, setHandingIn] = useState(false);
  const [further, setFurther] = useState(false);
  const played = usePlayed((state) => state.shown);
  const [plays, setPlays] = useState(true);
  const subject = comparison
    ? { link: linkToComparison(comparison), experiment: comparison.base, changes: [] }
    : ofRun;
  if (!subject) return null;
  // A comparison has the whole page only.
  const presented = presentedLink(
    subject.link,
    comparison ? { ...presentation, view: PLAIN_PRESENTATION.view, show: null } : presentation,
  );
  // The recording is that of the run on the screen.
  const playable = comparison || (subjects.run && part === 'settings') ? null : played;
  const link =
    presented + encodeRecording(plays ? playable : null) + (forClass && !comparison ? CLASS_PAIR : '');
  const { task, ownData } = subject.experiment;
  return (
    <div className={styles.share}>
      {!comparison && subjects.run && <ShareWhich chosen={part} onChoose={setPart} />}
      <Choices
        presentation={presentation}
        hasViews={comparison === null}
        onChange={(changed) => setPresentation((before) => ({ ...before, ...changed }))}
      />
      {!comparison && (
        <label>
          <input
            type="checkbox"
            checked={forClass}
            onChange={({ currentTarget: { checked } }) => setForClass(checked)}
          />{' '}
          {t('share.class')}
        </label>
      )}
      {playable !== null && (
        <label>
          <input
            type="checkbox"
            checked={plays}
            onChange={({ currentTarget: { checked } }) => setPlays(checked)}
          />{' '}
          {t('share.plays')}
        </label>
      )}
      <div className={styles.ways}>
        <div className={styles.texts}>
          <CopyBox label={t('share.link')} copy={t('share.copy')} text={link} first />
          {presentation.view === 'embed' && !comparison && (
            <CopyBox
              label={t('share.frame')}
              copy={t('share.copyFrame')}
              text={frameCode(link, t('app.name'))}
            />
          )}
          <p className="quiet">
            {t('share.text')}
            {isOwnTask(task) && ` ${t('data.notInLink', { fingerprint: fingerprintText(ownData) })}`}
            {!comparison && subject === subjects.run && subject.changes.length > MOST_CHANGES
              ? ` ${t('share.tooManyChanges', { most: MOST_CHANGES })}`
              : ''}
          </p>
        </div>
        <QrCode text={link} />
      </div>
      {!comparison && <RecordingFile />}
      {!comparison && (
        <details className="more" onToggle={({ currentTarget: { open } }) => setHandingIn(open)}>
          <summary>{t('handIn.make')}</summary>
          {handingIn && (
            <Suspense fallback={null}>
              <HandIn />
            </Suspense>
          )}
        </details>
      )}
      <details className="more" onToggle={({ currentTarget: { open } }) => setFurther(open)}>
        <summary>{t('graduate.title')}</summary>
        {further && (
          <Suspense fallback={null}>
            <TakeFurther experiment={subject.experiment} changes={subject.changes} />
          </Suspense>
        )}
      </details>
    </div>
  );
}

/** The run on the page as a file. */
function RecordingFile() {
  const t = useT();
  const id = useRun((state) => (state.step > 0 ? state.facts?.id : undefined));
  if (id === undefined) return null;
  return (
    <p className="quiet">
      <button type="button" className="btn btn-small" onClick={() => void exportRun(id)}>
        {t('share.recording')}
      </button>{' '}
      {t('share.recordingWhat')}
    </p>
  );
}
