// The server's API, as its schema has it; errors carry what the server says of the remedy.
import { createParser } from "eventsource-parser";
import type {
  AnswerOut,
  ArticleOut,
  ArticlesOut,
  CitationOut,
  ExamplesOut,
  FileOut,
  HitsOut,
  StatusOut,
} from "./schema";
import { withFilters } from "./place";

export type Answer = AnswerOut;
export type Citation = CitationOut;
export type Article = ArticleOut;
export type Status = StatusOut;

export interface Said {
  role: "user" | "assistant";
  content: string;
}

export interface Filters {
  published_from?: string;
  published_to?: string;
  sources?: string[];
}

export interface Ask {
  question: string;
  history: Said[];
  asked_on: string;
  filters: Filters;
  mode: "extract" | "auto";
}

export interface ReadingEvent {
  passages: number;
  articles: { article_id: string; title: string | null; source: string | null }[];
}

/** Is told of the work on a question, the whole answer last. */
export interface Listener {
  reading(event: ReadingEvent): void;
  sentence(event: { text: string; citation_ids: number[] }): void;
  answer(answer: Answer): void;
}

/** A refusal of the server, or (status 0) no answer from it at all. */
export class Failure extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

const UNREACHABLE = "The server can’t be reached. Check that dateline serve is running, and try again.";
const BROKEN_OFF =
  "The connection broke off before the answer was there. Check that dateline serve is running, and ask again.";

const KEY = "dateline.key";
let current: string | null = null; // where the browser lets the page keep nothing

/** The API key of this browser, where the server asks for one. */
export const key = {
  get(): string {
    try {
      current ??= sessionStorage.getItem(KEY) ?? localStorage.getItem(KEY);
    } catch {
      // It is kept in memory alone.
    }
    return current ?? "";
  },
  set(value: string, keep: boolean): void {
    key.forget();
    current = value;
    try {
      (keep ? localStorage : sessionStorage).setItem(KEY, value);
    } catch {
      // It is kept in memory alone.
    }
  },
  forget(): void {
    current = null;
    try {
      sessionStorage.removeItem(KEY);
      localStorage.removeItem(KEY);
    } catch {
      // Then nothing was kept either.
    }
  },
};

/** Is called whenever the server asks for a key, or refuses that of this browser. */
export const unauthorized = { tell: (): void => undefined };

async function send(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Response> {
  const headers: Record<string, string> = {};
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (key.get()) headers["Authorization"] = `Bearer ${key.get()}`;
  const init: RequestInit = { method, headers, credentials: "omit", cache: "no-store" };
  if (body !== undefined) init.body = JSON.stringify(body);
  if (signal) init.signal = signal;
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Failure(0, UNREACHABLE);
  }
  if (response.status === 401) unauthorized.tell();
  if (!response.ok) throw new Failure(response.status, await detail(response));
  return response;
}

async function detail(response: Response): Promise<string> {
  try {
    const problem = (await response.json()) as { detail?: string };
    if (problem.detail) return problem.detail;
  } catch {
    // A proxy between here and the server answers in other words; its status must do.
  }
  return `${response.status} ${response.statusText}`.trim();
}

async function got<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const response = await send(method, path, body, signal);
  try {
    return (await response.json()) as T;
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Failure(0, UNREACHABLE);
  }
}

/** Ask, and tell `listener` what happens until the answer is there. */
export async function ask(asked: Ask, listener: Listener, signal: AbortSignal): Promise<void> {
  const { asked_on, mode, ...rest } = asked;
  const body = { ...rest, stream: true, ...(asked_on && { asked_on }), ...(mode === "auto" && { mode }) };
  const response = await send("POST", "/v1/ask", body, signal);
  const end: { failure?: Failure; answer?: Answer } = {};
  const parser = createParser({
    onEvent({ event, data }) {
      const told: unknown = JSON.parse(data);
      if (event === "reading") listener.reading(told as ReadingEvent);
      else if (event === "sentence") listener.sentence(told as { text: string; citation_ids: number[] });
      else if (event === "error")
        end.failure = new Failure((told as { status: number }).status, (told as { detail: string }).detail);
      else if (event === "done") end.answer = told as Answer;
    },
  });
  const reader = response.body!.getReader();
  const decoder = new TextDecoder();
  while (!end.failure && !end.answer) {
    let chunk: ReadableStreamReadResult<Uint8Array>;
    try {
      chunk = await reader.read();
    } catch (error) {
      if (signal.aborted) throw error;
      throw new Failure(0, BROKEN_OFF);
    }
    if (chunk.done) throw new Failure(0, BROKEN_OFF);
    parser.feed(decoder.decode(chunk.value, { stream: true }));
  }
  void reader.cancel(); // the answer is whole, however long the server keeps the connection
  if (end.failure) throw end.failure;
  if (end.answer) listener.answer(end.answer);
}

export const status = (): Promise<Status> => got("GET", "/v1/status");
export const examples = (): Promise<ExamplesOut> => got("GET", "/v1/examples");
export const readiness = (): Promise<{ status: string }> => got("GET", "/readyz");

export function search(query: string, filters: Filters, signal: AbortSignal): Promise<HitsOut> {
  return got("POST", "/v1/search", { query, filters, top_k: 30 }, signal);
}

export function articles(filters: Filters, cursor: string | null, signal: AbortSignal): Promise<ArticlesOut> {
  const query = new URLSearchParams({ order: "newest", limit: "50" });
  if (cursor) query.set("cursor", cursor);
  withFilters(query, filters);
  return got("GET", `/v1/articles?${query}`, undefined, signal);
}

export function article(id: string, version: string | null, signal: AbortSignal): Promise<Article> {
  const query = version ? `?version=${encodeURIComponent(version)}` : "";
  return got("GET", `/v1/articles/${encodeURIComponent(id)}${query}`, undefined, signal);
}

export async function remove(id: string): Promise<void> {
  await send("DELETE", `/v1/articles/${encodeURIComponent(id)}`);
}

/** Send a file of articles; `dateline ingest` reads the same kinds. */
export async function upload(file: File): Promise<FileOut> {
  return got("POST", "/v1/articles/files", { name: file.name, content: await base64(file) });
}

function base64(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => {
      const url = reader.result as string;
      resolve(url.slice(url.indexOf(",") + 1));
    };
    reader.onerror = () => reject(new Failure(0, "can’t be read: a folder is sent file by file"));
    reader.readAsDataURL(file);
  });
}
