// Every word of the settings.

export const SETTINGS_WORDS = {
  title: 'Settings',
  done: 'Done',
  leave: 'Leave the game',
  reset: 'Reset all but the controls',
  sections: { sound: 'Sound', picture: 'Picture', hands: 'Hands', controls: 'Controls' },
  sliders: { master: 'Volume', effects: 'Effects', music: 'Music', scale: 'Size of text and panels' },
  choices: {
    quality: {
      label: 'Quality',
      hint: 'Automatic lowers it where the picture would stutter.',
      options: { auto: 'Automatic', high: 'High', medium: 'Medium', low: 'Low' },
    },
    motion: {
      label: 'Motion',
      hint: undefined,
      options: { system: 'As the system says', full: 'Full', reduced: 'Reduced' },
    },
    flash: {
      label: 'Flashes',
      hint: undefined,
      options: { system: 'As the system says', full: 'Full', reduced: 'Reduced' },
    },
    assist: {
      label: 'Aim assist',
      hint: 'For thumbs and gamepads: the aim is drawn a little to a target beside it. Never for a mouse.',
      options: { on: 'On', off: 'Off' },
    },
    haptics: { label: 'Vibration', hint: undefined, options: { on: 'On', off: 'Off' } },
    toggle: {
      label: 'Hold or press',
      hint: 'Press: what you would hold goes on until you press it again.',
      options: { off: 'Hold to fire', on: 'Press to fire' },
    },
    sticks: {
      label: 'Sticks',
      hint: 'On a gamepad and under your thumbs.',
      options: { usual: 'Left flies, right aims', swapped: 'Right flies, left aims' },
    },
  },
  boards: { keys: 'Keyboard', mouse: 'Mouse', pad: 'Gamepad' },
  ways: { up: 'up', down: 'down', left: 'left', right: 'right' },
  none: 'none',
  presets: { label: 'Keys for', usual: 'Both hands', left: 'Left hand', right: 'Right hand' },
  press: 'Press …',
  listening: {
    keys: 'Press a key. Escape leaves it as it is, Delete takes it away.',
    mouse: 'Press a mouse button here. Escape leaves it as it is, Delete takes it away.',
    pad: 'Press a button of the gamepad. Escape leaves it as it is, Delete takes it away.',
  },
  taken: (control: string, by: string) => `${control} is for “${by}” already. Press it again to take it.`,
  refused: (control: string) => `${control} belongs to the browser or to this page. Press another.`,
  bare: (slot: string) => `“${slot}” has no key now.`,
  resetControls: 'Reset controls',
} as const;
