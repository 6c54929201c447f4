/** RSE-auto: settings and result. */
import { useState } from 'react';
import { useMeasures } from '../store/measures/state';
import { useT } from '../text/all-text';
import { Choice } from '../ui/Choice';
import { MeasureFrame } from './MeasureFrame';
import { SimilarityResultView } from './SimilarityResultView';

const PROMPTS = ['32', '64', '256'];

export function SimilarityMeasure() {
  const t = useT();
  const measured = useMeasures((state) => state.results.similarity);
  const [prompts, setPrompts] = useState('64');
  return (
    <MeasureFrame
      about={t('measures.similarity.about')}
      request={{ kind: 'similarity', prompts: Number(prompts) }}
      result={measured ? <SimilarityResultView {...measured} /> : null}
    >
      <Choice
        name="prompts"
        label={t('measures.prompts')}
        value={prompts}
        options={PROMPTS.map((value) => ({ value, label: value }))}
        onChange={setPrompts}
      />
    </MeasureFrame>
  );
}
