/** Names that more than one place needs. */
export const TIERS_PANEL = 'Tiers';
export const EDITOR_PANEL = 'Editor';
export const LESSON_PANEL = 'Lesson';

/** Where the focus goes when a panel closes. */
export const panelButtonId = (name: string): string => `panel-button-${name.replaceAll(' ', '-')}`;
