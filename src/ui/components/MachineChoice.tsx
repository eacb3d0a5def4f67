/** Image, RAM, and the way to the user's own file. Nothing here touches the running machine by itself. */
import { useRef } from 'react';
import { control } from '../state/page.ts';
import { type Origin, usePage } from '../state/store.ts';
import { Button } from './Button.tsx';
import { size } from './format.ts';
import { FileIcon } from './icons.tsx';

/** Sizes offered; an address may ask for any other. */
const RAM_SIZES: readonly string[] = ['64M', '128M', '256M', '512M', '1G', '2G'];
/** Until the catalogue says what the image wants. */
const DEFAULT_RAM_BYTES = 256 * 2 ** 20;
const OWN_FILE = 'own file';

const fileName = (origin: Origin): string =>
  origin.kind === 'files' ? origin.files.map((file) => file.name).join(' + ') : '';

export function MachineChoice() {
  const { choice, images } = usePage();
  const picker = useRef<HTMLInputElement>(null);
  const { origin, options } = choice;
  const image = origin.kind === 'image' ? images.find(({ id }) => id === origin.id) : undefined;
  const imageIsUnlisted = origin.kind === 'image' && image === undefined;
  const defaultRam = size(image?.ramBytes ?? DEFAULT_RAM_BYTES);
  const ram = options.ram ?? defaultRam;
  const sizes = RAM_SIZES.includes(ram) ? RAM_SIZES : [ram, ...RAM_SIZES];

  const chooseRam = (chosen: string): void => {
    const { ram: _, ...others } = options;
    control.choose({ options: chosen === defaultRam ? others : { ...others, ram: chosen } });
  };

  return (
    <div className="choices">
      <label className="choice">
        <span className="choice-label">Image</span>
        <select
          value={origin.kind === 'image' ? origin.id : OWN_FILE}
          onChange={(event) => control.choose({ origin: { kind: 'image', id: event.target.value } })}
        >
          {origin.kind === 'files' && <option value={OWN_FILE}>{fileName(origin)}</option>}
          {imageIsUnlisted && <option value={origin.id}>{origin.id}</option>}
          {images.map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </select>
      </label>
      <label className="choice">
        <span className="choice-label">RAM</span>
        <select value={ram} onChange={(event) => chooseRam(event.target.value)}>
          {sizes.map((value) => (
            <option key={value} value={value}>
              {value.replace(/^(\d+)([MG])$/, '$1 $2iB')}
            </option>
          ))}
        </select>
      </label>
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
