/** The line above a result: what was measured, and whether it is still about the run on the page. */

import { useT } from '../text/all-text';
import { duration } from '../text/format';

export interface OutlineProps {
  readonly parts: readonly string[];
  readonly milliseconds: number;
  readonly outdated: boolean;
}

export function Outline({ parts, milliseconds, outdated }: OutlineProps) {
  const t = useT();
  return (
    <p>
      {[...parts, t('measures.took', { time: duration(milliseconds) })].join(' · ')}
      {outdated && <span className="request-outdated"> {t('measures.outdated')}</span>}
    </p>
  );
}
