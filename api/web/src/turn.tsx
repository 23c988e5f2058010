// One question, what is being done about it, and its answer.
import { AnswerView } from "./answer";
import { Copy, type Opener } from "./citation";
import type { Turn } from "./conversation";
import { narrowed } from "./history";
import { withFilters } from "./place";
import { counted, interval } from "./text";

interface Props {
  turn: Turn;
  open: Opener;
  stop: () => void;
  again: () => void;
}

export function TurnView({ turn, open, stop, again }: Props) {
  const { answer, state } = turn;
  const busy = state === "searching" || state === "reading";
  const id = `question-${turn.number}`;
  return (
    <article class="turn" aria-labelledby={id} aria-busy={busy}>
      <h2 id={id} dir="auto">
        {turn.question}
      </h2>
      {answer && answer.resolved_question !== turn.question && (
        <p class="quiet">
          Searched for: <q dir="auto">{answer.resolved_question}</q>
        </p>
      )}
      {turn.options.asked_on && (
        <p class="quiet">
          As of {interval(turn.options.asked_on, turn.options.asked_on)}: nothing published later is used.
        </p>
      )}
      {narrowed(turn.options.filters) && <p class="quiet">Only {narrowed(turn.options.filters)}</p>}
      {busy && (
        <p class="progress">
          <span class="spinner" aria-hidden="true" />
          <span>{progress(turn)}</span>
          <button type="button" onClick={stop}>
            Stop
          </button>
        </p>
      )}
      {!answer && turn.sentences.length > 0 && <p class="prose">{turn.sentences.join(" ")}</p>}
      {state === "stopped" && (
        <p class="note">
          Stopped.{" "}
          <button type="button" onClick={again}>
            Ask again
          </button>
        </p>
      )}
      {turn.failure && (
        <div class="failure" role="alert">
          <p>{turn.failure.message}</p>
          <button type="button" onClick={again}>
            Ask again
          </button>
        </div>
      )}
      {answer && (
        <>
          <AnswerView answer={answer} open={open} />
          <p class="actions">
            <Copy
              label="Copy link"
              what="link to this question"
              text={new URL(addressOfQuestion(turn, dayFor(turn)), location.href).href}
            />
          </p>
        </>
      )}
    </article>
  );
}

/** What is being done, in words; also told to screen readers. */
export function progress(turn: Turn): string {
  if (!turn.reading) return "Searching the articles …";
  const outlets = new Set(turn.reading.articles.map((article) => article.source).filter(Boolean));
  const of =
    outlets.size > 0
      ? ` of ${[...outlets].slice(0, 3).join(", ")}${outlets.size > 3 ? " and others" : ""}`
      : "";
  return `Reading ${counted(turn.reading.passages, "passage")}${of} …`;
}

/** The day in a link: where one was chosen, or where "yesterday" would come to mean another. */
function dayFor({ options, answer, day }: Turn): string {
  return options.asked_on || (answer && answer.dates.length > 0 ? day : "");
}

/** The address that asks the same again of the same articles; with a day, as of that day. */
export function addressOfQuestion(turn: Turn, day: string): string {
  const query = new URLSearchParams({ q: turn.answer?.resolved_question ?? turn.question });
  if (day) query.set("asked_on", day);
  withFilters(query, turn.options.filters);
  return `/?${query}`;
}
