/** The first boot's captions before React is there: the same elements as tour/Tour.tsx makes. */
import { type Caption, skipTour, useTour } from '../tour/boot.ts';

const element = (name: string, className: string, ...children: (Node | string)[]): HTMLElement => {
  const made = document.createElement(name);
  made.className = className;
  made.append(...children);
  return made;
};

const captionLine = ({ mark, name, text }: Caption): HTMLElement => {
  const strong = element('strong', '', `${name}:`);
  return element('li', '', element('span', `tier tier-${mark}`), element('span', '', strong, ` ${text}`));
};

/** Shows them in `place` as long as the shell stands; the returned function ends that. */
export function showTour(place: HTMLElement): () => void {
  const list = element('ol', 'tour-captions');
  const skip = element('button', 'button', 'Skip');
  skip.onclick = skipTour;
  const section = element('section', 'tour', list, element('div', 'tour-tries', skip));
  section.setAttribute('aria-label', 'First steps');
  place.append(section);
  const show = (): void => {
    const { isOpen, captions } = useTour.getState();
    section.hidden = !isOpen;
    list.replaceChildren(...captions.map(captionLine));
  };
  show();
  return useTour.subscribe(show);
}
