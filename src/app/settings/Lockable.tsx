/** The control of a setting, disabled while the link keeps the setting as it is. */
import { type ReactNode, useEffect, useId, useRef } from 'react';
import type { FieldName } from '../../experiment/fields';
import { unlock } from '../store/presentation/actions';
import { useLocked } from '../store/presentation/state';
import { useT } from '../text/text';
import { isFocusLost } from '../ui/focus';
import styles from './settings.module.css';

export interface LockableProps {
  readonly name: FieldName;
  readonly children: ReactNode;
}

export function Lockable({ name, children }: LockableProps) {
  const t = useT();
  const id = useId();
  const locked = useLocked(name);
  const control = useRef<HTMLFieldSetElement>(null);
  const wasLocked = useRef(locked);
  // The button that unlocks has gone: the focus goes to what can be changed now.
  useEffect(() => {
    if (wasLocked.current && !locked && isFocusLost())
      control.current?.querySelector<HTMLElement>('input, select, button')?.focus();
    wasLocked.current = locked;
  }, [locked]);
  return (
    <>
      <fieldset
        ref={control}
        className={styles.control}
        disabled={locked}
        {...(locked ? { 'aria-describedby': id } : {})}
      >
        {children}
      </fieldset>
      {locked && (
        <p className={`quiet ${styles.locked}`} id={id}>
          {t('present.locked')}{' '}
          <button type="button" className="link" onClick={() => unlock(name)}>
            {t('present.unlock')}
          </button>
        </p>
      )}
    </>
  );
}
