import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { momentsOf, survive } from '../helpers/killing.ts';

/*
 * `npm run soak [-- KILLS [FIRST SEED]]`: kills hurried rehearsals at seeded moments of every working step, two shows at a time,
 * until so many kills (200 by default) were survived; prints a line a show, and exits with 1 when anything did not hold.
 */

const [wanted = 200, first = 1] = process.argv.slice(2).map(Number);
const AT_ONCE = 2;

let seed = first;
let kills = 0;
let shows = 0;
let faults = 0;
const bySteps = new Map<string, number>();

async function soakOn(): Promise<void> {
  while (kills < wanted) {
    const mine = seed++;
    const state = mkdtempSync(join(tmpdir(), 'minuteback-soak-'));
    const { kills: killed, problems } = await survive(mine, state);
    rmSync(state, { recursive: true, force: true });
    shows += 1;
    kills += killed.length;
    faults += problems.length === 0 ? 0 : 1;
    for (const step of killed) bySteps.set(step, (bySteps.get(step) ?? 0) + 1);
    const moments = momentsOf(mine).map(({ step, looks }) => `${step} ${looks}`);
    console.log(`seed ${mine}: ${killed.length} kills, ${problems.length === 0 ? 'VERIFIED' : problems.join('; ')}`);
    if (problems.length > 0) console.log(`  moments: ${moments.join(', ')}`);
  }
}

await Promise.all(Array.from({ length: AT_ONCE }, soakOn));
const steps = [...bySteps].map(([step, count]) => `${step} ${count}`).join(', ');
console.log(`${kills} kills in ${shows} shows (${steps}): ${faults} shows with faults`);
process.exitCode = faults === 0 ? 0 : 1;
