/** ICE-auto: settings and result. */
import { useState } from 'react';
import { useDraftExperiment } from '../store/experiment/draft';
import { useMeasures } from '../store/measures/state';
import { useT } from '../text/all-text';
import { useLabels } from '../text/text';
import { Choice } from '../ui/Choice';
import { IdentityResultView } from './IdentityResultView';
import { MeasureFrame } from './MeasureFrame';

export function IdentityMeasure() {
  const t = useT();
  const { choices } = useLabels();
  const method = useDraftExperiment((state) => state.experiment.method);
  const measured = useMeasures((state) => state.results.identity);
  const [prompts, setPrompts] = useState<'unasked' | 'asked'>('unasked');
  return (
    <MeasureFrame
      about={t('measures.identity.about')}
      request={{ kind: 'identity', prompts }}
      result={measured ? <IdentityResultView {...measured} /> : null}
    >
      <Choice
        name="prompts"
        label={`${t('measures.identity.distilled')} · ${t('measures.identity.method', { method: choices.method[method] })}`}
        value={prompts}
        options={[
          { value: 'unasked', label: t('measures.identity.unasked') },
          { value: 'asked', label: t('measures.identity.asked') },
        ]}
        onChange={(value) => setPrompts(value === 'asked' ? 'asked' : 'unasked')}
      />
    </MeasureFrame>
  );
}
