/** The cards of the shipped teachers, as far as they were asked for. */

import { create } from 'zustand';
import type { Problem } from '../../../errors/problems';
import type { TeacherCard, TeacherEvent, TeacherName } from '../../../run/protocol';

export interface TeacherDescription {
  readonly card: TeacherCard | null;
  /** Why there is none. */
  readonly problem: Problem | null;
}

const keyOf = ({ task, teacher }: TeacherName): string => `${task} ${teacher}`;

/** By task and teacher. */
export const useTeacherCards = create<Readonly<Record<string, TeacherDescription>>>(() => ({}));

/** Undefined while it is not here. */
export const useTeacherCard = (name: TeacherName): TeacherDescription | undefined =>
  useTeacherCards((cards) => cards[keyOf(name)]);

/** Takes in what the worker says. */
export const receiveTeacherCard = ({ name, card, problem }: TeacherEvent): void =>
  useTeacherCards.setState({ [keyOf(name)]: { card, problem } });
