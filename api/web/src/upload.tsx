// Adds files of articles: dropped here or chosen, sent one by one, each with what became of it.
import { useEffect, useRef, useState } from "preact/hooks";
import * as api from "./api";
import { addressOf, useLink } from "./place";
import { counted } from "./text";

const KINDS = ".txt,.md,.markdown,.json,.jsonl,.ndjson,.gz";

interface Sent {
  name: string;
  state: "waits" | "sending" | "done" | "partly" | "failed";
  told: string[];
  ids: string[];
}

export function Upload({ empty, onAdded }: { empty: boolean; onAdded: () => void }) {
  const [files, setFiles] = useState<Sent[]>([]);
  const [over, setOver] = useState(false);
  const link = useLink();
  const input = useRef<HTMLInputElement>(null);
  const details = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    if (empty && details.current) details.current.open = true;
  }, [empty]);
  const sending = files.some((file) => file.state === "waits" || file.state === "sending");
  const ready = files.filter(({ state }) => state !== "waits" && state !== "sending").length;

  const send = async (chosen: File[]) => {
    if (chosen.length === 0 || sending) return;
    const sent: Sent[] = chosen.map((file) => ({ name: file.name, state: "waits", told: [], ids: [] }));
    const show = () => setFiles(sent.map((one) => ({ ...one })));
    for (const [at, file] of chosen.entries()) {
      const one = sent[at]!;
      one.state = "sending";
      show();
      try {
        const { results, unread } = await api.upload(file);
        one.told = [
          summed(results),
          ...unread.map(({ where, reason }) => (where === file.name ? reason : `${where}: ${reason}`)),
        ].filter(Boolean);
        one.ids = results.map(({ id }) => id);
        one.state = unread.length === 0 ? "done" : results.length > 0 ? "partly" : "failed";
      } catch (error) {
        one.told = [error instanceof api.Failure ? error.message : String(error)];
        one.state = "failed";
      }
      show();
    }
    onAdded();
  };

  return (
    <details
      ref={details}
      class={over ? "drop over" : "drop"}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        if (details.current) details.current.open = true; // where it is told what became of them
        void send([...(event.dataTransfer?.files ?? [])]);
      }}
    >
      <summary>Add articles</summary>
      <div>
        <p>
          Drop files here, or{" "}
          <button type="button" disabled={sending} onClick={() => input.current?.click()}>
            choose files
          </button>
        </p>
        <p class="quiet">
          Text, Markdown, JSON, JSON Lines, each also as .gz. Front matter and JSON may have title, date,
          source (the outlet), url, id and corrects.
        </p>
        <input
          ref={input}
          class="hidden"
          type="file"
          multiple
          accept={KINDS}
          tabIndex={-1}
          aria-label="Files of articles"
          onChange={(event) => {
            const chosen = [...(event.currentTarget.files ?? [])];
            event.currentTarget.value = "";
            void send(chosen);
          }}
        />
      </div>
      {files.length > 0 && (
        <>
          <p role="status">
            {sending
              ? `${ready} of ${counted(files.length, "file")} done …`
              : `${counted(ready, "file")} done.`}
          </p>
          <progress max={files.length} value={ready} aria-label="Files done" />
          <ul class="files">
            {files.map((file, at) => (
              <li key={at} class={file.state}>
                <strong dir="auto">{file.name}</strong>: {STATES[file.state]}
                {file.ids.slice(0, 3).map((id) => (
                  <span key={id}>
                    {" "}
                    <a
                      aria-label={`Read ${id}`}
                      {...link(addressOf({ id, version: null, start: null, end: null }))}
                    >
                      Read
                    </a>
                  </span>
                ))}
                {file.told.map((told, number) => (
                  <span key={number} class="told" dir="auto">
                    {told}
                  </span>
                ))}
              </li>
            ))}
          </ul>
        </>
      )}
    </details>
  );
}

const STATES = {
  waits: "waits",
  sending: "is being read …",
  done: "added",
  partly: "in part",
  failed: "not added",
};

function summed(results: { status: string }[]): string {
  const counts = new Map<string, number>();
  for (const { status } of results) counts.set(status, (counts.get(status) ?? 0) + 1);
  const words: Record<string, string> = {
    created: "added",
    updated: "updated",
    unchanged: "known already",
    duplicate: "added beside a near-copy",
  };
  return [...counts].map(([status, count]) => `${count} ${words[status] ?? status}`).join(", ");
}
