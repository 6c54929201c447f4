/** A button that opens a short explanation: by click, Enter or Space; Escape closes it and gives the focus back. */
import { Popover } from '@mantine/core';
import { type ReactNode, useState } from 'react';

export interface HintProps {
  /** Accessible name of the button, where its content is only an icon. */
  readonly label?: string;
  readonly className?: string;
  readonly title: string;
  readonly children: ReactNode;
  readonly target: ReactNode;
  readonly width?: number;
}

export function Hint({ label, className = 'term', title, children, target, width = 300 }: HintProps) {
  const [opened, setOpened] = useState(false);
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      width={width}
      position="bottom-start"
      shadow="md"
      withArrow
      arrowSize={9}
      radius={10}
      returnFocus
      transitionProps={{ duration: 90 }}
    >
      <Popover.Target>
        <button
          type="button"
          className={className}
          {...(label === undefined ? {} : { 'aria-label': label })}
          onClick={() => setOpened(!opened)}
        >
          {target}
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label={title}>
        <div className="pop">
          <p className="pop-title">{title}</p>
          {typeof children === 'string' ? <p>{children}</p> : children}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
