/** Browser tests: real browsers, mostly Chromium, against the built page, served from a sub-path (see e2e/serve.ts). */
import { defineConfig } from '@playwright/test';
import { findChromium } from './tools/browsers';

const executablePath = findChromium();

/** Patterns are matched against whole paths, and a clone may be in a folder of any name. */
const ENGINES = /[\\/]e2e[\\/]engines[\\/][^\\/]+\.spec\.ts$/;

export default defineConfig({
  testDir: 'e2e',
  outputDir: '.cache/e2e',
  // A page computes on one processor and draws on another; a third would wait for both.
  workers: 2,
  fullyParallel: true,
  projects: [
    { name: 'pages', testIgnore: ['smooth.spec.ts', ENGINES] },
    // The same visit in several engines (e2e/engines).
    { name: 'engines', testMatch: ENGINES },
    // Looks at how long the page's thread is busy: nothing else may be.
    { name: 'smooth', testMatch: 'smooth.spec.ts', dependencies: ['pages', 'engines'], workers: 1 },
  ],
  forbidOnly: Boolean(process.env.CI),
  // The second try records a trace; a test that passes only then has failed all the same.
  retries: 1,
  failOnFlakyTests: true,
  timeout: 90_000,
  globalTimeout: 30 * 60_000,
  expect: { timeout: 20_000 },
  reporter: 'list',
  use: {
    // The server names its port; Playwright puts it in the environment.
    baseURL: `http://localhost:${process.env.E2E_PORT ?? 0}/labs/distillery/`,
    locale: 'en-US',
    viewport: { width: 1440, height: 900 },
    // Each test has a fresh profile, and would fill its cache with the whole page (isolation.spec.ts lets it).
    serviceWorkers: 'block',
    // Recording costs a third of the time, and slows the page most where a test is short of time already.
    trace: 'on-first-retry',
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      args: [
        '--enable-unsafe-webgpu',
        '--use-webgpu-adapter=swiftshader',
        '--no-sandbox',
        '--disable-background-networking',
      ],
    },
  },
  webServer: {
    command: 'npx tsx e2e/serve.ts',
    wait: { stdout: /Listening on port (?<e2e_port>\d+)/ },
    gracefulShutdown: { signal: 'SIGTERM', timeout: 1000 },
  },
});
