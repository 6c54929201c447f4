/** What computes, and why; opens the facts about device, teacher and student. */

import type { Loaded } from '../../run/protocol';
import { useRun } from '../store/run';
import { count, percent } from '../text/format';
import { type Translate, useT } from '../text/text';
import { Hint } from '../ui/Hint';
import { Icon } from '../ui/Icon';

const NAMES = { webgpu: 'WebGPU', wasm: 'WASM', cpu: 'CPU' } as const;

export function BackendBadge() {
  const t = useT();
  const backend = useRun((state) => state.backend);
  const loaded = useRun((state) => state.loaded);
  return (
    // A named group, not a button: the name stays "Backend" while the button inside says which one.
    <fieldset className="backend" aria-label={t('backend.label')}>
      <Hint
        className="backend-button"
        title={t('term.backend')}
        width={340}
        target={
          <>
            <Icon name="chip" />
            <span className="backend-text">
              {backend ? (
                <>
                  <b>{NAMES[backend.name]}</b> <span className="backend-adapter">{backend.adapter}</span>
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
            <Fact name={t('backend.why')}>
              {backend.adapter}. {backend.reason}
            </Fact>
          )}
          {backend?.advice && <Fact name={t('backend.advice')}>{backend.advice}</Fact>}
          {loaded && (
            <>
              <Fact name={t('backend.teacher')}>
                {shapeText(t, loaded.teacher)}
                {scoreText(t, loaded.teacher.scores)}
              </Fact>
              <Fact name={t('backend.student')}>
                {t('backend.parameters', { parameters: count(loaded.student.parameters) })}
              </Fact>
            </>
          )}
        </div>
      </Hint>
    </fieldset>
  );
}

function shapeText(t: Translate, { parameters, width, layers, heads }: Loaded['teacher']): string {
  return t('backend.shape', { parameters: count(parameters), width, layers, heads });
}

function scoreText(t: Translate, scores: Readonly<Record<string, number>>): string {
  const parts = [
    scores['exact-match'] === undefined ? '' : `${t('chart.exact')} ${percent(scores['exact-match'], 1)}`,
    scores.chrf === undefined ? '' : `${t('chart.chrf')} ${scores.chrf.toFixed(3)}`,
  ].filter(Boolean);
  return parts.length === 0 ? '' : `; ${t('backend.scores', { scores: parts.join(', ') })}`;
}

function Fact({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <p className="fact">
      <b>{name}.</b> {children}
    </p>
  );
}
