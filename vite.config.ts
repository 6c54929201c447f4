import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { engineFirst } from './tools/build-engine.ts';
import { enforceContentSecurityPolicy } from './tools/content-security-policy.ts';
import { refuseImportsOfEntry } from './tools/refuse-imports-of-entry.ts';
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

/** A chunk of its own for a module and all that it imports, so that lazy chunks share it and not the entry's chunk. */
const apart = (name: string, test: RegExp) => ({ groups: [{ name, test }] });

export default defineConfig({
  // Relative addresses: the built site works from any sub-path.
  base: './',
  plugins: [
    react(),
    engineFirst(),
    slimTensorFlow,
    enforceContentSecurityPolicy(),
    absoluteSiteAddresses(process.env.SITE_URL),
    refuseImportsOfEntry(),
    notices.page,
  ],
  worker: {
    format: 'es',
    plugins: () => [refuseImportsOfEntry(), notices.worker],
    rolldownOptions: {
      output: {
        ...licences,
        codeSplitting: apart('worker-main', /[\\/]src[\\/]run[\\/]worker-main\.ts$/),
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
  build: {
    target: 'es2022',
    outDir: process.env.DISTILLERY_DIST ?? 'dist',
    emptyOutDir: true,
    rolldownOptions: {
      output: { ...licences, codeSplitting: apart('main', /[\\/]src[\\/]app[\\/]main\.tsx$/) },
    },
  },
  test: {
    include: ['src/**/*.test.ts', 'src/**/*.test.tsx', 'tools/**/*.test.ts'],
    testTimeout: 120_000,
  },
});
