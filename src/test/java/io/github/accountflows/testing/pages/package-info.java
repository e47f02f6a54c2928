/** The pages as their readers use them: what stands there, and what can be done. */
package io.github.accountflows.testing.pages;
