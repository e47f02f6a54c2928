package io.github.accountflows.outbox;

/**
 * The life of a job.
 *
 * <pre>
 * ASKED ──decide──▶ OWED | SUPPRESSED
 * OWED  ──claim: attempts + 1, due = now + lease──▶ SENT
 *                                     ├─ transient failure ─▶ OWED, due after a pause that grows
 *                                     └─ refused for this recipient, or 48 h old ─▶ DEAD
 * </pre>
 *
 * There is no state for "being sent": a claim is a due time in the future, so a node that dies needs no reaper.
 */
enum State {
    ASKED,
    OWED,
    SENT,
    SUPPRESSED,
    DEAD
}
