// An article, with the quote that it was opened at marked and in sight.
import { Fragment } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import * as api from "./api";
import { Where } from "./citation";
import { addressOf, useLink, type Spot } from "./place";
import { firstWords, slices } from "./text";

interface Props {
  spot: Spot;
  heading: "h1" | "h2";
  onLoaded?: (article: api.Article) => void;
}

export function Reader({ spot, heading: Heading, onLoaded }: Props) {
  const [article, setArticle] = useState<api.Article | null>(null);
  const [failure, setFailure] = useState("");
  useEffect(() => {
    const controller = new AbortController();
    setArticle(null);
    setFailure("");
    api.article(spot.id, spot.version, controller.signal).then(
      (loaded) => {
        setArticle(loaded);
        onLoaded?.(loaded);
      },
      (error: unknown) => {
        if (controller.signal.aborted) return;
        if (error instanceof api.Failure && error.status === 404) {
          setFailure(
            `There is no such article here: ${spot.id}. It may have been deleted; Articles lists all.`,
          );
        } else setFailure(error instanceof api.Failure ? error.message : String(error));
      },
    );
    return () => controller.abort();
  }, [spot.id, spot.version]);

  if (failure) {
    return (
      <>
        <Heading tabIndex={-1}>Article</Heading>
        <p role="alert" class="failure">
          {failure}
        </p>
      </>
    );
  }
  if (!article) {
    return (
      <>
        <Heading tabIndex={-1}>Article</Heading>
        <p>Fetching the article …</p>
      </>
    );
  }
  return (
    <>
      <Heading tabIndex={-1} dir="auto">
        {article.title ?? firstWords(article.text)}
      </Heading>
      <p class="quiet">
        <Where {...article} title={null} article_id="No outlet named" />
      </p>
      <Versions article={article} spot={spot} />
      <Body text={article.text} start={spot.start} end={spot.end} />
    </>
  );
}

/** The text as it is stored, with [start, end) in code points marked and scrolled to. */
function Body({ text, start, end }: { text: string; start: number | null; end: number | null }) {
  const mark = useRef<HTMLElement>(null);
  const [before, quote, after] = start !== null && end !== null ? slices(text, start, end) : [text];
  useEffect(() => mark.current?.scrollIntoView({ block: "center" }), [text, start, end]);
  return (
    <>
      {start !== null && !quote && <p class="note">What this link points to is not in this text.</p>}
      <div class="text" dir="auto">
        {before}
        {quote && (
          <mark ref={mark} id="quote" class="quoted">
            {quote}
          </mark>
        )}
        {after}
      </div>
    </>
  );
}

function Versions({ article, spot }: { article: api.Article; spot: Spot }) {
  const link = useLink();
  const { versions, version, corrects } = article;
  const at = (other: string | null) =>
    link(addressOf({ id: article.id, version: other, start: null, end: null }));
  return (
    <>
      {corrects && (
        <p class="note">
          Corrects{" "}
          <a {...link(addressOf({ id: corrects, version: null, start: null, end: null }))}>{corrects}</a>.
        </p>
      )}
      {versions.length > 1 && (
        <p class={version === versions[0] ? "quiet" : "note"}>
          {version === versions[0]
            ? `Newest of ${versions.length} versions. `
            : `An older version: ${versions.length - versions.indexOf(version)} of ${versions.length}. `}
          {versions.map((other, index) => (
            <Fragment key={other}>
              {index > 0 && " · "}
              {other === version ? (
                <strong aria-current={spot.version ? "page" : "true"}>{versions.length - index}</strong>
              ) : (
                <a aria-label={`Version ${versions.length - index}`} {...at(index === 0 ? null : other)}>
                  {versions.length - index}
                </a>
              )}
            </Fragment>
          ))}
        </p>
      )}
    </>
  );
}

/** The article beside the conversation; over it, where there is no room beside it. */
export function Beside({ spot, close }: { spot: Spot; close: () => void }) {
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    panel.current?.focus({ preventScroll: true });
    const escape = (event: KeyboardEvent) => {
      if (event.key === "Escape") close();
    };
    addEventListener("keydown", escape);
    return () => removeEventListener("keydown", escape);
  }, [spot]);
  const link = useLink();
  return (
    <aside class="beside" ref={panel} tabIndex={-1} aria-label="Article">
      <p class="actions">
        <button type="button" onClick={close}>
          Close
        </button>
        <a class="button" {...link(addressOf(spot))}>
          Whole page
        </a>
      </p>
      <Reader spot={spot} heading="h2" />
    </aside>
  );
}
