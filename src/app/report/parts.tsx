/** What the reports of runs and of comparisons share. */
import type { Origin as OriginLines } from '../export/picture';
import type { Labels } from '../text/labels';
import type { TranslateAll } from '../text/text';

/** The words of the language that the page has now. A report is no live part of the page: it does not follow it. */
export interface Words {
  readonly t: TranslateAll;
  readonly labels: Labels;
}

interface OriginProps {
  readonly words: Words;
  readonly origin: OriginLines;
}

/** The date and the account of where the numbers come from. */
export function Origin({ words: { t }, origin }: OriginProps) {
  const now = new Date();
  return (
    <dl>
      <div>
        <dt>{t('report.date')}</dt>
        <dd>
          <time dateTime={now.toISOString()}>{now.toLocaleString(document.documentElement.lang)}</time>
        </dd>
      </div>
      {origin.map(([label, text]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{/^https?:/.test(text) ? <a href={text}>{text}</a> : text}</dd>
        </div>
      ))}
    </dl>
  );
}

interface PictureProps {
  /** A whole document. */
  readonly svg: string;
  /** What it shows, for those who do not see it. */
  readonly name: string;
}

export function Picture({ svg, name }: PictureProps) {
  return <img src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`} alt={name} />;
}
