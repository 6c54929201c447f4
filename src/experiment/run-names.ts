/** Names of runs and comparisons: two easy words that one can remember and say aloud. */
import { threefry2x32 } from './random';

const QUALITIES = (
  'amber azure brave bright brisk calm clear clever coral crisp dusky eager early fair fleet fond fresh gentle glad golden ' +
  'green happy hazel honest humble ivory jolly keen kind late lively loyal lucky mellow merry mild misty noble olive patient ' +
  'plain proud quick quiet rapid ready rosy royal ruby sandy silent silver sleek sober spry steady still sunny swift tidy ' +
  'vivid warm wise witty'
).split(' ');

const CREATURES = (
  'badger bear beaver bee bison crane cricket deer dolphin dove duck eagle egret elk falcon finch firefly fox frog gecko ' +
  'goat goose gull hare hawk hedgehog heron horse ibis jay koala lark lemur lion llama lynx magpie marten mole moose moth ' +
  'mouse newt otter owl panda parrot penguin plover pony puffin quail rabbit raven robin salmon seal sparrow squirrel stork ' +
  'swallow swan tiger wren'
).split(' ');

/** Two words that belong to an id. */
export function nameOf(id: string): string {
  let hash = 0x811c9dc5;
  for (const character of id) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  const [a, b] = threefry2x32(hash >>> 0, 0, 0, 0);
  return `${QUALITIES[(a >>> 0) % QUALITIES.length]} ${CREATURES[(b >>> 0) % CREATURES.length]}`;
}

/** The name of an id, with a number behind it where others have that name already. */
export function unusedName(id: string, used: ReadonlySet<string>): string {
  const name = nameOf(id);
  if (!used.has(name)) return name;
  let number = 2;
  while (used.has(`${name} ${number}`)) number += 1;
  return `${name} ${number}`;
}
