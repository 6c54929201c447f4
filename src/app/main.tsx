/** The page's entry. First paint waits for neither the worker nor the charts. */
import './styles/colours.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/surfaces.css';
import './styles/requests.css';
import './styles/tokens.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { openRun, readHash, saveOnLeaving } from './store/experiment/actions';
import { startNavigation } from './store/navigation';
import { restoreScheme } from './store/scheme';
import { endWorkerWithPage } from './store/worker';
import { restoreLanguage } from './text/text';

restoreScheme();
void restoreLanguage();
startNavigation(readHash);
saveOnLeaving();
endWorkerWithPage();

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}

// After the first frame: the worker's script is larger than the page.
requestAnimationFrame(() => setTimeout(openRun, 0));

void import('./store/isolation').then(
  ({ isolate }) => isolate(),
  // What could not be loaded now is loaded at the next visit.
  () => {},
);
