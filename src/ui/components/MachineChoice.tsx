/** Image, RAM, and the way to the user's own file. Nothing here touches the running machine by itself. */
import { useRef } from 'react';
import { control } from '../state/page.ts';
import { type Origin, usePage } from '../state/store.ts';
import { Button } from './Button.tsx';
import { megabytes } from './format.ts';
import { FileIcon } from './icons.tsx';

/** Sizes offered; an address may ask for any other. */
const RAM_SIZES = ['64M', '128M', '256M', '512M', '1G', '2G'] as const;
const OWN_FILE = 'own file';

const fileName = (origin: Origin): string =>
  origin.kind === 'files' ? origin.files.map((file) => file.name).join(' + ') : '';

export function MachineChoice() {
  const { choice, images } = usePage();
  const picker = useRef<HTMLInputElement>(null);
  const { origin, options } = choice;
  const image = origin.kind === 'image' ? images.find(({ id }) => id === origin.id) : undefined;
  const imageIsUnlisted = origin.kind === 'image' && image === undefined;
  const ramIsUnlisted = options.ram !== undefined && !RAM_SIZES.some((size) => size === options.ram);

  const chooseRam = (ram: string): void => {
    const { ram: _, ...others } = options;
    control.choose({ options: ram === '' ? others : { ...others, ram } });
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
        <select value={options.ram ?? ''} onChange={(event) => chooseRam(event.target.value)}>
          <option value="">{image ? `${megabytes(image.ramBytes)} (default)` : 'Default'}</option>
          {ramIsUnlisted && <option value={options.ram}>{options.ram}</option>}
          {RAM_SIZES.map((size) => (
            <option key={size} value={size}>
              {size.replace('M', ' MiB').replace('G', ' GiB')}
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
