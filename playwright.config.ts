/** Browser tests: real browsers, mostly Chromium, against the built page, served from a sub-path (see e2e/serve.ts). */
import { defineConfig } from '@playwright/test';
import { findChromium } from './tools/browsers';

const executablePath = findChromium();

export default defineConfig({
  testDir: 'e2e',
  outputDir: '.cache/e2e',
  // A page computes on one processor and draws on another; a third would wait for both.
  workers: 2,
  fullyParallel: true,
  projects: [
    { name: 'pages', testIgnore: ['smooth.spec.ts', 'engines/**'] },
    // The same visit in three engines (e2e/engines).
    { name: 'engines', testMatch: 'engines/*.spec.ts' },
    // Looks at how long the page's thread is busy: nothing else may be.
    { name: 'smooth', testMatch: 'smooth.spec.ts', dependencies: ['pages', 'engines'], workers: 1 },
  ],
  forbidOnly: Boolean(process.env.CI),
  timeout: 90_000,
  globalTimeout: 30 * 60_000,
  expect: { timeout: 20_000 },
  reporter: 'list',
  use: {
    // The server names its port; Playwright puts it in the environment.
    baseURL: `http://localhost:${process.env.E2E_PORT ?? 0}/labs/distillery/`,
    locale: 'en-US',
    viewport: { width: 1440, height: 900 },
    trace: 'retain-on-failure',
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
