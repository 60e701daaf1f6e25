import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { keys } from './keys';

export const helpOpen = signal(false);

const names: Record<string, string> = { ' ': 'space', ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓' };

export function Help() {
  const dialog = useRef<HTMLDialogElement>(null);
  const open = helpOpen.value;
  useEffect(() => {
    if (open) {
      dialog.current!.showModal();
    } else {
      dialog.current!.close();
    }
  }, [open]);
  return (
    <dialog ref={dialog} class="help" onClose={() => (helpOpen.value = false)} onClick={(event) => event.target === dialog.current && (helpOpen.value = false)}>
      <h2>Keyboard shortcuts</h2>
      <dl>
        {keys.map((entry) => (
          <>
            <dt>
              {entry.keys.map((key) => (
                <kbd key={key}>{names[key] ?? key.toUpperCase()}</kbd>
              ))}
            </dt>
            <dd>{entry.description}</dd>
          </>
        ))}
      </dl>
    </dialog>
  );
}
