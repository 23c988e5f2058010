// The page: its views, and what they share.
import { render } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import * as api from "./api";
import { ArticlesView, ArticleView } from "./articles";
import { AskView } from "./ask";
import { useConversation, type Options, type Turn } from "./conversation";
import { KeyDialog } from "./key";
import { filtersIn, Go, spotAt, useLink, usePlace, type Goer, type Spot } from "./place";
import { Beside } from "./reader";
import { StatusView } from "./status";
import { isDay } from "./text";
import { addressOfQuestion, progress } from "./turn";

const START: Options = { asked_on: "", filters: {}, prose: false };
const TITLES: Record<string, string> = {
  "/article": "Article",
  "/articles": "Articles",
  "/status": "Status",
};

function Page() {
  const [place, go] = usePlace();
  const [status, setStatus] = useState<api.Status | null>(null);
  const [failure, setFailure] = useState("");
  const [wantsKey, setWantsKey] = useState(false);
  const [epoch, setEpoch] = useState(0); // grows with each key, so that views ask again with it
  const [options, setOptions] = useState<Options>(() => optionsIn(place));
  const [opened, setOpened] = useState<Spot | null>(null);
  const opener = useRef<Element | null>(null);
  const main = useRef<HTMLElement>(null);
  const conversation = useConversation(answered);
  const asking = place.pathname === "/";
  const narrow = useNarrow();

  const refresh = () => {
    api.status().then(
      (found) => {
        setStatus(found);
        setFailure("");
      },
      (error: unknown) => {
        if (error instanceof api.Failure && error.status === 401) return; // the key is asked for
        setFailure(error instanceof api.Failure ? error.message : String(error));
      },
    );
  };
  useEffect(() => {
    api.unauthorized.tell = () => setWantsKey(true);
    refresh();
  }, []);
  useEffect(() => {
    const question = place.searchParams.get("q")?.trim();
    if (asking && question) conversation.ask(question, options);
  }, []); // a link to a question is asked once, when the page is opened
  useEffect(() => {
    document.title = [TITLES[place.pathname], "Dateline"].filter(Boolean).join(" · ");
  }, [place.pathname]);

  // A file dropped beside the box for it must not take the place of the page.
  useEffect(() => {
    const refuse = (event: DragEvent) => event.preventDefault();
    addEventListener("dragover", refuse);
    addEventListener("drop", refuse);
    return () => {
      removeEventListener("dragover", refuse);
      removeEventListener("drop", refuse);
    };
  }, []);

  function answered(turn: Turn) {
    if (location.pathname === "/")
      window.history.replaceState(null, "", addressOfQuestion(turn, turn.options.asked_on));
  }
  const open = (spot: Spot) => {
    opener.current = document.activeElement;
    // A step of its own, so that the browser's Back closes the article and leaves the conversation.
    if (!opened) window.history.pushState(null, "", location.href);
    setOpened(spot);
  };
  useEffect(() => {
    const back = () => setOpened(null);
    addEventListener("popstate", back);
    return () => removeEventListener("popstate", back);
  }, []);
  // With the article beside it the conversation is narrower: keep in sight what was clicked.
  useEffect(() => {
    if (opened) opener.current?.scrollIntoView({ block: "nearest" });
  }, [opened]);
  const close = () => window.history.back();
  // When what covered it is gone.
  useLayoutEffect(() => {
    if (!opened && opener.current instanceof HTMLElement) opener.current.focus();
  }, [opened]);
  const clear = () => {
    conversation.clear();
    setOpened(null);
    setOptions(START);
    window.history.replaceState(null, "", "/");
  };
  const walk: Goer = (to, replace) => {
    go(to, replace);
    setOpened(null);
    scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  };

  const refused = conversation.turns.findLast((turn) => turn.failure?.status === 401);
  const spot = spotAt(place);
  const covered = asking && opened !== null && narrow;
  return (
    <Go.Provider value={walk}>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <Header place={place} inert={covered} />
      <p class="hidden" role="status">
        {announced(conversation.turns.at(-1))}
      </p>
      {failure && (
        <p role="alert" class="failure bar">
          {failure}{" "}
          <button type="button" onClick={refresh}>
            Try again
          </button>
        </p>
      )}
      <div class={asking && opened ? "halves" : "whole"}>
        <main id="main" ref={main} tabIndex={-1} inert={covered}>
          {asking && (
            <AskView
              conversation={conversation}
              options={options}
              setOptions={setOptions}
              status={status}
              open={open}
              clear={clear}
            />
          )}
          {place.pathname === "/articles" && <ArticlesView key={epoch} status={status} changed={refresh} />}
          {spot && <ArticleView key={`${epoch}/${spot.id}`} spot={spot} changed={refresh} />}
          {place.pathname === "/article" && !spot && <h1>No article is named in this address</h1>}
          {place.pathname === "/status" && (
            <StatusView
              status={status}
              forgetKey={() => {
                api.key.forget();
                location.assign("/");
              }}
            />
          )}
        </main>
        {asking && opened && <Beside spot={opened} close={close} />}
      </div>
      {wantsKey && (
        <KeyDialog
          done={() => {
            setWantsKey(false);
            setEpoch(epoch + 1);
            refresh();
            if (refused) conversation.again(refused);
          }}
          close={() => setWantsKey(false)}
        />
      )}
    </Go.Provider>
  );
}

/** Whether an article covers the conversation instead of standing beside it; as in style.css. */
function useNarrow(): boolean {
  const query = useRef(matchMedia("(max-width: 60rem)")).current;
  const [narrow, setNarrow] = useState(query.matches);
  useEffect(() => {
    const changed = () => setNarrow(query.matches);
    query.addEventListener("change", changed);
    return () => query.removeEventListener("change", changed);
  }, []);
  return narrow;
}

function Header({ place, inert }: { place: URL; inert: boolean }) {
  const link = useLink();
  const views = [
    ["/", "Ask"],
    ["/articles", "Articles"],
    ["/status", "Status"],
  ] as const;
  const at = place.pathname === "/article" ? "/articles" : place.pathname;
  return (
    <header inert={inert}>
      <a class="name" {...link("/")}>
        Dateline
      </a>
      <nav aria-label="Views">
        {views.map(([path, name]) => (
          <a key={path} aria-current={path === at ? "page" : undefined} {...link(path)}>
            {name}
          </a>
        ))}
      </nav>
    </header>
  );
}

/** What screen readers are told of the last question. */
function announced(turn: Turn | undefined): string {
  if (!turn) return "";
  if (turn.state === "answered" && turn.answer) return turn.answer.answer ?? "The articles don’t say.";
  return turn.state === "searching" || turn.state === "reading" ? progress(turn) : "";
}

/** The options that a link to a question carries. */
function optionsIn(place: URL): Options {
  const day = place.searchParams.get("asked_on") ?? "";
  return { asked_on: isDay(day) ? day : "", filters: filtersIn(place), prose: false };
}

render(<Page />, document.getElementById("page")!);
