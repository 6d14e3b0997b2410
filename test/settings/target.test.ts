import { describe, expect, it } from 'vitest';
import type { LiveTarget } from '../../src/settings/target.ts';
import { isAbout, nameOfTarget } from '../../src/settings/target.ts';

const SET: LiveTarget = { kind: 'live', uri: 'mongodb://ann:secret@db1:27017,db2' };
const opsManager = { url: 'https://om:8443/', project: 'Demo', cluster: 'demo', publicKey: 'p', privateKey: 'q' };
const WITH: LiveTarget = { ...SET, opsManager };

describe('a show that was begun', () => {
  it.each([
    ['with the same systems', { target: nameOfTarget(WITH) }, WITH, true],
    [
      'with another cluster',
      { target: nameOfTarget(WITH) },
      { ...WITH, opsManager: { ...opsManager, cluster: 'b' } },
      false,
    ],
    ['by hand', { target: nameOfTarget(SET) }, WITH, false],
    ['by a command without an Ops Manager', { target: nameOfTarget(SET), command: 'delete' }, WITH, true],
    ['by a command on another set', { target: 'mongodb://db9:27017/', command: 'delete' }, WITH, false],
    ['by a command with an Ops Manager', { target: nameOfTarget(WITH), command: 'delete' }, SET, false],
    ['as a rehearsal', { target: 'rehearsal', command: 'delete' }, WITH, false],
  ] as const)('%s goes on with the systems named now, or not', (_, begun, target, goesOn) => {
    expect(isAbout(begun, target)).toBe(goesOn);
  });

  it('is known by its hosts, and by no credentials', () => {
    expect(nameOfTarget(SET)).toBe('mongodb://db1:27017,db2:27017/');
  });
});
