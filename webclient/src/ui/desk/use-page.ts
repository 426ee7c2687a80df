/** A record's page behind a card: fetched when the card opens, asked again while it stays. */
import { useEffect, useRef, useState } from "preact/hooks";
import { recordPath } from "./actions";
import { type Failure, get, refresh } from "./api";
import { loadRound } from "./names";
import { touched, usePoll } from "./poll";
import type { RecordPage } from "./wire";

export interface Loaded {
  readonly page: RecordPage | null;
  readonly failure: Failure | null;
  /** Put a newer answer on screen, such as that of a PATCH. */
  readonly replace: (page: RecordPage) => void;
}

export function useRecordPage(kind: string, id: string): Loaded {
  const [page, setPage] = useState<RecordPage | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const etag = useRef<string | null>(null);
  const path = recordPath({ kind, id });
  useEffect(() => {
    let left = false;
    void get<RecordPage>(path).then((reply) => {
      if (left) return;
      setFailure(reply.ok ? null : reply);
      if (!reply.ok) return;
      etag.current = reply.etag;
      setPage(reply.value);
      const round = reply.value.fields["round"];
      if (typeof round === "string") void loadRound(round);
    });
    return () => {
      left = true;
    };
  }, [path]);
  async function again(): Promise<void> {
    const reply = await refresh<RecordPage>(path, etag.current);
    if (!reply.ok || "unchanged" in reply) return;
    etag.current = reply.etag;
    setPage(reply.value);
  }
  useEffect(() => {
    if (touched.value > 0) void again();
  }, [touched.value]);
  usePoll(() => void again(), [path]);
  return { page, failure, replace: setPage };
}
