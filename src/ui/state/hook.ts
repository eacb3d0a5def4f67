/** React's half of the stores, loaded with the components. */
export { useStore } from 'zustand';
