/** Accepts files dropped anywhere on the page, with a notice while they are dragged over it. */
import { useEffect, useState } from 'react';
import { toast } from '../store/view';
import { t, useT } from '../text/text';
import styles from './drop.module.css';
import { filesOf } from './entries';

/** Not the page's own text or links that are dragged about. */
const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;

export function DropZone() {
  const translate = useT();
  const [over, setOver] = useState(false);
  useEffect(() => {
    const drag = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      // Without this the browser would leave the page and show the file.
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent): void => {
      // dragleave also fires between elements; relatedTarget is null only when the drag leaves the window.
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent): void => {
      setOver(false);
      if (!event.dataTransfer || !hasFiles(event)) return;
      event.preventDefault();
      // What tells files apart comes with the first drop.
      Promise.all([filesOf(event.dataTransfer), import('./routes')])
        .then(([files, { routeFiles }]) => routeFiles(files))
        .catch(() => toast(t('drop.unreadable')));
    };
    addEventListener('dragenter', drag);
    addEventListener('dragover', drag);
    addEventListener('dragleave', leave);
    addEventListener('drop', drop);
    return () => {
      removeEventListener('dragenter', drag);
      removeEventListener('dragover', drag);
      removeEventListener('dragleave', leave);
      removeEventListener('drop', drop);
    };
  }, []);
  return (
    over && (
      // A popover, because it has to be above dialogs too.
      <div
        className={styles.drop}
        aria-hidden="true"
        popover="manual"
        ref={(element) => element?.showPopover()}
      >
        <p className={styles.text}>{translate('drop.here')}</p>
      </div>
    )
  );
}
