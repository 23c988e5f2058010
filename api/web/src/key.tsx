// Asks for an API key, where the server wants one.
import { useState } from "preact/hooks";
import { key } from "./api";
import { Dialog } from "./dialog";

export function KeyDialog({ done, close }: { done: () => void; close: () => void }) {
  const [value, setValue] = useState("");
  const [keep, setKeep] = useState(false);
  const [fault, setFault] = useState("");
  return (
    <Dialog title="This server asks for a key" close={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const typed = value.trim();
          if (!/^[!-~]+$/.test(typed)) {
            setFault("A key has letters, digits and marks only: copy it once more.");
            return;
          }
          key.set(typed, keep);
          done();
        }}
      >
        <p>
          {key.get() ? "The key of this browser was not accepted. " : ""}
          Whoever runs the server makes keys with <code>dateline keys create</code>.
        </p>
        <label>
          API key
          <input
            type="password"
            autoComplete="off"
            value={value}
            onInput={(event) => setValue(event.currentTarget.value)}
          />
        </label>
        {fault && (
          <p role="alert" class="failure">
            {fault}
          </p>
        )}
        <label class="check">
          <input type="checkbox" checked={keep} onInput={(event) => setKeep(event.currentTarget.checked)} />
          Keep it in this browser after the window is closed
        </label>
        <p class="actions">
          <button type="submit" class="primary">
            Use this key
          </button>
          <button type="button" onClick={close}>
            Cancel
          </button>
        </p>
      </form>
    </Dialog>
  );
}
