/** Reads result records and writes the report. */
package giantless.reports;
