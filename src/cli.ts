#!/usr/bin/env node
// React chooses its build and the colours are chosen when they are first imported: both have to be settled before.
process.env['NODE_ENV'] ??= 'production';
if (process.env['NO_COLOR']) process.env['FORCE_COLOR'] = '0';

const { main } = await import('./main.ts');
// Connections to a set that is down would keep the process for seconds after everything has been given back.
process.exit(await main(process.argv.slice(2)));
