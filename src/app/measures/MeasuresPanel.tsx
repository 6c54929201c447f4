/** How much of the teacher is in the student: one measure at a time, each with its settings, progress and result. */
import type { MeasureKind } from '../../run/protocol';
import { closeMeasures, showMeasure, useMeasures } from '../store/measures/state';
import { useT } from '../text/all-text';
import { Panel } from '../ui/Panel';
import { Segments } from '../ui/Segments';
import { DraftingMeasure } from './DraftingMeasure';
import { IdentityMeasure } from './IdentityMeasure';
import { LiveGauges } from './LiveGauges';
import { SimilarityMeasure } from './SimilarityMeasure';

const KINDS: readonly MeasureKind[] = ['drafting', 'similarity', 'identity'];

export default function MeasuresPanel() {
  const t = useT();
  const kind = useMeasures((state) => state.kind);
  return (
    <Panel
      part="measures"
      title={t('measures.title')}
      closeLabel={t('measures.close')}
      onClose={closeMeasures}
    >
      <LiveGauges />
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
    </Panel>
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
