/** The head of a column that sorts the table. */
import { useT } from '../text/all-text';
import { Icon } from '../ui/Icon';
import styles from './results.module.css';

type Sorted = 'ascending' | 'descending' | 'none';

/** How a table is sorted by one of its columns. */
export const sortedBy = <T extends string>(
  { by, descending }: { readonly by: T; readonly descending: boolean },
  key: T,
): Sorted => (by !== key ? 'none' : descending ? 'descending' : 'ascending');

export interface SortHeadProps {
  readonly title: string;
  readonly sorted: Sorted;
  readonly onSort: () => void;
}

const CLASSES = { ascending: styles.sortUp, descending: styles.sortDown, none: '' } as const;

export function SortHead({ title, sorted, onSort }: SortHeadProps) {
  const t = useT();
  return (
    <th scope="col" aria-sort={sorted}>
      <button
        type="button"
        className={`${styles.sort} ${CLASSES[sorted]}`}
        title={t('compare.sort', { column: title })}
        onClick={onSort}
      >
        {title}
        <Icon name="chevron" size={12} />
      </button>
    </th>
  );
}
