/** The cards of the shipped teachers, as far as they were asked for. */
import { create } from 'zustand';
import type { Message, TeacherCard, TeacherEvent, TeacherName } from '../../../run/protocol';

export interface TeacherDescription {
  readonly card: TeacherCard | null;
  /** Why there is none. */
  readonly message: Message;
}

const keyOf = ({ task, teacher }: TeacherName): string => `${task} ${teacher}`;

/** By task and teacher. */
export const useTeacherCards = create<Readonly<Record<string, TeacherDescription>>>(() => ({}));

/** Undefined while it is not here. */
export const useTeacherCard = (name: TeacherName): TeacherDescription | undefined =>
  useTeacherCards((cards) => cards[keyOf(name)]);

/** Takes in what the worker says. */
export const receiveTeacherCard = ({ name, card, message }: TeacherEvent): void =>
  useTeacherCards.setState({ [keyOf(name)]: { card, message } });
