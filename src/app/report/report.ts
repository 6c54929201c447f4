/** The report of what the page shows: printed, or saved as one file. */
import { createElement } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { save } from '../browser/download';
import { type Entry, useClass } from '../store/class/list';
import { useCompare } from '../store/compare/state';
import { presentSubject } from '../store/experiment/subject';
import { useView } from '../store/view';
import { t } from '../text/all-text';
import { labels } from '../text/text';
import { ClassReport } from './ClassReport';
import { ComparisonReport } from './ComparisonReport';
import { RunReport } from './RunReport';
import '../styles/report.css';
import style from '../styles/report.css?inline';

const ID = 'report';

/** The class where it is open and has something; else null. */
function shownClass(): readonly Entry[] | null {
  const { entries } = useClass.getState();
  return useView.getState().dialog === 'class' && entries && entries.length > 0 ? entries : null;
}

/** The report in light colours, whatever the page has: paper is white. */
function markup(): string {
  const { dataset } = document.documentElement;
  const { scheme } = dataset;
  const { open, snapshot } = useCompare.getState();
  const entries = shownClass();
  const words = { t, labels: labels() };
  const place = document.createElement('div');
  const root = createRoot(place);
  dataset.scheme = 'light';
  try {
    flushSync(() =>
      root.render(
        entries
          ? createElement(ClassReport, { words, entries })
          : open && snapshot
            ? createElement(ComparisonReport, { words, snapshot })
            : createElement(RunReport, words),
      ),
    );
    return place.innerHTML;
  } finally {
    root.unmount();
    dataset.scheme = scheme;
  }
}

function remove(): void {
  document.getElementById(ID)?.remove();
}

function insert(): void {
  remove();
  // Something else is on paper: the notes of a lesson.
  if (document.querySelector('body > [data-paper]')) return;
  const report = document.createElement('div');
  report.id = ID;
  report.innerHTML = markup();
  document.body.append(report);
}

// From now on the report is printed in place of the page, also where the browser's own command prints.
addEventListener('beforeprint', insert);
addEventListener('afterprint', remove);

/** One file that needs nothing else and runs no script. */
function htmlDocument(): string {
  const report = markup();
  const title = /<h1>(.*?)<\/h1>/.exec(report)?.[1] ?? '';
  return `<!doctype html>
<html lang="${document.documentElement.lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>${t('app.name')}: ${title}</title>
<style>${style}</style>
</head>
<body id="${ID}">${report}</body>
</html>
`;
}

export function saveReport(): void {
  const { open, snapshot } = useCompare.getState();
  const [first] = shownClass() ?? [];
  const experiment = open && snapshot ? snapshot.comparison.base : presentSubject().experiment;
  const of = first ? `${first.experiment.task}-class` : experiment.task;
  save(`distillery-${of}-report.html`, new Blob([htmlDocument()], { type: 'text/html' }));
}
