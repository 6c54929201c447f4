/** Reports of what the page shows: printed, or saved as one file. */
import { createElement, type ReactElement } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { isLessonId } from '../../experiment/lesson-link';
import { save } from '../browser/download';
import { useClass } from '../store/class/list';
import { useCompare } from '../store/compare/state';
import { useRun } from '../store/experiment/state';
import { presentSubject } from '../store/experiment/subject';
import type { Lesson } from '../store/lesson/format/schema';
import { useLesson } from '../store/lesson/progress';
import { useOpenLesson } from '../store/lesson/state';
import { useView } from '../store/view';
import { t } from '../text/all-text';
import { labels } from '../text/text';
import { ClassReport } from './ClassReport';
import { ComparisonReport } from './ComparisonReport';
import { LessonReport } from './LessonReport';
import { RunReport } from './RunReport';
import '../styles/report.css';
import style from '../styles/report.css?inline';

const ID = 'report';

export type ReportOf = 'run' | 'comparison' | 'class' | 'lesson';

/** The lesson that is open, with its text. */
function openedLesson(): { readonly id: string; readonly lesson: Lesson } | null {
  const { shown } = useLesson.getState();
  return shown?.id === useOpenLesson.getState().id ? shown : null;
}

/** What the page shows that a report can be of; null: the page is printed as it is, or the dialog over it. */
function shown(): ReportOf | null {
  const { dialog } = useView.getState();
  if (dialog) return dialog === 'class' && useClass.getState().entries?.length ? 'class' : null;
  const { open, snapshot } = useCompare.getState();
  if (open) return snapshot ? 'comparison' : null;
  if (openedLesson()) return 'lesson';
  return useRun.getState().report ? 'run' : null;
}

function contents(of: ReportOf): ReactElement {
  const words = { t, labels: labels() };
  const { snapshot } = useCompare.getState();
  const lesson = openedLesson();
  if (of === 'class')
    return createElement(ClassReport, { words, entries: useClass.getState().entries ?? [] });
  if (of === 'comparison' && snapshot) return createElement(ComparisonReport, { words, snapshot });
  if (of === 'lesson' && lesson) return createElement(LessonReport, { words, ...lesson });
  return createElement(RunReport, words);
}

/** The report in light colours, whatever the page has: paper is white. */
function markup(of: ReportOf): string {
  const { dataset } = document.documentElement;
  const { scheme } = dataset;
  const place = document.createElement('div');
  const root = createRoot(place);
  dataset.scheme = 'light';
  try {
    flushSync(() => root.render(contents(of)));
    const copy = place.cloneNode(true) as HTMLElement;
    // On paper no term explains itself.
    for (const button of copy.querySelectorAll('button')) button.replaceWith(...button.childNodes);
    return copy.innerHTML;
  } finally {
    root.unmount();
    dataset.scheme = scheme;
  }
}

/** What a button has asked for; null: the browser's own command prints what is shown. */
let asked: ReportOf | null = null;

function remove(): void {
  asked = null;
  document.getElementById(ID)?.remove();
}

function insert(): void {
  const of = asked ?? shown();
  remove();
  // Something else is on paper: the notes of a lesson.
  if (!of || document.querySelector('body > [data-paper]')) return;
  const report = document.createElement('div');
  report.id = ID;
  report.innerHTML = markup(of);
  document.body.append(report);
}

// From now on the report is printed in place of the page, also where the browser's own command prints.
addEventListener('beforeprint', insert);
addEventListener('afterprint', remove);

export function printReport(of: ReportOf): void {
  asked = of;
  print();
}

/** One file that needs nothing else and runs no script. */
function htmlDocument(of: ReportOf): string {
  const report = markup(of);
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

function subjectOf(of: ReportOf): string {
  const { snapshot } = useCompare.getState();
  const [first] = useClass.getState().entries ?? [];
  if (of === 'lesson')
    return isLessonId(openedLesson()?.id ?? '') ? `lesson-${openedLesson()?.id}` : 'lesson';
  if (of === 'class' && first) return `${first.experiment.task}-class`;
  return (of === 'comparison' && snapshot ? snapshot.comparison.base : presentSubject().experiment).task;
}

export function saveReport(of: ReportOf): void {
  save(`distillery-${subjectOf(of)}-report.html`, new Blob([htmlDocument(of)], { type: 'text/html' }));
}
