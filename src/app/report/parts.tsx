/** What the reports share. */
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

/** Facts, each after its name; those without a text are left out. */
export function Facts({ facts }: { readonly facts: OriginLines }) {
  const said = facts.filter(([, text]) => text !== '');
  if (said.length === 0) return null;
  return (
    <dl>
      {said.map(([label, text]) => (
        <Fact key={label} label={label} text={text} />
      ))}
    </dl>
  );
}

const Fact = ({ label, text }: { readonly label: string; readonly text: string }) => (
  <div>
    <dt>{label}</dt>
    <dd>{/^https?:/.test(text) ? <a href={text}>{text}</a> : text}</dd>
  </div>
);

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
        <Fact key={label} label={label} text={text} />
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
