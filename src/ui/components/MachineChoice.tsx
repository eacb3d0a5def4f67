/** Image, RAM, harts, and the way to the user's own file. Nothing here touches the running machine by itself. */
import { useRef } from 'react';
import type { MachineOptions } from '../../protocol/machine.ts';
import { control } from '../state/page.ts';
import type { LinkContent } from '../../share/content.ts';
import { type Origin, usePage } from '../state/store.ts';
import { DEFAULT_IMAGE } from '../state/visit.ts';
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
const LINK = 'link';
const KEPT = 'kept';
const VALUES = { files: OWN_FILES, link: LINK, kept: KEPT } as const;

/** What is chosen, where it is no image of the list. */
function ownOptions(origin: Origin): (readonly [string, string])[] {
  if (origin.kind === 'files') return [[OWN_FILES, origin.files.map((file) => file.name).join(' + ')]];
  if (origin.kind === 'kept') return [[KEPT, origin.title]];
  return origin.kind === 'link' ? [[LINK, 'From a link']] : [];
}

const imageOf = (id: string | undefined | null): Origin => ({ kind: 'image', id: id ?? DEFAULT_IMAGE });

/** What the machine has of itself; an image of the list says what it wants. */
function machineOf(origin: Origin): Partial<LinkContent['machine']> | undefined {
  if (origin.kind === 'kept') return origin.machine;
  return origin.kind === 'link' ? origin.content.machine : undefined;
}

export function MachineChoice() {
  const { choice, images } = usePage();
  const picker = useRef<HTMLInputElement>(null);
  const { origin, options } = choice;
  const image = origin.kind === 'image' ? images.find(({ id }) => id === origin.id) : undefined;
  const own = ownOptions(origin);
  const { ramBytes = DEFAULT_RAM_BYTES, harts = 1 } = machineOf(origin) ?? image ?? {};
  const defaults = { ram: size(ramBytes), harts: String(harts) };

  /** An option that is the image's own is left out of the address. */
  const chooseOption = (name: keyof typeof defaults, value: string): void => {
    const { [name]: _, ...others }: MachineOptions = options;
    const changed = value === defaults[name] ? others : { ...others, [name]: value };
    // A machine with a state of its own is what it is: with anything else it is its image's.
    if (origin.kind === 'link') {
      control.choose({ origin: imageOf(origin.content.image?.id), options: changed });
    } else if (origin.kind === 'kept') control.choose({ origin: imageOf(origin.image), options: changed });
    else control.choose({ options: changed });
  };

  return (
    <div className="choices">
      <Choice
        label="Image"
        value={origin.kind === 'image' ? origin.id : VALUES[origin.kind]}
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
