// Where the reader is: a path and a query, so that every view and every quote has a link.
import { createContext } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";

/** A quote in an article, and how to open it. */
export interface Spot {
  id: string;
  version: string | null;
  start: number | null;
  end: number | null;
}

export const Go = createContext<(to: string) => void>(() => undefined);

/** The current address, and a way to another view of the page. */
export function usePlace(): [URL, (to: string) => void] {
  const [place, setPlace] = useState(() => new URL(location.href));
  useEffect(() => {
    const moved = () => setPlace(new URL(location.href));
    addEventListener("popstate", moved);
    return () => removeEventListener("popstate", moved);
  }, []);
  const go = (to: string) => {
    history.pushState(null, "", to);
    setPlace(new URL(location.href));
  };
  return [place, go];
}

/** Props of a link to a view of the page; with a modifier key the browser opens it elsewhere. */
export function useLink(): (to: string) => { href: string; onClick: (event: MouseEvent) => void } {
  const go = useContext(Go);
  return (to) => ({
    href: to,
    onClick(event) {
      if (plain(event)) {
        event.preventDefault();
        go(to);
      }
    },
  });
}

/** Whether a click asks for nothing but to follow the link here. */
export function plain(event: MouseEvent): boolean {
  return event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
}

/** The page's address of an article, at a quote where there is one. */
export function addressOf({ id, version, start, end }: Spot): string {
  const query = new URLSearchParams({ id });
  if (version) query.set("version", version);
  if (start !== null && end !== null) {
    query.set("start", String(start));
    query.set("end", String(end));
  }
  return `/article?${query}`;
}

/** What an address of an article points to, or null. */
export function spotAt(place: URL): Spot | null {
  const { pathname, searchParams: query } = place;
  const id = query.get("id");
  if (pathname !== "/article" || !id) return null;
  const number = (name: string) => {
    const value = query.get(name) ?? "";
    return /^\d{1,12}$/.test(value) ? Number(value) : null;
  };
  return { id, version: query.get("version"), start: number("start"), end: number("end") };
}
