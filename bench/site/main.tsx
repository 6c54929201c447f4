/** Entry of the benchmark's page. */
import './site.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { restoreScheme } from '../../src/app/store/scheme';
import { BenchmarkPage } from './BenchmarkPage';

restoreScheme();
const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <BenchmarkPage />
    </StrictMode>,
  );
}
