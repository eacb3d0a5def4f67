/** Image, RAM, harts, and the way to the user's own file. Nothing here touches the running machine by itself. */
import { useRef } from 'react';
import type { MachineOptions } from '../../protocol/machine.ts';
import { control } from '../state/page.ts';
import { usePage } from '../state/store.ts';
import { Button } from './Button.tsx';
import { Choice } from './Choice.tsx';
import { size } from './format.ts';
import { FileIcon } from './icons.tsx';

/** What is offered; an address may ask for anything else. */
const RAM_SIZES = ['64M', '128M', '256M', '512M', '1G', '2G'].map(
  (value) => [value, value.replace(/^(\d+)([MG])$/, '$1 $2iB')] as const,
);
const HART_COUNTS = ['1', '2', '4', '8'].map(
  (value) => [value, value === '1' ? '1 hart' : `${value} harts`] as const,
);
/** Until the catalogue says what the image wants. */
const DEFAULT_RAM_BYTES = 256 * 2 ** 20;
const OWN_FILES = 'own files';

export function MachineChoice() {
  const { choice, images } = usePage();
  const picker = useRef<HTMLInputElement>(null);
  const { origin, options } = choice;
  const image = origin.kind === 'image' ? images.find(({ id }) => id === origin.id) : undefined;
  const own =
    origin.kind === 'files' ? [[OWN_FILES, origin.files.map((file) => file.name).join(' + ')] as const] : [];
  const defaults = { ram: size(image?.ramBytes ?? DEFAULT_RAM_BYTES), harts: String(image?.harts ?? 1) };

  /** An option that is the image's own is left out of the address. */
  const chooseOption = (name: keyof typeof defaults, value: string): void => {
    const { [name]: _, ...others }: MachineOptions = options;
    control.choose({ options: value === defaults[name] ? others : { ...others, [name]: value } });
  };

  return (
    <div className="choices">
      <Choice
        label="Image"
        value={origin.kind === 'image' ? origin.id : OWN_FILES}
        options={[...own, ...images.map(({ id, title }) => [id, title] as const)]}
        onChoose={(id) => control.choose({ origin: { kind: 'image', id } })}
      />
      <Choice
        label="RAM"
        value={options.ram ?? defaults.ram}
        options={RAM_SIZES}
        onChoose={(value) => chooseOption('ram', value)}
      />
      <Choice
        label="Harts"
        value={options.harts ?? defaults.harts}
        options={HART_COUNTS}
        onChoose={(value) => chooseOption('harts', value)}
      />
      <input
        ref={picker}
        className="unseen"
        type="file"
        multiple
        tabIndex={-1}
        aria-hidden="true"
        onChange={(event) => {
          const files = [...(event.target.files ?? [])];
          event.target.value = '';
          void control.openFiles(files);
        }}
      />
      <Button onPress={() => picker.current?.click()}>
        <FileIcon />
        <span>
          Open<span className="button-label-wide"> a file</span>
        </span>
      </Button>
    </div>
  );
}
