/** The page: a bar above three columns. */

import { type ReactNode, Suspense } from 'react';
import { isOwnTask } from '../experiment/user-data';
import { Attention } from './attention/Attention';
import { TopBar } from './bar/TopBar';
import { Charts } from './charts/Charts';
import { CompareView } from './compare/CompareView';
import { DropZone } from './drop/DropZone';
import { Evaluation } from './evaluation/Evaluation';
import { Inspector } from './inspector/Inspector';
import { HowItWorks } from './lessons/HowItWorks';
import { LessonPlace } from './lessons/LessonPlace';
import { Measures } from './measures/Measures';
import { Dialogs } from './messages/Dialogs';
import { EarlierRun } from './messages/EarlierRun';
import { Elsewhere } from './messages/Elsewhere';
import { FailureAlert } from './messages/FailureAlert';
import { MissingData } from './messages/MissingData';
import { MissingModels } from './messages/MissingModels';
import { NewVersion } from './messages/NewVersion';
import { Notices } from './messages/Notices';
import { Toast } from './messages/Toast';
import { Play } from './play/Play';
import { Part } from './presentation/Part';
import { SettingsPanel } from './settings/SettingsPanel';
import { useCompare } from './store/compare/state';
import { useDraftExperiment } from './store/experiment/draft';
import { useShowsClasses } from './store/experiment/shown-task';
import { usePresentation } from './store/presentation/state';
import { TokenStrip } from './strip/TokenStrip';
import { useT } from './text/text';
import { Time } from './time/Time';
import { Trace } from './trace/Trace';
import { lazyPart } from './ui/lazy-part';
import { useBackground } from './useBackground';
import { useReport } from './useReport';
import { useShortcuts } from './useShortcuts';

export function App() {
  const t = useT();
  useShortcuts();
  useBackground();
  useReport();
  const comparing = useCompare((state) => state.open);
  const view = usePresentation((state) => state.view);
  const messages = (
    <>
      <Dialogs />
      <DropZone />
      <Toast />
    </>
  );
  const View = view === 'present' ? Present : view === 'embed' ? Embed : null;
  if (View) {
    return (
      <Suspense fallback={null}>
        <View>{messages}</View>
      </Suspense>
    );
  }
  return (
    <>
      {/* A button, because the address's hash belongs to the experiment. */}
      <button type="button" className="skip" onClick={skipToRun}>
        {t('app.skip')}
      </button>
      <div className={comparing ? 'frame frame-compare' : 'frame'}>
        <TopBar />
        <LessonPlace />
        <Part name="settings">
          <SettingsPanel />
        </Part>
        {comparing ? <CompareView /> : <SingleRun />}
      </div>
      {messages}
    </>
  );
}

interface ViewProps {
  readonly children: ReactNode;
}

const Present = lazyPart<ViewProps>(() => import('./present/Present'));
const Embed = lazyPart<ViewProps>(() => import('./embed/Embed'));
const ContactSheet = lazyPart(() => import('./pictures/ContactSheet'));
const TeacherPath = lazyPart(() => import('./messages/TeacherPath'));

function SingleRun() {
  const t = useT();
  const ownData = useDraftExperiment((state) => isOwnTask(state.experiment.task));
  const classes = useShowsClasses();
  return (
    <>
      <main className="column column-main" id="run" tabIndex={-1} aria-label={t('app.main')}>
        <FailureAlert />
        <MissingModels />
        <MissingData />
        {ownData && (
          <Suspense fallback={null}>
            <TeacherPath />
          </Suspense>
        )}
        <EarlierRun />
        <Elsewhere />
        <NewVersion />
        <Notices />
        <HowItWorks />
        <Part name="strip">
          {classes ? (
            <Suspense fallback={null}>
              <ContactSheet />
            </Suspense>
          ) : (
            <TokenStrip />
          )}
        </Part>
        <Time />
        <Part name="charts">
          <Charts />
        </Part>
        <Trace />
        <Play />
        <Attention />
        <Evaluation />
        {/* They are about text: drafts, similarity of answers, names. */}
        {!classes && (
          <Part name="measures">
            <Measures />
          </Part>
        )}
      </main>
      <Inspector />
    </>
  );
}

function skipToRun(): void {
  document.getElementById('run')?.focus();
}
