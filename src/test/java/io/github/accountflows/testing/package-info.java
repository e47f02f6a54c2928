/** What integration tests are told with: servers, realms, people at a browser, their mail and their apps. */
package io.github.accountflows.testing;
