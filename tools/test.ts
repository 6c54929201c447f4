/**
 * `npm test`: every check there is, in order, and one last line that counts them: `N passed, N failed`.
 * A stage that fails does not keep the later ones from running, except that nothing can be tested without a build.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import * as v from 'valibot';
import { findChromium, findFirefox, findWebKitDriver } from './browsers';
import { findTorchPython } from './find-python';
import { findVulkan } from './find-vulkan';

const UNIT_REPORT = '.cache/unit-report.json';
const E2E_REPORT = '.cache/e2e-report.json';

const env: NodeJS.ProcessEnv = {
  ...process.env,
  DISTILLERY_DIST: process.env.DISTILLERY_DIST ?? '.cache/dist-test',
};

const print = (text: string): void => void process.stdout.write(`${text}\n`);

interface Count {
  readonly passed: number;
  readonly failed: number;
}

const PASSED: Count = { passed: 1, failed: 0 };
const FAILED: Count = { passed: 0, failed: 1 };

/** Runs a program of this project's own node_modules, showing its output; resolves to whether it succeeded. */
function run(program: string, options: readonly string[], extra: NodeJS.ProcessEnv = {}): Promise<boolean> {
  return new Promise((resolve) => {
    // npx is a script on Windows, which only a shell starts.
    const child = spawn('npx', ['--no-install', program, ...options], {
      stdio: 'inherit',
      env: { ...env, ...extra },
      shell: process.platform === 'win32',
    });
    child.on('error', (error) => {
      print(String(error));
      resolve(false);
    });
    child.on('exit', (code) => resolve(code === 0));
  });
}

/** A runner that crashed or ran nothing has failed, whatever its report says. */
function verdict(count: Count | null, succeeded: boolean): Count {
  if (!count || count.passed + count.failed === 0) return FAILED;
  return succeeded || count.failed > 0 ? count : { ...count, failed: 1 };
}

function readReport<T>(path: string, schema: v.GenericSchema<unknown, T>): T | null {
  try {
    return v.parse(schema, JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    print(`There is no readable report in ${path}.`);
    return null;
  }
}

const UnitReport = v.object({
  numPassedTests: v.number(),
  numFailedTests: v.number(),
  testResults: v.array(
    v.object({ status: v.string(), assertionResults: v.array(v.object({ fullName: v.string() })) }),
  ),
});

/** Whether a unit test ran on WebGPU, which takes an adapter. */
let testedWebGpu = false;

async function unitTests(): Promise<Count> {
  const succeeded = await run('vitest', [
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${UNIT_REPORT}`,
  ]);
  const report = readReport(UNIT_REPORT, UnitReport);
  testedWebGpu = Boolean(
    report?.testResults.some(({ assertionResults }) =>
      assertionResults.some(({ fullName }) => fullName.includes(' on webgpu ')),
    ),
  );
  // A file that cannot even be loaded has no tests to count.
  const unloadable = report?.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  ).length;
  return verdict(
    report && { passed: report.numPassedTests, failed: report.numFailedTests + (unloadable ?? 0) },
    succeeded,
  );
}

const E2eReport = v.object({
  stats: v.object({ expected: v.number(), unexpected: v.number(), flaky: v.number() }),
  suites: v.array(v.unknown()),
});

/** Why browser tests were skipped, each reason once. */
let skipped: readonly string[] = [];

const Skip = v.object({ type: v.literal('skip'), description: v.string() });

/** The reasons of all skipped tests in a part of Playwright's report, whatever its depth. */
function skipsIn(part: unknown): string[] {
  const skip = v.safeParse(Skip, part);
  if (skip.success) return [skip.output.description];
  return typeof part === 'object' && part !== null ? Object.values(part).flatMap(skipsIn) : [];
}

async function browserTests(): Promise<Count> {
  const chromium = findChromium();
  if (!chromium) {
    print('No Chromium was found or could be installed: set CHROMIUM_PATH to one to run the browser tests.');
    return FAILED;
  }
  const succeeded = await run('playwright', ['test', '--reporter=list,json'], {
    CHROMIUM_PATH: chromium,
    PLAYWRIGHT_JSON_OUTPUT_FILE: E2E_REPORT,
  });
  const report = readReport(E2E_REPORT, E2eReport);
  skipped = [...new Set(skipsIn(report?.suites))];
  return verdict(
    report && { passed: report.stats.expected, failed: report.stats.unexpected + report.stats.flaky },
    succeeded,
  );
}

/** Programs that tests drive, how to find each, and its packages on Debian. */
const PROGRAMS = [
  { name: 'Chromium', find: findChromium, packages: ['chromium'] },
  { name: 'Firefox', find: findFirefox, packages: ['firefox-esr'] },
  { name: 'WebKit', find: findWebKitDriver, packages: ['webkit2gtk-driver', 'xvfb', 'xauth'] },
  // The adapter itself comes with Chromium.
  { name: 'Vulkan', find: findVulkan, packages: ['libvulkan1'] },
  { name: 'PyTorch', find: findTorchPython, packages: ['python3-torch', 'python3-yaml'] },
] as const;

const missingPrograms = (): (typeof PROGRAMS)[number][] => PROGRAMS.filter(({ find }) => !find());

/** Whether packages may be installed: on a machine of its own for the tests, with Debian's tools, as root. */
const mayInstall = Boolean(
  process.platform === 'linux' && env.CI && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get'),
);

/** Installs what is missing where that may be done; elsewhere Playwright's Chromium, which needs no rights. */
function installPrograms(): void {
  const missing = missingPrograms();
  if (missing.length === 0) return;
  if (mayInstall) {
    const packages = missing.flatMap(({ packages }) => packages);
    print(`Installing ${packages.join(', ')}.`);
    spawnSync('sh', ['-c', `apt-get update -qq && apt-get install -y -qq ${packages.join(' ')}`], {
      stdio: 'inherit',
      env: { ...env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  } else if (!findChromium() && !env.CHROMIUM_PATH) {
    print('No Chromium found: installing Playwright’s.');
    spawnSync('npx', ['playwright', 'install', '--no-shell', 'chromium'], {
      stdio: 'inherit',
      env,
      shell: process.platform === 'win32',
    });
  }
}

const check = async (program: string, options: readonly string[]): Promise<Count> =>
  (await run(program, options)) ? PASSED : FAILED;

mkdirSync('.cache', { recursive: true });
for (const report of [UNIT_REPORT, E2E_REPORT]) rmSync(report, { force: true });

installPrograms();
const counts: Count[] = [];

async function stage(name: string, work: () => Promise<Count>): Promise<Count> {
  print(`\n── ${name}`);
  const started = performance.now();
  const count = await work();
  print(
    `── ${name}: ${count.failed === 0 ? 'good' : 'FAILED'}, ${((performance.now() - started) / 1000).toFixed(1)} s`,
  );
  counts.push(count);
  return count;
}

await stage('type check', () => check('tsc', ['-p', '.']));
await stage('lint', () => check('biome', ['check', '.']));
await stage('unit tests', unitTests);
// The build is no check of its own; only its failure counts.
const built = await stage('build', async () => ({ ...(await check('vite', ['build'])), passed: 0 }));
if (built.failed === 0) {
  await stage('bundle sizes', () => check('tsx', ['tools/bundle-size.ts']));
  await stage('browser tests', browserTests);
}

const missing = missingPrograms();
// Where programs can be installed, one that is missing is a failure.
if (mayInstall) counts.push(...missing.map(() => FAILED));

const total = (of: keyof Count): number => counts.reduce((sum, count) => sum + count[of], 0);
process.exitCode = total('failed') === 0 ? 0 : 1;
print('');
const absent = missing.map(({ name }) => `${name}: not tested here (not installed)`);
for (const reason of new Set([...absent, ...skipped])) print(reason);
if (!testedWebGpu) print('WebGPU: not tested here (no adapter)');
print(`${total('passed')} passed, ${total('failed')} failed`);
