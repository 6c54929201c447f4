// The entry of the worker that measures: nothing but one import, because WebKit evaluates an entry again that a chunk imports.
import './worker-main';
