// An excerpt as a card: the quote, where it stands, and ways to open and to copy it.
import { Fragment } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Answer, Citation } from "./api";
import { addressOf, plain, type Spot } from "./place";
import { published, slices } from "./text";

export type Opener = (spot: Spot) => void;

export function spotOf(citation: Citation): Spot {
  return { id: citation.article_id, version: citation.version, start: citation.start, end: citation.end };
}

/** Props of a link that opens the quote beside the conversation. */
export function quoteLink(citation: Citation, open: Opener) {
  const spot = spotOf(citation);
  return {
    href: addressOf(spot),
    onClick(event: MouseEvent) {
      if (plain(event)) {
        event.preventDefault();
        open(spot);
      }
    },
  };
}

/** `[1]` and `[2]`, each of them a link to its quote. */
export function Markers({ ids, answer, open }: { ids: number[]; answer: Answer; open: Opener }) {
  return ids.map((id) => {
    const citation = answer.citations.find((c) => c.id === id);
    if (!citation) return null;
    const where = citation.source ?? citation.title ?? citation.article_id;
    return (
      <Fragment key={id}>
        {" "}
        <a class="marker" aria-label={`Quote ${id}, ${where}`} {...quoteLink(citation, open)}>
          [{id}]
        </a>
      </Fragment>
    );
  });
}

/** The quote, with the answering words marked. */
export function Quote({ citation }: { citation: Citation }) {
  const parts = slices(citation.quote, ...citation.highlight.flat());
  return (
    <blockquote class="quote" dir="auto">
      {parts.map((part, at) => (at % 2 ? <mark key={at}>{part}</mark> : part))}
    </blockquote>
  );
}

export function Card({ citation, open }: { citation: Citation; open: Opener }) {
  const { attribution, also_in } = citation;
  return (
    <figure class="card">
      <Quote citation={citation} />
      <figcaption>
        <p>
          <span class="number">[{citation.id}]</span> <Where {...citation} />
        </p>
        {attribution && (
          <p class="quiet">
            Said by <span dir="auto">{attribution.speaker}</span>
          </p>
        )}
        {also_in.length > 0 && (
          <p class="quiet">
            Also in{" "}
            {also_in.map((copy, at) => (
              <Fragment key={at}>
                {at > 0 && "; "}
                <Where {...copy} title={null} />
              </Fragment>
            ))}
          </p>
        )}
        <p class="actions">
          <a
            class="button"
            aria-label={`Open in article: quote ${citation.id}`}
            {...quoteLink(citation, open)}
          >
            Open in article
          </a>
          <Copy label="Copy" what={`quote ${citation.id}`} text={plainQuote(citation)} />
          <Copy
            label="Copy Markdown"
            what={`quote ${citation.id} as Markdown`}
            text={markdownQuote(citation)}
          />
        </p>
      </figcaption>
    </figure>
  );
}

interface Place {
  title: string | null;
  source: string | null;
  published: string | null;
  url: string | null;
  article_id: string;
}

/** Outlet, title, day, and the link where browsers can open it. */
export function Where({ title, source, published: day, url, article_id }: Place) {
  const named = [source, title].filter(Boolean).join(": ") || article_id;
  const link = webAddress(url);
  return (
    <>
      <cite dir="auto">{named}</cite>, {day ? <time dateTime={day}>{published(day)}</time> : "no date"}
      {link && (
        <>
          {", "}
          <a href={link} rel="noopener noreferrer external" target="_blank">
            {new URL(link).host}
            <span aria-hidden="true">{"\u00a0"}↗</span>
            <span class="hidden"> (new tab)</span>
          </a>
        </>
      )}
    </>
  );
}

function webAddress(url: string | null): string | null {
  try {
    return url && /^https?:$/.test(new URL(url).protocol) ? new URL(url).href : null;
  } catch {
    return null;
  }
}

function addressFor(citation: Citation): string {
  return webAddress(citation.url) ?? new URL(addressOf(spotOf(citation)), location.href).href;
}

function sourceLine(citation: Citation): string {
  return [citation.source, citation.published && published(citation.published)].filter(Boolean).join(", ");
}

export function plainQuote(citation: Citation): string {
  const source = [citation.title, sourceLine(citation)].filter(Boolean).join(", ");
  return `“${citation.quote}”\n— ${source ? `${source}, ` : ""}${addressFor(citation)}`;
}

export function markdownQuote(citation: Citation): string {
  const quote = citation.quote
    .split(/\r\n?|[\n\u2028\u2029]/)
    .map((line) => `> ${escaped(line)}`)
    .join("\n");
  const source = sourceLine(citation);
  const title = inLine(citation.title ?? citation.article_id);
  const link = `[${escaped(title)}](<${addressFor(citation).replaceAll("\\", "%5C")}>)`;
  return `${quote}\n>\n> — ${link}${source && `, ${escaped(inLine(source))}`}`;
}

function inLine(text: string): string {
  return text.split(/\s+/).join(" ");
}

function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|~&!]/g, "\\$&").replace(/^(\s*)([-+]|\d+(?=[.)]))/, "$1\\$2");
}

/** Copies, or where the browser does not let it (no HTTPS, not this machine), shows the text to copy. */
export function Copy({ label, what, text }: { label: string; what: string; text: string }) {
  const [state, setState] = useState<"" | "copied" | "by hand">("");
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (state === "by hand") area.current?.select();
  }, [state]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setState("copied");
      setTimeout(() => setState(""), 2500);
    } catch {
      setState("by hand");
    }
  };
  return (
    <>
      <button type="button" aria-label={`${label}: ${what}`} onClick={copy}>
        {state === "copied" ? "Copied" : label}
      </button>
      <span role="status" class="hidden">
        {state === "copied" && `Copied ${what}`}
      </span>
      {state === "by hand" && (
        <textarea
          class="by-hand"
          readOnly
          aria-label={`${what}, to copy by hand`}
          rows={4}
          value={text}
          ref={area}
        />
      )}
    </>
  );
}
