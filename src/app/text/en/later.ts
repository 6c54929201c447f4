/** English of the parts that are loaded after the first screen. */
import { attention } from './attention';
import { charts } from './charts';
import { classWords } from './class';
import { compare } from './compare';
import { data } from './data';
import { evaluation } from './evaluation';
import { glossary } from './glossary';
import { graduate } from './graduate';
import { lessons } from './lessons';
import { measures } from './measures';
import { methodSentences } from './method-sentences';
import { models } from './models';
import { pictures } from './pictures';
import { play } from './play';
import { present } from './present';
import { runs } from './runs';
import { settingSentences } from './setting-sentences';
import { share } from './share';
import { taskSentences } from './task-sentences';
import { time } from './time';
import { trace } from './trace';
import { version } from './version';

export const enLater = {
  ...glossary,
  ...data,
  ...models,
  ...methodSentences,
  ...settingSentences,
  ...taskSentences,
  ...charts,
  ...compare,
  ...measures,
  ...attention,
  ...evaluation,
  ...runs,
  ...share,
  ...version,
  ...present,
  ...time,
  ...trace,
  ...play,
  ...pictures,
  ...lessons,
  ...classWords,
  ...graduate,
} as const;

export type LaterKey = keyof typeof enLater;
