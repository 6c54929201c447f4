/** The measurement that the page shows. */
import { useEffect, useRef, useState } from 'react';
import { problemOf } from '../../src/errors/user-error';
import type { Progress } from '../measure';
import type { Report } from '../report';
import { type Absent, measureDevice } from './run';
import { type Language, sentence } from './text';

export interface Measurement {
  readonly phase: 'idle' | 'running' | 'done' | 'stopped' | 'failed';
  readonly now: Progress | null;
  /** What has been measured; null before the first case. */
  readonly report: Report | null;
  readonly absent: readonly Absent[];
  /** Why it failed. */
  readonly message: string;
}

const IDLE: Measurement = { phase: 'idle', now: null, report: null, absent: [], message: '' };

export function useMeasurement(language: Language) {
  const [measurement, setMeasurement] = useState(IDLE);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  const start = (): void => {
    const controller = new AbortController();
    running.current = controller;
    setMeasurement({ ...IDLE, phase: 'running' });
    const change = (part: Partial<Measurement>): void => setMeasurement((before) => ({ ...before, ...part }));
    measureDevice(controller.signal, {
      progress: (now) => change({ now }),
      // A case of which no sample was taken before the end says nothing.
      report: (report, absent) =>
        change(report.summaries.some(({ samples }) => samples > 0) ? { report, absent } : { absent }),
    }).then(
      () => change({ phase: controller.signal.aborted ? 'stopped' : 'done' }),
      (error: unknown) =>
        change(
          controller.signal.aborted
            ? { phase: 'stopped' }
            : { phase: 'failed', message: sentence(language, problemOf(error)) },
        ),
    );
  };
  const stop = (): void => running.current?.abort();
  return { measurement, start, stop };
}
