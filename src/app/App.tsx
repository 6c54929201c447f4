/** The page: a bar above three columns. */
import { Suspense } from 'react';
import { Attention } from './attention/Attention';
import { TopBar } from './bar/TopBar';
import { Charts } from './charts/Charts';
import { CompareView } from './compare/CompareView';
import { DropZone } from './drop/DropZone';
import { Evaluation } from './evaluation/Evaluation';
import { Inspector } from './inspector/Inspector';
import { HowItWorks } from './lessons/HowItWorks';
import { Measures } from './measures/Measures';
import { Dialogs } from './messages/Dialogs';
import { EarlierRun } from './messages/EarlierRun';
import { FailureAlert } from './messages/FailureAlert';
import { MissingData } from './messages/MissingData';
import { MissingModels } from './messages/MissingModels';
import { Notices } from './messages/Notices';
import { Toast } from './messages/Toast';
import { SettingsPanel } from './settings/SettingsPanel';
import { useCompare } from './store/compare/state';
import { useDraftExperiment } from './store/experiment/draft';
import { TokenStrip } from './strip/TokenStrip';
import { useT } from './text/text';
import { lazyPart } from './ui/lazy-part';
import { useBackground } from './useBackground';
import { useShortcuts } from './useShortcuts';

export function App() {
  const t = useT();
  useShortcuts();
  useBackground();
  const comparing = useCompare((state) => state.open);
  return (
    <>
      {/* A button, because the address's hash belongs to the experiment. */}
      <button type="button" className="skip" onClick={skipToRun}>
        {t('app.skip')}
      </button>
      <div className={comparing ? 'frame frame-compare' : 'frame'}>
        <TopBar />
        <SettingsPanel />
        {comparing ? <CompareView /> : <SingleRun />}
      </div>
      <Dialogs />
      <DropZone />
      <Toast />
    </>
  );
}

const TeacherPath = lazyPart(() => import('./messages/TeacherPath'));

function SingleRun() {
  const t = useT();
  const ownData = useDraftExperiment((state) => state.experiment.task === 'own');
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
        <Notices />
        <HowItWorks />
        <TokenStrip />
        <Charts />
        <Attention />
        <Evaluation />
        <Measures />
      </main>
      <Inspector />
    </>
  );
}

function skipToRun(): void {
  document.getElementById('run')?.focus();
}
