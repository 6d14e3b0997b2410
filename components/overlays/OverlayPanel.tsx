import { keymapOf } from '../../src/wizard/keymap.ts';
import type { Overlay } from '../../src/wizard/stage.ts';
import type { State } from '../../src/wizard/state.ts';
import { ConfirmOverlay } from './ConfirmOverlay.tsx';
import { EditOverlay } from './EditOverlay.tsx';
import { GotoOverlay } from './GotoOverlay.tsx';
import { HelpOverlay } from './HelpOverlay.tsx';
import { NameOverlay } from './NameOverlay.tsx';
import { PickerOverlay } from './PickerOverlay.tsx';

interface OverlayPanelProps {
  readonly overlay: Overlay;
  readonly state: State;
  /** Story time. */
  readonly now: number;
  readonly width: number;
  readonly height: number;
}

/** What lies over a screen and takes the keys. */
export function OverlayPanel({ overlay, state, now, width, height }: OverlayPanelProps) {
  switch (overlay.tag) {
    case 'help':
      return <HelpOverlay bindings={keymapOf(state)} width={width} height={height} />;
    case 'goto':
      return <GotoOverlay state={state} at={overlay.at} />;
    case 'confirm':
      return <ConfirmOverlay state={state} question={overlay.question} />;
    case 'name':
      return <NameOverlay state={state} overlay={overlay} />;
    case 'picker':
      return <PickerOverlay picker={overlay} state={state} now={now} width={width} height={height} />;
    case 'edit':
      return <EditOverlay form={overlay} />;
    default:
      return overlay satisfies never;
  }
}
