/** The page: a bar above three columns. */
import { TopBar } from './bar/TopBar';
import { Charts } from './charts/Charts';
import { Inspector } from './inspector/Inspector';
import { HowItWorks } from './lessons/HowItWorks';
import { Dialogs } from './messages/Dialogs';
import { EarlierRun } from './messages/EarlierRun';
import { FailureAlert } from './messages/FailureAlert';
import { Notices } from './messages/Notices';
import { Toast } from './messages/Toast';
import { SettingsPanel } from './settings/SettingsPanel';
import { TokenStrip } from './strip/TokenStrip';
import { useT } from './text/text';
import { useBackground } from './useBackground';
import { useShortcuts } from './useShortcuts';

export function App() {
  const t = useT();
  useShortcuts();
  useBackground();
  return (
    <>
      {/* A button, because the address's hash belongs to the experiment. */}
      <button type="button" className="skip" onClick={skipToRun}>
        {t('app.skip')}
      </button>
      <div className="frame">
        <TopBar />
        <SettingsPanel />
        <main className="column column-main" id="run" tabIndex={-1} aria-label={t('app.main')}>
          <FailureAlert />
          <EarlierRun />
          <Notices />
          <HowItWorks />
          <TokenStrip />
          <Charts />
        </main>
        <Inspector />
      </div>
      <Dialogs />
      <Toast />
    </>
  );
}

function skipToRun(): void {
  document.getElementById('run')?.focus();
}
