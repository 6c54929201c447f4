/** The student as a drafter for its teacher: settings and result. */
import { useState } from 'react';
import type { DraftingCommand } from '../../run/protocol';
import { useMeasures } from '../store/measures/state';
import { useT } from '../text/all-text';
import { Choice } from '../ui/Choice';
import { DraftingResultView } from './DraftingResultView';
import { MeasureFrame } from './MeasureFrame';

const LENGTHS = ['1', '2', '4', '8'];
const PROMPTS = ['16', '64', '256'];
const REPEATS = 5;

const plain = (values: readonly string[]) => values.map((value) => ({ value, label: value }));

export function DraftingMeasure() {
  const t = useT();
  const measured = useMeasures((state) => state.results.drafting);
  const [length, setLength] = useState('4');
  const [decoding, setDecoding] = useState('sampled');
  const [prompts, setPrompts] = useState('16');
  const [times, setTimes] = useState('timed');
  const request: DraftingCommand = {
    kind: 'drafting',
    draftLength: Number(length),
    temperature: decoding === 'greedy' ? 0 : 1,
    prompts: Number(prompts),
    repeats: times === 'timed' ? REPEATS : 0,
  };
  return (
    <MeasureFrame
      about={t('measures.drafting.about')}
      request={request}
      result={measured ? <DraftingResultView {...measured} /> : null}
    >
      <Choice
        name="length"
        label={t('measures.drafting.length')}
        value={length}
        options={plain(LENGTHS)}
        onChange={setLength}
      />
      <Choice
        name="decoding"
        label={t('measures.drafting.decoding')}
        value={decoding}
        options={[
          { value: 'sampled', label: t('evaluation.sampled') },
          { value: 'greedy', label: t('evaluation.greedy') },
        ]}
        onChange={setDecoding}
      />
      <Choice
        name="prompts"
        label={t('measures.prompts')}
        value={prompts}
        options={plain(PROMPTS)}
        onChange={setPrompts}
      />
      <Choice
        name="times"
        label={t('measures.drafting.times')}
        value={times}
        options={[
          { value: 'timed', label: t('measures.drafting.timed') },
          { value: 'untimed', label: t('measures.drafting.untimed') },
        ]}
        onChange={setTimes}
      />
    </MeasureFrame>
  );
}
