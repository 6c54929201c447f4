import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import type { ConfigEnv, UserConfig } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { defineConfig } from 'vitest/config';
import { ISOLATION } from './src/service-worker/isolation.ts';
import { engineFirst } from './tools/build-engine.ts';
import { enforceContentSecurityPolicy } from './tools/content-security-policy.ts';
import { largeFiles } from './tools/large-files.ts';
import { refuseImportsOfEntry } from './tools/refuse-imports-of-entry.ts';
import { sourceFingerprint } from './tools/reproduce/sources.ts';
import { isSecondPage, secondPage } from './tools/second-page.ts';
import { absoluteSiteAddresses } from './tools/site-url.ts';
import { NOTICES_FILE, thirdPartyNotices } from './tools/third-party.ts';

/** The bundle's part of TensorFlow.js; see src/ops/tf.ts. In Node (tests, tools) the umbrella package itself is used. */
const slimTensorFlow = {
  name: 'slim-tensorflow',
  config: () =>
    process.env.VITEST
      ? {}
      : {
          resolve: {
            alias: [
              {
                find: /^@tensorflow\/tfjs$/,
                replacement: fileURLToPath(new URL('./src/ops/tf-bundle.ts', import.meta.url)),
              },
            ],
          },
        },
};

const notices = thirdPartyNotices();

/** The notices of all packages are in one file, and the worker would repeat one of them 895 times. */
const licences = {
  comments: { legal: false },
  postBanner: `/* Licences of the packages: ${NOTICES_FILE} */`,
};

/** The service worker (src/service-worker), with a list of the files that the page needs to work offline. */
const serviceWorker = VitePWA({
  strategies: 'injectManifest',
  srcDir: 'src/service-worker',
  filename: 'service-worker.ts',
  // The page registers it when it has nothing else to do (src/app/browser/service-worker.ts).
  injectRegister: false,
  manifest: false,
  injectManifest: {
    globPatterns: ['**/*.{html,js,css,wasm,svg,webmanifest}', 'lessons/**/*.json'],
    // Browsers that have service workers have SIMD, and tfjs computes on one thread.
    globIgnores: [
      '**/tfjs-backend-wasm-threaded*',
      '**/tfjs-backend-wasm-????????.wasm',
      'bench.html',
      'bench/**',
    ],
    rollupFormat: 'iife',
    maximumFileSizeToCacheInBytes: 4_000_000,
  },
});

/** Whether a plugin has a part in a build: in that of the first page. */
const ofFirstPage = (config: UserConfig, { command }: ConfigEnv): boolean =>
  command === 'build' && !isSecondPage(config);

/** A chunk of its own for a module and all that it imports, so that lazy chunks share it and not the entry's chunk. */
const apart = (name: string, test: RegExp) => ({ groups: [{ name, test }] });

/** Unit tests of tensors, which replace no module. */
const TENSORS = 'src/{ops,model,distill}/**/*.test.ts';
/** Unit tests that take a process of their own: one narrows the memory, the others replace modules and open an adapter. */
const PROCESSES = [
  'src/ops/wasm/memory-guard.test.ts',
  'src/run/requests/{attention-maps,trace}.test.ts',
  'src/run/resources/{device,probe,speed}.test.ts',
  'src/run/runner-compile.test.ts',
];
const REST = ['tools/**/*.test.ts', 'src/!(ops|model|distill)/**/*.test.{ts,tsx}'];

export default defineConfig({
  // Relative addresses: the built site works from any sub-path.
  base: './',
  define: {
    __SOURCES__: JSON.stringify(sourceFingerprint()),
    __LARGE_FILES__: JSON.stringify(largeFiles()),
  },
  plugins: [
    react(),
    engineFirst(),
    slimTensorFlow,
    enforceContentSecurityPolicy(),
    absoluteSiteAddresses(process.env.SITE_URL),
    refuseImportsOfEntry(),
    // The packages of the other page are among those of the first.
    { ...notices.page, apply: ofFirstPage },
    secondPage('bench.html'),
    ...serviceWorker.map((part) => ({ ...part, apply: ofFirstPage })),
  ],
  worker: {
    format: 'es',
    plugins: () => [refuseImportsOfEntry(), notices.worker],
    rolldownOptions: {
      output: {
        ...licences,
        codeSplitting: apart('worker-main', /[\\/](?:src[\\/]run|bench[\\/]site)[\\/]worker-main\.ts$/),
      },
    },
  },
  // Known to the dev server from the start: found one by one, they would load the page anew in the middle of a run.
  optimizeDeps: {
    include: [
      '@tensorflow/tfjs-core',
      '@tensorflow/tfjs-core/dist/register_all_gradients',
      '@tensorflow/tfjs-backend-cpu',
      '@tensorflow/tfjs-backend-wasm',
      '@tensorflow/tfjs-backend-webgpu',
    ],
  },
  server: { headers: ISOLATION },
  preview: { headers: ISOLATION },
  build: {
    target: 'es2022',
    outDir: process.env.DISTILLERY_DIST ?? 'dist',
    emptyOutDir: true,
    rolldownOptions: {
      output: { ...licences, codeSplitting: apart('main', /[\\/]src[\\/]app[\\/]main\.tsx$/) },
    },
  },
  test: {
    projects: [
      {
        extends: true,
        // One process tests many files: TensorFlow.js is loaded, and a software adapter compiles, once.
        test: { name: 'tensors', include: [TENSORS], exclude: PROCESSES, isolate: false },
      },
      { extends: true, test: { name: 'processes', include: PROCESSES } },
      {
        extends: true,
        // A thread begins in a third of the time that a process takes.
        test: { name: 'rest', include: REST, exclude: PROCESSES, pool: 'threads' },
      },
    ],
    testTimeout: 120_000,
    // All cores: Vitest itself leaves one free. Two more processes took 347 s instead of 299 on two cores.
    maxWorkers: '100%',
  },
});
