/** A provider for tests only: looks into a running server. The harness packs it into a jar beside ours; it is never shipped. */
package io.github.accountflows.probe;
