/**
 * Stores as zustand makes them, without React: the first prompt comes before React is loaded, and its stores with it.
 * A store is also the hook by which components read it; the hook's own code arrives with the components, which alone
 * can call it.
 *
 * Example:
 *   const useCount = create<{ count: number }>()(() => ({ count: 0 }));
 *   useCount.setState({ count: 1 });            // anywhere
 *   const count = useCount((state) => state.count);   // in a component
 */
import type { useStore } from 'zustand';
import { createStore, type StateCreator, type StoreApi } from 'zustand/vanilla';
import { assert } from '../../base/assert.ts';

type Hook = typeof useStore;

export interface Store<T> extends StoreApi<T> {
  (): T;
  <U>(selector: (state: T) => U): U;
}

let hook: Hook | undefined;

/** To be called before the first component is rendered. */
export function provideHook(given: Hook): void {
  hook = given;
}

export const create =
  <T>() =>
  (initial: StateCreator<T>): Store<T> => {
    const store = createStore<T>()(initial);
    const use = <U>(selector?: (state: T) => U): T | U => {
      assert(hook !== undefined, 'stores are read in components only after their hook is there');
      // A hook by another name: a store is called in components, under its own name that begins with "use".
      return selector ? hook(store, selector) : hook(store);
    };
    return Object.assign(use, store) as Store<T>;
  };
