package io.github.accountflows.throttle;

import java.time.Duration;

/** At most so many in any window of that length, such as 6 in an hour. */
public record Rate(int most, Duration window) {}
