// The views at `/articles` and `/article`: find, read, add and delete.
import { useContext, useEffect, useRef, useState } from "preact/hooks";
import * as api from "./api";
import { FiltersView } from "./ask";
import { Where } from "./citation";
import { Dialog } from "./dialog";
import { addressOf, filtersIn, Go, useLink, withFilters, type Spot } from "./place";
import { Reader } from "./reader";
import { firstWords } from "./text";
import { Upload } from "./upload";

interface Row {
  id: string;
  title: string | null;
  source: string | null;
  published: string | null;
  url: string | null;
  excerpt: string | null;
  spot: Spot;
}

export function ArticlesView({ status, changed }: { status: api.Status | null; changed: () => void }) {
  const [filters, setFilters] = useState(() => filtersIn(new URL(location.href)));
  const [asked, setAsked] = useState(() => new URLSearchParams(location.search).get("q") ?? "");
  const [query, setQuery] = useState(asked);
  const [notice, setNotice] = useState("");
  const [rows, setRows] = useState<Row[] | null>(null);
  const [cursor, setCursor] = useState<string | null>(null);
  const [failure, setFailure] = useState("");
  const [deleting, setDeleting] = useState<Row | null>(null);
  const [loading, setLoading] = useState(true);
  const running = useRef(new AbortController());
  const heading = useRef<HTMLHeadingElement>(null);
  const link = useLink();

  const load = async (from: string | null) => {
    running.current.abort(); // what was asked before must not come after
    running.current = new AbortController();
    const { signal } = running.current;
    setLoading(true);
    try {
      setFailure("");
      if (asked) {
        const found = await api.search(asked, filters, signal);
        const best = new Map<string, Row>(); // of each article its best passage
        for (const { citation } of found.hits) {
          if (!best.has(citation.article_id)) best.set(citation.article_id, hitRow(citation));
        }
        setRows([...best.values()]);
        setCursor(null);
      } else {
        const page = await api.articles(filters, from, signal);
        setRows((before) => [...(from && before ? before : []), ...page.articles.map(headRow)]);
        setCursor(page.next_cursor);
      }
    } catch (error) {
      if (!signal.aborted) setFailure(error instanceof api.Failure ? error.message : String(error));
    }
    if (!signal.aborted) setLoading(false);
  };
  useEffect(() => {
    const place = new URLSearchParams(asked && { q: asked });
    withFilters(place, filters);
    history.replaceState(null, "", place.size ? `/articles?${place}` : "/articles"); // for Back and Reload
    void load(null);
    return () => running.current.abort();
  }, [asked, filters, status]);

  const deleted = () => {
    setNotice(`“${deleting?.title ?? deleting?.id}” was deleted.`);
    changed();
    heading.current?.focus(); // the button that was pressed goes with its article
  };
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        Articles
      </h1>
      <Upload empty={status?.articles === 0} onAdded={changed} />
      <form
        role="search"
        class="find"
        onSubmit={(event) => {
          event.preventDefault();
          setAsked(query.trim());
        }}
      >
        <label>
          Search
          <input
            type="search"
            value={query}
            onInput={(event) => {
              setQuery(event.currentTarget.value);
              if (!event.currentTarget.value) setAsked("");
            }}
          />
        </label>
        <button type="submit">Search</button>
        <FiltersView filters={filters} setFilters={setFilters} status={status} />
      </form>
      <p role="status" class={notice ? "note" : "hidden"}>
        {notice}
      </p>
      {failure && (
        <p role="alert" class="failure">
          {failure}
        </p>
      )}
      {rows === null ? (
        !failure && <p>Fetching the list …</p>
      ) : (
        <>
          <p class="quiet" role="status">
            {rows.length === 0
              ? asked || Object.keys(filters).length > 0
                ? "No article fits."
                : "There are no articles yet: add some above."
              : rows.some((row) => row.excerpt !== null)
                ? "The articles whose passages fit best:"
                : "The last published first:"}
          </p>
          <ul class="list">
            {rows.map((row, at) => (
              <li key={`${row.id}/${at}`}>
                <div>
                  <a class="title" dir="auto" {...link(addressOf(row.spot))}>
                    {row.title ?? firstWords(row.excerpt ?? row.id)}
                  </a>
                  <p class="quiet">
                    <Where {...row} title={null} article_id="No outlet named" />
                  </p>
                  {row.excerpt && (
                    <p class="excerpt" dir="auto">
                      {row.excerpt}
                    </p>
                  )}
                </div>
                <button
                  type="button"
                  aria-label={`Delete ${row.title ?? row.id}`}
                  onClick={() => setDeleting(row)}
                >
                  Delete
                </button>
              </li>
            ))}
          </ul>
          {cursor && (
            <button type="button" disabled={loading} onClick={() => void load(cursor)}>
              Show more
            </button>
          )}
        </>
      )}
      {deleting && (
        <DeleteDialog
          id={deleting.id}
          title={deleting.title}
          close={() => setDeleting(null)}
          deleted={deleted}
        />
      )}
    </>
  );
}

function headRow(article: {
  id: string;
  title: string | null;
  source: string | null;
  published: string | null;
  url: string | null;
}): Row {
  const { id, title, source, published, url } = article;
  return {
    id,
    title,
    source,
    published,
    url,
    excerpt: null,
    spot: { id, version: null, start: null, end: null },
  };
}

function hitRow(citation: api.Citation): Row {
  const { article_id: id, title, source, published, url, version, start, end, quote } = citation;
  return { id, title, source, published, url, excerpt: quote, spot: { id, version, start, end } };
}

export function ArticleView({ spot, changed }: { spot: Spot; changed: () => void }) {
  const [article, setArticle] = useState<api.Article | null>(null);
  const [deleting, setDeleting] = useState(false);
  const link = useLink();
  const go = useContext(Go);
  return (
    <article class="page">
      <p class="actions">
        <a class="button" {...link("/articles")}>
          All articles
        </a>
        {article && (
          <button type="button" onClick={() => setDeleting(true)}>
            Delete
          </button>
        )}
      </p>
      <Reader spot={spot} heading="h1" onLoaded={setArticle} />
      {deleting && article && (
        <DeleteDialog
          id={article.id}
          title={article.title}
          close={() => setDeleting(false)}
          deleted={() => {
            changed();
            go("/articles", true);
          }}
        />
      )}
    </article>
  );
}

interface Deleting {
  id: string;
  title: string | null;
  close: () => void;
  deleted: () => void;
}

function DeleteDialog({ id, title, close, deleted }: Deleting) {
  const [failure, setFailure] = useState("");
  const [busy, setBusy] = useState(false);
  const remove = async () => {
    setBusy(true);
    try {
      await api.remove(id);
      close();
      setTimeout(deleted); // when the dialog has given the focus back
    } catch (error) {
      setFailure(error instanceof api.Failure ? error.message : String(error));
      setBusy(false);
    }
  };
  return (
    <Dialog title="Delete this article?" close={close}>
      <p>
        <strong dir="auto">{title ?? id}</strong> goes with all its versions, for everybody who uses this
        server. This can’t be undone.
      </p>
      {failure && (
        <p role="alert" class="failure">
          {failure}
        </p>
      )}
      <p class="actions">
        <button type="button" onClick={close}>
          Keep it
        </button>
        <button type="button" class="danger" disabled={busy} onClick={remove}>
          Delete
        </button>
      </p>
    </Dialog>
  );
}
