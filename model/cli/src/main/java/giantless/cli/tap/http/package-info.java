/** HTTP/1.1 on a host's TCP: a small server of files and uploads, and a client that fetches. */
package giantless.cli.tap.http;
