/** How the page is shown to those who open the link. */
import { HIDEABLE_PARTS, type Presentation, SHOWN_PARTS, VIEWS } from '../../experiment/presentation';
import { useT } from '../text/all-text';
import { Choice } from '../ui/Choice';
import styles from './share.module.css';

interface ChoicesProps {
  readonly presentation: Presentation;
  /** Whether there are other views than the whole page. */
  readonly hasViews: boolean;
  readonly onChange: (changed: Partial<Presentation>) => void;
}

export function Choices({ presentation: { view, show, hide, lock }, hasViews, onChange }: ChoicesProps) {
  const t = useT();
  const isPage = view === 'page' || !hasViews;
  return (
    <div className={styles.choices}>
      {hasViews && (
        <Choice
          name="view"
          label={t('share.view')}
          value={view}
          options={VIEWS.map((value) => ({ value, label: t(`share.view.${value}`) }))}
          onChange={(value) => {
            const chosen = VIEWS.find((one) => one === value);
            if (chosen) onChange({ view: chosen, show: null });
          }}
        />
      )}
      {!isPage && (
        <label className={styles.show}>
          <span className="choice-label">{t('present.show')}</span>
          <select
            className="box"
            value={show ?? (view === 'embed' ? 'strip' : 'acceptance')}
            onChange={(event) => {
              const chosen = SHOWN_PARTS.find((part) => part === event.currentTarget.value);
              if (chosen) onChange({ show: chosen });
            }}
          >
            {SHOWN_PARTS.map((part) => (
              <option key={part} value={part}>
                {t(`show.${part}`)}
              </option>
            ))}
          </select>
        </label>
      )}
      {isPage && (
        <details className="more" open={hide.length > 0}>
          <summary>
            {t('share.hide')} <span className="quiet">{hide.length > 0 ? hide.length : ''}</span>
          </summary>
          <fieldset className={styles.parts} aria-label={t('share.hide')}>
            {HIDEABLE_PARTS.map((part) => (
              <label key={part}>
                <input
                  type="checkbox"
                  checked={hide.includes(part)}
                  onChange={(event) =>
                    onChange({
                      hide: HIDEABLE_PARTS.filter((one) =>
                        one === part ? event.currentTarget.checked : hide.includes(one),
                      ),
                    })
                  }
                />{' '}
                {t(`part.${part}`)}
              </label>
            ))}
          </fieldset>
        </details>
      )}
      {lock.length > 0 && (
        <p className="quiet">
          {t('share.locks', { count: lock.length })}{' '}
          <button type="button" className="link" onClick={() => onChange({ lock: [] })}>
            {t('share.unlock')}
          </button>
        </p>
      )}
    </div>
  );
}
