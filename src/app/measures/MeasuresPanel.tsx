/** How much of the teacher is in the student: one measure at a time, each with its settings, progress and result. */
import { useEffect, useRef } from 'react';
import type { MeasureKind } from '../../run/protocol';
import { closeMeasures, showMeasure, useMeasures } from '../store/measures';
import { useT } from '../text/text';
import { Icon } from '../ui/Icon';
import { Segments } from '../ui/Segments';
import { DraftingMeasure } from './DraftingMeasure';
import { IdentityMeasure } from './IdentityMeasure';
import { SimilarityMeasure } from './SimilarityMeasure';
import '../evaluation/evaluation.css';
import './measures.css';

const KINDS: readonly MeasureKind[] = ['drafting', 'similarity', 'identity'];

export default function MeasuresPanel() {
  const t = useT();
  const kind = useMeasures((state) => state.kind);
  const title = useRef<HTMLHeadingElement>(null);
  // What opened it has gone, and with it the focus.
  useEffect(() => {
    title.current?.focus({ preventScroll: true });
    title.current?.scrollIntoView({ block: 'start' });
  }, []);
  return (
    <section className="evaluation" aria-labelledby="measures-title">
      <div className="section-head">
        <h2 className="section-title" id="measures-title" ref={title} tabIndex={-1}>
          {t('measures.title')}
        </h2>
        <button
          type="button"
          className="info push lesson-close"
          aria-label={t('measures.close')}
          onClick={closeMeasures}
        >
          <Icon name="cross" />
        </button>
      </div>
      <span id="measures-which" className="said">
        {t('measures.which')}
      </span>
      <Segments
        id="measures-kind"
        labelledBy="measures-which"
        value={kind}
        options={KINDS.map((value) => ({ value, label: t(`measures.${value}`) }))}
        onChange={(value) => showMeasure(KINDS.find((known) => known === value) ?? 'drafting')}
      />
      <Content kind={kind} />
    </section>
  );
}

function Content({ kind }: { readonly kind: MeasureKind }) {
  switch (kind) {
    case 'drafting':
      return <DraftingMeasure />;
    case 'similarity':
      return <SimilarityMeasure />;
    case 'identity':
      return <IdentityMeasure />;
    default:
      return kind satisfies never;
  }
}
