import { availableParallelism } from 'node:os';
import { measureDeleteScreen } from './delete-screen.ts';
import type { Figure } from './figure.ts';
import { toTable } from './figure.ts';
import { measureFirstFrame } from './first-frame.ts';
import { measureLoad } from './load.ts';
import { measureScan } from './scan.ts';
import { measureVerdict } from './verdict.ts';
import { measureWholeShow } from './whole-show.ts';

const figures: Figure[] = [];
// One after the other: each wants the machine for itself.
for (const measure of [
  measureFirstFrame,
  measureLoad,
  measureScan,
  measureVerdict,
  measureDeleteScreen,
  measureWholeShow,
]) {
  figures.push(...(await measure()));
}
console.log(`Node ${process.version}, ${process.platform} ${process.arch}, ${availableParallelism()} cores\n`);
console.log(toTable(figures));
