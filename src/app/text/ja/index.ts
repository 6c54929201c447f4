/** The page's Japanese text. */
import type { Catalogue } from '../text';
import { attentionJa } from './attention';
import { chartsJa } from './charts';
import { classWordsJa } from './class';
import { compareJa } from './compare';
import { controlsJa } from './controls';
import { dataJa } from './data';
import { evaluationJa } from './evaluation';
import { glossaryJa } from './glossary';
import { graduateJa } from './graduate';
import { lessonsJa } from './lessons';
import { measuresJa } from './measures';
import { methodSentencesJa } from './method-sentences';
import { modelsJa } from './models';
import { pageJa } from './page';
import { picturesJa } from './pictures';
import { playJa } from './play';
import { presentJa } from './present';
import { runJa } from './run';
import { runsJa } from './runs';
import { settingSentencesJa } from './setting-sentences';
import { shareJa } from './share';
import { taskSentencesJa } from './task-sentences';
import { termNamesJa } from './term-names';
import { timeJa } from './time';
import { traceJa } from './trace';
import { versionJa } from './version';

export const ja: Catalogue = {
  ...pageJa,
  ...controlsJa,
  ...runJa,
  ...termNamesJa,
  ...glossaryJa,
  ...dataJa,
  ...modelsJa,
  ...methodSentencesJa,
  ...settingSentencesJa,
  ...taskSentencesJa,
  ...chartsJa,
  ...compareJa,
  ...measuresJa,
  ...attentionJa,
  ...evaluationJa,
  ...runsJa,
  ...shareJa,
  ...versionJa,
  ...presentJa,
  ...timeJa,
  ...traceJa,
  ...playJa,
  ...picturesJa,
  ...lessonsJa,
  ...classWordsJa,
  ...graduateJa,
};
