/** An e-mail address in canonical form: the only key for look-ups, limits and uniqueness. */
package io.github.accountflows.address;
