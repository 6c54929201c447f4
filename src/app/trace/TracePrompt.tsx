/** Which prompt is answered, who writes, and with which K and random numbers. */
import { sourceOf } from '../../experiment/methods';
import { WRITERS, type Writer } from '../../run/protocol';
import { taskKey, useData } from '../store/data/state';
import { useDraftExperiment } from '../store/experiment/draft';
import { useRun } from '../store/experiment/state';
import { askPrompt, askStripRow, askTrace, changeTrace, drawAgain } from '../store/trace/actions';
import { useTrace } from '../store/trace/state';
import { useView } from '../store/view';
import { useT } from '../text/all-text';
import { PromptForm } from '../ui/PromptForm';
import { WholeNumber } from '../ui/WholeNumber';
import styles from './trace.module.css';

/** As many as the strip shows, and as many of each other kind. */
const CHOICES = 3;

const useExperiment = () => {
  const edited = useDraftExperiment((state) => state.experiment);
  return useRun((state) => state.running) ?? edited;
};

export function TracePrompt() {
  const t = useT();
  return (
    <PromptForm label={t('trace.prompt')} action={t('trace.show')} onPrompt={askPrompt} choices={<Prompts />}>
      <Settings />
    </PromptForm>
  );
}

interface ChipsProps {
  readonly title: string;
  readonly names: readonly string[];
  readonly onChoose: (index: number) => void;
}

function Chips({ title, names, onChoose }: ChipsProps) {
  if (names.length === 0) return null;
  return (
    <fieldset className={`chips ${styles.chips}`} aria-label={title}>
      <span className="quiet" aria-hidden="true">
        {title}
      </span>
      {names.map((name, index) => (
        <button key={name} type="button" className="chip" dir="auto" onClick={() => onChoose(index)}>
          {name}
        </button>
      ))}
    </fieldset>
  );
}

function Prompts() {
  const t = useT();
  const newest = useRun((state) => state.strip);
  const strip = useView((state) => state.pinned) ?? newest;
  const key = taskKey(useExperiment());
  const facts = useData((state) => state.tasks[key]?.facts);
  const rows = strip?.rows.slice(0, CHOICES) ?? [];
  const training = facts?.samples.slice(0, CHOICES) ?? [];
  const heldOut = facts?.heldOut.slice(0, CHOICES) ?? [];
  const settings = { writer: null, topK: null, row: 0, strip: null };
  return (
    <div className={styles.prompts}>
      <Chips
        title={t('trace.prompts.batch')}
        names={rows.map((_, row) => t('trace.sequence', { row: row + 1 }))}
        onChoose={(row) => strip && askStripRow(strip, row)}
      />
      <Chips
        title={t('trace.prompts.training')}
        names={training.map(({ prompt }) => prompt.replace(/=$/, ''))}
        onChoose={(index) => askTrace({ ...settings, prompt: training[index]?.prompt ?? '', typed: false })}
      />
      <Chips
        title={t('trace.prompts.validation')}
        names={heldOut}
        onChoose={(index) => askPrompt(heldOut[index] ?? '')}
      />
    </div>
  );
}

/** The writers to choose from: AdaSwitch only where the run is one. */
function Settings() {
  const t = useT();
  const result = useTrace((state) => state.result);
  const request = useTrace((state) => state.request);
  const switches = sourceOf(useExperiment()) === 'adaptive-switch';
  if (!result || !request) return null;
  const { writer, rule } = result;
  const writers = WRITERS.filter((one) => one !== 'adaptive-switch' || switches || writer === one);
  return (
    <div className={styles.settings}>
      <label>
        {t('trace.writer')}{' '}
        <select
          className="box"
          value={writer}
          onChange={({ currentTarget: { value } }) =>
            changeTrace({ writer: writers.find((one): one is Writer => one === value) ?? null })
          }
        >
          {writers.map((one) => (
            <option key={one} value={one}>
              {t(`trace.writer.${one}`)}
            </option>
          ))}
        </select>
      </label>
      {writer === 'interleaved' && rule.acceptance === 'top-k' && (
        <WholeNumber
          label={t('trace.topK')}
          className={styles.number}
          value={rule.topK}
          most={result.vocabulary.length}
          onChange={(topK) => changeTrace({ topK })}
        />
      )}
      <button type="button" className="btn btn-small" onClick={drawAgain}>
        {t('trace.again')}
      </button>
    </div>
  );
}
