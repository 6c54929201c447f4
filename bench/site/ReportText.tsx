/** The report as text: to copy, and to post. */
import { useRef, useState } from 'react';
import type { Report } from '../report';
import { formatReport } from '../tables';
import type { Translate } from './text';

/** Address of the repository, from the environment of the build; empty where the build does not know it. */
const REPOSITORY: string = import.meta.env.VITE_REPOSITORY ?? '';

/** Tables for people, numbers for programs. Targets are for the machines of those who work on this project. */
function textOf(report: Report): string {
  const { entries, targets: _, ...rest } = report;
  const times = entries.map(({ case: what, contestant, samples }) => ({
    case: what.name,
    name: contestant.name,
    times: samples.map(({ time }) => time),
  }));
  return `${formatReport({ ...report, targets: [] })}\n\n\`\`\`json\n${JSON.stringify({ ...rest, times })}\n\`\`\`\n`;
}

export function ReportText({ report, t }: { readonly report: Report; readonly t: Translate }) {
  const [copied, setCopied] = useState<'copied' | 'notCopied' | null>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const text = textOf(report);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied('copied');
    } catch {
      field.current?.select();
      setCopied('notCopied');
    }
  };
  return (
    <section aria-labelledby="report">
      <h2 id="report">{t('report')}</h2>
      <p>{t('reportHow')}</p>
      <textarea ref={field} readOnly rows={10} value={text} aria-labelledby="report" spellCheck={false} />
      <div className="controls">
        <button type="button" onClick={() => void copy()}>
          {t('copy')}
        </button>
        <p role="status">{copied && t(copied)}</p>
      </div>
      {REPOSITORY === '' ? (
        <p>{t('postWhere')}</p>
      ) : (
        <p>
          <a href={`${REPOSITORY}/issues/new?template=benchmark.yml`}>{t('post')}</a>. {t('postHow')}
        </p>
      )}
    </section>
  );
}
