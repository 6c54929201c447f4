/**
 * `npm run make-pictures`: the pictures of README and of shared links, and the icons, from the present page.
 *
 *     npm run make-pictures                   # all; the run of the first screen takes some minutes without a graphics card
 *     npm run make-pictures -- icons          # PNG icons from public/icon.svg only
 *     npm run make-pictures -- --steps 60     # a shorter run, to try the command
 *
 * Pictures of a run are a time lapse of a real one: equal numbers of steps between them.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { build, preview } from 'vite';
import { type Frame, writeAnimation, writeIcon, writeSmallPng } from './encode';
import { type Film, film, type Shot, withBrowser } from './film';

const BUILD = '.cache/dist-pictures';
const ICON = 'public/icon.svg';
/** The background of the icon. */
const ICON_BACKGROUND = '#1b1c22';

const print = (text: string): void => void process.stdout.write(`${text}\n`);

async function makeIcons(): Promise<void> {
  await writeIcon('public/icon-192.png', ICON, 192);
  await writeIcon('public/icon-512.png', ICON, 512);
  // iOS and Android cut the corners off themselves, Android down to a circle of 80 %.
  await writeIcon('public/apple-touch-icon.png', ICON, 180, { background: ICON_BACKGROUND });
  await writeIcon('public/icon-maskable-512.png', ICON, 512, { margin: 0.1, background: ICON_BACKGROUND });
}

/** `count` shots at about equal distances in steps. */
function spread(shots: readonly Shot[], count: number): Shot[] {
  const last = shots.at(-1)?.step ?? 0;
  const wanted = Array.from({ length: count }, (_, i) => ((i + 1) * last) / count);
  const chosen = wanted.flatMap((step) => shots.find((shot) => shot.step >= step) ?? []);
  return [...new Set(chosen)];
}

const FRAMES = 64;

function framesOf({ ready, running, finished, inspected }: Film): Frame[] {
  return [
    { image: ready.image, milliseconds: 1000 },
    ...spread(running, FRAMES).map(({ image }) => ({ image, milliseconds: 110 })),
    { image: finished.image, milliseconds: 600 },
    { image: inspected.image, milliseconds: 2500 },
  ];
}

/** The card that other sites show for a link to the page: 1200 × 630. */
function cardOf(image: Buffer): string {
  const icon = readFileSync(ICON).toString('base64');
  return `<!doctype html><style>
    body { margin: 0; width: 1200px; height: 630px; overflow: hidden; background: #faf9f5; color: #1b1c22; font-family: system-ui, sans-serif; }
    header { display: flex; align-items: center; gap: 22px; padding: 34px 48px 26px; }
    h1 { margin: 0; font-size: 46px; } p { margin: 4px 0 0; font-size: 25px; color: #55555f; }
    img.page { display: block; width: 1104px; margin: 0 48px; border-radius: 14px; border: 1px solid #dcdad2; }
    </style><header><img width="92" src="data:image/svg+xml;base64,${icon}" alt=""><div><h1>Distillery</h1>
    <p>A teacher and a student model on your own device. Watch the student learn.</p></div></header>
    <img class="page" src="data:image/png;base64,${image.toString('base64')}" alt="">`;
}

async function makePicturesOfRun(steps: string | undefined): Promise<void> {
  await build({ logLevel: 'error', build: { outDir: BUILD } });
  const server = await preview({
    preview: { host: 'localhost', port: 4180, open: false },
    build: { outDir: BUILD },
  });
  const [address = ''] = server.resolvedUrls?.local ?? [];
  try {
    await withBrowser(async (browser) => {
      const experiment = steps ? `#v=1&seed=1&steps=${steps}` : '';
      let shown = 0;
      const made = await film(browser, `${address}${experiment}`, (step) => {
        if (step < shown + 50) return;
        shown = step;
        print(`  step ${step}`);
      });
      await writeAnimation('docs/distillery.webp', framesOf(made), { width: 1200, height: 750, quality: 62 });
      const card = await browser.newPage({ viewport: { width: 1200, height: 630 } });
      await card.setContent(cardOf(made.inspected.image));
      await writeSmallPng('public/social.png', await card.screenshot());
    });
  } finally {
    await server.close();
  }
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { steps: { type: 'string' } },
});
await makeIcons();
if (!positionals.includes('icons')) await makePicturesOfRun(values.steps);
