/** Going through the moments of a trace: by keys anywhere in its panel, or by itself at one of three speeds. */
import { type RefObject, useEffect, useState } from 'react';
import { goTo } from '../store/trace/actions';
import { useTrace } from '../store/trace/state';
import { type Move, momentOf, moved, moveOf } from './moments';

export const SPEEDS = { slow: 2800, medium: 1400, fast: 500 } as const;
export type Speed = keyof typeof SPEEDS;

export interface Playback {
  readonly isPlaying: boolean;
  readonly speed: Speed;
  readonly setSpeed: (speed: Speed) => void;
  readonly move: (move: Move) => void;
}

/** Elements that use these keys themselves. */
const TYPING = 'input, select, textarea';
const PRESSABLE = 'button, summary';

const tokensNow = () => useTrace.getState().result?.row.tokens ?? [];

const isAtEnd = (): boolean => {
  const { at, of } = momentOf(tokensNow(), useTrace.getState().cursor);
  return at >= of - 1;
};

/** @param root the panel whose keys are listened to */
export function usePlayback(root: RefObject<HTMLElement | null>): Playback {
  const [isPlaying, setPlaying] = useState(false);
  const [speed, setSpeed] = useState<Speed>('medium');
  const result = useTrace((state) => state.result);

  const move = (asked: Move): void => {
    const tokens = tokensNow();
    if (tokens.length === 0) return;
    if (asked !== 'play') {
      setPlaying(false);
      goTo(moved(tokens, useTrace.getState().cursor, asked));
    } else if (isPlaying) setPlaying(false);
    else {
      if (isAtEnd()) goTo(moved(tokens, useTrace.getState().cursor, 'first'));
      setPlaying(true);
    }
  };

  // The panel's heading has the focus when it opens, and belongs to another component.
  useEffect(() => {
    const panel = root.current;
    const onKeyDown = (event: KeyboardEvent): void => {
      const target = event.target instanceof Element ? event.target : null;
      const asked = moveOf(event);
      if (!asked || event.defaultPrevented || target?.closest(TYPING)) return;
      if (asked === 'play' && target?.closest(PRESSABLE)) return;
      if (tokensNow().length === 0) return;
      event.preventDefault();
      move(asked);
    };
    panel?.addEventListener('keydown', onKeyDown);
    return () => panel?.removeEventListener('keydown', onKeyDown);
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: another sequence begins its time anew
  useEffect(() => {
    if (!isPlaying) return;
    const timer = setInterval(() => {
      const { cursor } = useTrace.getState();
      goTo(moved(tokensNow(), cursor, 'next'));
      if (isAtEnd()) setPlaying(false);
    }, SPEEDS[speed]);
    return () => clearInterval(timer);
  }, [isPlaying, speed, result]);

  return { isPlaying, speed, setSpeed, move };
}
