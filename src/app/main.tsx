/** The page's entry. First paint waits for neither the worker nor the charts. */
import './styles/mantine';
import './styles/colours.css';
import './styles/base.css';
import './styles/ui.css';
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { openRun, readHash } from './store/actions';
import { resolver, theme } from './styles/theme';
import { restoreLanguage } from './text/text';

const colorScheme = localStorageColorSchemeManager({ key: 'distillery.colour-scheme' });

restoreLanguage();
readHash();
addEventListener('hashchange', readHash);

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={resolver}
        colorSchemeManager={colorScheme}
        defaultColorScheme="auto"
      >
        <App />
      </MantineProvider>
    </StrictMode>,
  );
}

// After the first frame: the worker's script is larger than the page.
requestAnimationFrame(() => setTimeout(openRun, 0));
