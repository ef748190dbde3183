import type { Signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { IconButton } from './icons.js';

interface DialogProps {
  readonly title: string;
  readonly isOpen: Signal<boolean>;
  readonly children: ComponentChildren;
}

/** A modal dialog of the browser: focus stays inside, Escape closes it. */
export function Dialog({ title, isOpen, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const open = isOpen.value;
  useEffect(() => {
    if (open) element.current?.showModal();
    else element.current?.close();
  }, [open]);
  return (
    <dialog ref={element} aria-label={title} onClose={() => (isOpen.value = false)}>
      <div class="panel-head">
        <h2>{title}</h2>
        <span class="grow" />
        <IconButton icon="cross" label="Close" keys="Esc" onClick={() => (isOpen.value = false)} />
      </div>
      <div class="dialog-body">{open && children}</div>
    </dialog>
  );
}
