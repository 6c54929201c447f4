/** A part of the worker whose script is loaded when it is first needed. */
import { UserError } from '../../errors/user-error';

export class LazyPart<T> {
  readonly #load: () => Promise<T>;
  #loading: Promise<T> | null = null;

  constructor(load: () => Promise<T>) {
    this.#load = load;
  }

  /**
   * Loads the part, or returns the loaded one. A failure is forgotten: the next call loads again.
   * @throws UserError `part-not-loaded`
   */
  get(): Promise<T> {
    this.#loading ??= this.#load().catch(() => {
      this.#loading = null;
      throw new UserError('part-not-loaded');
    });
    return this.#loading;
  }

  /** The part, once it is loaded; null where nothing is being loaded or the loading fails. Never rejects. */
  async present(): Promise<T | null> {
    try {
      return await this.#loading;
    } catch {
      return null;
    }
  }
}
