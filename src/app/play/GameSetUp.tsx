/** Which prompt is played, how many visitors there are, and how strict the teacher is. */
import { FIELDS } from '../../experiment/fields';
import { taskKey, useData } from '../store/data/state';
import { useDraftExperiment } from '../store/experiment/draft';
import { useRun } from '../store/experiment/state';
import { playPrompt, resumePlay, setUpPlay } from '../store/play/actions';
import { usePlay } from '../store/play/state';
import { useT } from '../text/all-text';
import { PromptForm } from '../ui/PromptForm';
import { Segments } from '../ui/Segments';
import { WholeNumber } from '../ui/WholeNumber';
import styles from './play.module.css';

const CHOICES = 4;
const NONE: readonly string[] = [];

export function GameSetUp() {
  const t = useT();
  const visitors = usePlay((state) => state.visitors);
  const edited = useDraftExperiment((state) => state.experiment);
  const key = taskKey(useRun((state) => state.running) ?? edited);
  const heldOut = useData((state) => state.tasks[key]?.facts?.heldOut ?? NONE);
  return (
    <PromptForm
      label={t('play.prompt')}
      action={t('play.begin')}
      onPrompt={playPrompt}
      choices={
        <fieldset className={`chips ${styles.chips}`} aria-label={t('play.prompts')}>
          {heldOut.slice(0, CHOICES).map((text) => (
            <button key={text} type="button" className="chip" dir="auto" onClick={() => playPrompt(text)}>
              {text}
            </button>
          ))}
        </fieldset>
      }
    >
      <div className={styles.settings}>
        <span className="said" id="play-visitors-label">
          {t('play.visitors')}
        </span>
        <Segments
          id="play-visitors"
          labelledBy="play-visitors-label"
          value={String(visitors)}
          options={(['1', '2'] as const).map((value) => ({ value, label: t(`play.visitors.${value}`) }))}
          onChange={(value) => setUpPlay({ visitors: value === '2' ? 2 : 1 })}
        />
        <Strictness />
        <Later />
      </div>
    </PromptForm>
  );
}

/** What holds from the next game on, and the way back to an answer that was left. */
function Later() {
  const t = useT();
  const isLater = usePlay(
    ({ game, topK, visitors }) =>
      game !== null && (game.own.rule.topK !== topK || game.visitors !== visitors),
  );
  const unfinished = usePlay((state) => state.unfinished !== null);
  return (
    <>
      {isLater && <span className="quiet">{t('play.later')}</span>}
      {unfinished && (
        <button type="button" className="link" onClick={resumePlay}>
          {t('play.resume')}
        </button>
      )}
    </>
  );
}

/** K of the next game: within one, visitors and student are compared under the same rule. */
function Strictness() {
  const t = useT();
  const topK = usePlay((state) => state.topK);
  const tokens = usePlay((state) => state.game?.own.vocabulary.length ?? FIELDS.topK.max);
  const most = Math.min(tokens, FIELDS.topK.max);
  return (
    <WholeNumber
      label={t('play.topK')}
      className={styles.number}
      value={topK}
      most={most}
      onChange={(next) => setUpPlay({ topK: next })}
    />
  );
}
