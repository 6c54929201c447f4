export { engine } from './plain-tfjs';
