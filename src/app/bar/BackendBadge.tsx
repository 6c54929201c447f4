/** The backend and the reason for it; opens the facts about device, teacher and student. */
import type { BackendInfo, Loaded } from '../../run/protocol';
import { scoreText } from '../charts/scores';
import { useRun } from '../store/experiment/state';
import { count } from '../text/format';
import { type Translate, useExplain, useT } from '../text/text';
import { Hint } from '../ui/Hint';
import { Icon } from '../ui/Icon';
import styles from './bar.module.css';

const NAMES = { webgpu: 'WebGPU', wasm: 'WebAssembly', cpu: 'CPU' } as const;

export function BackendBadge() {
  const t = useT();
  const explain = useExplain();
  const backend = useRun((state) => state.backend);
  const loaded = useRun((state) => state.loaded);
  return (
    // A named group, not a button: the name stays "Backend" while the button inside says which one.
    <fieldset className={styles.backend} aria-label={t('backend.label')}>
      <Hint
        className={styles.button}
        title={t('term.backend')}
        width={340}
        target={
          <>
            <Icon name="chip" />
            <span className={styles.text}>
              {backend ? (
                <>
                  <b>{NAMES[backend.name]}</b>
                  <span className={styles.adapter}>{adapterName(t, backend)}</span>
                </>
              ) : (
                t('backend.waiting')
              )}
            </span>
          </>
        }
      >
        <div>
          <p>{t('about.backend')}</p>
          {backend && (
            <Fact name={t('backend.why')}>{backend.reasons.map(explain).join(t('text.between'))}</Fact>
          )}
          {backend?.advice && <Fact name={t('backend.advice')}>{explain(backend.advice)}</Fact>}
          {loaded && (
            <>
              <Fact name={t('backend.teacher')}>
                {loaded.teacher
                  ? shapeText(t, loaded.teacher) + teacherScores(t, loaded.metrics, loaded.teacher)
                  : t('backend.noTeacher')}
              </Fact>
              <Fact name={t('backend.student')}>
                {t('backend.parameters', { parameters: count(loaded.student.parameters) })}
              </Fact>
            </>
          )}
          <p className={styles.fact}>
            <a className="link" href="./bench.html" target="_blank" rel="noreferrer">
              {t('backend.benchmark')}
            </a>
          </p>
        </div>
      </Hint>
    </fieldset>
  );
}

function adapterName(t: Translate, { name, adapter, threads }: BackendInfo): string {
  if (name === 'wasm') return `, ${t('backend.threads', { threads })}`;
  return ` ${name === 'webgpu' ? adapter : t('backend.processor.cpu')}`;
}

type LoadedTeacher = NonNullable<Loaded['teacher']>;

function shapeText(t: Translate, { parameters, width, layers, heads }: LoadedTeacher): string {
  return t('backend.shape', { parameters: count(parameters), width, layers, heads });
}

function teacherScores(t: Translate, metrics: Loaded['metrics'], { scores }: LoadedTeacher): string {
  const parts = metrics.flatMap(({ id }) => {
    const score = scores[id];
    return score === undefined ? [] : [`${t(`metric.${id}`)} ${scoreText(id, score, 1)}`];
  });
  return parts.length === 0 ? '' : `; ${t('backend.scores', { scores: parts.join(', ') })}`;
}

function Fact({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  const t = useT();
  return (
    <p className={styles.fact}>
      <b>{t('backend.fact', { name })}</b> {children}
    </p>
  );
}
