/** The few things that the walk needs of a browser, the same for every engine. */

export interface Driver {
  /** Name and version, as the browser gives them. */
  readonly version: string;
  goto(url: string): Promise<void>;
  /** The value of a JavaScript expression in the page; it must survive JSON. */
  evaluate(expression: string): Promise<unknown>;
  /** Presses the element with the mouse. */
  click(xpath: string): Promise<void>;
  /** Replaces what a text box holds, by keyboard. */
  type(xpath: string, text: string): Promise<void>;
  /** Errors that the browser itself has reported since the last call, where it reports any. */
  takeErrors(): readonly string[];
  close(): Promise<void>;
}

/** What a driver needs to start. */
export interface Launch {
  /** The browser, or the program that drives it. */
  readonly program: string;
  /** An empty folder: downloads arrive in it. */
  readonly downloads: string;
}

export const SIZE = { width: 1440, height: 900 } as const;
