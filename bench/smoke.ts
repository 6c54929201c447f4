import { CASES, PRODUCTS } from './cases';
import { installDawn } from './dawn';
import { Session } from './session';
await installDawn();
const s = new Session();
console.log(await s.open(process.argv[2] as never));
for (const c of [...CASES, ...PRODUCTS].filter((c) => !process.argv[3] || c.name.startsWith(process.argv[3]))) {
  console.log(c.name);
  try { console.log(await s.prepare(c.work)); } catch (e) { console.log(e); }
}
process.exit(0);
