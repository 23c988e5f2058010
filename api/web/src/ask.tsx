// The view at `/`: one field, the conversation, and the article that a quote was opened in.
import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import * as api from "./api";
import type { Opener } from "./citation";
import type { Conversation, Options } from "./conversation";
import * as history from "./history";
import { useLink } from "./place";
import { isDay, published } from "./text";
import { TurnView } from "./turn";

const MOST = 2000; // characters, as the API has it

interface Props {
  conversation: Conversation;
  options: Options;
  setOptions: (options: Options) => void;
  status: api.Status | null;
  open: Opener;
  clear: () => void;
}

export function AskView({ conversation, options, setOptions, status, open, clear }: Props) {
  const { turns } = conversation;
  const last = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (turns.length > 1) last.current?.scrollIntoView({ block: "start" });
  }, [turns.length]);

  return (
    <div class={turns.length === 0 ? "ask start" : "ask"}>
      {turns.length === 0 ? (
        <Start ask={(question) => conversation.ask(question, options)} status={status} />
      ) : (
        <>
          <h1 class="hidden">Conversation</h1>
          {turns.map((turn, at) => (
            <div
              key={turn.number}
              class={at === turns.length - 1 ? "latest" : ""}
              ref={at === turns.length - 1 ? last : null}
            >
              <TurnView
                turn={turn}
                open={open}
                stop={conversation.stop}
                again={() => conversation.again(turn)}
              />
            </div>
          ))}
        </>
      )}
      <Field
        conversation={conversation}
        options={options}
        setOptions={setOptions}
        status={status}
        clear={clear}
      />
      {turns.length === 0 && (
        <Earlier
          ask={({ question, asked_on, filters }) => {
            const chosen = { ...options, asked_on, filters };
            setOptions(chosen); // so that what follows up on it asks the same articles
            conversation.ask(question, chosen);
          }}
        />
      )}
    </div>
  );
}

function Start({ ask, status }: { ask: (question: string) => void; status: api.Status | null }) {
  const [questions, setQuestions] = useState<string[]>([]);
  const link = useLink();
  const articles = status?.articles;
  useEffect(() => {
    if (articles)
      api.examples().then(
        (made) => setQuestions(made.questions),
        () => setQuestions([]),
      );
  }, [articles]);
  return (
    <>
      <h1>Ask the articles</h1>
      {articles === 0 ? (
        <p class="lead">
          There are no articles yet. <a {...link("/articles")}>Add some</a> to begin.
        </p>
      ) : (
        <p class="lead">The answer comes in their own words, with every quote in its place, or not at all.</p>
      )}
      {questions.length > 0 && (
        <section aria-label="Examples" class="examples">
          <h2>For example</h2>
          <ul>
            {questions.map((question) => (
              <li key={question}>
                <button type="button" onClick={() => ask(question)}>
                  {question}
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function Field({ conversation, options, setOptions, status, clear }: Omit<Props, "open">) {
  const [text, setText] = useState("");
  const [fault, setFault] = useState("");
  const field = useRef<HTMLTextAreaElement>(null);
  const choices = useRef<HTMLDetailsElement>(null);
  const { turns, busy } = conversation;
  useEffect(() => field.current?.focus({ preventScroll: true }), []);

  const submit = () => {
    const question = text.trim();
    if (!question) return;
    if (busy) return setFault("The last question is being answered: wait for it, or stop it.");
    const length = [...question].length;
    if (length > MOST) return setFault(`This question has ${length} characters: ask in at most ${MOST}.`);
    conversation.ask(question, options);
    setText("");
    setFault("");
    if (choices.current) choices.current.open = false;
    field.current?.focus({ preventScroll: true });
  };
  return (
    <form
      class="field"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <label for="question" class={turns.length > 0 ? "hidden" : ""}>
        {turns.length > 0 ? "Ask further" : "Your question"}
      </label>
      <div class="row">
        <textarea
          id="question"
          ref={field}
          rows={1}
          placeholder={turns.length > 0 ? "Ask further" : ""}
          aria-describedby="fault"
          dir="auto"
          enterkeyhint="send"
          autoComplete="off"
          value={text}
          onInput={(event) => {
            setText(event.currentTarget.value);
            setFault("");
          }}
          onKeyDown={(event) => {
            if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
              event.preventDefault();
              submit();
            }
          }}
        />
        <button type="submit" class="primary">
          Ask
        </button>
      </div>
      <p id="fault" role="alert" class={fault ? "failure" : "hidden"}>
        {fault}
      </p>
      <div class="row under">
        <OptionsView options={options} setOptions={setOptions} status={status} details={choices} />
        {turns.length > 0 && (
          <button type="button" onClick={clear}>
            New conversation
          </button>
        )}
      </div>
    </form>
  );
}

type Choice = Pick<Props, "options" | "setOptions" | "status"> & {
  details: RefObject<HTMLDetailsElement | null>;
};

function OptionsView({ options, setOptions, status, details }: Choice) {
  const { asked_on, filters, prose } = options;
  const chosen = [
    asked_on,
    filters.sources?.length,
    filters.published_from,
    filters.published_to,
    prose,
  ].filter(Boolean);
  return (
    <details class="options" ref={details}>
      <summary>Options{chosen.length > 0 && ` (${chosen.length})`}</summary>
      <div class="choices">
        <label>
          As of
          <input
            type="date"
            max="9999-12-31"
            value={asked_on}
            onInput={({ currentTarget: { value } }) =>
              setOptions({ ...options, asked_on: isDay(value) ? value : "" })
            }
          />
        </label>
        <FiltersView
          filters={filters}
          setFilters={(changed) => setOptions({ ...options, filters: changed })}
          status={status}
        />
        {status?.language_model && (
          <label class="check">
            <input
              type="checkbox"
              checked={prose}
              onInput={(event) => setOptions({ ...options, prose: event.currentTarget.checked })}
            />
            Prose by {status.language_model}, where the question asks for it
          </label>
        )}
      </div>
    </details>
  );
}

interface Filtering {
  filters: api.Filters;
  setFilters: (filters: api.Filters) => void;
  status: api.Status | null;
}

/** Which articles: one outlet or all, and days of publication. */
export function FiltersView({ filters, setFilters, status }: Filtering) {
  const day = (name: "published_from" | "published_to", value: string) => {
    const { [name]: _, ...rest } = filters;
    setFilters(isDay(value) ? { ...rest, [name]: value } : rest);
  };
  return (
    <>
      <label>
        Outlet
        <select
          value={filters.sources?.[0] ?? ""}
          onInput={(event) => {
            const { sources: _, ...rest } = filters;
            const source = event.currentTarget.value;
            setFilters(source ? { ...rest, sources: [source] } : rest);
          }}
        >
          <option value="">All</option>
          {status?.sources.map(({ source, articles }) => (
            <option key={source} value={source}>
              {source} ({articles})
            </option>
          ))}
        </select>
      </label>
      <label>
        Published from
        <input
          type="date"
          max="9999-12-31"
          value={filters.published_from ?? ""}
          onInput={(event) => day("published_from", event.currentTarget.value)}
        />
      </label>
      <label>
        Published to
        <input
          type="date"
          max="9999-12-31"
          value={filters.published_to ?? ""}
          onInput={(event) => day("published_to", event.currentTarget.value)}
        />
      </label>
      {(filters.published_from ?? "") > (filters.published_to ?? "9999") && (
        <p role="alert" class="failure">
          No day is both: “from” is later than “to”.
        </p>
      )}
    </>
  );
}

function Earlier({ ask }: { ask: (earlier: history.Earlier) => void }) {
  const [questions, setQuestions] = useState(history.earlier);
  if (questions.length === 0) return null;
  return (
    <section class="earlier" aria-label="Earlier questions">
      <h2>Earlier</h2>
      <ul>
        {questions.slice(0, 10).map((earlier, at) => (
          <li key={at}>
            <button type="button" class="plain" dir="auto" onClick={() => ask(earlier)}>
              {earlier.question}
              {earlier.asked_on && <span class="quiet"> as of {published(earlier.asked_on)}</span>}
              {history.narrowed(earlier.filters) && (
                <span class="quiet"> ({history.narrowed(earlier.filters)})</span>
              )}
            </button>
          </li>
        ))}
      </ul>
      <p class="quiet">
        Kept in this browser only.{" "}
        <button
          type="button"
          onClick={() => {
            history.forget();
            setQuestions([]);
          }}
        >
          Clear
        </button>
      </p>
    </section>
  );
}
