import type { ReactNode } from 'react';
import type { Step } from '../../src/wizard/steps.ts';
import { CursorsScreen } from './CursorsScreen.tsx';
import { DeleteScreen } from './DeleteScreen.tsx';
import { LoadScreen } from './LoadScreen.tsx';
import { PreflightScreen } from './PreflightScreen.tsx';
import type { ScreenProps } from './props.ts';
import { RestoreScreen } from './RestoreScreen.tsx';
import { ScheduleScreen } from './ScheduleScreen.tsx';
import { SnapshotScreen } from './SnapshotScreen.tsx';
import { SnapshotsScreen } from './SnapshotsScreen.tsx';
import { StatsScreen } from './StatsScreen.tsx';
import { StoresScreen } from './StoresScreen.tsx';
import { VerifyScreen } from './VerifyScreen.tsx';
import { WrapScreen } from './WrapScreen.tsx';

/** The screen of each step. */
export const SCREENS: { readonly [S in Step]: (props: ScreenProps) => ReactNode } = {
  preflight: PreflightScreen,
  load: LoadScreen,
  snapshot: SnapshotScreen,
  stats: StatsScreen,
  cursors: CursorsScreen,
  stores: StoresScreen,
  schedule: ScheduleScreen,
  snapshots: SnapshotsScreen,
  delete: DeleteScreen,
  restore: RestoreScreen,
  verify: VerifyScreen,
  wrap: WrapScreen,
};
