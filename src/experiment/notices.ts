/** Settings from outside that were ignored or changed. The sentences are in app/text/, one catalogue a language. */
import type { FieldName } from './fields';
import type { MethodName } from './methods';

/** A setting of an experiment, of a comparison beyond its base, or of how a link is shown. */
export type SettingName = FieldName | 'seeds' | 'budget' | 'methodSettings' | 'view' | 'show';

/** `given` is short, on one line and in quotes where it is a text; `used` is the value itself. */
export type Notice =
  | { readonly code: 'notSettings' | 'linkTooLong' | 'linkUnreadable' | 'linkRepeated' | 'linkVersion' }
  | { readonly code: 'changesCompared' }
  | { readonly code: 'unknownNames' | 'unknownParts'; readonly names: string; readonly count: number }
  | { readonly code: 'lessonUnknown' | 'recordingUnknown'; readonly given: string }
  | {
      readonly code: 'invalid' | 'clamped' | 'rounded';
      readonly setting: SettingName;
      readonly given: string;
      readonly used: string | number;
    }
  | {
      readonly code: 'tooCostly';
      readonly setting: FieldName;
      readonly given: number;
      readonly used: number;
    }
  | {
      readonly code: 'headsDivideWidth';
      readonly given: number;
      readonly used: number;
      readonly width: number;
    }
  | {
      readonly code: 'methodWritesText' | 'methodNeedsClasses';
      readonly given: MethodName;
      readonly used: MethodName;
    }
  | { readonly code: 'compareField' | 'changeField' | 'changeUnreadable'; readonly given: string }
  | { readonly code: 'compareValue'; readonly setting: FieldName; readonly given: string }
  | { readonly code: 'compareTooFew' | 'compareTooMany'; readonly setting: FieldName; readonly limit: number }
  | { readonly code: 'changeBeyondEnd'; readonly step: number; readonly steps: number }
  | { readonly code: 'changesTooMany'; readonly limit: number };
