/** The words for settings and methods in one language, and sentences made of them. */
import type { Group } from '../../experiment/controls';
import type { ChoiceName, Experiment, FieldName } from '../../experiment/fields';
import type { Notice, SettingName } from '../../experiment/notices';
import { shown } from '../../experiment/repair';

export interface FieldText {
  readonly label: string;
  /** Shown after the number. */
  readonly unit?: string;
}

type ChoiceText<K extends ChoiceName> = { readonly [N in K]: Readonly<Record<Experiment[N], string>> };

/** Names of what a method is composed of. */
export type MethodChoiceText = ChoiceText<
  | 'method'
  | 'sampler'
  | 'loss'
  | 'tokenWeight'
  | 'methodSchedule'
  | 'teacherText'
  | 'prototypeCentring'
  | 'divergence'
>;

/** All words of one language. */
export interface Labels {
  readonly groups: Readonly<Record<Group, string>>;
  readonly fields: Readonly<Record<FieldName, FieldText>>;
  readonly choices: ChoiceText<ChoiceName>;
  /** The empty list, where a setting is a list. */
  readonly automatic: string;
  readonly notices: {
    readonly notSettings: string;
    readonly unknownNames: (names: string, count: number) => string;
    readonly unknownParts: (names: string, count: number) => string;
    readonly invalid: (label: string, given: string, used: string) => string;
    readonly clamped: (label: string, given: string, used: string) => string;
    readonly rounded: (label: string, given: string, used: string) => string;
    readonly methodWritesText: (given: string, used: string) => string;
    readonly methodNeedsClasses: (given: string, used: string) => string;
    readonly headsDivideWidth: (
      heads: string,
      given: number,
      used: number,
      width: string,
      value: number,
    ) => string;
    readonly tooCostly: (label: string, given: number, used: number) => string;
    readonly linkTooLong: string;
    readonly linkUnreadable: string;
    readonly linkRepeated: string;
    readonly linkVersion: string;
    readonly compareField: (given: string) => string;
    readonly compareValue: (label: string, given: string) => string;
    readonly compareTooFew: (label: string, fewest: number) => string;
    readonly compareTooMany: (label: string, most: number) => string;
    readonly changeUnreadable: (given: string) => string;
    readonly changeField: (given: string) => string;
    readonly changeBeyondEnd: (step: number, steps: number) => string;
    readonly changesTooMany: (most: number) => string;
    readonly lessonUnknown: (given: string) => string;
    readonly recordingUnknown: (given: string) => string;
    readonly changesCompared: string;
  };
  /** Names of what a comparison has beyond its base. */
  readonly comparison: { readonly seeds: string; readonly budget: string; readonly methodSettings: string };
  /** Names of what a link says about how it is shown. */
  readonly presentation: { readonly view: string; readonly show: string };
}

/** A notice as a sentence. */
export function noticeText(notice: Notice, labels: Labels): string {
  const { notices, fields, comparison, presentation } = labels;
  const beyond: Readonly<Partial<Record<SettingName, string>>> = { ...comparison, ...presentation };
  const labelOf = (name: SettingName): string => beyond[name] ?? fields[name as FieldName].label;
  switch (notice.code) {
    case 'invalid':
    case 'clamped':
    case 'rounded': {
      const used = notice.used === '' ? labels.automatic : shown(notice.used);
      return notices[notice.code](labelOf(notice.setting), notice.given, used);
    }
    case 'tooCostly':
      return notices.tooCostly(labelOf(notice.setting), notice.given, notice.used);
    case 'methodWritesText':
    case 'methodNeedsClasses':
      return notices[notice.code](labels.choices.method[notice.given], labels.choices.method[notice.used]);
    case 'headsDivideWidth': {
      const { given, used, width } = notice;
      return notices.headsDivideWidth(
        fields.studentHeads.label,
        given,
        used,
        fields.studentWidth.label,
        width,
      );
    }
    case 'unknownNames':
    case 'unknownParts':
      return notices[notice.code](notice.names, notice.count);
    case 'compareField':
    case 'changeField':
    case 'changeUnreadable':
    case 'lessonUnknown':
    case 'recordingUnknown':
      return notices[notice.code](notice.given);
    case 'compareValue':
      return notices.compareValue(labelOf(notice.setting), notice.given);
    case 'compareTooFew':
    case 'compareTooMany':
      return notices[notice.code](labelOf(notice.setting), notice.limit);
    case 'changeBeyondEnd':
      return notices.changeBeyondEnd(notice.step, notice.steps);
    case 'changesTooMany':
      return notices.changesTooMany(notice.limit);
    default:
      return notices[notice.code];
  }
}
