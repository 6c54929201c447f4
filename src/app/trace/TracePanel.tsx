/** One token at a time: a sequence as its sampler writes it, draw by draw, with the loss at each token. */
import { useEffect, useRef } from 'react';
import { beginTrace } from '../store/trace/actions';
import { closeTrace, useTrace } from '../store/trace/state';
import { useT } from '../text/all-text';
import { Panel } from '../ui/Panel';
import { RequestFailure } from '../ui/RequestFailure';
import { PlaybackControls } from './PlaybackControls';
import { TokenMoment } from './TokenMoment';
import { TraceFacts } from './TraceFacts';
import { TracePrompt } from './TracePrompt';
import { TraceSequence } from './TraceSequence';
import { usePlayback } from './usePlayback';

export default function TracePanel() {
  const t = useT();
  const calls = useTrace((state) => state.calls);
  const asked = useTrace((state) => state.asked);
  const result = useTrace((state) => state.result);
  const refusal = useTrace((state) => state.refusal);
  const root = useRef<HTMLElement>(null);
  const playback = usePlayback(root);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each call looks at what is selected then
  useEffect(() => beginTrace(), [calls]);
  return (
    <Panel
      title={t('trace.title')}
      about={t('trace.about')}
      closeLabel={t('trace.close')}
      onClose={closeTrace}
      ref={root}
    >
      <TracePrompt />
      <RequestFailure problem={refusal} />
      {result === null ? (
        <p className="quiet" role="status">
          {t(asked ? 'trace.reading' : 'trace.empty')}
        </p>
      ) : (
        <>
          <TraceFacts result={result} />
          <TraceSequence result={result} />
          <PlaybackControls result={result} playback={playback} />
          <TokenMoment result={result} isPlaying={playback.isPlaying} />
        </>
      )}
    </Panel>
  );
}
