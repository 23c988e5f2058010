// The view at `/status`: what this server answers from, with what, and whether it is well.
import { useEffect, useState } from "preact/hooks";
import * as api from "./api";
import { bytes, counted, published } from "./text";

export function StatusView({ status, forgetKey }: { status: api.Status | null; forgetKey: () => void }) {
  const [health, setHealth] = useState("Asking …");
  useEffect(() => {
    api.readiness().then(
      () => setHealth("Ready: models loaded, index in step with the database"),
      (error: unknown) => setHealth(error instanceof api.Failure ? error.message : String(error)),
    );
  }, [status]);
  return (
    <>
      <h1>Status</h1>
      <dl class="facts">
        <Fact name="Health">{health}</Fact>
        {status && (
          <>
            <Fact name="Articles">
              {counted(status.articles, "article")}
              {status.versions > status.articles && ` in ${counted(status.versions, "version")}`}
              {status.sources.length > 0 && `, of ${counted(status.sources.length, "outlet")}`}
            </Fact>
            {status.first_day && (
              <Fact name="Published">
                {status.first_day === status.last_day
                  ? published(status.first_day)
                  : `${published(status.first_day)} to ${published(status.last_day)}`}
              </Fact>
            )}
            <Fact name="Index">
              {counted(status.passages, "passage")}; the database has {bytes(status.database_bytes)}
            </Fact>
            <Fact name="Embedding model">{status.embedder}</Fact>
            <Fact name="Reader">{status.reader === "packaged" ? "the packaged one" : status.reader}</Fact>
            <Fact name="Language model">{status.language_model ?? "none, and none is needed"}</Fact>
            <Fact name="Version">Dateline {status.version}</Fact>
          </>
        )}
      </dl>
      {api.key.get() ? (
        <p>
          This browser has an API key.{" "}
          <button type="button" onClick={forgetKey}>
            Forget the key
          </button>
        </p>
      ) : (
        <p>
          <a href="/docs">Try the HTTP API</a>
        </p>
      )}
    </>
  );
}

function Fact({ name, children }: { name: string; children: preact.ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
