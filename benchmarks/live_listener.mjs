// Listens to the comparisons of one session as a web client does, and tells of each that has ended:
// its id and how long ago its record was stamped. Run by live_progress.py.
import { initializeApp } from "firebase/app";
import {
  collection, connectFirestoreEmulator, getFirestore, onSnapshot, query, where,
} from "firebase/firestore";

const [host, port, projectId, sessionId] = process.argv.slice(1);
const store = getFirestore(initializeApp({ projectId, apiKey: "none" }));
connectFirestoreEmulator(store, host, Number(port));
let isFirst = true;
onSnapshot(query(collection(store, "comparisons"), where("session_id", "==", sessionId)), (found) => {
  const now = performance.timeOrigin + performance.now();
  if (found.metadata.fromCache) return;
  for (const { doc } of isFirst ? [] : found.docChanges()) {
    const record = doc.data();
    const stamped = record.updated_at.seconds * 1000 + record.updated_at.nanoseconds / 1e6;
    if (record.status !== "pending") console.log(`${doc.id} ${now - stamped}`);
  }
  if (isFirst) console.log(`listening ${found.size}`);
  isFirst = false;
});
