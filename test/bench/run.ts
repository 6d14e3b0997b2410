import { availableParallelism } from 'node:os';
import type { Figure } from './figure.ts';
import { toTable } from './figure.ts';
import { measureLoad } from './load.ts';
import { measureScan } from './scan.ts';

const figures: Figure[] = [];
for (const measure of [measureScan, measureLoad]) figures.push(...(await measure()));
console.log(`Node ${process.version}, ${process.platform} ${process.arch}, ${availableParallelism()} cores\n`);
console.log(toTable(figures));
